-- Cases: the history is the truth, cases.case is folded from it. Events hold no words about people; texts lie in tables
-- that can be erased when the time of keeping is over.
create schema cases;

create sequence cases.case_serial as bigint maxvalue 99999999;

create table cases.case (
  id uuid primary key,
  number text not null unique,
  service text not null,
  version_hash text not null,
  office text not null,
  channel text not null check (channel in ('online', 'counter', 'phone', 'paper')),
  account_id uuid,
  session_id uuid,                                      -- an anonymous applicant sees the state through this session only
  entered_by uuid,                                      -- staff who typed it at the counter
  subject_ref text,
  lang text not null,
  applicant_name text,                                  -- for lists; null when the time of keeping is over
  received_at timestamptz not null,
  received_on date not null,
  due_on date not null,
  -- folded from cases.event:
  state text not null,
  revision integer not null,
  assigned_to uuid,
  reasons text[] not null default '{}',
  neighbour text,
  register_attempts integer not null default 0,
  question_id uuid,
  outcome text,
  automatic boolean,
  decided_at timestamptz,
  decided_by uuid,
  closed_at timestamptz,
  updated_at timestamptz not null,
  retain_until date
);
create index case_inbox on cases.case (office, state, due_on);
create index case_assigned on cases.case (assigned_to, due_on) where assigned_to is not null;
create index case_account on cases.case (account_id, received_at desc) where account_id is not null;
create index case_session on cases.case (session_id) where session_id is not null;
create index case_received on cases.case (received_on, service);
create index case_retain on cases.case (retain_until) where retain_until is not null;

create table cases.event (
  case_id uuid not null,
  seq integer not null,
  kind text not null,
  data jsonb not null,
  actor_kind text not null check (actor_kind in ('applicant', 'staff', 'system')),
  actor_id uuid,
  at timestamptz not null,
  primary key (case_id, seq)
);
comment on table cases.event is 'append-only: the history of a case is the truth; keys and ids only, no words about people';

create table cases.submission (
  case_id uuid primary key,
  frozen jsonb not null,                                -- forms: FrozenAnswers
  content_hash text not null,
  created_at timestamptz not null
);

create table cases.check_run (
  id uuid primary key,
  case_id uuid not null,
  round integer not null,                               -- revision of the case when the checks began
  position integer not null,
  check_id text not null,
  use text not null,
  result text not null check (result in ('ok', 'doubt', 'unavailable', 'skipped')),
  reasons text[] not null default '{}',
  neighbour text,
  inputs jsonb not null,
  outputs jsonb not null,
  at timestamptz not null
);
create index check_run_case on cases.check_run (case_id, round);

create table cases.decision (
  id uuid primary key,
  case_id uuid not null unique,
  outcome text not null check (outcome in ('granted', 'rejected')),
  automatic boolean not null,
  reasons_text text not null,
  effects jsonb not null,
  decided_by uuid,
  decided_on date not null,
  at timestamptz not null
);

create table cases.question (
  id uuid primary key,
  case_id uuid not null,
  question text not null,
  answer_type text not null check (answer_type in ('text', 'yes_no', 'file', 'text_and_file')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer_until date not null,
  answered_at timestamptz,
  answered_by uuid,
  answer jsonb
);
create index question_case on cases.question (case_id);
create index question_open on cases.question (answer_until) where answered_at is null;

create table cases.document (
  id uuid primary key,
  case_id uuid not null,
  kind text not null check (kind in ('letter', 'record', 'copy', 'answer')),
  ref text not null,                                    -- decision or question it belongs to: one of a kind each
  title text not null,
  filename text not null,
  sha256 text not null,
  mime text not null,
  size bigint not null,
  created_at timestamptz not null,
  unique (case_id, kind, ref)
);

create table cases.print_item (
  id uuid primary key,
  case_id uuid not null,
  document_id uuid not null unique,
  office text not null,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by uuid
);
create index print_item_open on cases.print_item (office, created_at) where done_at is null;

create table cases.note (
  id uuid primary key,
  case_id uuid not null,
  author uuid not null,
  text text not null,
  at timestamptz not null
);
create index note_case on cases.note (case_id);
