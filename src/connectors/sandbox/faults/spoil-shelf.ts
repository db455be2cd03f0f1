import type { Database } from '../../../platform/database.ts';
import { writing } from '../feed/store.ts';
import { emptyStock, lockShelf, raisePrices } from '../shelf/store.ts';
import type { Fault } from './store.ts';

/** Lets a fault come true: prices rise or goods vanish just before the call that names them. */
export async function spoil(database: Database, faults: readonly Fault[], idsInCall: readonly string[]): Promise<void> {
  const isAboutGoods = ({ kind }: Fault) => kind === 'price-change' || kind === 'stock-gone';
  for (const { kind, externalId } of faults.filter(isAboutGoods)) {
    const ids = externalId === null ? idsInCall : [externalId];
    await writing(database, async (tx) => {
      await lockShelf(tx, ids);
      await (kind === 'price-change' ? raisePrices(tx, ids) : emptyStock(tx, ids));
    });
  }
}
