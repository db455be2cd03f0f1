import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { finish, type Message } from '../../platform/outbox.ts';
import type { Clock } from '../../values/instant.ts';
import { findDelivery, isReceiptTold } from '../fulfilment/index.ts';
import { openBill } from './actions.ts';
import { transferOf } from './rules.ts';
import * as store from './store.ts';

interface Deps {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly clock: Clock;
}

/** What settlement does after other transactions: bills for deliveries, and news of payments for marketplaces. */
export function settlementSubscribers(deps: Deps) {
  return {
    'delivery.received': each(deps, billDelivery),
    'bill.paid': each(deps, reportPayment),
  };
}

function each(deps: Deps, handle: (deps: Deps, message: Message) => Promise<void>) {
  return async (messages: readonly Message[]): Promise<void> => {
    const failures: unknown[] = [];
    for (const message of messages) await handle(deps, message).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
}

/**
 * Asks the marketplace what it bills, then opens the bill. Without an answer it is asked again: a bill is not opened
 * on a guess.
 */
export async function billDelivery({ database, connectors, clock }: Deps, message: Message): Promise<void> {
  const { tenantId, subject } = message;
  const delivery = await findDelivery(database, tenantId, subject);
  if (!delivery) throw new Error(`a receipt of ${subject} came without its delivery`);
  const market = await connectors(delivery.marketplaceId).tracking?.getOrder(delivery.externalId);
  const { by } = JSON.parse(message.payload ?? '{}') as { by: string };
  await database.transaction(async (tx) => {
    await openBill(tx, { delivery, invoiced: market?.total ?? null, by, at: clock() });
    await finish(tx, [message]);
  });
}

/** Tells the marketplace that the office paid; repeated with the same key until it answers. */
export async function reportPayment({ database, connectors }: Deps, message: Message): Promise<void> {
  const bill = await store.selectBill(database, message.tenantId, message.subject);
  if (bill?.state !== 'paid') throw new Error(`bill ${message.subject} is told to be paid and is not`);
  const { id, externalId, reference, institutionId, orderId } = bill;
  // A marketplace takes no payment for what it believes is still on the road.
  if (!(await isReceiptTold(database, institutionId, orderId)))
    throw new Error('the receipt is still to be told first');
  const { tracking } = connectors(bill.marketplaceId);
  const ask = { idempotencyKey: `${id}-payment`, externalId, amount: transferOf(bill), reference: reference ?? '' };
  const report = tracking ? await tracking.reportPayment(ask) : 'untold';
  await database.transaction(async (tx) => {
    await store.updateReport(tx, bill, report);
    await finish(tx, [message]);
  });
}
