import type { Database } from '../../platform/database.ts';
import type { StockRow } from './mapping.ts';
import * as store from './store.ts';

/** Takes a partner's upload: offers that are new or different go to the end of the feed. Answers how many. */
export function stockShelf(database: Database, rows: readonly StockRow[]): Promise<number> {
  const sellers = [...new Map(rows.map(({ seller }) => [seller.externalId, seller])).values()];
  return store.writing(database, async (tx) => {
    const changed = await store.upsertSellers(tx, sellers);
    await store.touchOffers(
      tx,
      changed,
      rows.map(({ externalId }) => externalId),
    );
    return store.upsertOffers(tx, rows);
  });
}

/** Takes an offer off the market; the feed tells it as a tombstone. Answers whether it was there. */
export function removeOffer(database: Database, id: string): Promise<boolean> {
  return store.writing(database, (tx) => store.removeOffer(tx, id));
}

/** Lets a fault come true: prices rise or goods vanish just before the call that names them. */
export async function spoil(
  database: Database,
  faults: readonly store.Fault[],
  idsInCall: readonly string[],
): Promise<void> {
  const isAboutGoods = ({ kind }: store.Fault) => kind === 'price-change' || kind === 'stock-gone';
  for (const { kind, externalId } of faults.filter(isAboutGoods)) {
    const ids = externalId === null ? idsInCall : [externalId];
    await store.writing(database, async (tx) => {
      await store.lockShelf(tx, ids);
      await (kind === 'price-change' ? store.raisePrices(tx, ids) : store.emptyStock(tx, ids));
    });
  }
}
