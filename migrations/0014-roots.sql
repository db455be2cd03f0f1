-- Each root names the one before it, so that the published list is a chain of its own.
alter table platform.roots add column merkle text not null, add column previous text not null unique;

-- Which seal of each chain a root stands on; written only when it moved since the root before.
create table platform.root_heads (
  tenant_id uuid not null,
  day date not null references platform.roots,
  number bigint not null,
  hash text not null,
  primary key (tenant_id, day)
);
grant select, insert on platform.root_heads to bangga_app;
