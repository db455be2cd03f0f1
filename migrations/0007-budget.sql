create schema budget;
grant usage on schema budget to bangga_app;

-- How a budget is divided, from the programme down to the account. Another chart is a few more rows here.
create table budget.segments (
  chart text not null,
  position integer not null check (position > 0),
  code text not null check (code ~ '^[a-z][a-z-]*$'),
  name_id text not null check (name_id <> ''),
  name_en text not null check (name_en <> ''),
  pattern text not null check (pattern <> ''),
  -- The account comes last and is where money lies.
  is_account boolean not null,
  primary key (chart, position),
  unique (chart, position, is_account),
  unique (chart, code)
);
create unique index one_account on budget.segments (chart) where is_account;
grant select on budget.segments to bangga_app;

insert into budget.segments values
  ('apbd', 1, 'programme', 'Program', 'Programme', '^[0-9X][0-9A-Z.]{0,39}$', false),
  ('apbd', 2, 'activity', 'Kegiatan', 'Activity', '^[0-9X][0-9A-Z.]{0,39}$', false),
  ('apbd', 3, 'sub-activity', 'Subkegiatan', 'Sub-activity', '^[0-9X][0-9A-Z.]{0,39}$', false),
  ('apbd', 4, 'account', 'Rekening', 'Account', '^\d\.\d\.\d{2}\.\d{2}\.\d{2}\.\d{4}$', true),
  ('apbn', 1, 'programme', 'Program', 'Programme', '^[0-9A-Z.]{1,20}$', false),
  ('apbn', 2, 'activity', 'Kegiatan', 'Activity', '^\d{4}$', false),
  ('apbn', 3, 'output', 'KRO', 'Output class', '^[A-Z]{3}$', false),
  ('apbn', 4, 'suboutput', 'RO', 'Output', '^[0-9A-Z]{3}$', false),
  ('apbn', 5, 'component', 'Komponen', 'Component', '^[0-9A-Z.]{1,9}$', false),
  ('apbn', 6, 'account', 'Akun', 'Account', '^\d{6}$', true);

create table budget.years (
  institution_id uuid not null,
  year integer not null check (year between 2000 and 2999),
  chart text not null,
  primary key (institution_id, year),
  unique (institution_id, year, chart)
);
grant select, insert on budget.years to bangga_app;

-- The tree above the accounts. A ceiling is kept as its source states it, also where the children say otherwise.
create table budget.nodes (
  institution_id uuid not null,
  id uuid not null,
  year integer not null,
  work_unit_id uuid not null,
  chart text not null,
  position integer not null,
  parent_id uuid,
  parent_position integer generated always as (case when position > 1 then position - 1 end) stored,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  -- The row's key where it came from; null when somebody typed it.
  source_key text,
  ceiling_sen bigint not null check (ceiling_sen >= 0),
  version integer not null check (version > 0),
  primary key (institution_id, id),
  unique (institution_id, id, year, work_unit_id, chart, position),
  unique (institution_id, year, position, source_key),
  foreign key (institution_id, year, chart) references budget.years (institution_id, year, chart),
  foreign key (chart, position) references budget.segments,
  -- A parent stands one step higher in the same year, work unit and chart.
  foreign key (institution_id, parent_id, year, work_unit_id, chart, parent_position)
    references budget.nodes (institution_id, id, year, work_unit_id, chart, position),
  check ((parent_id is null) = (position = 1))
);
create index nodes_by_parent on budget.nodes (institution_id, parent_id);
create index nodes_by_unit on budget.nodes (institution_id, year, work_unit_id, position);
create unique index nodes_typed on budget.nodes (institution_id, year, work_unit_id, parent_id, code)
  nulls not distinct where source_key is null;
grant select, insert, update (name, code, ceiling_sen, version) on budget.nodes to bangga_app;

