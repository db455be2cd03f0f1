create schema account;
grant usage on schema account to bangga_app;

-- One person, one log-in, over all institutions. Personal values are sealed under the person's own key, which lives in
-- the vault; look-ups go by keyed blind index. Erasure empties the indexes, and the sealed values turn unreadable.
create table account.people (
  id uuid primary key,
  -- In which order they came, also when many came at the same moment.
  position bigint generated always as identity,
  name bytea not null,
  nip bytea,
  nip_index text unique,
  email bytea,
  email_index text unique,
  phone bytea,
  phone_index text unique,
  demo_code text unique check (demo_code ~ '^[a-z0-9-]{1,40}$'),
  at timestamptz not null,
  erased_at timestamptz,
  check (erased_at is null or num_nonnulls(nip_index, email_index, phone_index, demo_code) = 0)
);
grant select, insert, update (nip_index, email_index, phone_index, demo_code, erased_at) on account.people to bangga_app;

-- scope_id says where the role counts: an institution, a seller, a marketplace, or the hub itself (the nil UUID).
create table account.grants (
  scope_id uuid not null,
  id uuid not null,
  person_id uuid not null references account.people,
  scope text not null check (scope in ('institution', 'seller', 'marketplace', 'hub')),
  role text not null,
  work_unit_id uuid,
  decree text not null check (decree <> ''),
  valid_from timestamptz not null,
  valid_until timestamptz,
  granted_by uuid not null,
  at timestamptz not null,
  primary key (scope_id, id),
  check (valid_until >= valid_from),
  check (work_unit_id is null or scope = 'institution'),
  check ((scope = 'hub') = (scope_id = '00000000-0000-0000-0000-000000000000')),
  check (case scope
    when 'seller' then role = 'seller'
    when 'marketplace' then role = 'partner'
    when 'hub' then role = 'steward'
    else role in ('pp', 'ppk', 'kpa', 'treasurer', 'ppspm', 'bud', 'administrator', 'auditor', 'official')
  end)
);
create index grants_by_person on account.grants (person_id, scope_id);
grant select, insert, update (valid_until) on account.grants to bangga_app;

-- One-time links, printed or handed over once; only the token's hash is kept. A link without a person is the one by
-- which the first person of an empty hub comes in.
create table account.links (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id uuid references account.people,
  made_by uuid,
  at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((person_id is null) = (made_by is null))
);
grant select, insert, update (used_at) on account.links to bangga_app;

-- Whom the hub was asked to forget: ids alone, kept on this side too, so that a restored vault can be told again.
create table account.erasures (
  person_id uuid primary key,
  at timestamptz not null
);
grant select, insert on account.erasures to bangga_app;

-- A visitor's token is random and only its hash is kept: who reads this table cannot log in with it.
create table platform.sessions (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id uuid not null,
  at timestamptz not null,
  expires_at timestamptz not null check (expires_at > at)
);
create index sessions_by_person on platform.sessions (person_id);
create index sessions_by_expiry on platform.sessions (expires_at);
grant select, insert, delete on platform.sessions to bangga_app;
