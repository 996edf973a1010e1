-- Other open cases of the same subject are looked up for every start page and every case page.
create index case_subject on cases.case (subject_ref) where subject_ref is not null;
