-- The log of promises becomes a Merkle tree. Every table is append-only and filled by functions that check what they are given;
-- the application may read them. Bytes: docs/evidence.md.

-- Entries that have no place in the tree yet. A heap without index: appending must cost next to nothing.
create table evidence.pending (position bigint not null);
insert into evidence.pending select position from evidence.entry order by position;

create table evidence.leaf (
  leaf_index bigint primary key,
  position bigint not null unique references evidence.entry
);
comment on table evidence.leaf is 'append-only: the place of an entry in the tree; given once, in order, by the sequencer';

create table evidence.tile_root (
  level smallint not null check (level between 1 and 8),
  node_index bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, node_index)
);
comment on table evidence.tile_root is 'append-only: root over the full tile (level - 1, node_index); the hashes of the tiles of this level';

create table evidence.signing_key (
  key_id text primary key check (key_id ~ '^[0-9a-f]{8}$'),
  seq integer not null unique,
  verifier_key text not null,                           -- name+id+base64: public
  sealed bytea not null,                                -- the private seed, sealed with the secret of the installation
  endorsement text,                                     -- a note by which the key before it vouches for this one; null: the first
  created_at timestamptz not null
);
comment on table evidence.signing_key is 'append-only: keys that sign checkpoints; the newest signs, all stay valid for what they signed';

create table evidence.checkpoint (
  size bigint primary key check (size > 0),
  seq integer not null unique,                          -- 1, 2, 3 …: none was taken out
  root bytea not null check (octet_length(root) = 32),
  edge bytea not null,                                  -- roots of the complete subtrees: what the next batch builds on
  note text not null,
  at timestamptz not null
);
comment on table evidence.checkpoint is 'append-only: what the log stated of itself, signed; at most once per size';

create table evidence.publication (
  size bigint primary key references evidence.checkpoint,
  at timestamptz not null
);
comment on table evidence.publication is 'append-only: checkpoints whose tiles lie in the object store; only these are shown to anyone';

create table evidence.cosignature (
  size bigint not null references evidence.checkpoint,
  name text not null,
  key_id text not null check (key_id ~ '^[0-9a-f]{8}$'),
  line text not null,
  signed_at timestamptz not null,
  received_at timestamptz not null,
  primary key (size, name, key_id)
);
comment on table evidence.cosignature is 'append-only: signature lines of witnesses under a checkpoint';

do $$
declare
  name text;
begin
  foreach name in array array['leaf', 'tile_root', 'signing_key', 'checkpoint', 'publication', 'cosignature'] loop
    execute format('create trigger %I before update or delete or truncate on evidence.%I for each statement execute function evidence.refuse()', name || '_is_append_only', name);
    execute format('grant select on evidence.%I to stadttor_app', name);
  end loop;
end $$;
grant select on evidence.pending to stadttor_app;

-- As before, and the entry waits for its place. The bytes are the same.
create or replace function evidence.append(entry_id uuid, entry_kind text, entry_at timestamptz, entry_commitment bytea)
returns bytea language plpgsql security definer set search_path = pg_catalog as $$
declare
  leaf_bytes bytea;
  place bigint;
