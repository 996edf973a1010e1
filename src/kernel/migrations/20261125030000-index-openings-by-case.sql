-- What was promised about a case is asked when it is filed.
create index if not exists evidence_opening_case on kernel.evidence_opening ((content ->> 'case')) where content ? 'case';
