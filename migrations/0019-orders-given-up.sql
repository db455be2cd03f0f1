-- Lost, and the official went on without it or with another in its place: nothing more is to be decided about it.
alter table purchase.orders add column given_up boolean not null default false;
grant update (given_up) on purchase.orders to bangga_app;

-- Until now an official could only go on without what was refused.
update purchase.orders o set given_up = true
from purchase.requests r
where r.institution_id = o.institution_id and r.id = o.request_id
  and o.state in ('rejected', 'refused') and r.state in ('awaiting-approval', 'confirming', 'confirmed');

do $$ begin
  if exists (
    select from purchase.orders o join purchase.requests r on r.institution_id = o.institution_id and r.id = o.request_id
    where o.state in ('rejected', 'refused') and not o.given_up and r.state in ('awaiting-approval', 'confirming', 'confirmed')
  ) then
    raise 'a request went on and what it lost is still undecided';
  end if;
end $$;
