-- Register of parking permits: who may park where, with which plate, until when.

create schema permits;

-- Running number of people's permit numbers; numbers below are the demo's.
create sequence permits.serial start 4711;

create table permits.permit (
  id uuid primary key,
  number text not null unique,                          -- PA26-004711-c
  account_id uuid,                                      -- account of the holder, if there is one
  family_name text,                                     -- name, address and plate: null after erasure
  given_names text,
  street text,
  house_number text,
  postcode text,
  city text,
  plate text,                                           -- usual spelling, "HAL-AB 123"
  plate_key text,                                       -- the vehicle behind it, without E, H and season
  area text not null,                                   -- key in city/<city>/demo/zones.yaml
  document_token text not null unique,                  -- opaque, in the QR code; a replacement draws a new one
  issued_at timestamptz not null,
  revoked_on date,
  erase_requested_on date,                              -- the account is gone; erased when the permit has run out
  erased_at timestamptz
);
create index permit_account on permits.permit (account_id);
create index permit_plate on permits.permit (plate_key);

create table permits.term (
  id uuid primary key,
  permit_id uuid not null references permits.permit,
  kind text not null check (kind in ('issue', 'extension', 'replacement')),
  valid_from date not null,
  valid_until date not null,                            -- last day, included
  case_id uuid unique,                                  -- one effect per case, however often it is applied
  created_at timestamptz not null,
  check (valid_from <= valid_until)
);
create index term_permit on permits.term (permit_id, valid_until desc);
create index term_until on permits.term (valid_until);
comment on table permits.term is 'append-only: what was granted when and by which case; current validity is computed from it';

create table permits.access_code (
  id uuid primary key,
  permit_id uuid not null references permits.permit,
  case_id uuid unique,
  code_hash text not null,                              -- keyed hash of the code in the letter; the code itself is never stored
  created_at timestamptz not null
);
create index access_code_permit on permits.access_code (permit_id, created_at desc);
comment on table permits.access_code is 'append-only: one per letter; the newest of a permit counts';

-- Who asked what of the register, after § 63g StVG: data used, day and time, asking office, data returned; 30 days.
create table permits.query_log (
  id uuid primary key,
  at timestamptz not null,
  office text not null,                                 -- key of the office, or 'public'
  staff_id uuid,
  purpose text not null,
  asked jsonb not null,
  answered jsonb not null
);
create index query_log_at on permits.query_log (at);

create table permits.reminder (
  permit_id uuid not null references permits.permit,
  valid_until date not null,
  sent_at timestamptz not null,
  primary key (permit_id, valid_until)
);
comment on table permits.reminder is 'append-only: one mail per permit and expiry';
