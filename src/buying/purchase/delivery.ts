import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Order, Request } from './rules.ts';
import * as rules from './rules.ts';
import { load, SYSTEM, save } from './save.ts';
import { selectRequest } from './store.ts';

/** A confirmed order with its request, for the room that follows; undefined when it is no longer confirmed. */
export async function orderForDelivery(
  reader: Reader,
  institutionId: string,
  requestId: string,
  orderId: string,
): Promise<{ request: Request; order: Order } | undefined> {
  const request = await selectRequest(reader, institutionId, requestId);
  const order = request?.orders.find(({ id }) => id === orderId);
  return request && order?.state === 'confirmed' ? { request, order } : undefined;
}

/** The seller declined: the money goes back, in the transaction that learns of it. A repetition changes nothing. */
export async function orderDeclined(
  tx: Tx,
  { institutionId, requestId, orderId, at }: { institutionId: string; requestId: string; orderId: string; at: Instant },
): Promise<void> {
  const request = await load(tx, institutionId, requestId);
  if (request.orders.find(({ id }) => id === orderId)?.state !== 'confirmed') return;
  await save(tx, rules.declined(request, orderId), { action: 'request.declined', by: SYSTEM, at });
}
