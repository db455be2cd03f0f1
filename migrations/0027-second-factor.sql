-- The secret that a person's telephone counts codes from, sealed under the person's own key. A code counts once:
-- last_step is the half minute of the last one.
create table account.second_factors (
  person_id uuid primary key references account.people,
  secret bytea not null,
  last_step bigint not null,
  at timestamptz not null
);
grant select, insert, delete, update (last_step) on account.second_factors to bangga_app;

-- The ways back in without the telephone: keyed indexes alone, each good for once.
create table account.recovery_codes (
  person_id uuid not null references account.second_factors on delete cascade,
  code_index text not null,
  used_at timestamptz,
  primary key (person_id, code_index)
);
grant select, insert, delete, update (used_at) on account.recovery_codes to bangga_app;
