-- Which objects are still needed is asked whenever a draft is deleted.
create index message_document on mailbox.message (document_sha256) where document_sha256 is not null;
create index message_case on mailbox.message (case_id) where case_id is not null;