-- What the work unit may spend in the year in all, as its budget's structure states it.
create table budget.structures (
  institution_id uuid not null,
  year integer not null,
  work_unit_id uuid not null,
  operation_sen bigint not null check (operation_sen >= 0),
  capital_sen bigint not null check (capital_sen >= 0),
  unforeseen_sen bigint not null check (unforeseen_sen >= 0),
  outside_procurement_sen bigint not null check (outside_procurement_sen >= 0),
  procurement_sen bigint not null check (procurement_sen >= 0),
  total_sen bigint not null check (total_sen >= 0),
  primary key (institution_id, year, work_unit_id),
  foreign key (institution_id, year) references budget.years
);
grant select, insert, update on budget.structures to bangga_app;

-- Announced procurement packages (RUP), without the people named in them.
create table budget.packages (
  institution_id uuid not null,
  year integer not null,
  rup_code text not null check (rup_code ~ '^\d{1,20}$'),
  work_unit_id uuid not null,
  name text not null check (name <> ''),
  ceiling_sen bigint not null check (ceiling_sen >= 0),
  method text not null,
  goods_kind text not null,
  for_small_firms boolean not null,
  announced boolean not null,
  primary key (institution_id, year, rup_code),
  foreign key (institution_id, year) references budget.years
);
create index packages_by_unit on budget.packages (institution_id, year, work_unit_id);
grant select, insert, update (work_unit_id, name, ceiling_sen, method, goods_kind, for_small_firms, announced)
  on budget.packages to bangga_app;

create table budget.lines (
  institution_id uuid not null,
  id uuid not null,
  node_id uuid not null,
  year integer not null,
  work_unit_id uuid not null,
  chart text not null,
  position integer not null,
  node_position integer generated always as (position - 1) stored,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  is_account boolean generated always as (true) stored,
  primary key (institution_id, id),
  unique (institution_id, node_id, code),
  foreign key (chart, position, is_account) references budget.segments (chart, position, is_account),
  foreign key (institution_id, node_id, year, work_unit_id, chart, node_position)
    references budget.nodes (institution_id, id, year, work_unit_id, chart, position)
);
create index lines_by_unit on budget.lines (institution_id, year, work_unit_id);
grant select, insert, update (name) on budget.lines to bangga_app;

-- Which package plans how much on which line.
create table budget.funds (
  institution_id uuid not null,
  year integer not null,
  rup_code text not null,
  line_id uuid not null,
  item text not null,
  ceiling_sen bigint not null check (ceiling_sen >= 0),
  primary key (institution_id, year, rup_code, line_id, item),
  foreign key (institution_id, line_id) references budget.lines
);
create index funds_by_line on budget.funds (institution_id, line_id);
grant select, insert, update (ceiling_sen) on budget.funds to bangga_app;

-- The ceiling is available + reserved + committed + paid; none can fall below zero, so none can exceed it.
create table budget.balances (
  institution_id uuid not null,
  line_id uuid not null,
  available_sen bigint not null check (available_sen >= 0),
  reserved_sen bigint not null check (reserved_sen >= 0),
  committed_sen bigint not null check (committed_sen >= 0),
  paid_sen bigint not null check (paid_sen >= 0),
  primary key (institution_id, line_id),
  foreign key (institution_id, line_id) references budget.lines
) with (fillfactor = 50);
grant select on budget.balances to bangga_app;

-- A transfer has two ends and one amount, so the ledger sums to zero by construction.
create table budget.transfers (
  institution_id uuid not null,
  id bigint generated always as identity,
  line_id uuid not null,
  from_account text not null,
  to_account text not null,
  amount_sen bigint not null check (amount_sen > 0),
  reason uuid not null,
  at timestamptz not null,
  primary key (institution_id, id),
  foreign key (institution_id, line_id) references budget.balances,
  constraint allowed_pairs check ((from_account, to_account) in (
    ('treasury', 'available'), ('available', 'treasury'), ('available', 'reserved'), ('reserved', 'available'),
    ('reserved', 'committed'), ('committed', 'available'), ('committed', 'paid'), ('paid', 'committed')
  ))
);
create index transfers_by_line on budget.transfers (institution_id, line_id, id);
grant select on budget.transfers to bangga_app;

