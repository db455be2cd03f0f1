import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { EarlierOrder } from './rules.ts';

export interface Unit {
  readonly institutionId: string;
  readonly workUnitId: string;
}

/** Each unit's orders since then, the newest first. */
export function selectOrders(
  reader: Reader,
  units: readonly Unit[],
  since: Instant,
): Promise<(EarlierOrder & { readonly workUnitId: string })[]> {
  return reader.query(
    `select unit.work_unit_id as "workUnitId", earlier.*
     from unnest($1::uuid[], $2::uuid[]) as unit (institution_id, work_unit_id), lateral (
       select seller_id as "sellerId", categories, amount_sen as amount from integrity.orders
       where institution_id = unit.institution_id and work_unit_id = unit.work_unit_id and at >= $3 and not withdrawn
       order by at desc, order_id desc limit 1000
     ) earlier`,
    [units.map(({ institutionId }) => institutionId), units.map(({ workUnitId }) => workUnitId), since],
  );
}

export interface OrderRow extends EarlierOrder {
  readonly institutionId: string;
  readonly orderId: string;
  readonly requestId: string;
  readonly workUnitId: string;
  readonly at: Instant;
}

export async function insertOrders(tx: Tx, orders: readonly OrderRow[]): Promise<void> {
  await tx.query(
    `insert into integrity.orders
       (institution_id, order_id, request_id, work_unit_id, seller_id, categories, amount_sen, at)
     select "institutionId", "orderId", "requestId", "workUnitId", "sellerId", categories, amount, at
     from jsonb_to_recordset($1) as o ("institutionId" uuid, "orderId" uuid, "requestId" uuid, "workUnitId" uuid,
       "sellerId" uuid, categories text[], amount bigint, at timestamptz)`,
    [JSON.stringify(orders, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))],
  );
}

export async function withdrawOrders(
  tx: Tx,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
): Promise<void> {
  await tx.query(
    `update integrity.orders set withdrawn = true
     where (institution_id, order_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [orders.map(({ institutionId }) => institutionId), orders.map(({ orderId }) => orderId)],
  );
}

export interface DecisionRow {
  readonly institutionId: string;
  readonly requestId: string;
  readonly packId: string;
  /** Canonical JSON of what was asked and of what was answered. */
  readonly facts: string;
  readonly answer: string;
  readonly answerHash: string;
  readonly at: Instant;
}

export async function insertDecisions(tx: Tx, rows: readonly DecisionRow[]): Promise<void> {
  await tx.query(
    `insert into integrity.decisions (institution_id, request_id, pack_id, facts, answer, answer_hash, at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])`,
    [
      ...[rows.map(({ institutionId }) => institutionId), rows.map(({ requestId }) => requestId)],
      ...[rows.map(({ packId }) => packId), rows.map(({ facts }) => facts), rows.map(({ answer }) => answer)],
      ...[rows.map(({ answerHash }) => answerHash), rows.map(({ at }) => at)],
    ],
  );
}

export function selectDecisionsOn(
  reader: Reader,
  requests: readonly { readonly institutionId: string; readonly requestId: string }[],
): Promise<DecisionRow[]> {
  return reader.query(
    `select institution_id as "institutionId", request_id as "requestId", pack_id as "packId", facts, answer,
       answer_hash as "answerHash", at
     from integrity.decisions
     where (institution_id, request_id) in (select * from unnest($1::uuid[], $2::uuid[])) order by id`,
    [requests.map(({ institutionId }) => institutionId), requests.map(({ requestId }) => requestId)],
  );
}

export interface FlagRow {
  readonly institutionId: string;
  readonly requestId: string;
  readonly code: string;
  readonly details: string;
  readonly justification: string;
  readonly at: Instant;
}

export async function insertFlag(tx: Tx, row: FlagRow): Promise<void> {
  const { institutionId, requestId, code, details, justification, at } = row;
  await tx.query(
    `insert into integrity.flags (institution_id, request_id, code, details, justification, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [institutionId, requestId, code, details, justification, at],
  );
}

export function selectFlags(reader: Reader, institutionId: string, requestId: string): Promise<FlagRow[]> {
  return reader.query(
    `select institution_id as "institutionId", request_id as "requestId", code, details, justification, at
     from integrity.flags where institution_id = $1 and request_id = $2 order by code`,
    [institutionId, requestId],
  );
}