begin
  leaf_bytes := sha256('\x00'::bytea || convert_to(
    '{"at":"' || to_char(entry_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') ||
    '","commitment":"' || encode(entry_commitment, 'hex') || '","kind":"' || entry_kind || '","v":1}', 'UTF8'));
  insert into evidence.entry (id, kind, at, commitment, leaf) values (entry_id, entry_kind, entry_at, entry_commitment, leaf_bytes) returning position into place;
  insert into evidence.pending values (place);
  return leaf_bytes;
end $$;

-- Opening and entry in one call, whose plans the connection keeps: this stands in the way of every promise.
create function kernel.keep_promise(entry_id uuid, owner uuid, salt bytea, content jsonb, kind text, at timestamptz, commitment bytea)
returns bytea language plpgsql set search_path = pg_catalog as $$
begin
  insert into kernel.evidence_opening values (entry_id, owner, salt, content, at);
  return evidence.append(entry_id, kind, at, commitment);
end $$;

-- One writer at a time. True: this transaction is it.
create function evidence.try_lock() returns boolean language sql set search_path = pg_catalog as $$
  select pg_try_advisory_xact_lock(hashtext('stadttor.evidence'));
$$;

-- Gives the waiting entries their places, oldest first. Belongs in one transaction with evidence.seal.
create function evidence.take(batch integer)
returns table (leaf_index bigint, leaf bytea) language plpgsql security definer set search_path = pg_catalog as $$
declare
  next_index bigint;
begin
  perform pg_advisory_xact_lock(hashtext('stadttor.evidence'));
  select coalesce(max(l.leaf_index) + 1, 0) into next_index from evidence.leaf l;
  return query
    with taken as (
      delete from evidence.pending where ctid = any(array(select p.ctid from evidence.pending p order by p.position limit batch)) returning position
    ), placed as (
      insert into evidence.leaf (leaf_index, position) select next_index + row_number() over (order by t.position) - 1, t.position from taken t returning evidence.leaf.leaf_index, evidence.leaf.position
    )
    select p.leaf_index, e.leaf from placed p join evidence.entry e on e.position = p.position order by p.leaf_index;
end $$;

-- Keeps the signed statement over everything placed so far. Refuses a size that is not the number of places.
create function evidence.seal(new_size bigint, new_root bytea, new_edge bytea, new_note text, new_at timestamptz, levels smallint[], nodes bigint[], hashes bytea[])
returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock(hashtext('stadttor.evidence'));
  if new_size <> (select max(l.leaf_index) + 1 from evidence.leaf l) then
    raise exception 'a checkpoint states the number of places' using errcode = 'check_violation';
  end if;
  insert into evidence.tile_root (level, node_index, hash) select * from unnest(levels, nodes, hashes);
  insert into evidence.checkpoint (size, seq, root, edge, note, at)
  values (new_size, (select coalesce(max(c.seq), 0) + 1 from evidence.checkpoint c), new_root, new_edge, new_note, new_at);
end $$;

create function evidence.mark_published(checkpoint_size bigint, published_at timestamptz)
returns void language sql security definer set search_path = pg_catalog as $$
  insert into evidence.publication (size, at) values (checkpoint_size, published_at) on conflict do nothing;
$$;

create function evidence.add_cosignature(checkpoint_size bigint, witness text, witness_key text, signature_line text, witness_at timestamptz, now timestamptz)
returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into evidence.cosignature (size, name, key_id, line, signed_at, received_at) values (checkpoint_size, witness, witness_key, signature_line, witness_at, now) on conflict do nothing;
  return found;
end $$;

create function evidence.add_key(new_key_id text, new_verifier_key text, new_sealed bytea, new_endorsement text, now timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock(hashtext('stadttor.evidence'));
  if (new_endorsement is null) <> not exists (select from evidence.signing_key) then
    raise exception 'every key but the first is endorsed by the one before' using errcode = 'check_violation';
  end if;
  insert into evidence.signing_key (key_id, seq, verifier_key, sealed, endorsement, created_at)
  values (new_key_id, (select coalesce(max(seq), 0) + 1 from evidence.signing_key), new_verifier_key, new_sealed, new_endorsement, now);
end $$;

revoke all on all functions in schema evidence from public;
grant execute on function evidence.append(uuid, text, timestamptz, bytea), evidence.try_lock(), evidence.take(integer),
  evidence.seal(bigint, bytea, bytea, text, timestamptz, smallint[], bigint[], bytea[]), evidence.mark_published(bigint, timestamptz),
  evidence.add_cosignature(bigint, text, text, text, timestamptz, timestamptz), evidence.add_key(text, text, bytea, text, timestamptz) to stadttor_app;

-- which entries tell of a case: for the proofs on its page
create index evidence_opening_case on kernel.evidence_opening ((content ->> 'case'));
