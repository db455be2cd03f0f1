import {
  type CataloguePage,
  type Connector,
  listMarketplaces,
  type OfferItem,
} from '../../parties/marketplace/index.ts';
import { upsertSellers } from '../../parties/seller/index.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import { type Fault, faultOf, notOvertaken, type Offer, type PastPrice, wordsOf } from './rules.ts';
import * as store from './store.ts';

const MOST_PRICES = 200;

interface Sync {
  readonly marketplaceId: string;
  readonly connector: Pick<Connector, 'pullCatalogue'>;
  readonly readCursor: (reader: Reader, marketplaceId: string) => Promise<string | null>;
  readonly saveCursor: (
    tx: Tx,
    saved: { readonly marketplaceId: string; readonly cursor: string; readonly at: Instant },
  ) => Promise<void>;
  readonly at: Instant;
  /** Offers a page. */
  readonly limit: number;
}

export interface Refused {
  readonly externalId: string;
  readonly fault: Fault;
}

export interface Synced {
  readonly changed: number;
  readonly removed: number;
  /** Offers that the hub cannot keep, for the marketplace to repair. */
  readonly refused: readonly Refused[];
}

const nothing: Synced = { changed: 0, removed: 0, refused: [] };

/**
 * Pulls what changed at a marketplace until nothing is left. Each page and its cursor are one transaction, so a sync
 * that is cut goes on where it stopped. Two syncs may overlap: a page pulled from a cursor that another sync has moved
 * is thrown away, and within a page only a higher source version changes an offer. An offer that went
 * and comes back must have a higher version.
 */
export async function syncMarketplace(database: Database, sync: Sync): Promise<Synced> {
  const { marketplaceId, connector, readCursor, limit } = sync;
  let total = nothing;
  let cursor = await readCursor(database, marketplaceId);
  for (;;) {
    const page = await connector.pullCatalogue({ cursor, limit }); // far away, so no transaction is open
    const { synced, next } = await database.transaction((tx) => keepPage(tx, { ...sync, page, from: cursor }));
    total = {
      changed: total.changed + synced.changed,
      removed: total.removed + synced.removed,
      refused: [...total.refused, ...synced.refused],
    };
    const isOvertaken = next !== page.nextCursor;
    if (!page.hasMore && !isOvertaken) return total;
    if (next === cursor) throw new Error(`marketplace ${marketplaceId} says there is more, but gives the same cursor`);
    cursor = next;
  }
}

async function keepPage(
  tx: Tx,
  asked: Sync & { page: CataloguePage; from: string | null },
): Promise<{ synced: Synced; next: string | null }> {
  const { marketplaceId, page, from, at } = asked;
  await store.lockPages(tx, marketplaceId);
  const now = await asked.readCursor(tx, marketplaceId);
  if (now !== from) return { synced: nothing, next: now };
  const synced = await applyPage(tx, { marketplaceId, page, at });
  await asked.saveCursor(tx, { marketplaceId, cursor: page.nextCursor, at });
  return { synced, next: page.nextCursor };
}

async function applyPage(
  tx: Tx,
  { marketplaceId, page, at }: { marketplaceId: string; page: CataloguePage; at: Instant },
): Promise<Synced> {
  const refused: Refused[] = [];
  const usable = page.items.filter((item) => {
    const fault = faultOf(item);
    if (fault) refused.push({ externalId: item.externalId, fault });
    return !fault;
  });
  const externalIds = usable.map(({ externalId }) => externalId);
  const known = await store.selectKnown(tx, marketplaceId, externalIds);
  const items = notOvertaken(usable, known);
  const sellers = await upsertSellers(tx, { marketplaceId, items: items.map(({ seller }) => seller), at });
  const told = sameSellers(items).map((item) => toOffer(item, sellers.ids, at));
  const changed = await store.upsertOffers(tx, marketplaceId, told);
  await store.appendPrices(tx, changed, at);
  const before = new Set(known.map(({ externalId }) => externalId));
  const fresh = countWords(told.filter(({ externalId }) => !before.has(externalId)));
  if (fresh.size > 0) await store.addWords(tx, fresh);
  const moved = told.filter(({ sellerId }) => sellers.changed.has(sellerId));
  await store.updateSellers(tx, [...new Map(moved.map((offer) => [offer.sellerId, offer])).values()]);
  const removed = await store.deleteOffers(tx, { marketplaceId, externalIds: page.tombstones, at });
  return { changed: changed.length, removed, refused };
}

const LONGEST_WORD = 40;

function countWords(offers: readonly { readonly title: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of offers.flatMap(({ title }) => [...new Set(wordsOf(title))])) {
    if (word.length > 1 && word.length <= LONGEST_WORD) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Every item of a page shows its seller as the newest of them does. */
function sameSellers(items: readonly OfferItem[]): OfferItem[] {
  const newest = new Map(items.map(({ seller }) => [seller.externalId, seller]));
  return items.map((item) => ({ ...item, seller: newest.get(item.seller.externalId) ?? item.seller }));
}

function toOffer(item: OfferItem, sellers: ReadonlyMap<string, string>, at: Instant): store.ToldOffer {
  const { seller, version: sourceVersion, ...offer } = item;
  const sellerId = sellers.get(seller.externalId);
  if (!sellerId) throw new Error('a seller that was told of has its id');
  const { externalId: sellerExternalId, name: sellerName, sellerClass, isPkp, regionCode } = seller;
  const copy = { sellerId, sellerExternalId, sellerName, sellerClass, isPkp, regionCode };
  return { ...offer, ...copy, id: newId(at), sourceVersion };
}

/** The offers of these ids in their order; one that is unknown, gone or at a suspended marketplace is left out. */
export async function selectOffers(reader: Reader, ids: readonly string[]): Promise<Offer[]> {
  const offers = await store.selectOffers(reader, ids);
  const suspended = (await listMarketplaces(reader)).filter(({ state }) => state === 'suspended');
  return offers.filter(({ marketplaceId }) => suspended.every(({ id }) => id !== marketplaceId));
}

/** The prices that the hub has seen, the newest first. */
export const priceHistory = (reader: Reader, offerId: string): Promise<PastPrice[]> =>
  store.selectPrices(reader, offerId, MOST_PRICES);
