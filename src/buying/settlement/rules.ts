import type { Actor, Role } from '../../parties/account/index.ts';
import * as calendar from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import type { Delivery } from '../fulfilment/index.ts';
import type { Decision } from '../rulebook/index.ts';

export type BillState = 'mismatch' | 'due' | 'spp' | 'spm' | 'paid';
export type Method = 'UP' | 'LS';
/** Sums that must agree before anybody pays. */
export type Mismatch = 'quantity' | 'money' | 'budget' | 'invoice';

/** One paper of the treasury, issued elsewhere and recorded here. */
export interface TreasuryStep {
  readonly step: LsStep;
  readonly number: string;
  /** The day written on it, `2026-12-02`. */
  readonly day: string;
  readonly by: string;
  readonly at: Instant;
}

type FromDelivery =
  | 'institutionId'
  | 'orderId'
  | 'requestId'
  | 'workUnitId'
  | 'orderNumber'
  | 'marketplaceId'
  | 'marketplaceName'
  | 'sellerId'
  | 'sellerName'
  | 'externalId'
  | 'tax'
  | 'budgetMoves'
  | 'papers'
  | 'payments'
  | 'content';

/** What the office owes for one order that it received whole. */
export interface Bill extends Pick<Delivery, FromDelivery> {
  readonly id: string;
  /** What was bought, in few words. */
  readonly title: string;
  readonly state: BillState;
  readonly mismatches: readonly Mismatch[];
  readonly amount: Sen;
  /** What the marketplace asks for; null where it cannot be asked. */
  readonly invoiced: Sen | null;
  /** The way of paying that `tax` was decided for; null while that is open, and `tax` is that of the first way allowed. */
  readonly taxFor: Method | null;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly method: Method | null;
  /** The number of the transfer, or of the SP2D. */
  readonly reference: string | null;
  readonly paidOn: string | null;
  readonly paidBy: string | null;
  readonly report: 'open' | 'done' | 'pending' | 'refused' | 'untold';
  readonly at: Instant;
  readonly version: number;
  readonly steps: readonly TreasuryStep[];
}

interface Edge {
  readonly from: readonly BillState[];
  readonly to: BillState;
  readonly event: string;
  readonly by: readonly Role[];
  readonly method: Method;
}

