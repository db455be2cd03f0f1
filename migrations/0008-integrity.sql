create schema integrity;
grant usage on schema integrity to bangga_app;

-- What the rulebook was asked and what it answered, so that any decision can be replayed from stored facts.
create table integrity.decisions (
  institution_id uuid not null,
  id bigint generated always as identity,
  request_id uuid not null,
  pack_id text not null,
  facts text not null,
  answer text not null,
  answer_hash text not null,
  at timestamptz not null,
  primary key (institution_id, id),
  check (answer_hash = encode(sha256(convert_to(answer, 'UTF8')), 'hex'))
);
create index decisions_by_request on integrity.decisions (institution_id, request_id, id);
grant select, insert on integrity.decisions to bangga_app;

-- One row an order: who bought what kind of thing from whom. A withdrawn order no longer counts.
create table integrity.orders (
  institution_id uuid not null,
  order_id uuid not null,
  request_id uuid not null,
  work_unit_id uuid not null,
  seller_id uuid not null,
  categories text[] not null,
  amount_sen bigint not null check (amount_sen > 0),
  at timestamptz not null,
  withdrawn boolean not null default false,
  primary key (institution_id, order_id)
);
create index orders_by_unit on integrity.orders (institution_id, work_unit_id, at desc);
grant select, insert, update (withdrawn) on integrity.orders to bangga_app;

create table integrity.flags (
  institution_id uuid not null,
  request_id uuid not null,
  code text not null,
  details text not null,
  justification text not null,
  at timestamptz not null,
  primary key (institution_id, request_id, code)
);
grant select, insert on integrity.flags to bangga_app;
