import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Subscriber } from '../../platform/dispatcher.ts';
import { finish, type Message } from '../../platform/outbox.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Clock } from '../../values/instant.ts';
import { save } from './actions.ts';
import type { Payments } from './payments.ts';
import { confirmed, held, moved, type Purchase, released, type State, type Step } from './rules.ts';
import * as store from './store.ts';

interface Deps {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly payments: Payments;
  readonly vault: Vault;
  readonly clock: Clock;
}

/**
 * What marketplaces and the collector are asked, after the transaction that decided it. A call without an answer is
 * repeated with the same key: nothing is ever guessed.
 */
export function personalSubscribers(deps: Deps): Readonly<Record<string, Subscriber>> {
  const { database, connectors, payments, vault, clock } = deps;
  const ordering = ({ marketplaceId }: Purchase) => {
    const found = connectors(marketplaceId).ordering;
    if (!found) throw new Error(`marketplace ${marketplaceId} takes no orders`);
    return found;
  };
  const first = <Answer>([answer]: readonly Answer[]): Answer => {
    if (answer === undefined) throw new Error('the marketplace answers each element');
    return answer;
  };
  const letGo = async (purchase: Purchase) => {
    const externalId = purchase.orderExternalId ?? '';
    const asks = [{ idempotencyKey: `${purchase.id}-cancel`, externalId, reason: RELEASED }];
    return first(await ordering(purchase).cancelOrders(asks));
  };

  /** Does what the state asks for and keeps what came of it, unless somebody went on meanwhile. */
  const each =
    (state: State, work: (purchase: Purchase) => Promise<(now: Purchase) => Purchase | undefined>): Subscriber =>
    async (messages) => {
      for (const message of messages) {
        const purchase = await store.selectPurchase(database, keyOf(message));
        const settle = purchase?.state === state ? await work(purchase) : undefined;
        await database.transaction(async (tx) => {
          const now = await store.lockPurchase(tx, keyOf(message));
          const after = now?.state === state ? settle?.(now) : undefined;
          if (now?.state === state && settle && !after) throw new Error('the marketplace has not decided yet');
          if (after) await save(tx, after, { step: stepTo(after.state), by: after.buyerId, at: clock() });
          await finish(tx, [message]);
        });
      }
    };

  return {
    'personal.placed': each('holding', async (purchase) => {
      const { buyerId, id, number, sellerExternalId, shipTo, externalId, quantity, price, shipping, total } = purchase;
      const sealed = await store.selectAddress(database, purchase);
      const address = (sealed && (await vault.open(buyerId, sealed))) ?? '–';
      const ask = {
        idempotencyKey: `${id}-hold`,
        reference: number,
        sellerExternalId,
        buyer: buyerId,
        shipTo,
        address,
      };
      const lines = [{ externalId, quantity, price }];
      const asks = [{ ...ask, lines, shipping, total, confirm: false }];
      const answer = first(await ordering(purchase).placeOrders(asks));
      if (answer.status !== 'held') return (now) => held(now, answer, null);
      const about = { id, buyerId, amount: total, merchant: purchase.sellerName, reference: number };
      const qris = await payments.open({ ...about, until: answer.heldUntil });
      return (now) => held(now, answer, qris);
    }),
    'personal.paid': each('confirming', async (purchase) => {
      const asks = [{ idempotencyKey: `${purchase.id}-confirm`, externalId: purchase.orderExternalId ?? '' }];
      const answer = first(await ordering(purchase).confirmOrders(asks));
      return (now) => confirmed(now, answer);
    }),
    'personal.cancelling': each('cancelling', async (purchase) => {
      const answer = await letGo(purchase);
      return (now) => released(now, answer);
    }),
    'personal.refunding': each('refunding', async (purchase) => {
      await letGo(purchase);
      await payments.refund(purchase.id);
      return (now) => moved(now, 'repay');
    }),
  };
}

/** The same at every repetition, whatever became of the purchase meanwhile: another body would be turned away. */
const RELEASED = 'released by the buyer';

const keyOf = ({ tenantId, subject }: Message): store.Key => ({ buyerId: tenantId, id: subject });

const stepTo = (state: State): Step => {
  const names: Partial<Record<State, Step>> = {
    ...{ 'awaiting-payment': 'hold', rejected: 'reject', confirmed: 'confirm', refunding: 'refund' },
    ...{ cancelled: 'release', refunded: 'repay' },
  };
  const step = names[state];
  if (!step) throw new Error(`no answer leads to ${state}`);
  return step;
};
