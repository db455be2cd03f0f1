import type { Reader, Tx } from '../../platform/database.ts';
import { jsonRows } from '../../platform/rows.ts';
import { grouped } from '../../values/grouped.ts';
import type { Instant } from '../../values/instant.ts';
import type { Line, Order, Request } from './rules.ts';

const requestColumns = `institution_id as "institutionId", id, number, work_unit_id as "workUnitId",
  budget_line_id as "budgetLineId", title, created_by as "createdBy", state, ship_to as "shipTo", address,
  pack_id as "packId", approver, approved_by as "approvedBy", reason, at, version`;
const orderColumns = `id, number, marketplace_id as "marketplaceId", seller_id as "sellerId",
  seller_external_id as "sellerExternalId", seller_name as "sellerName", seller_class as "sellerClass",
  is_pkp as "isPkp", state, uncertain, external_id as "externalId", held_until as "heldUntil", refusal,
  given_up as "givenUp", goods_sen as goods, shipping_sen as shipping, total_sen as total, version`;
const lineColumns = `order_id as "orderId", id, offer_id as "offerId", external_id as "externalId", title, unit, category,
  quantity, price_sen as price, amount_sen as amount, is_domestic as "isDomestic", tkdn_percent as "tkdnPercent"`;

type RequestRow = Omit<Request, 'orders'>;

export async function nextNumbers(tx: Tx, year: number, count: number): Promise<string[]> {
  const rows = await tx.query<{ next: bigint }>(
    `select nextval('purchase.request_numbers') as next from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ next }) => `P-${year}-${String(next).padStart(6, '0')}`);
}

export interface Key {
  readonly institutionId: string;
  readonly id: string;
}

const keysOf = (keys: readonly Key[]): string[][] => [
  keys.map(({ institutionId }) => institutionId),
  keys.map(({ id }) => id),
];

/** Writes requests with their orders and lines. */
export async function insertRequests(tx: Tx, requests: readonly Request[]): Promise<void> {
  const written = tx.query(
    `insert into purchase.requests (institution_id, id, number, work_unit_id, budget_line_id, title, created_by, state,
       ship_to, address, pack_id, approver, at, version)
     select "institutionId", id, number, "workUnitId", "budgetLineId", title, "createdBy", state, "shipTo", address,
       "packId", approver, at, version
     from jsonb_to_recordset($1) as r ("institutionId" uuid, id uuid, number text, "workUnitId" uuid,
       "budgetLineId" uuid, title text, "createdBy" uuid, state text, "shipTo" text, address text, "packId" text,
       approver text, at timestamptz, version integer)`,
    [jsonRows(requests.map(({ orders: _, ...row }) => row))],
  );
  const orders = requests.flatMap(({ institutionId, id: requestId, orders }) =>
    orders.map((order) => ({ institutionId, requestId, order })),
  );
  await Promise.all([written, insertOrders(tx, orders)]);
}

export async function insertOrders(
  tx: Tx,
  orders: readonly { readonly institutionId: string; readonly requestId: string; readonly order: Order }[],
): Promise<void> {
  const rows = orders.map(({ institutionId, requestId, order: { lines: _, ...order } }) => ({
    ...{ institutionId, requestId },
    ...order,
  }));
  const written = tx.query(
    `insert into purchase.orders (institution_id, id, request_id, number, marketplace_id, seller_id, seller_external_id,
       seller_name, seller_class, is_pkp, state, goods_sen, shipping_sen, total_sen, version)
     select "institutionId", id, "requestId", number, "marketplaceId", "sellerId", "sellerExternalId", "sellerName",
       "sellerClass", "isPkp", state, goods, shipping, total, version
     from jsonb_to_recordset($1) as r ("institutionId" uuid, id uuid, "requestId" uuid, number text,
       "marketplaceId" uuid, "sellerId" uuid, "sellerExternalId" text, "sellerName" text, "sellerClass" text,
       "isPkp" boolean, state text, goods bigint, shipping bigint, total bigint, version integer)`,
    [jsonRows(rows)],
  );
  const lines = orders.flatMap(({ institutionId, order }) =>
    order.lines.map((line) => ({ institutionId, orderId: order.id, ...line })),
  );
  const withLines = tx.query(
    `insert into purchase.lines (institution_id, id, order_id, offer_id, external_id, title, unit, category, quantity,
       price_sen, amount_sen, is_domestic, tkdn_percent)
     select "institutionId", id, "orderId", "offerId", "externalId", title, unit, category, quantity, price, amount,
       "isDomestic", "tkdnPercent"
     from jsonb_to_recordset($1) as r ("institutionId" uuid, id uuid, "orderId" uuid, "offerId" uuid,
       "externalId" text, title text, unit text, category text, quantity integer, price bigint, amount bigint,
       "isDomestic" boolean, "tkdnPercent" integer)`,
    [jsonRows(lines)],
  );
  await Promise.all([written, withLines]);
}

/**
 * The requests, held until the transaction ends, so that two steps cannot both start from the same state. Locked in the
 * order of their keys, so that two batches cannot wait for each other.
 */
export async function lockRequests(tx: Tx, keys: readonly Key[]): Promise<Request[]> {
  const rows = await tx.query<RequestRow>(
    `select ${requestColumns} from purchase.requests
     where (institution_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))
     order by institution_id, id for update`,
    keysOf(keys),
  );
  return withOrders(tx, rows);
}

export async function selectRequestsByKey(reader: Reader, keys: readonly Key[]): Promise<Request[]> {
  const rows = await reader.query<RequestRow>(
    `select ${requestColumns} from purchase.requests
     where (institution_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    keysOf(keys),
  );
  return withOrders(reader, rows);
}

