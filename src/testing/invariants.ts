import { expect } from 'vitest';
import type { Reader } from '../platform/database.ts';

/**
 * What must hold after whatever happened, asked in SQL that shares nothing with the code under test:
 * the ledger's balances are what its transfers say, nothing exceeds a ceiling, an order's total is the sum of its
 * lines, and the money of every line is what its orders say.
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
      where not exists (select from platform.audit a where a.tenant_id = r.institution_id and a.subject = r.id)`);
}

export async function expectInvariants(owner: Reader): Promise<void> {
  expect(await brokenInvariants(owner)).toEqual([]);
}
