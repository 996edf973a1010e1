-- Claims of the city against applicants. What happened to a claim is its events; nothing is ever overwritten.
create schema payments;

create table payments.claim (
  id uuid primary key,
  case_id uuid not null unique,
  account_id uuid,                                      -- whose claim it is, so that export and erasure find it; null after erasure
  reference text not null unique,                       -- creditor reference, ISO 11649: RFnn…
  amount_cents bigint not null check (amount_cents >= 0),
  currency text not null default 'EUR' check (currency = 'EUR'),
  purpose text not null,
  amount_label text not null,
  legal_source text not null,
  assumption boolean not null,                          -- the amount is invented for the demo and shown as such
  priced_on date not null,                              -- the day whose amount applies
  created_at timestamptz not null
);
create index claim_account on payments.claim (account_id) where account_id is not null;

create table payments.claim_event (
  claim_id uuid not null,
  seq integer not null,
  kind text not null check (kind in ('due', 'settled', 'cancelled', 'refund_due')),
  due_on date,
  actor_id uuid,
  at timestamptz not null,
  primary key (claim_id, seq)
);
comment on table payments.claim_event is 'append-only: the life of a claim; its state is the last event';
