-- The tax of a bill as it was decided for the way in which it is really paid, once the office chose that way. Until then
-- the bill shows what the request was decided with. `answer_hash` names the decision in integrity.decisions.
create table settlement.taxes (
  institution_id uuid not null,
  bill_id uuid not null,
  method text not null check (method in ('UP', 'LS')),
  pack_id text not null,
  answer_hash text not null check (answer_hash ~ '^[0-9a-f]{64}$'),
  collector text not null check (collector in ('marketplace', 'treasurer', 'nobody')),
  dpp_sen bigint not null check (dpp_sen >= 0),
  ppn_sen bigint not null check (ppn_sen >= 0),
  pph22_sen bigint not null check (pph22_sen >= 0),
  seller_receives_sen bigint not null check (seller_receives_sen >= 0),
  at timestamptz not null,
  primary key (institution_id, bill_id),
  foreign key (institution_id, bill_id) references settlement.bills
);
grant select, insert on settlement.taxes to bangga_app;
