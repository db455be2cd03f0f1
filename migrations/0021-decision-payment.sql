-- The way of paying that a decision was made for, out of its facts; null for the decision on the purchase itself, which
-- is made before anybody knows how it will be paid. Generated, so that it cannot say anything else than the facts, also
-- where the version before this one still writes.
alter table integrity.decisions
  add column payment text generated always as (facts::jsonb ->> 'payment') stored
  check (payment in ('UP', 'LS'));

do $$
declare
  wrong bigint;
begin
  select count(*) into wrong from integrity.decisions
    where payment is distinct from substring(facts from '"payment":"([A-Z]+)"');
  if wrong > 0 then
    raise exception '% decisions do not say for which way of paying they were made', wrong;
  end if;
end $$;
