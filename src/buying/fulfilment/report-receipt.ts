import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { finish, type Message } from '../../platform/outbox.ts';
import type { Receipt } from './rules.ts';
import * as store from './store.ts';

interface Deps {
  readonly database: Database;
  readonly connectors: Connectors;
}

/** What the hub tells marketplaces about deliveries, after the transaction that recorded it. */
export function fulfilmentSubscribers(deps: Deps) {
  return { 'receipt.recorded': (messages: readonly Message[]) => reportReceipt(deps, messages) };
}

/**
 * Tells the marketplace what the office received, in the order in which it was received. A call without an answer is
 * repeated with the same key until the marketplace answers; a receipt that it refuses stays refused, for the
 * reconciliation to find.
 */
export async function reportReceipt({ database, connectors }: Deps, messages: readonly Message[]): Promise<void> {
  const failures: unknown[] = [];
  for (const orderId of new Set(messages.map(({ subject }) => subject))) {
    const own = messages.filter(({ subject }) => subject === orderId);
    const tenantId = own[0]?.tenantId ?? '';
    try {
      for (const receipt of await store.selectReceipts(database, tenantId, orderId)) {
        if (receipt.report !== 'open') continue;
        const report = await tell(database, connectors, receipt);
        await database.transaction((tx) => store.updateReport(tx, receipt, report));
      }
      await database.transaction((tx) => finish(tx, own));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function tell(database: Database, connectors: Connectors, receipt: Receipt): Promise<Receipt['report']> {
  const { institutionId, orderId, id: idempotencyKey, isComplete: complete } = receipt;
  const delivery = await store.selectDelivery(database, institutionId, orderId);
  if (!delivery) throw new Error(`receipt ${idempotencyKey} has no delivery`);
  const { tracking } = connectors(delivery.marketplaceId);
  if (!tracking) return 'untold';
  const externalIds = new Map(delivery.lines.map(({ lineId, externalId }) => [lineId, externalId]));
  const lines = receipt.lines.map(({ lineId, quantity }) => ({ externalId: externalIds.get(lineId) ?? '', quantity }));
  return tracking.reportReceipt({ idempotencyKey, externalId: delivery.externalId, lines, complete });
}
