create schema document;
grant usage on schema document to bangga_app;

-- The last number that was given, per institution, kind and year.
create table document.series (
  institution_id uuid not null,
  kind text not null check (
    kind in ('purchase-order', 'handover', 'receipt', 'payment-proof', 'withholding-slip', 'comparison')
  ),
  year integer not null check (year between 2000 and 2999),
  last integer not null check (last > 0),
  primary key (institution_id, kind, year)
);
grant select, insert, update (last) on document.series to bangga_app;

create table document.papers (
  institution_id uuid not null,
  id uuid not null,
  kind text not null,
  year integer not null,
  sequence integer not null check (sequence > 0),
  number text not null check (number <> ''),
  -- What the paper is about: an order, a receipt of goods, a payment.
  subject uuid not null,
  content text not null,
  content_hash text not null,
  verify_code text not null unique check (verify_code ~ '^[0-9A-HJKMNP-TV-Z]{24}$'),
  issued_at timestamptz not null,
  issued_by uuid not null,
  primary key (institution_id, id),
  unique (institution_id, kind, year, sequence),
  unique (institution_id, number),
  foreign key (institution_id, kind, year) references document.series,
  -- The database recomputes the hash: nobody can write content that its hash does not cover.
  check (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);
create index on document.papers (institution_id, subject);
grant select, insert on document.papers to bangga_app;

-- At commit every number that the series counted has its paper, so no number is lost between the two.
create function document.refuse_gap() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  before integer := case when tg_op = 'UPDATE' then old.last else 0 end;
  issued bigint;
begin
  select count(*) into issued from document.papers
  where institution_id = new.institution_id and kind = new.kind and year = new.year
    and sequence > before and sequence <= new.last;
  if new.last <= before or issued <> new.last - before then
    raise integrity_constraint_violation using message = format(
      'the series %s %s of institution %s would have a gap', new.kind, new.year, new.institution_id
    );
  end if;
  return null;
end $$;
create constraint trigger no_gap after insert or update on document.series
  deferrable initially deferred for each row execute function document.refuse_gap();

-- The other way round: no paper runs ahead of its series.
create function document.refuse_ahead() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (
    select from issued join document.series using (institution_id, kind, year) where sequence > last
  ) then
    raise integrity_constraint_violation using message = 'a paper takes its number from its series';
  end if;
  return null;
end $$;
create trigger not_ahead after insert on document.papers
  referencing new table as issued for each statement execute function document.refuse_ahead();
