create schema marketplace;
grant usage on schema marketplace to bangga_app;

-- A marketplace belongs to the hub, not to one institution, so its rows carry no institution.
create table marketplace.marketplaces (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z][a-z0-9-]{1,39}$'),
  name text not null check (name <> ''),
  base_url text not null check (base_url ~ '^https?://'),
  api_key text not null check (api_key <> ''),
  state text not null check (state in ('admitted', 'suspended')),
  cursor text,
  synced_at timestamptz,
  version integer not null check (version > 0)
);
grant select, insert, update (name, base_url, api_key, state, cursor, synced_at, version)
  on marketplace.marketplaces to bangga_app;

create table marketplace.calls (
  marketplace_id uuid not null references marketplace.marketplaces,
  id bigint generated always as identity,
  operation text not null check (operation <> ''),
  at timestamptz not null,
  duration_ms integer not null check (duration_ms >= 0),
  outcome text not null check (outcome in ('answered', 'unknown', 'turned-away', 'failed')),
  elements integer not null check (elements >= 0),
  primary key (marketplace_id, id)
);
grant select, insert on marketplace.calls to bangga_app;
