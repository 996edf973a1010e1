-- Which objects are still needed is asked whenever a draft is deleted.
create index document_sha256 on cases.document (sha256);
create index submission_uploads on cases.submission using gin ((frozen -> 'uploads') jsonb_path_ops);
