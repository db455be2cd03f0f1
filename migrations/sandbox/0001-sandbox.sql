-- The database of one sandbox marketplace. It knows nothing of the hub.
create schema sandbox;
grant usage on schema sandbox to bangga_app;

-- A cursor that names another epoch comes from another database: its reader starts anew.
create table sandbox.epoch (
  is_only boolean primary key default true check (is_only),
  id uuid not null default gen_random_uuid()
);
insert into sandbox.epoch default values;
grant select on sandbox.epoch to bangga_app;

create sequence sandbox.changes;
create sequence sandbox.order_numbers;
grant usage on sequence sandbox.changes, sandbox.order_numbers to bangga_app;

-- Every write of a row moves it to the end of the feed, whoever writes.
create function sandbox.mark_change() returns trigger language plpgsql as $$
begin
  new.version := case tg_op when 'INSERT' then 1 else old.version + 1 end;
  new.change := nextval('sandbox.changes');
  return new;
end $$;

create table sandbox.sellers (
  id text primary key check (id <> ''),
  name text not null check (name <> ''),
  seller_class text not null check (seller_class in ('micro', 'small', 'medium', 'large')),
  region_code text not null check (region_code ~ '^\d\d\.\d\d$'),
  is_pkp boolean not null,
  version integer not null,
  change bigint not null unique
);
create trigger mark_change before insert or update on sandbox.sellers
  for each row execute function sandbox.mark_change();
grant select, insert, update (name, seller_class, region_code, is_pkp) on sandbox.sellers to bangga_app;

create table sandbox.offers (
  id text primary key check (id <> ''),
  seller_id text not null references sandbox.sellers,
  title text not null check (title <> ''),
  description text not null,
  category text not null check (category in (
    'food', 'transport', 'courier', 'furniture', 'stationery', 'souvenir', 'medical', 'fashion', 'tools', 'creative',
    'accommodation', 'electronics', 'rental'
  )),
  unit text not null check (unit <> ''),
  price_sen bigint not null check (price_sen > 0),
  -- What can still be held: goods in a hold have left it.
  stock integer not null check (stock >= 0),
  weight_grams integer not null check (weight_grams >= 0),
  is_domestic boolean not null,
  tkdn_percent double precision check (tkdn_percent between 0 and 100),
  is_removed boolean not null default false,
  version integer not null,
  change bigint not null unique
);
create index on sandbox.offers (seller_id);
create trigger mark_change before insert or update on sandbox.offers
  for each row execute function sandbox.mark_change();
grant select, insert, update (
  seller_id, title, description, category, unit, price_sen, stock, weight_grams, is_domestic, tkdn_percent, is_removed
) on sandbox.offers to bangga_app;

-- What was asked under each key, and what was answered.
create table sandbox.requests (
  operation text not null,
  key text not null check (length(key) between 1 and 200),
  body_hash text not null,
  answer jsonb,
  at timestamptz not null,
  primary key (operation, key)
);
grant select, insert, update (answer) on sandbox.requests to bangga_app;

create table sandbox.orders (
  id text primary key,
  idempotency_key text not null unique,
  body_hash text not null,
  reference text not null,
  seller_id text not null references sandbox.sellers,
  buyer text not null,
  ship_to text not null,
  address text not null,
  shipping_sen bigint not null check (shipping_sen >= 0),
  total_sen bigint not null check (total_sen > 0),
  status text not null check (status in (
    'held', 'expired', 'cancelled', 'confirmed', 'accepted', 'declined', 'shipped', 'partly-received', 'received', 'paid'
  )),
  held_until timestamptz not null,
  version integer not null check (version > 0),
  at timestamptz not null
);
create index on sandbox.orders (held_until) where status = 'held';
grant select, insert, update (status, version) on sandbox.orders to bangga_app;

create table sandbox.order_lines (
  order_id text not null references sandbox.orders,
  line integer not null check (line > 0),
  offer_id text not null references sandbox.offers,
  quantity integer not null check (quantity > 0),
  price_sen bigint not null check (price_sen > 0),
  primary key (order_id, line)
);
grant select, insert on sandbox.order_lines to bangga_app;

create table sandbox.shipments (
  order_id text not null references sandbox.orders,
  id bigint generated always as identity,
  courier text not null,
  number text not null,
  at timestamptz not null,
  primary key (order_id, id)
);

create table sandbox.receipts (
  order_id text not null references sandbox.orders,
  id bigint generated always as identity,
  offer_id text not null references sandbox.offers,
  quantity integer not null check (quantity > 0),
  at timestamptz not null,
  primary key (order_id, id)
);

create table sandbox.returns (
  order_id text not null references sandbox.orders,
  id bigint generated always as identity,
  reason text not null,
  at timestamptz not null,
  primary key (order_id, id)
);

-- An order is paid once, in one sum.
create table sandbox.payments (
  order_id text primary key references sandbox.orders,
  amount_sen bigint not null check (amount_sen > 0),
  reference text not null,
  at timestamptz not null
);

create table sandbox.settlements (
  order_id text primary key references sandbox.payments,
  paid_to_seller_sen bigint not null check (paid_to_seller_sen >= 0),
  at timestamptz not null,
  change bigint not null unique default nextval('sandbox.changes')
);
grant select, insert on sandbox.shipments, sandbox.receipts, sandbox.returns, sandbox.payments, sandbox.settlements
  to bangga_app;

create table sandbox.quotes (
  offer_id text not null references sandbox.offers,
  quantity integer not null check (quantity > 0),
  price_sen bigint not null check (price_sen > 0),
  valid_until timestamptz not null,
  primary key (offer_id, quantity, price_sen)
);
grant select, insert, update (valid_until) on sandbox.quotes to bangga_app;

create table sandbox.faults (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('slow', 'lose-answer', 'price-change', 'stock-gone', 'refuse-confirm', 'down')),
  -- Null: whatever is called next.
  operation text,
  external_id text,
  ms integer not null check (ms >= 0),
  remaining integer not null check (remaining >= 0)
);
grant select, insert, update (remaining) on sandbox.faults to bangga_app;
