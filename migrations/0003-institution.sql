create schema institution;
grant usage on schema institution to bangga_app;

-- The institution is its own tenant: its id is the institution_id of all other tables.
create table institution.institutions (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Z0-9][A-Z0-9.-]{0,19}$'),
  name text not null check (name <> ''),
  kind text not null check (kind in ('ministry', 'agency', 'province', 'regency', 'city', 'company')),
  -- Kemendagri's code; unknown until somebody says it, because the procurement plan does not carry it.
  region_code text check (region_code ~ '^\d{2}(\.\d{2})?$'),
  address text not null,
  npwp text check (npwp ~ '^\d{16}$'),
  time_zone text not null check (time_zone in ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')),
  -- From this amount on the institution's own rule asks for approval; null when it has no such rule.
  approval_above_sen bigint check (approval_above_sen >= 0),
  version integer not null check (version > 0)
);
grant select, insert, update (name, kind, version) on institution.institutions to bangga_app;

create table institution.work_units (
  institution_id uuid not null references institution.institutions,
  id uuid not null,
  code text not null check (code <> ''),
  code_text text not null,
  name text not null check (name <> ''),
  active boolean not null,
  version integer not null check (version > 0),
  primary key (institution_id, id),
  unique (institution_id, code)
);
grant select, insert, update (code_text, name, active, version) on institution.work_units to bangga_app;
