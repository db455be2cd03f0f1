import type { MarketOrder, OrderAsk } from '../../../parties/marketplace/index.ts';
import type { Reader, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import type { Sen } from '../../../values/money.ts';
import type { Act } from '../mapping.ts';
import type { SandboxOrder } from '../rules.ts';

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

/** When the next hold ends; undefined when nothing is held. */
export async function selectNextLapse(reader: Reader): Promise<Instant | undefined> {
  const [row] = await reader.query<{ next: Instant | null }>(
    `select min(held_until) as next from sandbox.orders where status = 'held'`,
  );
  return row?.next ?? undefined;
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
