-- People who log in: residents with an account of their own, and members of staff.

create schema directory;

create table directory.account (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  password_hash text not null,                          -- Argon2id, PHC string
  lang text not null check (lang in ('de', 'en', 'de-leicht')),
  code_seed bytea,                                      -- sealed; null: no second factor
  code_pending bytea,                                   -- sealed; shown on the set-up page until the first code fits
  code_counter bigint not null default 0,               -- time step of the last code: none is taken twice
  verified_at timestamptz not null,
  created_at timestamptz not null
);

create table directory.profile (
  account_id uuid primary key references directory.account on delete cascade,
  family_name text,
  given_names text,
  single_name text,                                     -- for people who have one name only
  birth_date date,
  street text,
  house_number text,
  postcode text,
  city text,
  phone text,
  updated_at timestamptz not null
);

-- Becomes an account of the same id when its link is confirmed. Until then the address is nobody's.
create table directory.registration (
  id uuid primary key,
  token_hash bytea unique,                              -- set by the job that writes the mail
  email text not null,
  password_hash text not null,
  lang text not null,
  expires_at timestamptz not null
);
create index registration_email on directory.registration (email);

create table directory.token (
  hash bytea primary key,                               -- SHA-256; the token itself is only in the mail
  kind text not null check (kind in ('password_reset', 'email_change', 'staff_invitation')),
  person_id uuid not null,
  email text,                                           -- the new address of an e-mail change
  expires_at timestamptz not null
);
create index token_person on directory.token (person_id);

create table directory.recovery_code (
  account_id uuid not null references directory.account on delete cascade,
  hash text not null,
  primary key (account_id, hash)
);

-- Between password and one-time code; bound to the browser that gave the password.
create table directory.login_step (
  browser text primary key,
  kind text not null check (kind in ('citizen', 'staff')),
  person_id uuid not null,
  next_path text not null,
  seed bytea,                                           -- sealed; a clerk's first login sets up the second factor
  expires_at timestamptz not null
);

create table directory.staff (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  role text not null,
  offices text[] not null,
  password_hash text,                                   -- null until the invitation is taken
  code_seed bytea,                                      -- sealed; null until the first login
  code_counter bigint not null default 0,
  active boolean not null default true,
  created_at timestamptz not null
);

create table directory.login_event (
  id uuid primary key,
  person_id uuid not null,
  kind text not null,
  device text not null,
  at timestamptz not null
);
comment on table directory.login_event is 'append-only: log-ins and changes of the log-in, for the person''s own list; no address';
create index login_event_person on directory.login_event (person_id, at desc);

-- The one way out of an append-only table: erasure (Art. 17 DSGVO) and the end of the storage period.
create function directory.forget_login_events(person uuid, before timestamptz)
returns void language sql security definer set search_path = pg_catalog as $$
  delete from directory.login_event where (person is null or person_id = person) and at < before;
$$;
revoke all on function directory.forget_login_events(uuid, timestamptz) from public;
