-- Claims of the city against applicants and the money that settles them. What happened to a claim, an attempt or a refund is
-- its events; nothing is ever overwritten. Money moves only through payments.entry, which balances by construction.
create schema payments;

create table payments.claim (
  id uuid primary key,
  case_id uuid not null unique,
  account_id uuid,                                      -- whose claim it is, so that export and erasure find it; null after erasure
  reference text not null unique,                       -- creditor reference, ISO 11649: RFnn…
  token text not null unique,                           -- names the claim's payment page; says nothing by itself
  amount_cents bigint not null check (amount_cents >= 0),
  currency text not null default 'EUR' check (currency = 'EUR'),
  purpose text not null,
  amount_label text not null,
  legal_source text not null,
  assumption boolean not null,                          -- the amount is invented for the demo and shown as such
  assignment jsonb not null default '{}',               -- account assignment of the package: psp, account, source
  priced_on date not null,                              -- the day whose amount applies
  created_at timestamptz not null
);
create index claim_account on payments.claim (account_id) where account_id is not null;

create table payments.claim_event (
  claim_id uuid not null,
  seq integer not null,
  kind text not null check (kind in ('due', 'settled', 'cancelled', 'refund_due', 'refunded')),
  due_on date,
  actor_id uuid,
  at timestamptz not null,
  primary key (claim_id, seq)
);
comment on table payments.claim_event is 'append-only: the life of a claim; its state is the last event';

-- One try to pay a claim online. The row is there before the provider is called.
create table payments.attempt (
  id uuid primary key,
  claim_id uuid not null references payments.claim (id),
  provider text not null,
  project text not null,                                -- the provider's project whose secret signs
  method text,                                          -- chosen method; null: the payer chooses on the page
  merchant_tx_id text not null unique,                  -- our name for it, fixed length, no digit at either end
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null default 'EUR' check (currency = 'EUR'),
  idempotency_key uuid not null unique,                 -- the form that asked for it: sent twice, it is one attempt
  state text not null check (state in ('created', 'lost', 'open', 'failed', 'expired', 'review', 'paid')),
  revision integer not null,
  reference text unique,                                -- the provider's name for it
  page_url text,
  superseded boolean not null default false,            -- the payer chose another way; still watched
  result text,                                          -- the provider's last result code
  created_at timestamptz not null,
  page_until timestamptz not null,                      -- until then the payer may come back to the page
  next_poll_at timestamptz,                             -- null: nothing left to ask
  polls integer not null default 0,
  paid_at timestamptz
);
create unique index attempt_open on payments.attempt (claim_id) where state in ('created', 'open') and not superseded;
create index attempt_claim on payments.attempt (claim_id);
create index attempt_poll on payments.attempt (next_poll_at) where next_poll_at is not null;
create index attempt_created on payments.attempt (created_at);

create table payments.attempt_event (
  attempt_id uuid not null,
  seq integer not null,
  kind text not null,
  source text not null check (source in ('payer', 'init', 'notify', 'redirect', 'poll', 'staff', 'system')),
  data jsonb not null default '{}',                     -- codes and amounts; nothing about people
  at timestamptz not null,
  primary key (attempt_id, seq)
);
comment on table payments.attempt_event is 'append-only: the life of an attempt to pay';

-- What the provider told us, each message once. Account numbers and names in it are not kept.
create table payments.message (
  digest bytea primary key check (octet_length(digest) = 32),
  channel text not null check (channel in ('notify', 'redirect')),
  attempt_id uuid,                                      -- null: nobody here knows such a payment (yet)
  merchant_tx_id text not null,
  reference text not null,
  result text not null,
  at timestamptz not null
);
comment on table payments.message is 'append-only: genuine messages of the provider; a repeated one is the same row';

create table payments.refund (
  id uuid primary key,
  claim_id uuid not null references payments.claim (id),
  attempt_id uuid references payments.attempt (id),     -- null: paid by bank transfer, paid back by the treasury
  amount_cents bigint not null check (amount_cents > 0),
  kind text not null check (kind in ('released', 'overpaid', 'late', 'goodwill')),
  reason text not null,
  state text not null check (state in ('proposed', 'approved', 'sent', 'unknown', 'done', 'failed', 'declined')),
  revision integer not null,
  merchant_tx_id text not null unique,
  reference text unique,
  requested_by uuid,                                    -- null: the machine proposes it
  requested_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  result text,
  next_poll_at timestamptz,
  polls integer not null default 0,
  constraint refund_four_eyes check (decided_by is null or requested_by is null or decided_by <> requested_by)
);
create index refund_claim on payments.refund (claim_id);
create index refund_poll on payments.refund (next_poll_at) where next_poll_at is not null;

