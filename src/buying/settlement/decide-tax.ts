import { type Content, canonical, sha256 } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import { recordDecision, replay } from '../integrity/index.ts';
import { type Decision, decideUnder, type Facts, type Finding, readFacts } from '../rulebook/index.ts';
import type { Bill, Method } from './rules.ts';
import { insertTax } from './store.ts';

/** What the rules say on a bill that is paid in this way. */
export interface Way {
  readonly method: Method;
  readonly tax: Bill['tax'];
  /** Who withholds, and by which article; undefined where nothing is withheld. */
  readonly rule: Finding | undefined;
  /** What the office should know before it pays in this way. */
  readonly flags: readonly Finding[];
}

interface Decided extends Way {
  readonly packId: string;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly isNew: boolean;
}

/** Each way in which the bill may be paid with its tax, decided under the pack of the request. Reads only. */
export async function waysOf(reader: Reader, bill: Bill): Promise<Way[]> {
  const made = await replay(reader, bill.institutionId, bill.requestId);
  return bill.payments.map((method) => decided(made, bill, method));
}

/**
 * The bill with the tax of the way in which it is paid. A purchase is decided before anybody knows how it will be paid,
 * so the rulebook is asked again with the same facts and that way, under the same pack whatever came into force
 * meanwhile; the answer is kept beside the first one, to be replayed like it.
 */
export async function settleTax(
  tx: Tx,
  bill: Bill,
  { method, at }: { method: Method; at: Instant },
): Promise<{ bill: Bill; decision: Decision }> {
  const { institutionId, workUnitId, requestId } = bill;
  const made = await replay(tx, institutionId, requestId);
  const { tax, packId, facts, decision, isNew } = decided(made, bill, method);
  if (bill.taxFor !== null) return { bill, decision };
  if (isNew) {
    const nothing = { orders: [], flags: [], limit: 0n, justification: undefined };
    await recordDecision(tx, { ...nothing, institutionId, workUnitId, requestId, facts, decision, at });
  }
  const settled = { ...bill, tax, taxFor: method };
  await insertTax(tx, settled, { method, packId, answerHash: sha256(written(decision)), at });
  return { bill: settled, decision };
}

const aboutUp: ReadonlySet<string> = new Set(['rulebook.up-limit', 'rulebook.up-region']);

function decided(made: Awaited<ReturnType<typeof replay>>, { orderId }: Bill, method: Method): Decided {
  const last = made.at(-1);
  if (!last) throw new Error(`the request of order ${orderId} was never decided`);
  const { packId } = last;
  const facts: Facts = { ...readFacts(last.facts), payment: method };
  const decision = decideUnder(packId, facts);
  const answer = decision.taxes.find(({ key }) => key === orderId);
  if (!answer) throw new Error(`order ${orderId} was not decided upon`);
  const { dpp, ppn, pph22, collector, sellerReceives } = answer;
  const isWithheld = collector !== 'nobody';
  return {
    ...{ method, packId, facts, decision, tax: { dpp, ppn, pph22, collector, sellerReceives } },
    rule: isWithheld ? decision.reasons.find(({ code }) => code === `rulebook.pph22-${collector}`) : undefined,
    flags: decision.flags.filter(({ code }) => method === 'UP' && aboutUp.has(code)),
    isNew: !made.some((one) => one.packId === packId && one.facts === written(facts)),
  };
}

// Facts and decisions are plain data all the way down; the compiler cannot see it through readonly interfaces.
const written = (data: Facts | Decision): string => canonical(data as unknown as Content);
