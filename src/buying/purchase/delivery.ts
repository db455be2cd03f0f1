import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import { declined } from './outcomes.ts';
import type { Order, Request } from './rules.ts';
import { load, SYSTEM, save } from './save.ts';
import { selectRequestsByKey } from './store.ts';

export interface Confirmed {
  readonly request: Request;
  readonly order: Order;
}

interface Sought {
  readonly institutionId: string;
  readonly requestId: string;
  readonly orderId: string;
}

/** Orders with their requests, for the room that follows, many at once; those that are no longer confirmed are left out. */
export async function ordersForDelivery(reader: Reader, sought: readonly Sought[]): Promise<Confirmed[]> {
  const keys = sought.map(({ institutionId, requestId }) => ({ institutionId, id: requestId }));
  const requests = new Map((await selectRequestsByKey(reader, keys)).map((request) => [request.id, request]));
  return sought.flatMap(({ requestId, orderId }) => {
    const request = requests.get(requestId);
    const order = request?.orders.find(({ id }) => id === orderId);
    return request && order?.state === 'confirmed' ? [{ request, order }] : [];
  });
}

/** The seller declined: the money goes back, in the transaction that learns of it. A repetition changes nothing. */
export async function orderDeclined(
  tx: Tx,
  { institutionId, requestId, orderId, at }: { institutionId: string; requestId: string; orderId: string; at: Instant },
): Promise<void> {
  const request = await load(tx, institutionId, requestId);
  if (request.orders.find(({ id }) => id === orderId)?.state !== 'confirmed') return;
  await save(tx, declined(request, orderId), { action: 'request.declined', by: SYSTEM, at });
}
