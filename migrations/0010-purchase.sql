create schema purchase;
grant usage on schema purchase to bangga_app;

-- Short numbers for people; gaps are allowed, these are no numbers of papers.
create sequence purchase.request_numbers;
grant usage on purchase.request_numbers to bangga_app;

create table purchase.requests (
  institution_id uuid not null,
  id uuid not null,
  number text not null unique,
  work_unit_id uuid not null,
  budget_line_id uuid not null,
  title text not null check (title <> ''),
  created_by uuid not null,
  state text not null check (state in
    ('draft', 'holding', 'choosing', 'awaiting-approval', 'confirming', 'confirmed', 'rejected', 'expired', 'cancelled')),
  ship_to text not null,
  address text not null,
  pack_id text,
  approver text,
  approved_by uuid,
  reason text,
  at timestamptz not null,
  version integer not null check (version > 0),
  primary key (institution_id, id),
  -- Nobody approves their own request, whatever the code above believes.
  check (approved_by is null or approved_by <> created_by)
);
grant select, insert on purchase.requests to bangga_app;
grant update (title, budget_line_id, state, pack_id, approver, approved_by, reason, version) on purchase.requests to bangga_app;

-- One order at one marketplace and one seller. version, xid and seq feed the change feed.
create table purchase.orders (
  institution_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  number text not null,
  marketplace_id uuid not null,
  seller_id uuid not null,
  seller_external_id text not null,
  seller_name text not null,
  seller_class text not null,
  is_pkp boolean not null,
  state text not null check (state in
    ('draft', 'holding', 'held', 'rejected', 'confirming', 'confirmed', 'refused', 'releasing', 'cancelled', 'expired', 'declined')),
  -- Sent, and no answer came: the marketplace is asked again with the same key until it answers.
  uncertain boolean not null default false,
  external_id text,
  held_until timestamptz,
  refusal text,
  goods_sen bigint not null check (goods_sen > 0),
  shipping_sen bigint not null check (shipping_sen >= 0),
  total_sen bigint not null check (total_sen = goods_sen + shipping_sen),
  version integer not null check (version > 0),
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  primary key (institution_id, id),
  foreign key (institution_id, request_id) references purchase.requests
);
create index orders_by_request on purchase.orders (institution_id, request_id);
create index orders_by_hold on purchase.orders (held_until) where state = 'held';
grant select, insert, delete on purchase.orders to bangga_app;
grant update (state, uncertain, external_id, held_until, refusal, version, xid) on purchase.orders to bangga_app;

create table purchase.lines (
  institution_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  offer_id uuid not null,
  external_id text not null,
  title text not null,
  unit text not null,
  category text not null,
  quantity integer not null check (quantity between 1 and 100000),
  price_sen bigint not null check (price_sen > 0),
  amount_sen bigint not null check (amount_sen = price_sen * quantity),
  is_domestic boolean not null,
  tkdn_percent integer,
  primary key (institution_id, id),
  foreign key (institution_id, order_id) references purchase.orders
);
create index lines_by_order on purchase.lines (institution_id, order_id);
grant select, insert, delete on purchase.lines to bangga_app;
