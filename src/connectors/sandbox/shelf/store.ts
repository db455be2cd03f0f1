import type { SellerItem } from '../../../parties/marketplace/index.ts';
import type { Reader, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import type { Sen } from '../../../values/money.ts';
import type { StockRow } from '../mapping.ts';
import { quoteName, type ShelfOffer } from '../rules.ts';

const shelfColumns = `o.id, o.seller_id as "sellerId", s.region_code as "sellerRegion", o.price_sen as price, o.stock,
  o.weight_grams as "weightGrams", o.is_removed as "isRemoved", o.version`;

export function selectShelf(reader: Reader, ids: readonly string[]): Promise<ShelfOffer[]> {
  return reader.query(
    `select ${shelfColumns} from sandbox.offers o join sandbox.sellers s on s.id = o.seller_id where o.id = any($1)`,
    [ids],
  );
}

/** The offers, held until the transaction ends. Always in the order of their ids, so that no two wait for each other. */
export function lockShelf(tx: Tx, ids: readonly string[]): Promise<ShelfOffer[]> {
  return tx.query(
    `select ${shelfColumns} from sandbox.offers o join sandbox.sellers s on s.id = o.seller_id
     where o.id = any($1) order by o.id for no key update of o`,
    [ids],
  );
}

/** Adds to the stock of locked offers, or takes from it; the database refuses to go below zero. */
export async function addStock(tx: Tx, deltas: ReadonlyMap<string, number>): Promise<void> {
  await tx.query(
    `update sandbox.offers o set stock = o.stock + d.delta
     from unnest($1::text[], $2::integer[]) as d (id, delta) where o.id = d.id`,
    [[...deltas.keys()], [...deltas.values()]],
  );
}

export async function selectQuoted(reader: Reader, ids: readonly string[], at: Instant): Promise<Set<string>> {
  const rows = await reader.query<{ id: string; quantity: number; price: Sen }>(
    `select offer_id as id, quantity, price_sen as price from sandbox.quotes
     where offer_id = any($1) and valid_until > $2`,
    [ids, at],
  );
  return new Set(rows.map(({ id, quantity, price }) => quoteName(id, quantity, price)));
}

export async function upsertQuote(
  tx: Tx,
  quoted: { offerId: string; quantity: number; price: Sen; validUntil: Instant },
): Promise<void> {
  await tx.query(
    `insert into sandbox.quotes (offer_id, quantity, price_sen, valid_until) values ($1, $2, $3, $4)
     on conflict (offer_id, quantity, price_sen) do update set valid_until = excluded.valid_until`,
    [quoted.offerId, quoted.quantity, quoted.price, quoted.validUntil],
  );
}

/** Writes sellers that are new or different, and answers their ids. */
export async function upsertSellers(tx: Tx, sellers: readonly SellerItem[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `insert into sandbox.sellers as s (id, name, seller_class, region_code, is_pkp)
     select "externalId", name, "sellerClass", "regionCode", "isPkp" from jsonb_to_recordset($1)
       as r ("externalId" text, name text, "sellerClass" text, "regionCode" text, "isPkp" boolean)
     order by "externalId"
     on conflict (id) do update set name = excluded.name, seller_class = excluded.seller_class,
       region_code = excluded.region_code, is_pkp = excluded.is_pkp
     where (s.name, s.seller_class, s.region_code, s.is_pkp)
       is distinct from (excluded.name, excluded.seller_class, excluded.region_code, excluded.is_pkp)
     returning s.id`,
    [JSON.stringify(sellers)],
  );
  return rows.map(({ id }) => id);
}

/** Moves the offers of changed sellers to the end of the feed, after locking them and the offers `ids` in one order. */
export async function touchOffers(tx: Tx, sellerIds: readonly string[], ids: readonly string[]): Promise<void> {
  await tx.query(`select from sandbox.offers where seller_id = any($1) or id = any($2) order by id for no key update`, [
    sellerIds,
    ids,
  ]);
  await tx.query(`update sandbox.offers set seller_id = seller_id where seller_id = any($1)`, [sellerIds]);
}

/** Writes offers that are new or different, and answers how many. */
export async function upsertOffers(tx: Tx, offers: readonly StockRow[]): Promise<number> {
  const rows = offers.map(({ seller, price, ...offer }) => ({
    ...offer,
    seller: seller.externalId,
    price: String(price),
  }));
  const columns = `seller_id, title, description, category, unit, price_sen, stock, weight_grams, is_domestic,
    tkdn_percent, is_removed`;
  const excluded = columns.replace(/\w+/g, 'excluded.$&');
  const changed = await tx.query(
    `insert into sandbox.offers as o (id, ${columns})
     select "externalId", seller, title, description, category, unit, price, stock, "weightGrams", "isDomestic",
       "tkdnPercent", false
     from jsonb_to_recordset($1) as r ("externalId" text, seller text, title text, description text, category text,
       unit text, price bigint, stock integer, "weightGrams" integer, "isDomestic" boolean,
       "tkdnPercent" double precision)
     order by "externalId"
     on conflict (id) do update set (${columns}) = row (${excluded})
     where (${columns.replace(/\w+/g, 'o.$&')}) is distinct from (${excluded})
     returning o.id`,
    [JSON.stringify(rows)],
  );
  return changed.length;
}

export async function removeOffer(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(
    `update sandbox.offers set is_removed = true where id = $1 and not is_removed returning id`,
    [id],
  );
  return rows.length === 1;
}

/** Raises the prices of locked offers by a tenth, in whole rupiah. */
export async function raisePrices(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(
    `update sandbox.offers set price_sen = price_sen + greatest(100, price_sen / 1000 * 100) where id = any($1)`,
    [ids],
  );
}

export async function emptyStock(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(`update sandbox.offers set stock = 0 where id = any($1)`, [ids]);
}
