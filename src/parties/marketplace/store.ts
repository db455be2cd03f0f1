import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Access, Call, Marketplace, OrderAtMarket } from './rules.ts';

type Admitted = Marketplace & Omit<Access, 'marketplaceId'>;

const columns = `id, code, name, state, synced_at as "syncedAt", version`;

/** Writes the marketplace unless its code is taken; answers whether it did. */
export async function insertMarketplace(tx: Tx, marketplace: Omit<Admitted, 'syncedAt'>): Promise<boolean> {
  const { id, code, name, baseUrl, apiKey, state, version } = marketplace;
  const inserted = await tx.query(
    `insert into marketplace.marketplaces (id, code, name, base_url, api_key, state, version)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (code) do nothing returning id`,
    [id, code, name, baseUrl, apiKey, state, version],
  );
  return inserted.length === 1;
}

export async function lockByCode(tx: Tx, code: string): Promise<Admitted | undefined> {
  const [marketplace] = await tx.query<Admitted>(
    `select ${columns}, base_url as "baseUrl", api_key as "apiKey"
     from marketplace.marketplaces where code = $1 for update`,
    [code],
  );
  return marketplace;
}

export async function lockMarketplace(tx: Tx, id: string): Promise<Marketplace | undefined> {
  const [marketplace] = await tx.query<Marketplace>(
    `select ${columns} from marketplace.marketplaces where id = $1 for update`,
    [id],
  );
  return marketplace;
}

export async function updateAccess(tx: Tx, { id, name, baseUrl, apiKey, version }: Admitted): Promise<void> {
  await tx.query(
    `update marketplace.marketplaces set name = $2, base_url = $3, api_key = $4, version = $5 where id = $1`,
    [id, name, baseUrl, apiKey, version],
  );
}

export async function updateState(tx: Tx, { id, state, version }: Marketplace): Promise<void> {
  await tx.query(`update marketplace.marketplaces set state = $2, version = $3 where id = $1`, [id, state, version]);
}

export function selectMarketplaces(reader: Reader): Promise<Marketplace[]> {
  return reader.query(`select ${columns} from marketplace.marketplaces order by name limit 1000`);
}

export function selectAccess(reader: Reader): Promise<Access[]> {
  return reader.query(
    `select id as "marketplaceId", code, base_url as "baseUrl", api_key as "apiKey"
     from marketplace.marketplaces order by code limit 1000`,
  );
}

export async function selectCursor(reader: Reader, id: string): Promise<string | null> {
  const [row] = await reader.query<{ cursor: string | null }>(
    `select cursor from marketplace.marketplaces where id = $1`,
    [id],
  );
  return row?.cursor ?? null;
}

export async function updateCursor(tx: Tx, id: string, cursor: string, at: Instant): Promise<void> {
  await tx.query(`update marketplace.marketplaces set cursor = $2, synced_at = $3 where id = $1`, [id, cursor, at]);
}

export async function insertCalls(tx: Tx, calls: readonly Call[]): Promise<void> {
  await tx.query(
    `insert into marketplace.calls (marketplace_id, operation, at, duration_ms, outcome, elements)
     select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::integer[], $5::text[], $6::integer[])`,
    [
      ...[calls.map(({ marketplaceId }) => marketplaceId), calls.map(({ operation }) => operation)],
      ...[calls.map(({ at }) => at), calls.map(({ durationMs }) => durationMs)],
      ...[calls.map(({ outcome }) => outcome), calls.map(({ elements }) => elements)],
    ],
  );
}

/** The latest `count` calls of every marketplace, newest first. */
export function selectLatestCalls(reader: Reader, count: number): Promise<Call[]> {
  return reader.query(
    `select latest.* from marketplace.marketplaces m, lateral (
       select marketplace_id as "marketplaceId", operation, at, duration_ms as "durationMs", outcome, elements
       from marketplace.calls where marketplace_id = m.id order by id desc limit $1
     ) latest`,
    [count],
  );
}

export async function updateNudgeSecret(
  tx: Tx,
  { id, sealed, version }: { id: string; sealed: Buffer; version: number },
): Promise<void> {
  await tx.query(`update marketplace.marketplaces set nudge_secret = $2, version = $3 where id = $1`, [
    ...[id, sealed, version],
  ]);
}

export async function selectNudgeSecret(reader: Reader, id: string): Promise<Buffer | undefined> {
  const [row] = await reader.query<{ sealed: Buffer | null }>(
    `select nudge_secret as sealed from marketplace.marketplaces where id = $1`,
    [id],
  );
  return row?.sealed ?? undefined;
}

/** Writes the nudge unless its id was heard before; answers whether it did. */
export async function insertNudge(tx: Tx, nudge: OrderAtMarket & { id: string; at: Instant }): Promise<boolean> {
  const { marketplaceId, id, externalId, at } = nudge;
  const inserted = await tx.query(
    `insert into marketplace.nudges (marketplace_id, id, external_id, at) values ($1, $2, $3, $4)
     on conflict do nothing returning id`,
    [marketplaceId, id, externalId, at],
  );
  return inserted.length === 1;
}

/** Those of the orders that nudges were heard about. */
export function selectNudged(reader: Reader, orders: readonly OrderAtMarket[]): Promise<OrderAtMarket[]> {
  return reader.query(
    `select distinct marketplace_id as "marketplaceId", external_id as "externalId" from marketplace.nudges
     where (marketplace_id, external_id) in (select * from unnest($1::uuid[], $2::text[]))`,
    [orders.map(({ marketplaceId }) => marketplaceId), orders.map(({ externalId }) => externalId)],
  );
}

export async function deleteNudges(reader: Reader, at: Instant, olderThanDays: number): Promise<void> {
  await reader.query(`delete from marketplace.nudges where at < $1::timestamptz - $2 * interval '1 day'`, [
    ...[at, olderThanDays],
  ]);
}
