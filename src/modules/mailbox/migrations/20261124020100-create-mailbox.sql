-- Messages of the city in a person's mailbox, with the proof when they were provided and retrieved.
create schema mailbox;

create table mailbox.message (
  id uuid primary key,
  account_id uuid not null,
  case_id uuid,
  once text not null unique,                            -- what this message is for: providing it twice keeps one
  kind text not null check (kind in ('letter', 'question')),
  subject text not null,
  document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
  document_name text,
  rule text not null,                                   -- key of the announcement rule in force when it was provided
  provided_at timestamptz not null,
  provided_on date not null,
  notified_at timestamptz,
  retrievable_until date,                               -- after this day, if never retrieved, the provision ends
  ended_at timestamptz
);
create index message_account on mailbox.message (account_id, provided_at desc);
create index message_waiting on mailbox.message (retrievable_until) where ended_at is null and retrievable_until is not null;

create table mailbox.retrieval (
  message_id uuid primary key,
  at timestamptz not null,
  day date not null
);
comment on table mailbox.retrieval is 'append-only: the first retrieval of a message; the proof of announcement hangs on it';
