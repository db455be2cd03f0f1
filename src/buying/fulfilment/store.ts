import { type Content, canonical } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { jsonRows } from '../../platform/rows.ts';
import type { Instant } from '../../values/instant.ts';
import type { ConfirmedOrder, Counted, Delivery, DeliveryLine, DeliveryState, Receipt } from './rules.ts';

const columns = `institution_id as "institutionId", order_id as "orderId", work_unit_id as "workUnitId",
  request_id as "requestId", request_number as "requestNumber", order_number as "orderNumber",
  requested_by as "requestedBy", marketplace_id as "marketplaceId", marketplace_name as "marketplaceName",
  seller_id as "sellerId", seller_name as "sellerName", external_id as "externalId", state, shipping_sen as shipping,
  total_sen as total, dpp_sen as dpp, ppn_sen as ppn, pph22_sen as pph22, tax_collector as collector,
  seller_receives_sen as "sellerReceives", budget_moves as "budgetMoves", papers, payments, pack_id as "packId",
  content, reason, courier, parcel, ordered_at as at, answered_at as "answeredAt", shipped_at as "shippedAt",
  received_at as "receivedAt", version`;

type Row = Omit<Delivery, 'lines' | 'tax' | 'budgetMoves' | 'content'> &
  Delivery['tax'] & {
    readonly budgetMoves: readonly { readonly lineId: string; readonly amount: string }[];
    readonly content: string;
  };

/** Writes those that are not known yet, and answers their orders' ids. */
export async function insertDeliveries(tx: Tx, orders: readonly ConfirmedOrder[]): Promise<Set<string>> {
  const rows = orders.map(({ lines: _, tax, budgetMoves, papers, content, ...order }) => ({
    ...{ ...order, ...tax },
    ...{ budgetMoves: asContent(budgetMoves), papers: asContent(papers), content: canonical(asContent(content)) },
  }));
  const inserted = await tx.query<{ orderId: string }>(
    `insert into fulfilment.deliveries (institution_id, order_id, work_unit_id, request_id, request_number, order_number,
       requested_by, marketplace_id, marketplace_name, seller_id, seller_name, external_id, state, shipping_sen,
       total_sen, dpp_sen, ppn_sen, pph22_sen, tax_collector, seller_receives_sen, budget_moves, papers, payments,
       pack_id, content, ordered_at, version)
     select "institutionId", "orderId", "workUnitId", "requestId", "requestNumber", "orderNumber", "requestedBy",
       "marketplaceId", "marketplaceName", "sellerId", "sellerName", "externalId", 'waiting', shipping, total, dpp, ppn,
       pph22, collector, "sellerReceives", "budgetMoves", papers, payments, "packId", content, at, 1
     from jsonb_to_recordset($1) as d ("institutionId" uuid, "orderId" uuid, "workUnitId" uuid, "requestId" uuid,
       "requestNumber" text, "orderNumber" text, "requestedBy" uuid, "marketplaceId" uuid, "marketplaceName" text,
       "sellerId" uuid, "sellerName" text, "externalId" text, shipping bigint, total bigint, dpp bigint, ppn bigint,
       pph22 bigint, collector text, "sellerReceives" bigint, "budgetMoves" jsonb, papers jsonb, payments text[],
       "packId" text, content text, at timestamptz)
     on conflict do nothing returning order_id as "orderId"`,
    [jsonRows(rows)],
  );
  const isNew = new Set(inserted.map(({ orderId }) => orderId));
  const lines = orders.flatMap(({ institutionId, orderId, lines }) =>
    isNew.has(orderId) ? lines.map((line, at) => ({ institutionId, orderId, position: at + 1, ...line })) : [],
  );
  await tx.query(
    `insert into fulfilment.lines (institution_id, order_id, id, external_id, title, unit, quantity, price_sen, position)
     select "institutionId", "orderId", "lineId", "externalId", title, unit, quantity, price, position
     from jsonb_to_recordset($1) as l ("institutionId" uuid, "orderId" uuid, "lineId" uuid, "externalId" text,
       title text, unit text, quantity integer, price bigint, position integer)`,
    [jsonRows(lines)],
  );
  return isNew;
}