create table payments.refund_event (
  refund_id uuid not null,
  seq integer not null,
  kind text not null,
  actor_id uuid,
  data jsonb not null default '{}',
  at timestamptz not null,
  primary key (refund_id, seq)
);
comment on table payments.refund_event is 'append-only: the life of a refund';

create table payments.receipt (
  number text primary key,
  claim_id uuid not null unique,
  attempt_id uuid,
  amount_cents bigint not null,
  at timestamptz not null
);
comment on table payments.receipt is 'append-only: one receipt for the money that settled a claim';
create sequence payments.receipt_serial;

-- Double-entry ledger in whole cents: debit positive, credit negative.
create table payments.posting (
  id uuid primary key,
  kind text not null check (kind in ('due', 'cancelled', 'paid', 'transferred', 'late', 'refund_due', 'refunded', 'refund_dropped')),
  subject text not null,                                -- the claim, attempt or refund it is about: each happens once
  claim_id uuid not null,
  day date not null,
  at timestamptz not null,
  unique (kind, subject)
);
comment on table payments.posting is 'append-only: a booking with its entries';
create index posting_day on payments.posting (day);

create table payments.entry (
  id bigint generated always as identity primary key,
  posting_id uuid not null,
  account text not null,
  amount_cents bigint not null check (amount_cents <> 0)
);
comment on table payments.entry is 'append-only: one side of a booking';
create index entry_account on payments.entry (account, id) include (amount_cents);
create index entry_posting on payments.entry (posting_id);

create function payments.entries_balance() returns trigger language plpgsql as $$
begin
  if exists (select from added group by posting_id having sum(amount_cents) <> 0) then
    raise exception 'a booking must balance' using errcode = 'check_violation';
  end if;
  return null;
end $$;
-- every statement must balance by itself, so nothing can be added to a booking later
create trigger entries_balance after insert on payments.entry referencing new table as added
  for each statement execute function payments.entries_balance();

-- Sums up to an entry, so that a balance never reads the whole history.
create table payments.checkpoint (
  account text not null,
  through_id bigint not null,
  balance_cents bigint not null,
  at timestamptz not null,
  primary key (account, through_id)
);
comment on table payments.checkpoint is 'append-only: running balances, made by payments.close_checkpoint()';

create function payments.close_checkpoint(made_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  upto bigint;
begin
  -- waits for bookings under way: below the highest id no entry can appear afterwards
  lock table payments.entry in share mode;
  select coalesce(max(id), 0) into upto from payments.entry;
  insert into payments.checkpoint (account, through_id, balance_cents, at)
  select a.account, upto, coalesce(c.balance_cents, 0) + coalesce((select sum(e.amount_cents) from payments.entry e where e.account = a.account and e.id > coalesce(c.through_id, 0) and e.id <= upto), 0), made_at
  from (select distinct account from payments.entry where id > (select coalesce(max(through_id), 0) from payments.checkpoint)) a
  left join lateral (select through_id, balance_cents from payments.checkpoint where account = a.account order by through_id desc limit 1) c on true
  on conflict do nothing;
  return upto;
end $$;

-- What goes to the treasury: numbered without gaps, never changed, each booking in exactly one batch.
create table payments.batch (
  number bigint primary key check (number > 0),
  closed_day date not null unique,
  records integer not null,
  sum_cents bigint not null,                            -- control sum: money in less money out
  sha256 text not null,
  content text not null,                                -- the CSV, byte for byte
  totals jsonb not null,
  closed_by uuid,
  at timestamptz not null
);
comment on table payments.batch is 'append-only: the day''s bookings as they were handed over';

create table payments.batch_posting (
  posting_id uuid primary key,
  number bigint not null,
  line integer not null,
  unique (number, line)
);
comment on table payments.batch_posting is 'append-only: which batch a booking went into';

create table payments.discrepancy (
  id uuid primary key,
  kind text not null,
  subject text not null,
  claim_id uuid,
  data jsonb not null default '{}',
  found_at timestamptz not null,
  owner_id uuid,
  resolved_at timestamptz,
  resolved_by uuid,
  note text
);
create unique index discrepancy_open on payments.discrepancy (kind, subject) where resolved_at is null;
