import type { MarketOrder, OfferItem, OrderAsk, SellerItem } from '../../parties/marketplace/index.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import type { Act, FaultAsk, StockRow } from './mapping.ts';
import { quoteName, type SandboxOrder, type ShelfOffer } from './rules.ts';

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

export async function insertOrders(
  tx: Tx,
  orders: readonly { id: string; ask: OrderAsk; bodyHash: string; heldUntil: Instant; at: Instant }[],
): Promise<void> {
  const rows = orders.map(({ id, ask, bodyHash, heldUntil, at }) => ({
    ...{ id, key: ask.idempotencyKey, body_hash: bodyHash, reference: ask.reference, seller: ask.sellerExternalId },
    ...{ buyer: ask.buyer, ship_to: ask.shipTo, address: ask.address, shipping: String(ask.shipping) },
    ...{ total: String(ask.total), held_until: heldUntil, at, status: ask.confirm ? 'confirmed' : 'held' },
  }));
  const written = tx.query(
    `insert into sandbox.orders (id, idempotency_key, body_hash, reference, seller_id, buyer, ship_to, address,
       shipping_sen, total_sen, status, held_until, version, at)
     select id, key, body_hash, reference, seller, buyer, ship_to, address, shipping, total, status, held_until, 1, at
     from jsonb_to_recordset($1) as r (id text, key text, body_hash text, reference text, seller text, buyer text,
       ship_to text, address text, shipping bigint, total bigint, status text, held_until timestamptz,
       at timestamptz)`,
    [JSON.stringify(rows)],
  );
  const lines = orders.flatMap(({ id, ask }) =>
    ask.lines.map(({ externalId, quantity, price }, position) => ({
      ...{ id, line: position + 1, offer: externalId, quantity, price: String(price) },
    })),
  );
  const withLines = tx.query(
    `insert into sandbox.order_lines (order_id, line, offer_id, quantity, price_sen)
     select id, line, offer, quantity, price from jsonb_to_recordset($1)
       as r (id text, line integer, offer text, quantity integer, price bigint)`,
    [JSON.stringify(lines)],
  );
  await Promise.all([written, withLines]);
}

