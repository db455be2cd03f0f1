import type { Reader } from '../../platform/database.ts';
import { dayAt } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { findLines } from '../budget/index.ts';
import { type Flag, findFlagsEach, type NewOrder, unexplained } from '../integrity/index.ts';
import { type Decision, decide, decideUnder, type Facts, type Purse } from '../rulebook/index.ts';
import type { Request } from './rules.ts';

/** What the institution itself ruled. */
export interface Policy {
  readonly approvalAbove: Sen | null;
}

/** Answers the policies of institutions by their ids; hub.ts binds it. */
export type PoliciesOf = (reader: Reader, institutionIds: readonly string[]) => Promise<ReadonlyMap<string, Policy>>;

export interface Judgement {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly flags: readonly Flag[];
}

/** Splitting is measured against the amount up to which the official decides alone: Rp50,000,000. */
export const SPLITTING_LIMIT: Sen = 5_000_000_000n;

/**
 * What the rules and the flags say about requests as they stand, each in its place. Reads only, so a page can show it
 * at any time. `known` are the budget lines that pay, where whoever asks has read them already.
 */
export async function judgeEach(
  reader: Reader,
  policiesOf: PoliciesOf,
  requests: readonly Request[],
  at: Instant,
  known?: Awaited<ReturnType<typeof findLines>>,
): Promise<Judgement[]> {
  if (requests.length === 0) return [];
  const keys = requests.map(({ institutionId, budgetLineId }) => ({ institutionId, lineId: budgetLineId }));
  const asks = requests.map((request) => ({
    ...{ ...request, limit: SPLITTING_LIMIT, orders: newOrders(request) },
    standing: request.orders.flatMap(({ id, state }) => (state === 'draft' ? [] : [id])),
  }));
  const [policies, lines, flags] = await Promise.all([
    policiesOf(reader, [...new Set(requests.map(({ institutionId }) => institutionId))]),
    known ?? findLines(reader, keys),
    findFlagsEach(reader, asks, at),
  ]);
  const purses = new Map(lines.map(({ institutionId, id, chart }) => [`${institutionId} ${id}`, chart]));
  return requests.map((request, place) => {
    const policy = policies.get(request.institutionId) ?? { approvalAbove: null };
    const purse = purses.get(`${request.institutionId} ${request.budgetLineId}`);
    if (!purse) throw new Error(`request ${request.id} is paid from no budget line`);
    const facts = factsOf(request, { policy, purse, at });
    const decision = request.packId === null ? decide(facts) : decideUnder(request.packId, facts);
    return { facts, decision, flags: flags[place] ?? [] };
  });
}

/** Why a request may not go on as it was judged; undefined when it may. */
export function objection({ decision, flags }: Judgement, justification: string | undefined): Problem | undefined {
  const [stop] = decision.stops;
  if (stop) return new Problem('conflict', 'purchase/stopped', { rule: stop.code, article: stop.article });
  return unexplained(flags, justification);
}

interface Known {
  readonly policy: Policy;
  /** Whose money it is: the chart of the line that pays says it. */
  readonly purse: Purse;
  readonly at: Instant;
}

function factsOf({ orders }: Request, { policy, purse, at }: Known): Facts {
  return {
    // The day in western Indonesia dates the purchase, wherever the office is.
    on: dayAt(at, 'WIB'),
    purse,
    policy,
    payment: null,
    orders: orders.map(({ id, sellerClass, isPkp, goods, shipping, lines }) => ({
      ...{ key: id, sellerClass, isPkp, goods, shipping },
      lines: lines.map(({ category, amount, isDomestic, tkdnPercent }) => ({
        ...{ category, amount, isDomestic, tkdnPercent },
      })),
    })),
  };
}

export const newOrders = ({ orders }: Request): NewOrder[] =>
  orders.map(({ id, sellerId, total, lines }) => ({
    ...{ orderId: id, sellerId, amount: total },
    categories: [...new Set(lines.map(({ category }) => category))],
  }));
