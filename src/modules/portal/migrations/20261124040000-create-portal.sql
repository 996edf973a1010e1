-- What visitors tell about a page: a barrier, a mistake, a wish. No account, no address, no session.
create schema portal;

create table portal.feedback (
  id uuid primary key,
  page text not null,                   -- path on this site
  message text not null,
  reply_to text,                        -- e-mail, only if the visitor wants an answer
  created_at timestamptz not null,
  done_at timestamptz
);
create index feedback_open on portal.feedback (created_at) where done_at is null;
