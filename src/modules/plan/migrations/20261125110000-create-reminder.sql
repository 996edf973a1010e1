-- When a promise that is overdue or has no day was called to mind, so that nobody is written to every morning.
create table plan.reminder (
  subject text not null,                                -- '2013-2020/commitment/fortschreibung'
  day date not null,
  primary key (subject, day)
);
comment on table plan.reminder is 'append-only: when a promise was called to mind';
