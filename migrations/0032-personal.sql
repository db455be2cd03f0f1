-- What officials buy for themselves and pay themselves: no budget, no papers of an office, never counted as state money.
create schema personal;
grant usage on schema personal to bangga_app;
create sequence personal.numbers;
grant usage on personal.numbers to bangga_app;

create table personal.purchases (
  buyer_id uuid not null,
  id uuid not null,
  number text not null,
  offer_id uuid not null,
  marketplace_id uuid not null,
  seller_id uuid not null,
  seller_external_id text not null,
  seller_name text not null,
  external_id text not null,
  title text not null,
  unit text not null,
  quantity integer not null check (quantity between 1 and 1000),
  price_sen bigint not null check (price_sen > 0),
  shipping_sen bigint not null check (shipping_sen >= 0),
  total_sen bigint not null check (total_sen = price_sen * quantity + shipping_sen),
  -- Kemendagri code; the street is sealed under the buyer's own key.
  ship_to text not null,
  address bytea not null,
  state text not null check (state in ('holding', 'awaiting-payment', 'confirming', 'confirmed', 'rejected', 'expired',
    'cancelling', 'cancelled', 'refunding', 'refunded')),
  order_external_id text,
  held_until timestamptz,
  refusal text,
  -- What a wallet reads from the QR code.
  qris text,
  at timestamptz not null,
  version integer not null check (version > 0),
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  primary key (buyer_id, id)
);
create index purchases_by_hold on personal.purchases (held_until) where state = 'awaiting-payment';
grant select, insert on personal.purchases to bangga_app;
grant update (state, order_external_id, held_until, refusal, qris, version, xid) on personal.purchases to bangga_app;

-- The bank of the demonstration: it keeps what was asked and what was paid, as a bank would, and nothing of who buys what.
create schema qris_sandbox;
grant usage on schema qris_sandbox to bangga_app;
create table qris_sandbox.payments (
  id uuid primary key,
  buyer_id uuid not null,
  amount_sen bigint not null check (amount_sen > 0),
  until timestamptz not null,
  state text not null check (state in ('waiting', 'paid', 'refunded'))
);
grant select, insert, update (state) on qris_sandbox.payments to bangga_app;
