import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Line, Order, Request } from './rules.ts';

const requestColumns = `institution_id as "institutionId", id, number, work_unit_id as "workUnitId",
  budget_line_id as "budgetLineId", title, created_by as "createdBy", state, ship_to as "shipTo", address,
  pack_id as "packId", approver, approved_by as "approvedBy", reason, at, version`;
const orderColumns = `id, number, marketplace_id as "marketplaceId", seller_id as "sellerId",
  seller_external_id as "sellerExternalId", seller_name as "sellerName", seller_class as "sellerClass",
  is_pkp as "isPkp", state, uncertain, external_id as "externalId", held_until as "heldUntil", refusal,
  goods_sen as goods, shipping_sen as shipping, total_sen as total, version`;
const lineColumns = `order_id as "orderId", id, offer_id as "offerId", external_id as "externalId", title, unit, category,
  quantity, price_sen as price, amount_sen as amount, is_domestic as "isDomestic", tkdn_percent as "tkdnPercent"`;

type RequestRow = Omit<Request, 'orders'>;

export async function nextNumber(tx: Tx, year: number): Promise<string> {
  const [row] = await tx.query<{ next: bigint }>(`select nextval('purchase.request_numbers') as next`);
  return `P-${year}-${String(row?.next).padStart(6, '0')}`;
}

export async function insertRequest(tx: Tx, request: Request): Promise<void> {
  const { institutionId, id, number, workUnitId, budgetLineId, title, createdBy, state, shipTo, address, at } = request;
  await tx.query(
    `insert into purchase.requests (institution_id, id, number, work_unit_id, budget_line_id, title, created_by, state,
       ship_to, address, at, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[institutionId, id, number, workUnitId, budgetLineId, title],
      ...[createdBy, state, shipTo, address, at, request.version],
    ],
  );
}

/** The request, held until the transaction ends, so that two steps cannot both start from the same state. */
export async function lockRequest(tx: Tx, institutionId: string, id: string): Promise<Request | undefined> {
  const [row] = await tx.query<RequestRow>(
    `select ${requestColumns} from purchase.requests
     where institution_id = $1 and id = $2 for update`,
    [institutionId, id],
  );
  return row && { ...row, orders: await selectOrders(tx, institutionId, id) };
}

export async function selectRequest(reader: Reader, institutionId: string, id: string): Promise<Request | undefined> {
  const [row] = await reader.query<RequestRow>(
    `select ${requestColumns} from purchase.requests
     where institution_id = $1 and id = $2`,
    [institutionId, id],
  );
  return row && { ...row, orders: await selectOrders(reader, institutionId, id) };
}

async function selectOrders(reader: Reader, institutionId: string, requestId: string): Promise<Order[]> {
  const orders = await reader.query<Omit<Order, 'lines'>>(
    `select ${orderColumns} from purchase.orders
     where institution_id = $1 and request_id = $2 order by number`,
    [institutionId, requestId],
  );
  const lines = await reader.query<Line & { readonly orderId: string }>(
    `select ${lineColumns} from purchase.lines
     where institution_id = $1 and order_id = any($2) order by id`,
    [institutionId, orders.map(({ id }) => id)],
  );
  return orders.map((order) => ({ ...order, lines: lines.filter(({ orderId }) => orderId === order.id) }));
}

/** An institution's latest requests, in short. */
export function selectRequests(
  reader: Reader,
  institutionId: string,
): Promise<(Pick<Request, 'id' | 'number' | 'title' | 'state' | 'at' | 'createdBy'> & { total: bigint })[]> {
  return reader.query(
    `select id, number, title, state, at, created_by as "createdBy",
       (select coalesce(sum(total_sen), 0)::bigint from purchase.orders o
        where o.institution_id = r.institution_id and o.request_id = r.id
          and o.state not in ('rejected', 'refused', 'cancelled', 'expired', 'declined')) as total
     from purchase.requests r where institution_id = $1 order by id desc limit 200`,
    [institutionId],
  );
}

export async function insertOrder(tx: Tx, institutionId: string, requestId: string, order: Order): Promise<void> {
  await tx.query(
    `insert into purchase.orders (institution_id, id, request_id, number, marketplace_id, seller_id, seller_external_id,
       seller_name, seller_class, is_pkp, state, goods_sen, shipping_sen, total_sen, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[institutionId, order.id, requestId, order.number, order.marketplaceId, order.sellerId],
      ...[order.sellerExternalId, order.sellerName, order.sellerClass, order.isPkp, order.state],
      ...[order.goods, order.shipping, order.total, order.version],
    ],
  );
  for (const line of order.lines) {
    await tx.query(
      `insert into purchase.lines (institution_id, id, order_id, offer_id, external_id, title, unit, category, quantity,
         price_sen, amount_sen, is_domestic, tkdn_percent)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[institutionId, line.id, order.id, line.offerId, line.externalId, line.title, line.unit],
        ...[line.category, line.quantity, line.price, line.amount, line.isDomestic, line.tkdnPercent],
      ],
    );
  }
}

/** Only a draft's orders are ever taken away: nothing was decided on them yet. */
export async function deleteDraftOrders(tx: Tx, institutionId: string, requestId: string): Promise<void> {
  await tx.query(
    `delete from purchase.lines
     where institution_id = $1 and order_id in (
       select id from purchase.orders where institution_id = $1 and request_id = $2 and state = 'draft')`,
    [institutionId, requestId],
  );
  await tx.query(
    `delete from purchase.orders
     where institution_id = $1 and request_id = $2 and state = 'draft'`,
    [institutionId, requestId],
  );
}

export async function updateRequest(tx: Tx, request: Request): Promise<void> {
  const { institutionId, id, title, budgetLineId, state, packId, approver, approvedBy, reason } = request;
  await tx.query(
    `update purchase.requests set title = $3, budget_line_id = $4, state = $5, pack_id = $6, approver = $7,
       approved_by = $8, reason = $9, version = $10
     where institution_id = $1 and id = $2`,
    [institutionId, id, title, budgetLineId, state, packId, approver, approvedBy, reason, request.version],
  );
}

export async function updateOrder(tx: Tx, institutionId: string, order: Order): Promise<void> {
  await tx.query(
    `update purchase.orders set state = $3, uncertain = $4, external_id = $5, held_until = $6, refusal = $7, version = $8,
       xid = pg_current_xact_id()
     where institution_id = $1 and id = $2`,
    [
      ...[institutionId, order.id, order.state, order.uncertain, order.externalId],
      ...[order.heldUntil, order.refusal, order.version],
    ],
  );
}

/** Shows that an order was sent and no answer came. */
export async function markUncertain(tx: Tx, institutionId: string, orderIds: readonly string[]): Promise<void> {
  await tx.query(
    `update purchase.orders set uncertain = true
     where institution_id = $1 and id = any($2) and state in ('holding', 'confirming', 'releasing')`,
    [institutionId, orderIds],
  );
}

/** Requests with a hold that has run out. */
export function selectExpired(reader: Reader, at: Instant): Promise<{ institutionId: string; id: string }[]> {
  return reader.query(
    `select distinct r.institution_id as "institutionId", r.id
     from purchase.orders o join purchase.requests r on r.institution_id = o.institution_id and r.id = o.request_id
     where o.state = 'held' and o.held_until <= $1 and r.state in ('awaiting-approval', 'choosing') limit 100`,
    [at],
  );
}
