-- The secret by which a marketplace signs its nudges, sealed under the marketplace's own key in the vault.
alter table marketplace.marketplaces add column nudge_secret bytea;
grant update (nudge_secret) on marketplace.marketplaces to bangga_app;

-- Nudges that were heard: a repeated one does nothing, and one that came before its delivery was opened is found again.
create table marketplace.nudges (
  marketplace_id uuid not null references marketplace.marketplaces,
  id text not null check (length(id) between 1 and 200),
  external_id text not null check (length(external_id) between 1 and 200),
  at timestamptz not null,
  primary key (marketplace_id, id)
);
create index nudges_by_order on marketplace.nudges (marketplace_id, external_id);
create index nudges_by_age on marketplace.nudges (at);
grant select, insert, delete on marketplace.nudges to bangga_app;

-- A nudge names an order as its marketplace knows it.
create index deliveries_by_external_id on fulfilment.deliveries (marketplace_id, external_id);
