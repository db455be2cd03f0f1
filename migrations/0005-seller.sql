create schema seller;
grant usage on schema seller to bangga_app;

-- A seller belongs to no institution: every office may buy from it.
create table seller.sellers (
  id uuid primary key,
  name text not null check (name <> ''),
  seller_class text not null check (seller_class in ('micro', 'small', 'medium', 'large')),
  class_evidence text not null default 'declared by marketplace' check (class_evidence in ('declared by marketplace')),
  region_code text not null check (region_code ~ '^[0-9]{2}\.[0-9]{2}$'),
  is_pkp boolean not null,
  version integer not null check (version > 0),
  -- Readers of the changes go by (xid, seq) below the oldest open transaction and keep the highest version.
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity
);
create index sellers_by_change on seller.sellers (xid, seq);
grant select, insert, update (name, seller_class, class_evidence, region_code, is_pkp, version, xid, seq)
  on seller.sellers to bangga_app;

-- Who the seller is at a marketplace: one account, one seller, until identities are resolved.
create table seller.accounts (
  marketplace_id uuid not null,
  external_id text not null check (external_id <> ''),
  seller_id uuid not null unique references seller.sellers,
  primary key (marketplace_id, external_id)
);
grant select, insert on seller.accounts to bangga_app;
