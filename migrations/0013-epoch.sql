-- Which life of the database this is. A restore begins another one: a cursor that names an earlier epoch may have read
-- what this database never knew, so its reader starts anew.
create table platform.epoch (
  is_only boolean primary key default true check (is_only),
  id uuid not null default gen_random_uuid()
);
insert into platform.epoch default values;
grant select on platform.epoch to bangga_app;
