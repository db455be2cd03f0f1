import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Purchase } from './rules.ts';

const columns = `buyer_id as "buyerId", id, number, offer_id as "offerId", marketplace_id as "marketplaceId",
  seller_id as "sellerId", seller_external_id as "sellerExternalId", seller_name as "sellerName",
  external_id as "externalId", title, unit, quantity, price_sen as price, shipping_sen as shipping, total_sen as total,
  ship_to as "shipTo", state, order_external_id as "orderExternalId", held_until as "heldUntil", refusal, qris, at,
  version`;

export interface Key {
  readonly buyerId: string;
  readonly id: string;
}

export async function nextNumber(tx: Tx, year: number): Promise<string> {
  const [row] = await tx.query<{ next: bigint }>(`select nextval('personal.numbers') as next where $1 > 0`, [year]);
  return `S-${year}-${String(row?.next).padStart(6, '0')}`;
}

export async function insertPurchase(tx: Tx, one: Purchase, address: Buffer): Promise<void> {
  await tx.query(
    `insert into personal.purchases (buyer_id, id, number, offer_id, marketplace_id, seller_id, seller_external_id,
       seller_name, external_id, title, unit, quantity, price_sen, shipping_sen, total_sen, ship_to, address, state, at,
       version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
    [
      ...[one.buyerId, one.id, one.number, one.offerId, one.marketplaceId, one.sellerId, one.sellerExternalId],
      ...[one.sellerName, one.externalId, one.title, one.unit, one.quantity, one.price, one.shipping, one.total],
      ...[one.shipTo, address, one.state, one.at, one.version],
    ],
  );
}

export async function updatePurchase(tx: Tx, one: Purchase): Promise<void> {
  await tx.query(
    `update personal.purchases set state = $3, order_external_id = $4, held_until = $5, refusal = $6, qris = $7,
       version = $8, xid = pg_current_xact_id()
     where buyer_id = $1 and id = $2`,
    [one.buyerId, one.id, one.state, one.orderExternalId, one.heldUntil, one.refusal, one.qris, one.version],
  );
}

/** Held until the transaction ends, so that two steps cannot both start from the same state. */
export async function lockPurchase(tx: Tx, { buyerId, id }: Key): Promise<Purchase | undefined> {
  const [one] = await tx.query<Purchase>(
    `select ${columns} from personal.purchases where buyer_id = $1 and id = $2 for update`,
    [buyerId, id],
  );
  return one;
}

export async function selectPurchase(reader: Reader, { buyerId, id }: Key): Promise<Purchase | undefined> {
  const [one] = await reader.query<Purchase>(
    `select ${columns} from personal.purchases where buyer_id = $1 and id = $2`,
    [buyerId, id],
  );
  return one;
}

/** The street, sealed under the buyer's key. */
export async function selectAddress(reader: Reader, { buyerId, id }: Key): Promise<Buffer | undefined> {
  const [row] = await reader.query<{ address: Buffer }>(
    `select address from personal.purchases where buyer_id = $1 and id = $2`,
    [buyerId, id],
  );
  return row?.address;
}

export function selectPurchases(reader: Reader, buyerId: string): Promise<Purchase[]> {
  return reader.query(`select ${columns} from personal.purchases where buyer_id = $1 order by id desc limit 100`, [
    buyerId,
  ]);
}

/** Holds that ran out before anybody paid. */
export function selectLapsed(reader: Reader, at: Instant): Promise<Key[]> {
  return reader.query(
    `select buyer_id as "buyerId", id from personal.purchases
     where state = 'awaiting-payment' and held_until <= $1 limit 100`,
    [at],
  );
}
