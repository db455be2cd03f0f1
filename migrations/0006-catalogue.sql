create schema catalogue;
grant usage on schema catalogue to bangga_app;

-- What marketplaces offer, as they told it last. The seller's columns are a copy, so that a search is one query.
create table catalogue.offers (
  id uuid primary key,
  marketplace_id uuid not null,
  external_id text not null check (external_id <> ''),
  seller_id uuid not null,
  seller_external_id text not null,
  seller_name text not null,
  seller_class text not null check (seller_class in ('micro', 'small', 'medium', 'large')),
  is_pkp boolean not null,
  region_code text not null,
  title text not null check (title <> ''),
  description text not null,
  category text not null check (category in ('food', 'transport', 'courier', 'furniture', 'stationery', 'souvenir',
    'medical', 'fashion', 'tools', 'creative', 'accommodation', 'electronics', 'rental')),
  unit text not null check (unit <> ''),
  price_sen bigint not null check (price_sen > 0),
  stock integer not null check (stock >= 0),
  weight_grams integer not null check (weight_grams >= 0),
  is_domestic boolean not null,
  tkdn_percent numeric(5, 2) check (tkdn_percent between 0 and 100),
  -- Given by the marketplace: only a higher one changes the row.
  source_version bigint not null check (source_version >= 0),
  version integer not null check (version > 0),
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity,
  deleted_at timestamptz,
  search tsvector not null generated always as (to_tsvector('pg_catalog.indonesian', title)) stored,
  unique (marketplace_id, external_id)
) with (fillfactor = 80);

-- Never an index on price, stock, version, xid or seq: an update of an indexed column touches every index,
-- the word index too, and costs five times the throughput (measured).
create index offers_by_word on catalogue.offers using gin (search) where deleted_at is null;
create index offers_by_seller on catalogue.offers (seller_id) where deleted_at is null;

grant select, insert, update (seller_id, seller_external_id, seller_name, seller_class, is_pkp, region_code, title,
  description, category, unit, price_sen, stock, weight_grams, is_domestic, tkdn_percent, source_version, version,
  xid, seq, deleted_at) on catalogue.offers to bangga_app;

-- Every price an offer ever had here, from the moment the hub learned of it.
create table catalogue.price_history (
  offer_id uuid not null references catalogue.offers,
  id bigint generated always as identity,
  price_sen bigint not null check (price_sen > 0),
  at timestamptz not null,
  primary key (offer_id, id)
);
grant select, insert on catalogue.price_history to bangga_app;
