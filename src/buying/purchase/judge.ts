import type { Reader } from '../../platform/database.ts';
import { dayAt } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { type Flag, findFlagsEach, type NewOrder, unexplained } from '../integrity/index.ts';
import { type Decision, decide, type Facts } from '../rulebook/index.ts';
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
 * at any time.
 */
export async function judgeEach(
  reader: Reader,
  policiesOf: PoliciesOf,
  requests: readonly Request[],
  at: Instant,
): Promise<Judgement[]> {
  if (requests.length === 0) return [];
  const policies = await policiesOf(reader, [...new Set(requests.map(({ institutionId }) => institutionId))]);
  const asks = requests.map((request) => ({ ...request, limit: SPLITTING_LIMIT, orders: newOrders(request) }));
  const flags = await findFlagsEach(reader, asks, at);
  return requests.map((request, place) => {
    const policy = policies.get(request.institutionId) ?? { approvalAbove: null };
    const facts = factsOf(request, policy, at);
    return { facts, decision: decide(facts), flags: flags[place] ?? [] };
  });
}

/** Why a request may not go on as it was judged; undefined when it may. */
export function objection({ decision, flags }: Judgement, justification: string | undefined): Problem | undefined {
  const [stop] = decision.stops;
  if (stop) return new Problem('conflict', 'purchase/stopped', { rule: stop.code, article: stop.article });
  return unexplained(flags, justification);
}

function factsOf({ orders }: Request, policy: Policy, at: Instant): Facts {
  return {
    // The day in western Indonesia dates the purchase, wherever the office is.
    on: dayAt(at, 'WIB'),
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
