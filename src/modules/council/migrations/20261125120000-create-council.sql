-- Papers of the council, the answers drafted to them, who signed, what was promised. Nothing is ever changed: rows are added.
create schema council;

-- The head of a paper and what it asks; the newest version counts.
create table council.paper (
  seq bigint generated always as identity primary key,
  slug text not null,                                   -- 'vi-2019-04886'
  content jsonb not null,                               -- domain/shapes.ts; questions stand in council.question
  origin text not null check (origin in ('import', 'staff')),
  hash text not null,                                   -- of the imported entry, to import it once
  author_id uuid,
  recorded_at timestamptz not null
);
create index paper_slug on council.paper (slug, seq desc);
comment on table council.paper is 'append-only: versions of papers';

create table council.question (
  paper_seq bigint not null references council.paper,
  number int not null,
  text text not null,
  topic text,                                           -- id of the plan's list of questions
  answer text,                                          -- what was answered then, as a short sourced fact
  primary key (paper_seq, number)
);
comment on table council.question is 'append-only: the questions of a version of a paper, one by one';

-- One row a saved state of an answer; a revision can be taken once, so two editors never overwrite each other.
create table council.draft (
  id uuid primary key,
  slug text not null,
  revision int not null,
  author_id uuid not null,
  note text not null,
  recorded_at timestamptz not null,
  unique (slug, revision)
);
comment on table council.draft is 'append-only: every saved state of an answer';

create table council.statement (
  draft_id uuid not null references council.draft,
  question int not null,
  position int not null,
  text text not null,
  citation jsonb,                                       -- {kind, ref, day, version, text, href}; null: uncited
  primary key (draft_id, question, position)
);
comment on table council.statement is 'append-only: the sentences of a saved state, each with what it rests on';

create table council.promise (
  draft_id uuid not null references council.draft,
  position int not null,
  text text not null,
  due date not null,
  about text not null,                                  -- 'plan', 'measure/a3': what it is promised for
  primary key (draft_id, position)
);
comment on table council.promise is 'append-only: what a saved state promises; published, it becomes a promise of the plan';

-- Somebody vouches by name for a sentence without a citation; the same words stay vouched for.
create table council.vouch (
  id uuid primary key,
  slug text not null,
  hash text not null,                                   -- SHA-256 of the sentence
  by_id uuid not null,
  reason text not null,
  at timestamptz not null,
  unique (slug, hash)
);
comment on table council.vouch is 'append-only: who answers for which uncited sentence';

create table council.step (
  id uuid primary key,
  slug text not null,
  revision int not null,
  step text not null,                                   -- key of city/<city>/council/rules.yaml
  outcome text not null check (outcome in ('signed', 'returned')),
  by_id uuid not null,
  note text not null,
  at timestamptz not null
);
create unique index step_once on council.step (slug, revision, step) where outcome = 'signed';
create unique index step_people on council.step (slug, revision, by_id) where outcome = 'signed';
comment on table council.step is 'append-only: signatures and returns';

create table council.publication (
  slug text not null,
  revision int not null,
  by_id uuid not null,
  at timestamptz not null,
  plan text not null,                                   -- the plan whose monitor answered and which holds the promises; '' for none
  checksum text not null,                               -- SHA-256 over the sentences, their citations and the promises
  primary key (slug, revision)
);
comment on table council.publication is 'append-only: what was answered, and when';
