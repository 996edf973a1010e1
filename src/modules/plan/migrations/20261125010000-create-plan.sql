-- The master plan and its history on two axes: what was true (valid) and what we knew (known).
-- A fact never changes: a later fact of the same subject and day takes its place, and the older one stays visible at
-- its own time of knowledge. plan.cell is folded from plan.fact, so that a view at a point costs what the plan costs.
create extension if not exists btree_gist;
create schema plan;

create table plan.fact (
  seq bigint generated always as identity primary key,
  subject text not null,                                -- '2013-2020/measure/a3', 'law/ozg'
  plan text not null,                                   -- '2013-2020'; '' for what belongs to no plan: laws, sources
  kind text not null,
  valid_from date not null,
  content jsonb,                                        -- null: this statement was withdrawn
  origin text not null check (origin in ('import', 'staff')),
  author_id uuid,                                       -- staff who proposed it; null for the import
  released_by uuid,                                     -- the second pair of eyes
  note text,                                            -- why it was changed or withdrawn
  recorded_at timestamptz not null,
  constraint fact_four_eyes check (origin = 'import' or (author_id is not null and released_by is not null and author_id <> released_by))
);
create index fact_subject on plan.fact (subject, valid_from, seq desc);
create index fact_recorded on plan.fact (recorded_at, seq);
comment on table plan.fact is 'append-only: every statement about the plan with the day it holds from and the moment it was recorded';

create table plan.cell (
  subject text not null,
  plan text not null,
  kind text not null,
  fact_seq bigint not null,
  valid daterange not null,
  known tstzrange not null
);
create index cell_subject on plan.cell (subject);
create index cell_point on plan.cell using gist (plan, valid, known);
create index cell_plans on plan.cell using gist (valid, known) where kind = 'plan';
create index cell_sources on plan.cell using gist (known) where kind = 'source' and upper_inf(valid);

-- What the folder said when it was imported: so that importing again changes nothing, and staff edits stay.
create table plan.import_mark (
  seq bigint generated always as identity primary key,
  subject text not null,
  valid_from date not null,
  hash text,                                            -- null: taken out of the folder
  at timestamptz not null
);
create index import_mark_subject on plan.import_mark (subject, valid_from, seq desc);
comment on table plan.import_mark is 'append-only: the newest mark of a subject and day counts';

-- Proposals of staff: one writes, somebody else releases.
create table plan.proposal (
  id uuid primary key,
  subject text not null,
  plan text not null,
  kind text not null,
  valid_from date not null,
  content jsonb,                                        -- null: withdraw the statement
  base_seq bigint,                                      -- newest fact of the subject the author saw
  note text not null,
  author_id uuid not null,
  created_at timestamptz not null
);
comment on table plan.proposal is 'append-only: what was proposed';
create table plan.decision (
  proposal_id uuid primary key references plan.proposal,
  outcome text not null check (outcome in ('released', 'rejected', 'taken_back')),
  fact_seq bigint,
  note text not null,
  decided_by uuid not null,
  decided_at timestamptz not null
);
comment on table plan.decision is 'append-only: one decision ends a proposal';

-- Figures of the kernel registry, night by night; a failed query leaves a row that says so.
create table plan.snapshot (
  seq bigint generated always as identity primary key,
  indicator text not null,
  day date not null,
  taken_at timestamptz not null,
  value double precision,
  failed boolean not null,
  rows jsonb                                            -- parts: [{label, value}]
);
create index snapshot_day on plan.snapshot (indicator, day desc, taken_at desc, seq desc);
create index snapshot_value on plan.snapshot (indicator, day desc, taken_at desc, seq desc) where not failed and value is not null;
comment on table plan.snapshot is 'append-only: the newest of a day counts; an older one stays for the view of its time';
