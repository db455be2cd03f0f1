import type { Reader, Tx } from '../../platform/database.ts';
import { jsonRows } from '../../platform/rows.ts';
import type { Instant } from '../../values/instant.ts';
import { type EarlierOrder, type History, RUNNING } from './rules.ts';

export interface Unit {
  readonly institutionId: string;
  readonly workUnitId: string;
}

interface Asked {
  readonly units: readonly Unit[];
  readonly since: Instant;
  /** Ids of orders that are left out. */
  readonly without: readonly string[];
}

/** What each unit bought since then; summed where the rows are, for a busy unit has thousands. */
export async function selectHistories(reader: Reader, { units, since, without }: Asked): Promise<Map<string, History>> {
  const rows = await reader.query<{ workUnitId: string; sellers: string[]; spent: Record<string, string> }>(
    `select unit.work_unit_id as "workUnitId",
       array(select o.seller_id::text from integrity.orders o
         where o.institution_id = unit.institution_id and o.work_unit_id = unit.work_unit_id and o.at >= $3
           and not o.withdrawn and o.order_id <> all($5) order by o.at desc, o.order_id desc limit $4) as sellers,
       coalesce((select jsonb_object_agg(category, spent) from (
         select category, sum(spent)::text as spent
         from (select o.categories, sum(o.amount_sen) as spent from integrity.orders o
           where o.institution_id = unit.institution_id and o.work_unit_id = unit.work_unit_id and o.at >= $3
             and not o.withdrawn and o.order_id <> all($5) group by o.categories) mixed, unnest(mixed.categories) as category
         group by category) kinds), '{}') as spent
     from unnest($1::uuid[], $2::uuid[]) as unit (institution_id, work_unit_id)`,
    [
      ...[units.map(({ institutionId }) => institutionId), units.map(({ workUnitId }) => workUnitId)],
      ...[since, RUNNING - 1, without],
    ],
  );
  return new Map(
    rows.map(({ workUnitId, sellers, spent }) => {
      const spentOn = new Map(Object.entries(spent).map(([category, sen]) => [category, BigInt(sen)]));
      return [workUnitId, { lastSellers: sellers, spentOn }];
    }),
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
    [jsonRows(orders)],
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

export interface StoredDecision extends DecisionRow {
  /** The way of paying that it was made for; null for the decision on the purchase itself. */
  readonly payment: 'UP' | 'LS' | null;
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
): Promise<StoredDecision[]> {
  return reader.query(
    `select institution_id as "institutionId", request_id as "requestId", pack_id as "packId", facts, answer,
       answer_hash as "answerHash", at, payment
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
     from integrity.flags where institution_id = $1 and request_id = $2 order by id`,
    [institutionId, requestId],
  );
}
