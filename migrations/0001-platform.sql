-- The runner has made the schema "platform" and its own table before the first file runs.
-- tenant_id says whose row it is: an institution, or the hub itself (the nil UUID), so that data can be split by it.
grant usage on schema platform to bangga_app;

create table platform.audit (
  tenant_id uuid not null,
  id bigint generated always as identity,
  -- The sealer reads in this order, and only below the oldest open transaction, so that it misses no row.
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  by_person uuid not null,
  action text not null,
  subject uuid not null,
  content text not null,
  content_hash text not null,
  primary key (tenant_id, id),
  -- The database recomputes the hash: nobody can write content that its hash does not cover.
  check (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);
create index audit_by_order on platform.audit (xid, id);
create index audit_by_subject on platform.audit (tenant_id, subject, id);
grant select, insert on platform.audit to bangga_app;

-- One link of an institution's chain: it covers the audit rows from one (xid, id) to another.
create table platform.seals (
  tenant_id uuid not null,
  number bigint not null check (number > 0),
  rows integer not null check (rows > 0),
  first_id bigint not null,
  last_id bigint not null,
  upto_xid xid8 not null,
  upto_id bigint not null,
  previous text not null,
  hash text not null,
  at timestamptz not null,
  primary key (tenant_id, number)
);
create index seals_by_order on platform.seals (upto_xid, upto_id);
grant select, insert on platform.seals to bangga_app;

-- The root over all chains at the end of a day, published so that nobody can rewrite the past unseen.
create table platform.roots (
  day date primary key,
  tenants integer not null,
  hash text not null,
  at timestamptz not null
);
grant select, insert on platform.roots to bangga_app;

create table platform.outbox (
  tenant_id uuid not null,
  id bigint generated always as identity primary key,
  at timestamptz not null,
  event text not null,
  subject uuid not null,
  version integer not null,
  payload text,
  -- The process that brings it to its subscriber; a dead process's messages are taken over.
  leased_by bigint not null
);
grant select, insert, delete, update (leased_by) on platform.outbox to bangga_app;

create table platform.idempotency (
  tenant_id uuid not null,
  key text not null check (length(key) between 8 and 100),
  body_hash text not null,
  answer text,
  at timestamptz not null,
  primary key (tenant_id, key)
);
grant select, insert, update (answer) on platform.idempotency to bangga_app;
