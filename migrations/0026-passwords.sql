-- What a person proves themselves with: never the password, only what argon2id makes of it.
create table account.passwords (
  person_id uuid primary key references account.people,
  hash text not null check (hash like '$argon2id$%'),
  at timestamptz not null
);
grant select, insert, delete, update (hash, at) on account.passwords to bangga_app;

-- A one-time link lets in, or sets a forgotten password anew, or waits for the second factor.
alter table account.links add column purpose text not null default 'entry'
  check (purpose in ('entry', 'reset', 'second-factor'));

-- What its owner sees of a session, and by what they end it; the token itself is never shown.
alter table platform.sessions
  add column id uuid not null default gen_random_uuid(),
  add column way text not null default 'link',
  add column device text not null default '' check (length(device) <= 60),
  add column has_second_factor boolean not null default false;
create unique index sessions_by_id on platform.sessions (id);
grant update (has_second_factor) on platform.sessions to bangga_app;

-- Mail as the simulator keeps it; address and text are sealed under the key of the person whom it is for.
create table platform.mails (
  id uuid primary key,
  person_id uuid not null,
  at timestamptz not null,
  content bytea not null
);
create index mails_by_time on platform.mails (at);
grant select, insert, delete on platform.mails to bangga_app;
