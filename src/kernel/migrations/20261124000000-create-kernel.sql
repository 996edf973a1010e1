-- What every module stands on. Modules keep their own schema; nothing here refers to them.

create extension if not exists pg_trgm;

create table kernel.session (
  id uuid primary key,
  token_hash bytea not null unique,                     -- SHA-256 of the cookie's token; the token itself is never stored
  principal_kind text not null check (principal_kind in ('anonymous', 'citizen', 'staff')),
  principal_id uuid,
  principal jsonb not null default '{}',                -- what policies need: roles, offices
  assurance text not null check (assurance in ('none', 'basis', 'niedrig', 'substantiell', 'hoch')),
  device text not null,                                 -- "Firefox, Linux": so that people recognise it in their list
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_until timestamptz not null,
  ends_at timestamptz not null,
  constraint session_principal check ((principal_kind = 'anonymous') = (principal_id is null))
);
create index session_principal_id on kernel.session (principal_id);
create index session_ends_at on kernel.session (ends_at);

create unlogged table kernel.rate_limit (
  bucket text primary key,
  hits integer not null,
  resets_at timestamptz not null
);

create table kernel.event (
  id uuid primary key,
  name text not null,
  payload jsonb not null,
  at timestamptz not null
);
comment on table kernel.event is 'append-only: what happened, for other modules; written in the transaction it tells of';

create table kernel.mail (
  id uuid primary key,
  recipient text,                                       -- null after erasure
  subject text not null,
  body text not null,
  kind text not null,
  owner_id uuid,
  created_at timestamptz not null,
  sent_at timestamptz,
  attempts integer not null default 0,
  last_error text
);
create index mail_owner on kernel.mail (owner_id);

create table kernel.counter (
  day date not null,
  name text not null,
  dimension text not null,
  n bigint not null,
  primary key (name, day, dimension)
);

create table kernel.evidence_opening (
  entry_id uuid primary key,
  owner_id uuid,                                        -- whose data it is, so that erasure finds it
  salt bytea not null check (octet_length(salt) = 32),
  content jsonb not null,
  created_at timestamptz not null
);
create index evidence_opening_owner on kernel.evidence_opening (owner_id);

create function kernel.enqueue_job(task text, payload json, run_at timestamptz, job_key text, queue text, max_attempts integer)
returns void language sql security definer set search_path = pg_catalog as $$
  select graphile_worker.add_job(task, payload, queue_name => queue, run_at => run_at, max_attempts => max_attempts, job_key => job_key, job_key_mode => case when job_key is null then null else 'preserve_run_at' end);
$$;
revoke all on function kernel.enqueue_job(text, json, timestamptz, text, text, integer) from public;

-- The log of promises. The application may read it and append through one function, and nothing else.
create schema evidence;
create table evidence.entry (
  position bigint generated always as identity primary key,
  id uuid not null unique,
  kind text not null check (kind ~ '^[a-z][a-z0-9_.]{2,63}$'),
  at timestamptz not null,
  commitment bytea not null check (octet_length(commitment) = 32),
  leaf bytea not null check (octet_length(leaf) = 32)
);
comment on table evidence.entry is 'append-only: leaf = SHA-256(0x00 || canonical JSON {"at","commitment","kind","v":1}); see docs/evidence.md';

create function evidence.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger entry_is_append_only before update or delete or truncate on evidence.entry
  for each statement execute function evidence.refuse();

create function evidence.append(entry_id uuid, entry_kind text, entry_at timestamptz, entry_commitment bytea)
returns bytea language plpgsql security definer set search_path = pg_catalog as $$
declare
  leaf_bytes bytea;
begin
  leaf_bytes := sha256('\x00'::bytea || convert_to(
    '{"at":"' || to_char(entry_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') ||
    '","commitment":"' || encode(entry_commitment, 'hex') || '","kind":"' || entry_kind || '","v":1}', 'UTF8'));
  insert into evidence.entry (id, kind, at, commitment, leaf) values (entry_id, entry_kind, entry_at, entry_commitment, leaf_bytes);
  return leaf_bytes;
end $$;
revoke all on function evidence.append(uuid, text, timestamptz, bytea) from public;
grant usage on schema evidence to stadttor_app;
grant select on evidence.entry to stadttor_app;
grant execute on function evidence.append(uuid, text, timestamptz, bytea) to stadttor_app;