export async function selectRequest(reader: Reader, institutionId: string, id: string): Promise<Request | undefined> {
  return (await selectRequestsByKey(reader, [{ institutionId, id }]))[0];
}

async function withOrders(reader: Reader, rows: readonly RequestRow[]): Promise<Request[]> {
  if (rows.length === 0) return [];
  const keys = keysOf(rows);
  const [orders, lines] = await Promise.all([selectOrders(reader, keys), selectLines(reader, keys)]);
  const linesOf = grouped(lines, ({ orderId }) => orderId);
  const ordersOf = grouped(orders, ({ requestId }) => requestId);
  return rows.map((row) => ({
    ...row,
    orders: (ordersOf.get(row.id) ?? []).map(({ requestId: _, ...order }) => ({
      ...order,
      lines: (linesOf.get(order.id) ?? []).map(({ orderId: _, ...line }) => line),
    })),
  }));
}

type OrderRow = Omit<Order, 'lines'> & { readonly requestId: string };

function selectOrders(reader: Reader, requestKeys: string[][]): Promise<OrderRow[]> {
  return reader.query(
    `select request_id as "requestId", ${orderColumns} from purchase.orders
     where (institution_id, request_id) in (select * from unnest($1::uuid[], $2::uuid[])) order by number`,
    requestKeys,
  );
}

function selectLines(reader: Reader, requestKeys: string[][]): Promise<(Line & { readonly orderId: string })[]> {
  return reader.query(
    `select ${lineColumns} from purchase.lines
     where (institution_id, order_id) in (
       select institution_id, id from purchase.orders
       where (institution_id, request_id) in (select * from unnest($1::uuid[], $2::uuid[]))) order by id`,
    requestKeys,
  );
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

/** The drafts that a person works on, the newest first. */
export function selectDrafts(
  reader: Reader,
  institutionId: string,
  createdBy: string,
): Promise<Pick<Request, 'id' | 'number' | 'title'>[]> {
  return reader.query(
    `select id, number, title from purchase.requests
     where institution_id = $1 and created_by = $2 and state = 'draft' order by id desc limit 10`,
    [institutionId, createdBy],
  );
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

export async function updateRequests(tx: Tx, requests: readonly Request[]): Promise<void> {
  await tx.query(
    `update purchase.requests as kept set title = r.title, budget_line_id = r."budgetLineId", state = r.state,
       pack_id = r."packId", approver = r.approver, approved_by = r."approvedBy", reason = r.reason, version = r.version
     from jsonb_to_recordset($1) as r ("institutionId" uuid, id uuid, title text, "budgetLineId" uuid, state text,
       "packId" text, approver text, "approvedBy" uuid, reason text, version integer)
     where kept.institution_id = r."institutionId" and kept.id = r.id`,
    [jsonRows(requests.map(({ orders: _, ...row }) => row))],
  );
}

export async function updateOrders(
  tx: Tx,
  orders: readonly { readonly institutionId: string; readonly order: Order }[],
): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(
    `update purchase.orders as kept set state = o.state, uncertain = o.uncertain, external_id = o."externalId",
       held_until = o."heldUntil", refusal = o.refusal, given_up = o."givenUp", version = o.version, xid = pg_current_xact_id()
     from jsonb_to_recordset($1) as o ("institutionId" uuid, id uuid, state text, uncertain boolean, "externalId" text,
       "heldUntil" timestamptz, refusal text, "givenUp" boolean, version integer)
     where kept.institution_id = o."institutionId" and kept.id = o.id`,
    [jsonRows(orders.map(({ institutionId, order: { lines: _, ...order } }) => ({ institutionId, ...order })))],
  );
}

/** Shows that orders were sent and no answer came. */
export async function markUncertain(tx: Tx, orders: readonly Key[]): Promise<void> {
  await tx.query(
    `update purchase.orders set uncertain = true
     where (institution_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))
       and state in ('holding', 'confirming', 'releasing')`,
    keysOf(orders),
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

/** Where somebody may do what; a null unit means the whole institution. */
export interface Seat {
  readonly institutionId: string;
  readonly workUnitId: string | null;
  readonly role: string;
  readonly personId: string;
}

export interface WaitingRequest {
  readonly institutionId: string;
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: 'choosing' | 'awaiting-approval';
  readonly total: bigint;
  readonly at: Instant;
  /** When the first of its holds ends. */
  readonly heldUntil: Instant | null;
}

/** What waits for these seats: to be approved by somebody else than who made it, or what was lost to be chosen anew. */
export function selectWaiting(reader: Reader, seats: readonly Seat[]): Promise<WaitingRequest[]> {
  return reader.query(
    `select r.institution_id as "institutionId", r.id, r.number, r.title, r.state, r.at,
       coalesce(sum(o.total_sen) filter (where o.state in ('held', 'confirming', 'confirmed')), 0)::bigint as total,
       min(o.held_until) filter (where o.state = 'held') as "heldUntil"
     from purchase.requests r
     join purchase.orders o on o.institution_id = r.institution_id and o.request_id = r.id
     where r.state in ('choosing', 'awaiting-approval') and exists (
       select from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) as seat (institution_id, unit_id, role, person_id)
       where seat.institution_id = r.institution_id and (seat.unit_id is null or seat.unit_id = r.work_unit_id)
         and case r.state
           when 'choosing' then r.created_by = seat.person_id
           else r.created_by <> seat.person_id and seat.role in (r.approver, 'kpa') and seat.role in ('ppk', 'kpa') end)
     group by r.institution_id, r.id order by "heldUntil" nulls last, r.at limit 100`,
    [
      ...[seats.map(({ institutionId }) => institutionId), seats.map(({ workUnitId }) => workUnitId)],
      ...[seats.map(({ role }) => role), seats.map(({ personId }) => personId)],
    ],
  );
}
