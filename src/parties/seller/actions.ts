import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import type { SellerItem } from '../marketplace/index.ts';
import { newestOfEach, type Seller } from './rules.ts';
import * as store from './store.ts';

interface Told {
  readonly marketplaceId: string;
  readonly items: readonly SellerItem[];
  readonly at: Instant;
}

export interface Upserted {
  /** The hub's id of each seller by the marketplace's. */
  readonly ids: ReadonlyMap<string, string>;
  /** Ids of the known sellers of whom something new was told. */
  readonly changed: ReadonlySet<string>;
}

/**
 * Writes down what a marketplace says of its sellers and answers the hub's id of each by its external id. A version
 * rises only where something changed. What is told last is taken as newest, so the caller keeps the order per marketplace.
 */
export async function upsertSellers(tx: Tx, { marketplaceId, items, at }: Told): Promise<Upserted> {
  const newest = newestOfEach(items);
  const externalIds = newest.map(({ externalId }) => externalId);
  const known = await accountsOf(tx, marketplaceId, externalIds);
  const fresh = newest.filter(({ externalId }) => !known.has(externalId));
  if (fresh.length > 0) {
    const withIds = fresh.map((item) => ({ ...item, sellerId: newId(at) }));
    await store.insertAccounts(tx, marketplaceId, withIds);
  }
  const all = fresh.length > 0 ? await accountsOf(tx, marketplaceId, externalIds) : known;
  const told = newest.flatMap((item) => {
    const sellerId = all.get(item.externalId);
    return sellerId === undefined ? [] : [{ ...item, sellerId }];
  });
  const changed = new Set(await store.lockChanged(tx, told));
  if (changed.size > 0) {
    await store.updateChanged(
      tx,
      told.filter(({ sellerId }) => changed.has(sellerId)),
    );
  }
  return { ids: all, changed };
}

async function accountsOf(reader: Reader, marketplaceId: string, externalIds: string[]): Promise<Map<string, string>> {
  const accounts = await store.selectAccounts(reader, marketplaceId, externalIds);
  return new Map(accounts.map(({ externalId, sellerId }) => [externalId, sellerId]));
}

/** The sellers of these ids; an unknown id has none. */
export const findSellers = (reader: Reader, ids: readonly string[]): Promise<Seller[]> =>
  store.selectSellers(reader, ids);
