import type { ConfirmedOrder } from '../buying/fulfilment/index.ts';
import { recordDecision } from '../buying/integrity/index.ts';
import { type Decision, decideUnder, type Facts, type Purse } from '../buying/rulebook/index.ts';
import type { Tx } from '../platform/database.ts';

/**
 * Records the decision that a purchase leaves behind on submission: an order without it cannot be paid. With `purse` null
 * the facts are of the time before packs asked for it.
 */
export async function recordDecisionOn(
  tx: Tx,
  order: ConfirmedOrder,
  {
    on = '2026-11-25',
    isPkp = false,
    payment = null,
    purse = 'apbd',
  }: Partial<Pick<Facts, 'on' | 'payment'>> & { isPkp?: boolean; purse?: Purse | null } = {},
): Promise<Decision> {
  const { institutionId, workUnitId, requestId, orderId, packId, total, shipping, at } = order;
  const goods = total - shipping;
  const lines = [{ category: 'furniture', amount: goods, isDomestic: true, tkdnPercent: null }];
  const facts: Facts = {
    ...{ on, policy: { approvalAbove: null }, payment, ...(purse && { purse }) },
    orders: [{ key: orderId, sellerClass: 'micro', isPkp, goods, shipping, lines }],
  };
  const decision = decideUnder(packId, facts);
  const nothing = { orders: [], flags: [], limit: 0n, justification: undefined };
  await recordDecision(tx, { ...nothing, institutionId, workUnitId, requestId, facts, decision, at });
  return decision;
}
