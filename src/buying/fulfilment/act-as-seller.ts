import type { Connector, Connectors } from '../../parties/marketplace/index.ts';
import { sha256 } from '../../platform/content-hash.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { publish } from '../../platform/outbox.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { load, save } from './actions.ts';
import type { Delivery } from './rules.ts';
import * as rules from './rules.ts';
import { acted, missedSteps, type SellerChoice, withOwnWords } from './seller-steps.ts';
import * as store from './store.ts';

interface Act {
  readonly sellerId: string;
  readonly orderId: string;
  readonly by: string;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
  readonly choice: SellerChoice;
}

/**
 * The seller accepts, declines or ships: first at the marketplace, under a key that the act itself makes, then here.
 * A crash between the two is healed by doing it again.
 * @throws Problem missing `fulfilment/none`; conflict `fulfilment/wrong-state`, `fulfilment/at-marketplace`,
 * `fulfilment/marketplace-refused`; unavailable `fulfilment/marketplace-silent`
 */
export async function actAsSeller(database: Database, connectors: Connectors, act: Act): Promise<Delivery> {
  const { sellerId, orderId, by, at, key, choice } = act;
  const before = await store.selectForSeller(database, sellerId, orderId);
  if (!before) throw new Problem('missing', 'fulfilment/none');
  const { institutionId } = before;
  // Where the step is no longer possible the marketplace is not asked: either this is a repetition, or a refusal.
  const isTold = rules.can(before.state, choice.step);
  if (isTold) await tell(connectors(before.marketplaceId), before, choice);
  const body = { action: rules.steps[choice.step].event, by, orderId, ...choice };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const now = await load(tx, institutionId, orderId);
      const spoken = isTold ? withOwnWords(now, choice) : undefined;
      await (spoken ? save(tx, spoken, { step: choice.step, by, at }) : take(tx, now, choice, { by, at }));
      return orderId;
    });
    return load(tx, institutionId, orderId);
  });
}

async function tell(connector: Connector, delivery: Delivery, choice: SellerChoice): Promise<void> {
  const { sellerActs } = connector;
  const { externalId, orderId, marketplaceName: marketplace } = delivery;
  if (!sellerActs) throw new Problem('conflict', 'fulfilment/at-marketplace', { marketplace });
  const idempotencyKey = keyOf(orderId, choice);
  const ask = { idempotencyKey, externalId };
  try {
    const answer = await (choice.step === 'accept'
      ? sellerActs.accept(ask)
      : choice.step === 'decline'
        ? sellerActs.decline({ ...ask, reason: choice.reason })
        : sellerActs.ship({ ...ask, courier: choice.courier, number: choice.parcel }));
    if (answer === 'done') return;
    // Refused, but perhaps because it happened already: the marketplace's own order is the truth.
    const market = await connector.tracking?.getOrder(externalId);
    if (market?.status === marketStates[choice.step]) return;
  } catch (cause) {
    throw Object.assign(new Problem('unavailable', 'fulfilment/marketplace-silent', { marketplace }), { cause });
  }
  throw new Problem('conflict', 'fulfilment/marketplace-refused', { marketplace });
}

const marketStates = { accept: 'accepted', decline: 'declined', ship: 'shipped' } as const;

/** Same act, same key; another reason or another parcel is another act. */
function keyOf(orderId: string, { step, ...content }: SellerChoice): string {
  const said = Object.values(content);
  return said.length === 0 ? `${orderId}-${step}` : `${orderId}-${step}-${sha256(said.join('\n')).slice(0, 16)}`;
}

/**
 * Takes over what the seller did at the marketplace itself, so that the office can go on. Answers the delivery as it
 * now stands. No transaction may be open.
 * @throws Problem missing `fulfilment/none`, unavailable `fulfilment/marketplace-silent`
 */
export async function followMarketplace(
  database: Database,
  connectors: Connectors,
  { institutionId, orderId, by, at }: { institutionId: string; orderId: string; by: string; at: Instant },
): Promise<Delivery> {
  const before = await store.selectDelivery(database, institutionId, orderId);
  if (!before) throw new Problem('missing', 'fulfilment/none');
  const { externalId, marketplaceName: marketplace } = before;
  const asked = connectors(before.marketplaceId).tracking?.getOrder(externalId);
  const market = await asked?.catch((cause: unknown) => {
    throw Object.assign(new Problem('unavailable', 'fulfilment/marketplace-silent', { marketplace }), { cause });
  });
  if (!market) return before;
  return database.transaction(async (tx) => {
    let delivery = await load(tx, institutionId, orderId);
    for (const choice of missedSteps(delivery, market)) delivery = await take(tx, delivery, choice, { by, at });
    return delivery;
  });
}

async function take(
  tx: Tx,
  before: Delivery,
  choice: SellerChoice,
  { by, at }: { by: string; at: Instant },
): Promise<Delivery> {
  const after = acted(before, choice, at);
  await save(tx, after, { step: choice.step, by, at });
  if (choice.step === 'decline') {
    const { institutionId: tenantId, orderId: subject, version, requestId } = after;
    const { event } = rules.steps.decline;
    await publish(tx, { tenantId, at, event, subject, version, payload: { requestId } });
  }
  return after;
}