export async function takeOrderNumbers(tx: Tx, count: number): Promise<bigint[]> {
  const rows = await tx.query<{ number: bigint }>(
    `select nextval('sandbox.order_numbers') as number from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ number }) => number);
}

const orderColumns = `id, reference, status, held_until as "heldUntil", total_sen as total, version`;

/** The orders, held until the transaction ends, in the order of their ids; always before their offers. */
export function lockOrders(tx: Tx, ids: readonly string[]): Promise<SandboxOrder[]> {
  return tx.query(`select ${orderColumns} from sandbox.orders where id = any($1) order by id for no key update`, [ids]);
}

/** Holds that have ended; those that somebody else is handling are left to them. */
export function lockLapsed(tx: Tx, at: Instant): Promise<SandboxOrder[]> {
  return tx.query(
    `select ${orderColumns} from sandbox.orders where status = 'held' and held_until <= $1
     order by id limit 1000 for no key update skip locked`,
    [at],
  );
}

export async function hasLapsedHolds(reader: Reader, at: Instant): Promise<boolean> {
  const [row] = await reader.query<{ some: boolean }>(
    `select exists (select from sandbox.orders where status = 'held' and held_until <= $1) as some`,
    [at],
  );
  return row?.some ?? false;
}

export async function updateOrders(tx: Tx, orders: readonly SandboxOrder[]): Promise<void> {
  await tx.query(
    `update sandbox.orders o set status = n.status, version = n.version
     from unnest($1::text[], $2::text[], $3::integer[]) as n (id, status, version) where o.id = n.id`,
    [orders.map(({ id }) => id), orders.map(({ status }) => status), orders.map(({ version }) => version)],
  );
}

interface OrderedRow {
  readonly externalId: string;
  readonly quantity: number;
}

/** What was ordered, by offer, over all of these orders. */
export function selectOrdered(tx: Tx, orderIds: readonly string[]): Promise<OrderedRow[]> {
  return tx.query(
    `select offer_id as "externalId", sum(quantity)::integer as quantity
     from sandbox.order_lines where order_id = any($1) group by offer_id`,
    [orderIds],
  );
}

export function selectReceived(tx: Tx, orderId: string): Promise<OrderedRow[]> {
  return tx.query(
    `select offer_id as "externalId", sum(quantity)::integer as quantity
     from sandbox.receipts where order_id = $1 group by offer_id`,
    [orderId],
  );
}

export async function selectOrder(reader: Reader, id: string): Promise<MarketOrder | undefined> {
  const [order] = await reader.query<SandboxOrder>(`select ${orderColumns} from sandbox.orders where id = $1`, [id]);
  if (!order) return undefined;
  const shipments = await reader.query<MarketOrder['shipments'][number]>(
    `select number, courier, at from sandbox.shipments where order_id = $1 order by id`,
    [id],
  );
  const { id: externalId, heldUntil, ...rest } = order;
  return { ...rest, externalId, heldUntil: order.status === 'held' ? heldUntil : null, shipments };
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

interface KeyedBody {
  readonly key: string;
  readonly bodyHash: string;
}

/** Claims keys in their order, waiting for whoever is using one; answers those that nobody used before. */
export async function claimKeys(
  tx: Tx,
  operation: string,
  asked: readonly KeyedBody[],
  at: Instant,
): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `insert into sandbox.requests (operation, key, body_hash, at)
     select $1, key, body_hash, $4 from unnest($2::text[], $3::text[]) as a (key, body_hash) order by key
     on conflict do nothing returning key`,
    [operation, asked.map(({ key }) => key), asked.map(({ bodyHash }) => bodyHash), at],
  );
  return new Set(rows.map(({ key }) => key));
}

export function selectRequests(
  tx: Tx,
  operation: string,
  keys: readonly string[],
): Promise<(KeyedBody & { readonly answer: unknown })[]> {
  return tx.query(
    `select key, body_hash as "bodyHash", answer from sandbox.requests where operation = $1 and key = any($2)`,
    [operation, keys],
  );
}

export async function updateAnswers(tx: Tx, operation: string, answers: ReadonlyMap<string, unknown>): Promise<void> {
  await tx.query(
    `update sandbox.requests r set answer = a.answer
     from jsonb_to_recordset($2) as a (key text, answer jsonb) where r.operation = $1 and r.key = a.key`,
    [operation, JSON.stringify([...answers].map(([key, answer]) => ({ key, answer })))],
  );
}

export async function insertReceipts(tx: Tx, { externalId, lines }: Act<'receipts'>, at: Instant): Promise<void> {
  await tx.query(
    `insert into sandbox.receipts (order_id, offer_id, quantity, at)
     select $1, offer, quantity, $4 from unnest($2::text[], $3::integer[]) as l (offer, quantity)`,
    [externalId, lines.map((line) => line.externalId), lines.map(({ quantity }) => quantity), at],
  );
}

export async function insertShipment(tx: Tx, act: Act<'shipments'>, at: Instant): Promise<void> {
  await tx.query(`insert into sandbox.shipments (order_id, courier, number, at) values ($1, $2, $3, $4)`, [
    ...[act.externalId, act.courier, act.number, at],
  ]);
}

export async function insertReturn(tx: Tx, { externalId, reason }: Act<'returns'>, at: Instant): Promise<void> {
  await tx.query(`insert into sandbox.returns (order_id, reason, at) values ($1, $2, $3)`, [externalId, reason, at]);
}

export async function insertPayment(tx: Tx, act: Act<'payments'>, forSeller: Sen, at: Instant): Promise<void> {
  await tx.query(`insert into sandbox.payments (order_id, amount_sen, reference, at) values ($1, $2, $3, $4)`, [
    ...[act.externalId, act.amount, act.reference, at],
  ]);
  await tx.query(`insert into sandbox.settlements (order_id, paid_to_seller_sen, at) values ($1, $2, $3)`, [
    ...[act.externalId, forSeller, at],
  ]);
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

export interface Fault {
  readonly kind: FaultAsk['kind'];
  readonly ms: number;
  readonly externalId: string | null;
}

interface NewFault extends Fault {
  readonly operation: string | null;
  readonly times: number;
}

export async function insertFault(tx: Tx, { kind, operation, externalId, ms, times }: NewFault): Promise<void> {
  await tx.query(
    `insert into sandbox.faults (kind, operation, external_id, ms, remaining) values ($1, $2, $3, $4, $5)`,
    [kind, operation, externalId, ms, times],
  );
}

/** The faults that strike this call, each used up by one. */
export function useFaults(reader: Reader, operation: string): Promise<Fault[]> {
  return reader.query(
    `update sandbox.faults set remaining = remaining - 1
     where remaining > 0 and coalesce(operation, $1) = $1 returning kind, ms, external_id as "externalId"`,
    [operation],
  );
}

export async function endFaults(tx: Tx): Promise<void> {
  await tx.query(`update sandbox.faults set remaining = 0 where remaining > 0`);
}