/** How a bill is paid: from the treasurer's own float (UP), or by the treasury (LS), whose papers are only recorded. */
export const steps = {
  pay: { from: ['due'], to: 'paid', event: 'bill.paid', by: ['treasurer'], method: 'UP' },
  spp: { from: ['due'], to: 'spp', event: 'bill.spp-recorded', by: ['treasurer'], method: 'LS' },
  spm: { from: ['spp'], to: 'spm', event: 'bill.spm-recorded', by: ['ppspm'], method: 'LS' },
  sp2d: { from: ['spm'], to: 'paid', event: 'bill.paid', by: ['bud'], method: 'LS' },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;
export type LsStep = Exclude<Step, 'pay'>;
export const lsSteps: readonly LsStep[] = ['spp', 'spm', 'sp2d'];

/** Whose turn it is; undefined for a bill that nobody may pay now, or that is paid. */
export function awaitedRole({ state, payments }: Pick<Bill, 'state' | 'payments'>): Role | undefined {
  const next = (Object.values(steps) as Edge[]).find(
    ({ from, method }) => from.includes(state) && payments.includes(method),
  );
  return next?.by[0];
}

/** An office plans to pay within so many days of the last receipt; a plan of the hub's, not a term of the law. */
export const PLANNED_DAYS = 14;

/** Quantities and money must be equal on order, receipt, budget and, where it can be asked, the marketplace's invoice. */
export function mismatchesOf(delivery: Delivery, invoiced: Sen | null): Mismatch[] {
  const { lines, shipping, total, budgetMoves } = delivery;
  const goods = lines.reduce((sum, { price, received }) => sum + price * BigInt(received), 0n);
  const bound = budgetMoves.reduce((sum, { amount }) => sum + amount, 0n);
  const isWhole = delivery.state === 'received' && lines.every(({ quantity, received }) => quantity === received);
  return [
    ...(isWhole ? [] : (['quantity'] as const)),
    ...(goods + shipping === total ? [] : (['money'] as const)),
    ...(bound === total && budgetMoves.every(({ amount }) => amount > 0n) ? [] : (['budget'] as const)),
    ...(invoiced === null || invoiced === total ? [] : (['invoice'] as const)),
  ];
}

/** What still has to be there before money may leave. */
export function missingPapers({ papers }: Pick<Bill, 'papers'>, there: readonly string[]): string[] {
  return papers.filter(({ kind, when }) => when !== 'paid' && !there.includes(kind)).map(({ kind }) => kind);
}

/** Why this person cannot take the step now; undefined when they can. Buttons and actions ask the same question. */
export function refusal(bill: Bill, step: Step, actor: Actor): Problem | undefined {
  const { from, by, method }: Edge = steps[step];
  if (!actor.roles.some((role) => by.includes(role))) return new Problem('forbidden', `settlement/not-your-${step}`);
  if (actor.workUnitId !== null && actor.workUnitId !== bill.workUnitId) {
    return new Problem('forbidden', 'settlement/other-work-unit');
  }
  if (bill.state === 'paid') return new Problem('conflict', 'settlement/paid-already');
  if (bill.state === 'mismatch') return new Problem('conflict', 'settlement/mismatched');
  if (bill.method !== null && bill.method !== method) return new Problem('conflict', 'settlement/other-method');
  if (!bill.payments.includes(method)) return new Problem('conflict', 'settlement/method-not-allowed', { method });
  return from.includes(bill.state) ? undefined : new Problem('conflict', 'settlement/wrong-order');
}

export interface Recorded {
  readonly step: Step;
  /** The number of the transfer, or of the SPP, SPM or SP2D. */
  readonly number: string;
  readonly day: string;
  readonly by: string;
  readonly at: Instant;
  /** The day on the office's wall. */
  readonly today: string;
}

/**
 * The bill after the step. Whoever calls has asked `refusal`.
 * @throws Problem invalid `settlement/day-ahead` or `settlement/day-before`
 */
export function taken(bill: Bill, { step, number, day, by, at, today }: Recorded): Bill {
  const { to, method }: Edge = steps[step];
  const earliest = bill.steps.at(-1)?.day ?? bill.receivedOn;
  if (!isDay(day) || day > today) throw new Problem('invalid', 'settlement/day-ahead', { today });
  if (day < earliest) throw new Problem('invalid', 'settlement/day-before', { earliest });
  const after = { ...bill, state: to, method, version: bill.version + 1 };
  const recorded = step === 'pay' ? [] : [{ step, number, day, by, at }];
  const paid = to === 'paid' ? { reference: number, paidOn: day, paidBy: by } : {};
  return { ...after, ...paid, steps: [...bill.steps, ...recorded] };
}

/** A day that there is, in this century: `2026-02-30` looks like one and is none. */
export function isDay(text: string): boolean {
  return calendar.isDay(text) && text >= '2000';
}

/** What leaves for the marketplace: less than the bill only where the treasurer keeps the tax back to deposit it. */
export function transferOf({ amount, tax }: Pick<Bill, 'amount' | 'tax'>): Sen {
  return tax.collector === 'treasurer' ? tax.sellerReceives : amount;
}

/** A paid bill whose papers also say how it was paid, who kept back which tax, and by which articles. */
export function withPayment(bill: Bill, { reasons }: Pick<Decision, 'reasons'>): Bill {
  const { method, reference, tax, marketplaceName: marketplace, content } = bill;
  const paid = { amount: formatRupiah(transferOf(bill)), reference: reference ?? '' };
  const kept = { marketplace, pph22: formatRupiah(tax.pph22), ppn: formatRupiah(tax.ppn) };
  const notes = [
    { key: `settlement.note-${method}`, values: paid },
    { key: `settlement.note-tax-${tax.collector}`, values: kept },
  ];
  const articles = (list: Decision['reasons']) => [...new Set(list.map(({ article }) => article))];
  return {
    ...bill,
    content: {
      ...{ ...content, notes: [...content.notes, ...notes], articles: articles(reasons) },
      unverified: articles(reasons.filter(({ verified }) => !verified)),
    },
  };
}
