import type { OfferItem, SellerItem } from '../../../parties/marketplace/index.ts';
import type { Database, Reader, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import type { Sen } from '../../../values/money.ts';

const FEED = 7_266_326; // any number, as long as readers and writers of the feed use the same one

/**
 * A transaction that may change what the feeds tell. It shares the feed's lock, taken before any other, so that a
 * reader who has the lock alone knows that no smaller change is still on its way.
 */
export function writing<Result>(database: Database, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock_shared($1)`, [FEED]);
    return work(tx);
  });
}

/** Reads a feed to its true end: waits for the writers under way, and lets new ones wait for as long as one page takes. */
export function readingFeed<Result>(database: Database, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock($1)`, [FEED]);
    return work(tx);
  });
}

export async function selectEpoch(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ id: string }>(`select id from sandbox.epoch`);
  if (!row) throw new Error('a migrated database has its epoch');
  return row.id;
}

interface OfferRow extends Omit<OfferItem, 'seller'> {
  readonly change: bigint;
  readonly isRemoved: boolean;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly sellerClass: SellerItem['sellerClass'];
  readonly regionCode: string;
  readonly isPkp: boolean;
}
export type OfferChange = OfferItem & { readonly change: bigint; readonly isRemoved: boolean };

/** What changed after `after`, in the order of the changes; an offer that changed twice stands here once. */
export async function selectChangedOffers(tx: Tx, after: bigint, limit: number): Promise<OfferChange[]> {
  const rows = await tx.query<OfferRow>(
    `select o.change, o.is_removed as "isRemoved", o.id as "externalId", o.title, o.description, o.category, o.unit,
            o.price_sen as price, o.stock, o.weight_grams as "weightGrams", o.is_domestic as "isDomestic",
            o.tkdn_percent as "tkdnPercent", o.version, s.id as "sellerId", s.name as "sellerName",
            s.seller_class as "sellerClass", s.region_code as "regionCode", s.is_pkp as "isPkp"
     from sandbox.offers o join sandbox.sellers s on s.id = o.seller_id
     where o.change > $1 order by o.change limit $2`,
    [after, limit],
  );
  return rows.map(({ sellerId, sellerName, sellerClass, regionCode, isPkp, ...offer }) => ({
    ...offer,
    seller: { externalId: sellerId, name: sellerName, sellerClass, regionCode, isPkp },
  }));
}

export function selectChangedSellers(
  tx: Tx,
  after: bigint,
  limit: number,
): Promise<(SellerItem & { readonly change: bigint })[]> {
  return tx.query(
    `select id as "externalId", name, seller_class as "sellerClass", region_code as "regionCode", is_pkp as "isPkp", change
     from sandbox.sellers where change > $1 order by change limit $2`,
    [after, limit],
  );
}

interface SettlementRow {
  readonly externalId: string;
  readonly paidToSeller: Sen;
  readonly at: Instant;
  readonly change: bigint;
}

export function selectSettlements(tx: Tx, after: bigint, limit: number): Promise<SettlementRow[]> {
  return tx.query(
    `select order_id as "externalId", paid_to_seller_sen as "paidToSeller", at, change
     from sandbox.settlements where change > $1 order by change limit $2`,
    [after, limit],
  );
}
