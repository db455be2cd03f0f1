import type { Connectors } from '../../parties/marketplace/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import { log } from '../../platform/log.ts';
import { publish } from '../../platform/outbox.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { compose, type Order } from '../purchase/index.ts';
import type { Payments } from './payments.ts';
import { awaited, moved, PLACED, type Purchase, paid, type Step, steps } from './rules.ts';
import * as store from './store.ts';

export interface Wanted {
  readonly offerId: string;
  readonly quantity: number;
  readonly shipTo: string;
  readonly address: string;
}

interface Asked {
  readonly buyerId: string;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
}

interface Outside {
  readonly connectors: Connectors;
  readonly vault: Vault;
}

/**
 * Buys for oneself at a live price; the marketplace is asked to hold it, and then the buyer pays.
 * @throws the Problems of `compose`
 */
export async function placePurchase(
  database: Database,
  { connectors, vault }: Outside,
  { buyerId, at, key, wanted }: Asked & { wanted: Wanted },
): Promise<Purchase> {
  const { offerId, quantity, shipTo } = wanted;
  const [order] = await compose(database, connectors, { wishes: [{ offerId, quantity }], shipTo, number: '', at });
  if (!order) throw new Error('one wish is one order');
  const sealed = await vault.seal(buyerId, wanted.address);
  return database.transaction(async (tx) => {
    const body = { action: PLACED, by: buyerId, ...wanted };
    const id = await once(tx, { tenantId: buyerId, key, at, body }, async () => {
      const number = await store.nextNumber(tx, at.getUTCFullYear());
      const purchase = purchaseOf(order, { buyerId, at, number, shipTo });
      await store.insertPurchase(tx, purchase, sealed);
      await tell(tx, purchase, { event: PLACED, by: buyerId, at });
      return purchase.id;
    });
    return load(tx, { buyerId, id });
  });
}

/** One good is one order with one line: what the office's purchase asks of the marketplace holds here too. */
function purchaseOf(
  { lines, ...order }: Order,
  about: Pick<Purchase, 'buyerId' | 'number' | 'shipTo' | 'at'>,
): Purchase {
  const [line] = lines;
  if (!line) throw new Error('an order has at least one line');
  const { marketplaceId, sellerId, sellerExternalId, sellerName, shipping, total } = order;
  const { offerId, externalId, title, unit, quantity, price } = line;
  return {
    ...{ ...about, id: newId(about.at), offerId, marketplaceId, sellerId, sellerExternalId, sellerName },
    ...{ externalId, title, unit, quantity, price, shipping, total },
    ...{ state: 'holding', orderExternalId: null, heldUntil: null, refusal: null, qris: null, version: 1 },
  };
}

/** The buyer's own step. @throws Problem conflict `personal/wrong-state` */
export function cancelPurchase(
  database: Database,
  { buyerId, at, key, id }: Asked & { id: string },
): Promise<Purchase> {
  return database.transaction(async (tx) => {
    const body = { action: steps.cancel.event, by: buyerId, id };
    await once(tx, { tenantId: buyerId, key, at, body }, async () => {
      await save(tx, moved(await load(tx, { buyerId, id }), 'cancel'), { step: 'cancel', by: buyerId, at });
      return id;
    });
    return load(tx, { buyerId, id });
  });
}

/** Somebody says that a payment was made: the collector is asked, and what it says counts. A repetition changes nothing. */
export async function paymentHeard(
  database: Database,
  payments: Payments,
  { buyerId, id, at }: store.Key & { at: Instant },
): Promise<void> {
  if ((await payments.statusOf(database, id)) !== 'paid') return;
  await database.transaction(async (tx) => {
    const before = await store.lockPurchase(tx, { buyerId, id });
    const after = before && paid(before);
    if (after) await save(tx, after, { step: after.state === 'confirming' ? 'pay' : 'refund', by: buyerId, at });
  });
}

/** Ends purchases whose hold ran out before anybody paid; one that fails holds up no other. */
export async function expirePurchases(database: Database, at: Instant): Promise<void> {
  for (const key of await store.selectLapsed(database, at)) {
    try {
      await database.transaction(async (tx) => {
        const purchase = await store.lockPurchase(tx, key);
        if (purchase?.state !== 'awaiting-payment') return;
        await save(tx, moved(purchase, 'expire'), { step: 'expire', by: key.buyerId, at });
      });
    } catch (error) {
      log.error({ error, purchase: key.id }, 'a personal purchase could not be ended');
    }
  }
}

/** @throws Problem missing `personal/none` */
export async function load(tx: Tx, key: store.Key): Promise<Purchase> {
  const purchase = await store.lockPurchase(tx, key);
  if (!purchase) throw new Problem('missing', 'personal/none');
  return purchase;
}

interface Doing {
  readonly step: Step;
  readonly by: string;
  readonly at: Instant;
}

/** State, audit and news in one transaction. */
export async function save(tx: Tx, purchase: Purchase, { step, by, at }: Doing): Promise<void> {
  await store.updatePurchase(tx, purchase);
  await tell(tx, purchase, { event: steps[step].event, by, at });
}

async function tell(tx: Tx, purchase: Purchase, { event, by, at }: { event: string; by: string; at: Instant }) {
  const { buyerId: tenantId, id: subject, state, version, total, orderExternalId } = purchase;
  const content = { state, version, totalSen: total, orderExternalId };
  await recordAudit(tx, { tenantId, at, by, action: event, subject, content });
  const isAwaited = event === PLACED || awaited.some((one) => one === event);
  if (isAwaited) await publish(tx, { tenantId, at, event, subject, version });
}
