-- The e-file: filing plan (data of the city) → file (Akte) → case file (Vorgang) → document → version.
-- Who may see something hangs on one column, scope_id, in every table that lists, counts or finds.
create schema records;

create table records.scope (
  id integer generated always as identity primary key,
  readers text[] not null unique                        -- sorted; 'parken' or, for what is confidential, 'parken:confidential'
);
comment on table records.scope is 'append-only: every set of readers there is; a viewer sees a row if one of their tokens is among the readers of its scope';

-- Running numbers. Taken in a transaction of their own: they may have gaps and never come twice.
create table records.serial (
  name text primary key,
  last integer not null
);

create table records.file (
  id uuid primary key,
  number text not null unique,
  position text not null,                               -- key in city/<city>/filing-plan.yaml
  year integer not null,
  title text not null,
  office text not null,                                 -- who keeps it
  level text not null check (level in ('normal', 'confidential')),
  shared text[] not null default '{}',                  -- offices that may read it too
  scope_id integer not null references records.scope,
  collective boolean not null,                          -- gathers the decided cases of a year
  opened_on date not null,
  closed_on date,                                       -- zdA
  created_at timestamptz not null
);
create unique index file_collective on records.file (position, office, year) where collective;
create index file_list on records.file (position, scope_id, created_at desc);

create table records.case_file (
  id uuid primary key,
  file_id uuid not null references records.file,
  number text not null unique,
  title text not null,
  level text not null check (level in ('normal', 'confidential')),
  scope_id integer not null references records.scope,
  source text,                                          -- what filed it, with its own id: filed once
  source_ref text,
  account_id uuid,                                      -- whose case it was; null after erasure of the account
  opened_on date not null,
  closed_on date,
  created_at timestamptz not null,
  unique (source, source_ref)
);
create index case_file_list on records.case_file (file_id, scope_id, created_at desc);
create index case_file_newest on records.case_file (scope_id, created_at desc);
create index case_file_account on records.case_file (account_id) where account_id is not null;

create table records.document (
  id uuid primary key,
  case_file_id uuid not null references records.case_file,
  no integer not null,                                  -- within the case file
  kind text not null,
  title text not null,
  scope_id integer not null references records.scope,
  ref text not null,                                    -- within the case file: the same thing is filed once
  parent_id uuid,                                       -- the mail an attachment came with
  meta jsonb not null default '{}',                     -- head of a mail, fields of a delivery
  day date not null,                                    -- of the letter, the receipt, the dispatch
  current integer not null,                             -- number of the version in force
  checked_out_by uuid,
  checked_out_at timestamptz,
  created_at timestamptz not null,
  unique (case_file_id, no),
  unique (case_file_id, ref)
);
create index document_newest on records.document (scope_id, created_at desc);

create table records.version (
  document_id uuid not null references records.document,
  no integer not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  filename text not null,
  mime text not null,
  size bigint not null,
  note text,
  actor_kind text not null check (actor_kind in ('staff', 'system', 'client')),
  actor_id uuid,
  evidence_id uuid not null,                            -- the entry that commits to it
  at timestamptz not null,
  primary key (document_id, no)
);
comment on table records.version is 'append-only: a version is never changed; correcting means filing the next one';
create index version_sha256 on records.version (sha256);

create table records.text (
  document_id uuid primary key references records.document,
  no integer not null,                                  -- the version it was read from
  state text not null check (state in ('read', 'none', 'unreadable')),
  text text not null,
  pages integer not null                                -- of a PDF, else 0
);

create table records.event (
  id uuid primary key,
  file_id uuid not null,
  case_file_id uuid,
  document_id uuid,
  kind text not null,
  data jsonb not null,
  actor_kind text not null check (actor_kind in ('staff', 'system', 'client')),
  actor_id uuid,
  at timestamptz not null
);
comment on table records.event is 'append-only: everything that happened to a file';
create index event_case_file on records.event (case_file_id, at) where case_file_id is not null;
create index event_file on records.event (file_id, at) where case_file_id is null;
create index event_document on records.event (document_id, at) where document_id is not null;
create index event_filed on records.event (at) where kind = 'filed';

create table records.comment (
  id uuid primary key,
  case_file_id uuid not null references records.case_file,
  document_id uuid references records.document,
  author uuid not null,
  text text not null,
  at timestamptz not null
);
create index comment_case_file on records.comment (case_file_id, at);

create table records.reference (
  from_id uuid not null references records.case_file,
  to_id uuid not null references records.case_file,
  note text not null,
  author uuid not null,
  at timestamptz not null,
  primary key (from_id, to_id)
);
create index reference_to on records.reference (to_id);

-- Numbers as people type them: the key has neither separators nor leading zeros.
create table records.number (
  key text not null,
  kind text not null check (kind in ('file', 'case_file')),
  entity_id uuid not null,
  scope_id integer not null references records.scope,
  primary key (key, entity_id)
);
create index number_prefix on records.number (scope_id, key text_pattern_ops);
create index number_entity on records.number (entity_id);

-- One row for whatever can be found. The vector holds, beside the words, one lexeme that names the scope ('@12'), so that
-- the index itself leaves out what the viewer may not see.
create table records.search (
  entity_id uuid primary key,
  kind text not null check (kind in ('file', 'case_file', 'document')),
  scope_id integer not null references records.scope,
  position text not null,
  day date not null,
  title tsvector not null,                              -- small, beside the row: what ranks
  words tsvector not null                               -- everything, far from the row: only its index is read
) with (toast_tuple_target = 128);
create index search_words on records.search using gin (words) with (fastupdate = off);

-- Parts of words in titles, where whole words find nothing.
create index file_title on records.file using gin (lower(title) gin_trgm_ops);
create index case_file_title on records.case_file using gin (lower(title) gin_trgm_ops);
create index document_title on records.document using gin (lower(title) gin_trgm_ops);

create table records.client (
  id uuid primary key,
  name text not null unique,
  office text not null,
  positions text[] not null,                            -- where it may file
  key_hash bytea,                                       -- SHA-256 of the key; the key itself is shown once
  active boolean not null,
  created_by uuid,
  created_at timestamptz not null
);
create unique index client_key on records.client (key_hash);

create table records.delivery (
  id uuid primary key,
  client_id uuid not null references records.client,
  key text not null,                                    -- Idempotency-Key, or the folder's name
  fingerprint bytea not null,                           -- SHA-256 of what was announced
  case_file_id uuid not null references records.case_file,
  receipt jsonb not null,
  at timestamptz not null,
  unique (client_id, key)
);
comment on table records.delivery is 'append-only: what was delivered, with the receipt that was given for it';
