create schema settlement;
grant usage on schema settlement to bangga_app;

-- What is owed for a delivery that was received whole; one bill an order.
create table settlement.bills (
  institution_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  request_id uuid not null,
  work_unit_id uuid not null,
  order_number text not null,
  title text not null,
  marketplace_id uuid not null,
  marketplace_name text not null,
  seller_id uuid not null,
  seller_name text not null,
  external_id text not null,
  state text not null check (state in ('mismatch', 'due', 'spp', 'spm', 'paid')),
  -- Which sums disagree; only a bill without one may be paid.
  mismatches text[] not null,
  amount_sen bigint not null check (amount_sen > 0),
  -- What the marketplace asks for, where it could be asked.
  invoiced_sen bigint,
  -- Who collected which tax: kept for the tax office as it was decided then.
  tax_collector text not null check (tax_collector in ('marketplace', 'treasurer', 'nobody')),
  dpp_sen bigint not null check (dpp_sen >= 0),
  ppn_sen bigint not null check (ppn_sen >= 0),
  pph22_sen bigint not null check (pph22_sen >= 0),
  seller_receives_sen bigint not null check (seller_receives_sen >= 0),
  budget_moves jsonb not null,
  papers jsonb not null,
  payments text[] not null check (payments <@ array['UP', 'LS'] and cardinality(payments) > 0),
  content text not null,
  received_on date not null,
  due_on date not null check (due_on >= received_on),
  method text check (method in ('UP', 'LS')),
  reference text,
  paid_on date check (paid_on >= received_on),
  paid_by uuid,
  report text not null default 'open' check (report in ('open', 'done', 'pending', 'refused', 'untold')),
  at timestamptz not null,
  version integer not null check (version > 0),
  primary key (institution_id, id),
  unique (institution_id, order_id),
  check ((state = 'mismatch') = (cardinality(mismatches) > 0)),
  check ((state = 'paid') = (paid_on is not null)),
  check ((state = 'paid') = (paid_by is not null)),
  check ((state = 'paid') = (reference is not null)),
  check (state in ('mismatch', 'due') or method is not null),
  check (method is null or method = any (payments))
);
create index bills_by_due on settlement.bills (institution_id, state, due_on);
grant select, insert on settlement.bills to bangga_app;
grant update (state, method, reference, paid_on, paid_by, report, version) on settlement.bills to bangga_app;

-- SPP, SPM and SP2D as they were issued elsewhere: the hub records them and pays nothing itself.
create table settlement.steps (
  institution_id uuid not null,
  bill_id uuid not null,
  step text not null check (step in ('spp', 'spm', 'sp2d')),
  number text not null check (number <> ''),
  day date not null,
  by_person uuid not null,
  at timestamptz not null,
  primary key (institution_id, bill_id, step),
  foreign key (institution_id, bill_id) references settlement.bills
);
grant select, insert on settlement.steps to bangga_app;
