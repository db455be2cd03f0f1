import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { EarlierOrder } from './rules.ts';

interface UnitAsk {
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly since: Instant;
}

/** A unit's orders since then, the newest first. */
export function selectOrders(reader: Reader, { institutionId, workUnitId, since }: UnitAsk): Promise<EarlierOrder[]> {
  return reader.query(
    `select seller_id as "sellerId", categories, amount_sen as amount from integrity.orders
     where institution_id = $1 and work_unit_id = $2 and at >= $3 and not withdrawn
     order by at desc, order_id desc limit 1000`,
    [institutionId, workUnitId, since],
  );
}

export interface OrderRow extends EarlierOrder {
  readonly institutionId: string;
  readonly orderId: string;
  readonly requestId: string;
  readonly workUnitId: string;
  readonly at: Instant;
}

export async function insertOrder(tx: Tx, order: OrderRow): Promise<void> {
  await tx.query(
    `insert into integrity.orders
       (institution_id, order_id, request_id, work_unit_id, seller_id, categories, amount_sen, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[order.institutionId, order.orderId, order.requestId, order.workUnitId],
      ...[order.sellerId, order.categories, order.amount, order.at],
    ],
  );
}

export async function withdrawOrders(tx: Tx, institutionId: string, orderIds: readonly string[]): Promise<void> {
  await tx.query(
    `update integrity.orders set withdrawn = true
     where institution_id = $1 and order_id = any($2)`,
    [institutionId, orderIds],
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

export async function insertDecision(tx: Tx, row: DecisionRow): Promise<void> {
  const { institutionId, requestId, packId, facts, answer, answerHash, at } = row;
  await tx.query(
    `insert into integrity.decisions (institution_id, request_id, pack_id, facts, answer, answer_hash, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [institutionId, requestId, packId, facts, answer, answerHash, at],
  );
}

export function selectDecisions(reader: Reader, institutionId: string, requestId: string): Promise<DecisionRow[]> {
  return reader.query(
    `select institution_id as "institutionId", request_id as "requestId", pack_id as "packId", facts, answer,
       answer_hash as "answerHash", at
     from integrity.decisions where institution_id = $1 and request_id = $2 order by id`,
    [institutionId, requestId],
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
