-- This database holds keys and nothing else. It lives and is backed up apart from the data that the keys open.
grant usage on schema platform to bangga_app;

-- A person's key, wrapped by the master key. An erased person keeps a row without a key: that row is the record.
create table platform.person_keys (
  person_id uuid primary key,
  wrapped bytea check (length(wrapped) = 60),
  made_at timestamptz not null default now(),
  erased_at timestamptz,
  check ((wrapped is null) = (erased_at is not null))
);
grant select, insert, update (wrapped, erased_at) on platform.person_keys to bangga_app;

create function platform.refuse_revival() returns trigger language plpgsql as $$
begin
  raise exception 'an erased key does not come back' using errcode = 'restrict_violation';
end $$;
create trigger erased_is_final before update on platform.person_keys
  for each row when (old.erased_at is not null) execute function platform.refuse_revival();

-- Tells whether the master key at hand is the one that wrapped these keys. It tells nothing else about it.
create table platform.master_key (
  single boolean primary key default true check (single),
  fingerprint bytea not null check (length(fingerprint) = 32)
);
grant select, insert on platform.master_key to bangga_app;