create view budget.entries as
  select institution_id, line_id, from_account as account, -amount_sen as amount_sen from budget.transfers
  union all
  select institution_id, line_id, to_account, amount_sen from budget.transfers;
grant select on budget.entries to bangga_app;

-- A line is born with an empty balance; money comes by transfers alone.
create function budget.open_balances() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into budget.balances select institution_id, id, 0, 0, 0, 0 from opened;
  return null;
end $$;
create trigger open_balances after insert on budget.lines
  referencing new table as opened for each statement execute function budget.open_balances();

-- The only way to move money: the application may not write balances or transfers itself.
-- `moves` is [{"line": uuid, "from": account, "to": account, "amount": sen}]; all of them happen, or none.
-- Answers the accounts that hold too little, then nothing has moved; no rows when all is done.
-- Everybody locks lines in the order of their ids, so that two batches cannot wait for each other.
create function budget.move_many(institution uuid, moves jsonb, reason uuid, at timestamptz)
returns table (line_id uuid, account text, held_sen bigint, needed_sen bigint)
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  wanted integer;
  locked integer;
begin
  select count(distinct (m ->> 'line')::uuid) into wanted from jsonb_array_elements(moves) m;
  perform from budget.balances b
    where b.institution_id = institution
      and b.line_id in (select (m ->> 'line')::uuid from jsonb_array_elements(moves) m)
    order by b.line_id for no key update;
  get diagnostics locked = row_count;
  if locked <> wanted then
    raise no_data_found using message = 'the institution has no such budget line';
  end if;

  return query
    with ends as (
      select (m ->> 'line')::uuid as line, m ->> 'from' as account, -(m ->> 'amount')::bigint as amount
      from jsonb_array_elements(moves) m
      union all
      select (m ->> 'line')::uuid, m ->> 'to', (m ->> 'amount')::bigint from jsonb_array_elements(moves) m
    ), net as (
      select line, account, sum(amount)::bigint as amount from ends where account <> 'treasury' group by line, account
    ), compared as (
      select line, account, net.amount, case account
        when 'available' then b.available_sen when 'reserved' then b.reserved_sen
        when 'committed' then b.committed_sen else b.paid_sen end as held
      from net join budget.balances b on b.institution_id = institution and b.line_id = line
    )
    select line, account, held, -amount from compared where held + amount < 0 order by line, account;
  if found then
    return;
  end if;

  with ends as (
    select (m ->> 'line')::uuid as line, m ->> 'from' as account, -(m ->> 'amount')::bigint as amount
    from jsonb_array_elements(moves) m
    union all
    select (m ->> 'line')::uuid, m ->> 'to', (m ->> 'amount')::bigint from jsonb_array_elements(moves) m
  ), net as (
    select line,
      coalesce(sum(amount) filter (where account = 'available'), 0)::bigint as available,
      coalesce(sum(amount) filter (where account = 'reserved'), 0)::bigint as reserved,
      coalesce(sum(amount) filter (where account = 'committed'), 0)::bigint as committed,
      coalesce(sum(amount) filter (where account = 'paid'), 0)::bigint as paid
    from ends group by line
  )
  update budget.balances b set
    available_sen = b.available_sen + net.available, reserved_sen = b.reserved_sen + net.reserved,
    committed_sen = b.committed_sen + net.committed, paid_sen = b.paid_sen + net.paid
  from net where b.institution_id = institution and b.line_id = net.line;

  insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
  select institution, (m ->> 'line')::uuid, m ->> 'from', m ->> 'to', (m ->> 'amount')::bigint, reason, at
  from jsonb_array_elements(moves) m;
end $$;
revoke execute on function budget.move_many from public;
revoke execute on function budget.open_balances from public;
grant execute on function budget.move_many to bangga_app;
