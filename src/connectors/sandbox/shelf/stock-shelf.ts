import type { Database } from '../../../platform/database.ts';
import { writing } from '../feed/store.ts';
import type { StockRow } from '../mapping.ts';
import * as store from './store.ts';

/** Takes a partner's upload: offers that are new or different go to the end of the feed. Answers how many. */
export function stockShelf(database: Database, rows: readonly StockRow[]): Promise<number> {
  const sellers = [...new Map(rows.map(({ seller }) => [seller.externalId, seller])).values()];
  return writing(database, async (tx) => {
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
  return writing(database, (tx) => store.removeOffer(tx, id));
}
