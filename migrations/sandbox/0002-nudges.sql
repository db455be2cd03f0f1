-- Where changed orders are told of by signed webhooks; without a row, nobody is told.
create table sandbox.subscription (
  is_only boolean primary key default true check (is_only),
  url text not null check (url ~ '^https?://'),
  secret text not null check (secret ~ '^whsec_')
);
grant select, insert, delete, update (url, secret) on sandbox.subscription to bangga_app;

-- One for every change that the hub did not decide, written with the change itself, so that none is forgotten.
create table sandbox.nudges (
  number bigint generated always as identity primary key,
  -- The same at every attempt, so that who hears it twice knows.
  id text not null unique,
  order_id text not null references sandbox.orders,
  type text not null check (type <> ''),
  at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'delivered', 'given-up')),
  attempts integer not null default 0 check (attempts >= 0),
  due_at timestamptz not null
);
create index on sandbox.nudges (due_at) where state = 'open';
grant select, insert, update (state, attempts, due_at) on sandbox.nudges to bangga_app;

alter table sandbox.faults drop constraint faults_kind_check;
alter table sandbox.faults add constraint faults_kind_check check (kind in (
  'slow', 'lose-answer', 'price-change', 'stock-gone', 'refuse-confirm', 'down', 'duplicate-webhook', 'late-webhook'
));
