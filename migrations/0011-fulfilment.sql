create schema fulfilment;
grant usage on schema fulfilment to bangga_app;

-- What becomes of a confirmed order. The order's own facts are copied: a delivery reads the same whatever changes above it.
create table fulfilment.deliveries (
  institution_id uuid not null,
  order_id uuid not null,
  work_unit_id uuid not null,
  request_id uuid not null,
  request_number text not null,
  order_number text not null,
  requested_by uuid not null,
  marketplace_id uuid not null,
  marketplace_name text not null,
  seller_id uuid not null,
  seller_name text not null,
  external_id text not null check (external_id <> ''),
  state text not null check (state in
    ('waiting', 'accepted', 'shipped', 'partly-received', 'received', 'declined', 'cancelled')),
  shipping_sen bigint not null check (shipping_sen >= 0),
  total_sen bigint not null check (total_sen > 0),
  dpp_sen bigint not null check (dpp_sen >= 0),
  ppn_sen bigint not null check (ppn_sen >= 0),
  pph22_sen bigint not null check (pph22_sen >= 0),
  tax_collector text not null check (tax_collector in ('marketplace', 'treasurer', 'nobody')),
  seller_receives_sen bigint not null check (seller_receives_sen >= 0),
  -- [{"lineId": uuid, "amount": sen in digits}]: the committed money of this order.
  budget_moves jsonb not null,
  -- [{"kind", "per", "when"}], as the pack demands them.
  papers jsonb not null,
  payments text[] not null check (payments <@ array['UP', 'LS'] and cardinality(payments) > 0),
  pack_id text not null,
  -- What papers on this order say, in JSON.
  content text not null,
  reason text,
  courier text,
  parcel text,
  ordered_at timestamptz not null,
  answered_at timestamptz,
  shipped_at timestamptz,
  received_at timestamptz,
  version integer not null check (version > 0),
  primary key (institution_id, order_id),
  check ((state = 'received') = (received_at is not null)),
  check (state <> 'declined' or reason is not null),
  check (shipped_at is null or (courier is not null and parcel is not null))
);
create index deliveries_by_seller on fulfilment.deliveries (seller_id, order_id);
create index deliveries_by_state on fulfilment.deliveries (institution_id, state, order_id);
grant select, insert on fulfilment.deliveries to bangga_app;
grant update (state, reason, courier, parcel, answered_at, shipped_at, received_at, version)
  on fulfilment.deliveries to bangga_app;

create table fulfilment.lines (
  institution_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  position integer not null check (position > 0),
  external_id text not null,
  title text not null,
  unit text not null,
  quantity integer not null check (quantity > 0),
  price_sen bigint not null check (price_sen > 0),
  -- Whatever runs at the same time, nobody receives more than was ordered.
  received integer not null default 0 check (received between 0 and quantity),
  primary key (institution_id, order_id, id),
  foreign key (institution_id, order_id) references fulfilment.deliveries
);
grant select, insert, update (received) on fulfilment.lines to bangga_app;

create table fulfilment.receipts (
  institution_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  is_complete boolean not null,
  by_person uuid not null,
  at timestamptz not null,
  -- What the marketplace said when it was told.
  report text not null default 'open' check (report in ('open', 'done', 'pending', 'refused', 'untold')),
  primary key (institution_id, order_id, id),
  foreign key (institution_id, order_id) references fulfilment.deliveries
);
create unique index one_complete_receipt on fulfilment.receipts (institution_id, order_id) where is_complete;
grant select, insert, update (report) on fulfilment.receipts to bangga_app;

create table fulfilment.receipt_lines (
  institution_id uuid not null,
  order_id uuid not null,
  receipt_id uuid not null,
  line_id uuid not null,
  quantity integer not null check (quantity > 0),
  primary key (institution_id, order_id, receipt_id, line_id),
  foreign key (institution_id, order_id, receipt_id) references fulfilment.receipts,
  foreign key (institution_id, order_id, line_id) references fulfilment.lines
);
grant select, insert on fulfilment.receipt_lines to bangga_app;