/** Through JSON, with bigint as digits, so that a member left undefined is left out. */
const asContent = (value: object): Content =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)));

/** The delivery, held until the transaction ends, so that two receipts cannot both count from the same state. */
export async function lockDelivery(tx: Tx, institutionId: string, orderId: string): Promise<Delivery | undefined> {
  const rows = await tx.query<Row>(
    `select ${columns} from fulfilment.deliveries
     where institution_id = $1 and order_id = $2 for update`,
    [institutionId, orderId],
  );
  return (await withLines(tx, rows))[0];
}

export async function selectDelivery(
  reader: Reader,
  institutionId: string,
  orderId: string,
): Promise<Delivery | undefined> {
  const rows = await reader.query<Row>(
    `select ${columns} from fulfilment.deliveries where institution_id = $1 and order_id = $2`,
    [institutionId, orderId],
  );
  return (await withLines(reader, rows))[0];
}

export async function selectForSeller(
  reader: Reader,
  sellerId: string,
  orderId: string,
): Promise<Delivery | undefined> {
  const rows = await reader.query<Row>(
    `select ${columns} from fulfilment.deliveries where seller_id = $1 and order_id = $2`,
    [sellerId, orderId],
  );
  return (await withLines(reader, rows))[0];
}

/** The deliveries of an order as its marketplace knows it, which may tell of orders that are none of ours. */
export function selectAt(
  reader: Reader,
  { marketplaceId, externalId }: Pick<ConfirmedOrder, 'marketplaceId' | 'externalId'>,
): Promise<Pick<Delivery, 'institutionId' | 'orderId'>[]> {
  return reader.query(
    `select institution_id as "institutionId", order_id as "orderId" from fulfilment.deliveries
     where marketplace_id = $1 and external_id = $2`,
    [marketplaceId, externalId],
  );
}

/** A seller's latest orders. */
export async function selectOfSeller(reader: Reader, sellerId: string): Promise<Delivery[]> {
  const rows = await reader.query<Row>(
    `select ${columns} from fulfilment.deliveries where seller_id = $1 order by order_id desc limit 100`,
    [sellerId],
  );
  return withLines(reader, rows);
}

/** An institution's latest deliveries in these states. */
export async function selectByState(
  reader: Reader,
  institutionId: string,
  states: readonly DeliveryState[],
): Promise<Delivery[]> {
  const rows = await reader.query<Row>(
    `select ${columns} from fulfilment.deliveries
     where institution_id = $1 and state = any($2) order by order_id desc limit 200`,
    [institutionId, states],
  );
  return withLines(reader, rows);
}

async function withLines(reader: Reader, rows: readonly Row[]): Promise<Delivery[]> {
  if (rows.length === 0) return [];
  const lines = await reader.query<DeliveryLine & { readonly orderId: string }>(
    `select order_id as "orderId", id as "lineId", external_id as "externalId", title, unit, quantity,
       price_sen as price, received
     from fulfilment.lines
     where (institution_id, order_id) in (select * from unnest($1::uuid[], $2::uuid[])) order by position`,
    [rows.map(({ institutionId }) => institutionId), rows.map(({ orderId }) => orderId)],
  );
  return rows.map(({ dpp, ppn, pph22, collector, sellerReceives, budgetMoves, content, ...row }) => ({
    ...row,
    tax: { dpp, ppn, pph22, collector, sellerReceives },
    budgetMoves: budgetMoves.map(({ lineId, amount }) => ({ lineId, amount: BigInt(amount) })),
    content: JSON.parse(content),
    lines: lines.filter(({ orderId }) => orderId === row.orderId).map(({ orderId: _, ...line }) => line),
  }));
}

