-- What the city offers: published versions of service packages, frozen and addressed by their content.
create schema catalogue;

create table catalogue.service_version (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),  -- SHA-256 of the canonical JSON of content
  key text not null,
  content jsonb not null,                                 -- StoredService; compiles without folder and parts
  published_at timestamptz not null,
  published_by text not null                              -- 'folder', 'command line' or the id of a member of staff
);
create index service_version_key on catalogue.service_version (key);
comment on table catalogue.service_version is 'append-only: cases and drafts stay on the version they began with';

-- One row per service: which version is offered now, and the words it is found by.
create table catalogue.current_service (
  key text primary key,
  hash text not null references catalogue.service_version (hash),
  kind text not null check (kind in ('online', 'elsewhere', 'paper')),
  title jsonb not null,
  summary jsonb not null,
  office text,
  life_situations text[] not null,
  languages text[] not null,
  needle text not null,                                   -- title and synonyms in search form, for word_similarity
  words tsvector not null,
  since timestamptz not null
);
create index current_service_needle on catalogue.current_service using gin (needle gin_trgm_ops);
create index current_service_words on catalogue.current_service using gin (words);

create table catalogue.link_check (
  url text primary key,
  checked_at timestamptz not null,
  reachable boolean not null,
  detail text not null                                    -- HTTP status or why there was none
);
