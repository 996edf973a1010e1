-- What people have begun and not yet sent. Nothing here outlives 30 days without an edit.

create schema forms;

create table forms.draft (
  id uuid primary key,
  service text not null,
  version_hash text not null,                           -- whoever begins on a version finishes on it
  owner_kind text not null check (owner_kind in ('session', 'account', 'staff')),
  owner_id uuid not null,
  channel text not null check (channel in ('online', 'counter', 'phone', 'paper')),
  subject_ref text,
  answers jsonb not null default '{}',                  -- field id → {value, provenance}
  reached text[] not null default '{}',                 -- pages shown at least once, for the drop-off figure
  done text[] not null default '{}',                    -- pages sent without a mistake at least once
  lang text not null,
  revision integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  warned_at timestamptz,                                -- when the owner was told that it will be deleted
  submitted_case uuid,
  submitted_number text,
  constraint draft_submitted check ((submitted_case is null) = (submitted_number is null))
);
create index draft_owner on forms.draft (owner_kind, owner_id);
create index draft_updated_at on forms.draft (updated_at);

create table forms.upload (
  id uuid primary key,
  draft_id uuid not null references forms.draft (id) on delete cascade,
  field text not null,
  filename text not null,
  mime text not null,                                   -- by content, never as claimed
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  created_at timestamptz not null
);
create index upload_draft_id on forms.upload (draft_id);
create index upload_sha256 on forms.upload (sha256);

-- Objects that went on with an application: from then on they are the case's, and forms never deletes them.
create table forms.handed_over (
  sha256 text primary key,
  at timestamptz not null
);
comment on table forms.handed_over is 'append-only: objects that belong to a case';