export async function updateDelivery(tx: Tx, delivery: Delivery): Promise<void> {
  const { institutionId, orderId, state, reason, courier, parcel, answeredAt, shippedAt, receivedAt } = delivery;
  await tx.query(
    `update fulfilment.deliveries set state = $3, reason = $4, courier = $5, parcel = $6, answered_at = $7,
       shipped_at = $8, received_at = $9, version = $10
     where institution_id = $1 and order_id = $2`,
    [institutionId, orderId, state, reason, courier, parcel, answeredAt, shippedAt, receivedAt, delivery.version],
  );
}

/** Adds the counted goods to what has arrived, and keeps the receipt itself for ever. */
export async function insertReceipt(tx: Tx, receipt: Receipt): Promise<void> {
  const { institutionId, orderId, id, isComplete, by, at, lines } = receipt;
  await tx.query(
    `insert into fulfilment.receipts (institution_id, order_id, id, is_complete, by_person, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [institutionId, orderId, id, isComplete, by, at],
  );
  const counted = [lines.map(({ lineId }) => lineId), lines.map(({ quantity }) => quantity)];
  await tx.query(
    `insert into fulfilment.receipt_lines (institution_id, order_id, receipt_id, line_id, quantity)
     select $1, $2, $3, * from unnest($4::uuid[], $5::integer[])`,
    [institutionId, orderId, id, ...counted],
  );
  await tx.query(
    `update fulfilment.lines l set received = l.received + counted.quantity
     from unnest($3::uuid[], $4::integer[]) as counted (line_id, quantity)
     where l.institution_id = $1 and l.order_id = $2 and l.id = counted.line_id`,
    [institutionId, orderId, ...counted],
  );
}

/** The receipts of a delivery, oldest first. */
export async function selectReceipts(reader: Reader, institutionId: string, orderId: string): Promise<Receipt[]> {
  const receipts = await reader.query<Omit<Receipt, 'lines'>>(
    `select institution_id as "institutionId", order_id as "orderId", id, is_complete as "isComplete",
       by_person as by, at, report
     from fulfilment.receipts where institution_id = $1 and order_id = $2 order by is_complete, at, id`,
    [institutionId, orderId],
  );
  const lines = await reader.query<Counted & { readonly receiptId: string }>(
    `select receipt_id as "receiptId", line_id as "lineId", quantity
     from fulfilment.receipt_lines where institution_id = $1 and order_id = $2 order by line_id`,
    [institutionId, orderId],
  );
  return receipts.map((receipt) => ({
    ...receipt,
    lines: lines
      .filter(({ receiptId }) => receiptId === receipt.id)
      .map(({ lineId, quantity }) => ({ lineId, quantity })),
  }));
}

export async function updateReport(
  tx: Tx,
  { institutionId, orderId, id }: Receipt,
  report: Receipt['report'],
): Promise<void> {
  await tx.query(
    `update fulfilment.receipts set report = $4
     where institution_id = $1 and order_id = $2 and id = $3`,
    [institutionId, orderId, id, report],
  );
}

export interface WaitingDelivery {
  readonly institutionId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly title: string;
  readonly sellerName: string;
  readonly total: bigint;
  readonly at: Instant;
}

/** What is on its way to these places; a null unit means the whole institution. */
export function selectTravelling(
  reader: Reader,
  places: readonly { readonly institutionId: string; readonly workUnitId: string | null }[],
): Promise<WaitingDelivery[]> {
  return reader.query(
    `select d.institution_id as "institutionId", d.order_id as "orderId", d.order_number as "orderNumber",
       d.seller_name as "sellerName", d.total_sen as total, coalesce(d.shipped_at, d.ordered_at) as at,
       (select string_agg(l.quantity || ' ' || l.unit || ' ' || l.title, ', ' order by l.position)
        from fulfilment.lines l where l.institution_id = d.institution_id and l.order_id = d.order_id) as title
     from fulfilment.deliveries d
     where d.state in ('shipped', 'partly-received') and exists (
       select from unnest($1::uuid[], $2::uuid[]) as place (institution_id, unit_id)
       where place.institution_id = d.institution_id and (place.unit_id is null or place.unit_id = d.work_unit_id))
     order by at limit 100`,
    [places.map(({ institutionId }) => institutionId), places.map(({ workUnitId }) => workUnitId)],
  );
}
