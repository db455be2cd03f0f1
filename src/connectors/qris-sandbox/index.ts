import type { Payments } from '../../buying/personal/index.ts';
import type { Database } from '../../platform/database.ts';
import { qrisPayload } from '../../values/qris.ts';
import { insertPayment, movePayment, selectPayment } from './store.ts';

export { qrisSandboxRoutes } from './http.tsx';

/** A bank that collects QRIS payments in the demonstration: nobody's money moves, and every page of it says so. */
export function qrisSandbox(database: Database): Payments {
  return {
    open: async ({ id, buyerId, amount, until, merchant, reference }) => {
      await insertPayment(database, { id, buyerId, amount, until });
      return qrisPayload({ merchant, city: 'Indonesia', amount, reference });
    },
    statusOf: async (reader, id) => (await selectPayment(reader, id))?.state ?? 'unknown',
    refund: async (id) => {
      await movePayment(database, id, 'paid', 'refunded');
    },
  };
}
