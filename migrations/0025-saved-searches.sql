-- A search that somebody wants to run again, as the address of its page says it; by the person's id, for nobody else.
create table catalogue.saved_searches (
  person_id uuid not null,
  id uuid not null,
  name text not null check (name <> '' and length(name) <= 100),
  address text not null check (length(address) <= 2000),
  at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, address)
);
grant select, insert, update (name, at), delete on catalogue.saved_searches to bangga_app;
