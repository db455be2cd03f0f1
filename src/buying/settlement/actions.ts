import type { Actor } from '../../parties/account/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Content } from '../../platform/content-hash.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import { publish } from '../../platform/outbox.ts';
import { addDays } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { move } from '../budget/index.ts';
import { papersOf } from '../document/index.ts';
import { type Delivery, dayOf, issueDue, type Money } from '../fulfilment/index.ts';
import { settleTax } from './decide-tax.ts';
import type { Bill, Step } from './rules.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

interface Opening {
  readonly delivery: Delivery;
  /** What the marketplace asks for; null where it cannot be asked. */
  readonly invoiced: Sen | null;
  /** Who received the goods. */
  readonly by: string;
  readonly at: Instant;
}

/** Writes down what is owed for a delivery, matched to order and receipt. A repetition changes nothing. */
export async function openBill(tx: Tx, { delivery, invoiced, by, at }: Opening): Promise<void> {
  const { institutionId, total, lines } = delivery;
  const mismatches = rules.mismatchesOf(delivery, invoiced);
  const receivedOn = dayOf(delivery.receivedAt ?? at, delivery.content.institution.zone);
  const { orderId, requestId, workUnitId, orderNumber, marketplaceId, marketplaceName } = delivery;
  const { sellerId, sellerName, externalId, tax, budgetMoves, papers, payments, content } = delivery;
  const bill: Bill = {
    ...{ institutionId, id: newId(at), orderId, requestId, workUnitId, orderNumber, marketplaceId, marketplaceName },
    ...{ sellerId, sellerName, externalId, tax, budgetMoves, papers, payments, content, mismatches, invoiced },
    title: lines.map(({ quantity, unit, title }) => `${quantity} ${unit} ${title}`).join(', '),
    ...{ state: mismatches.length > 0 ? 'mismatch' : 'due', amount: total, receivedOn },
    ...{ dueOn: addDays(receivedOn, rules.PLANNED_DAYS), method: null, reference: null, paidOn: null },
    ...{ taxFor: null, paidBy: null, report: 'open', at, version: 1, steps: [] },
  };
  if (await store.insertBill(tx, bill)) await audit(tx, bill, { action: 'bill.opened', by, at });
}

interface Recording {
  readonly by: Actor;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
  readonly billId: string;
  readonly step: Step;
  readonly number: string;
  readonly day: string;
}

/**
 * Records that the treasurer paid (UP), or the next paper of the treasury (LS). The first of them settles the way of
 * paying, and with it the tax; with the last the money moves
 * from committed to paid and the papers demanded on payment are issued, in the same transaction.
 * @throws missing `settlement/none`, conflict `settlement/papers-missing`, and those of `rules.refusal` and `rules.taken`
 */
export function recordStep(database: Database, recording: Recording): Promise<Bill> {
  const { by, at, key, billId, step, number, day } = recording;
  const { institutionId, personId } = by;
  const body = { action: `bill.${step}`, by: personId, billId, number, day };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const before = await load(tx, institutionId, billId);
      const problem = rules.refusal(before, step, by);
      if (problem) throw problem;
      const missing = rules.missingPapers(before, await kindsOf(tx, before));
      if (missing.length > 0) {
        throw new Problem('conflict', 'settlement/papers-missing', { papers: missing.join(', ') });
      }
      const today = dayOf(at, before.content.institution.zone);
      const settled = await settleTax(tx, before, { method: rules.steps[step].method, at });
      const bill = rules.taken(settled.bill, { step, number, day, by: personId, at, today });
      await store.updateBill(tx, bill);
      const recorded = bill.steps.at(-1);
      if (step !== 'pay' && recorded) await store.insertStep(tx, bill, recorded);
      if (bill.state === 'paid') await payOut(tx, bill, { by: personId, at });
      await audit(tx, bill, { action: rules.steps[step].event, by: personId, at, number, day });
      if (bill.state === 'paid')
        await issueDue(tx, rules.withPayment(bill, settled.decision), { when: 'paid', by: personId, at });
      return billId;
    });
    return load(tx, institutionId, billId);
  });
}

async function payOut(tx: Tx, bill: Bill, { at }: { by: string; at: Instant }): Promise<void> {
  const { institutionId, id, budgetMoves, version } = bill;
  const moves = budgetMoves.map(({ lineId, amount }) => ({ lineId, movement: 'pay' as const, amount }));
  await move(tx, { institutionId, moves, reason: id, at });
  await publish(tx, { tenantId: institutionId, at, event: rules.steps.pay.event, subject: id, version });
}

/** The kinds of papers that this order has. */
export async function kindsOf(reader: Reader, { institutionId, orderId, requestId }: Bill): Promise<string[]> {
  return (await papersOf(reader, institutionId, [orderId, requestId])).map(({ kind }) => kind);
}

/** When the money for these orders comes and how it is taxed, by order id. Bind it to the port `MoneyOf` of fulfilment. */
export async function moneyOf(
  reader: Reader,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
): Promise<ReadonlyMap<string, Money>> {
  const rows = orders.length === 0 ? [] : await store.selectMoney(reader, orders);
  return new Map(
    rows.map(({ orderId, state, dueOn, paidOn, method, taxFor, tax }) => [
      orderId,
      { state, on: paidOn ?? dueOn, method, tax: taxFor === null ? null : tax },
    ]),
  );
}

/** What an institution owes, the earliest due first, and what it paid last. */
export const billsOf = (reader: Reader, institutionId: string): Promise<Bill[]> =>
  store.selectBills(reader, institutionId);

/** Locks as it loads. */
async function load(tx: Tx, institutionId: string, id: string): Promise<Bill> {
  const bill = await store.lockBill(tx, institutionId, id);
  if (!bill) throw new Problem('missing', 'settlement/none');
  return bill;
}

interface Entry {
  readonly action: string;
  readonly by: string;
  readonly at: Instant;
  readonly number?: string;
  readonly day?: string;
}

async function audit(tx: Tx, bill: Bill, { action, by, at, number, day }: Entry): Promise<void> {
  const { institutionId: tenantId, id: subject, orderId, state, version, amount, invoiced, mismatches, tax } = bill;
  const content: Content = {
    ...{ orderId, state, version, amountSen: amount, invoicedSen: invoiced, mismatches, method: bill.method },
    tax: { decidedFor: bill.taxFor, collector: tax.collector, dppSen: tax.dpp, ppnSen: tax.ppn, pph22Sen: tax.pph22 },
    ...(number !== undefined && day !== undefined ? { number, day } : {}),
  };
  await recordAudit(tx, { tenantId, at, by, action, subject, content });
  // The order's page says when its money comes.
  tx.touch(orderId);
}
