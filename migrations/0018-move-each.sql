-- The same as move_many for many reasons at once, also of several institutions: each reason's moves happen wholly or
-- not at all, and who comes first in the arrays takes first. Answers the accounts that hold too little, by reason.
-- Everybody locks lines in the order of (institution, line), so that two batches cannot wait for each other.
create function budget.move_each(
  institutions uuid[], lines uuid[], froms text[], tos text[], amounts bigint[], reasons uuid[], at timestamptz
) returns table (reason uuid, line_id uuid, account text, held_sen bigint, needed_sen bigint)
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  wanted integer;
  locked integer;
  one record;
begin
  perform from budget.balances b
    where (b.institution_id, b.line_id) in (select * from unnest(institutions, lines))
    order by b.institution_id, b.line_id for no key update;
  get diagnostics locked = row_count;
  select count(distinct (i, l)) into wanted from unnest(institutions, lines) as w (i, l);
  if locked <> wanted then
    raise no_data_found using message = 'the institution has no such budget line';
  end if;

  -- Where everything fits at once, one statement a table does it; else each reason is asked in its turn.
  with ends as (
    select i, l, unnest(array[f, t]) as account, unnest(array[-a, a]) as amount
    from unnest(institutions, lines, froms, tos, amounts) as m (i, l, f, t, a)
  ), net as (
    select i, l,
      coalesce(sum(amount) filter (where account = 'available'), 0)::bigint as available,
      coalesce(sum(amount) filter (where account = 'reserved'), 0)::bigint as reserved,
      coalesce(sum(amount) filter (where account = 'committed'), 0)::bigint as committed,
      coalesce(sum(amount) filter (where account = 'paid'), 0)::bigint as paid
    from ends group by i, l
  ), fitting as (
    select net.* from net join budget.balances b on b.institution_id = net.i and b.line_id = net.l
    where b.available_sen + net.available >= 0 and b.reserved_sen + net.reserved >= 0
      and b.committed_sen + net.committed >= 0 and b.paid_sen + net.paid >= 0
  )
  update budget.balances b set
    available_sen = b.available_sen + net.available, reserved_sen = b.reserved_sen + net.reserved,
    committed_sen = b.committed_sen + net.committed, paid_sen = b.paid_sen + net.paid
  from fitting net
  where b.institution_id = net.i and b.line_id = net.l and (select count(*) from fitting) = wanted;
  if found then
    insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
    select i, l, f, t, a, r, at from unnest(institutions, lines, froms, tos, amounts, reasons) as m (i, l, f, t, a, r);
    return;
  end if;

  for one in
    select i, r, jsonb_agg(jsonb_build_object('line', l, 'from', f, 'to', t, 'amount', a)) as moves
    from unnest(institutions, lines, froms, tos, amounts, reasons) with ordinality as m (i, l, f, t, a, r, place)
    group by i, r order by min(place)
  loop
    return query select one.r, short.* from budget.move_many(one.i, one.moves, one.r, at) as short;
  end loop;
end $$;
revoke execute on function budget.move_each from public;
grant execute on function budget.move_each to bangga_app;
