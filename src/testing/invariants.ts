import assert from 'node:assert/strict';
import type { Reader } from '../platform/database.ts';

/**
 * What must hold after whatever happened, asked in SQL that shares nothing with the code under test:
 * the ledger sums to zero, its balances are what its transfers say, nothing exceeds a ceiling, an order's total is the
 * sum of its lines, the money of every line is what its orders say, and the audit has one row for each version of a
 * request and ends where the request stands.
 */
export async function brokenInvariants(owner: Reader): Promise<unknown[]> {
  return owner.query(`
    with said as (
      select institution_id, line_id,
        sum(case when to_account = 'available' then amount_sen when from_account = 'available' then -amount_sen else 0 end) as available,
        sum(case when to_account = 'reserved' then amount_sen when from_account = 'reserved' then -amount_sen else 0 end) as reserved,
        sum(case when to_account = 'committed' then amount_sen when from_account = 'committed' then -amount_sen else 0 end) as committed,
        sum(case when to_account = 'paid' then amount_sen when from_account = 'paid' then -amount_sen else 0 end) as paid
      from budget.transfers group by institution_id, line_id
    ), ordered as (
      select r.institution_id, r.budget_line_id as line_id,
        sum(o.total_sen) filter (where o.state in ('holding', 'held', 'confirming') or (o.state = 'releasing' and o.refusal = 'held')) as reserved,
        sum(o.total_sen) filter (where o.state = 'confirmed' or (o.state = 'releasing' and o.refusal = 'confirmed')) as bound
      from purchase.requests r join purchase.orders o on o.institution_id = r.institution_id and o.request_id = r.id
      group by 1, 2
    )
    select 'balance' as wrong, line_id::text as what from said
      where available < 0 or reserved < 0 or committed < 0 or paid < 0
    union all
    select 'money of orders', line_id::text from said left join ordered using (institution_id, line_id)
      where said.reserved <> coalesce(ordered.reserved, 0) or said.committed + said.paid <> coalesce(ordered.bound, 0)
    union all
    select 'total', o.id::text from purchase.orders o
      where goods_sen <> (select coalesce(sum(amount_sen), 0) from purchase.lines l
        where l.institution_id = o.institution_id and l.order_id = o.id)
    union all
    select 'quantity', id::text from purchase.lines where quantity < 1 or price_sen < 1
    union all
    select 'audit', r.id::text from purchase.requests r
      where not exists (select from platform.audit a where a.tenant_id = r.institution_id and a.subject = r.id)
    union all
    select 'ledger', sum(amount_sen)::text from budget.entries having sum(amount_sen) <> 0
    union all
    select 'balance is not what the transfers say', b.line_id::text
      from budget.balances b left join said using (institution_id, line_id)
      where b.available_sen <> coalesce(said.available, 0) or b.reserved_sen <> coalesce(said.reserved, 0)
        or b.committed_sen <> coalesce(said.committed, 0) or b.paid_sen <> coalesce(said.paid, 0)
    union all
    select 'audit of one version twice', r.id::text
      from purchase.requests r join platform.audit a on a.tenant_id = r.institution_id and a.subject = r.id
      group by r.institution_id, r.id, a.content::jsonb ->> 'version' having count(*) > 1
    union all
    select 'audit misses a version', r.id::text
      from purchase.requests r join platform.audit a on a.tenant_id = r.institution_id and a.subject = r.id
      group by r.institution_id, r.id, r.version having count(distinct a.content::jsonb ->> 'version') < r.version
    union all
    select 'audit ends elsewhere than the request', r.id::text
      from purchase.requests r cross join lateral (
        select a.content::jsonb as said from platform.audit a
        where a.tenant_id = r.institution_id and a.subject = r.id order by a.id desc limit 1) latest
      where (latest.said ->> 'version')::integer <> r.version or latest.said ->> 'state' <> r.state
    union all
    select 'hash of an audit row', id::text from platform.audit
      where content_hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex')`);
}

export async function expectInvariants(owner: Reader): Promise<void> {
  assert.deepEqual(await brokenInvariants(owner), []);
}
