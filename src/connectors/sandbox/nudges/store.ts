import type { Reader, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import type { SandboxOrder } from '../rules.ts';

export interface Subscription {
  readonly url: string;
  readonly secret: string;
}

export async function upsertSubscription(reader: Reader, { url, secret }: Subscription): Promise<void> {
  await reader.query(
    `insert into sandbox.subscription (url, secret) values ($1, $2)
     on conflict (is_only) do update set url = excluded.url, secret = excluded.secret`,
    [url, secret],
  );
}

export async function deleteSubscription(reader: Reader): Promise<void> {
  await reader.query(`delete from sandbox.subscription`);
}

export async function selectSubscription(reader: Reader): Promise<Subscription | undefined> {
  const [subscription] = await reader.query<Subscription>(`select url, secret from sandbox.subscription`);
  return subscription;
}

interface NewNudge {
  readonly id: string;
  readonly order: SandboxOrder;
  readonly type: string;
}

/** Leaves a nudge for each, where somebody wants to be told. */
export async function insertNudges(tx: Tx, nudges: readonly NewNudge[], at: Instant): Promise<void> {
  await tx.query(
    `insert into sandbox.nudges (id, order_id, type, at, due_at)
     select id, order_id, type, $4, $4 from unnest($1::text[], $2::text[], $3::text[]) as n (id, order_id, type)
     where exists (select from sandbox.subscription)`,
    [nudges.map(({ id }) => id), nudges.map(({ order }) => order.id), nudges.map(({ type }) => type), at],
  );
}

export interface Nudge {
  readonly number: bigint;
  readonly id: string;
  readonly externalId: string;
  readonly type: string;
  readonly at: Instant;
  readonly attempts: number;
}

/** What is due now, each put off at once, so that what is lost on the way is sent again: 2, 4, 8 … seconds, then hourly. */
export function takeDue(reader: Reader, at: Instant, most: number): Promise<Nudge[]> {
  return reader.query(
    `update sandbox.nudges
     set attempts = attempts + 1, due_at = $1::timestamptz + least(3600, 2 ^ least(attempts + 1, 12)) * interval '1 second'
     where number = any(array(
       select number from sandbox.nudges where state = 'open' and due_at <= $1 order by number limit $2
       for update skip locked))
     returning number, id, order_id as "externalId", type, at, attempts`,
    [at, most],
  );
}

export async function updateNudge(reader: Reader, { number }: Nudge, state: 'delivered' | 'given-up'): Promise<void> {
  await reader.query(`update sandbox.nudges set state = $2 where number = $1`, [number, state]);
}

export async function putOff(reader: Reader, { number }: Nudge, until: Instant): Promise<void> {
  await reader.query(`update sandbox.nudges set due_at = $2 where number = $1`, [number, until]);
}

/** A marketplace that opens owes everything at once, also when its clock was set back since. */
export async function makeAllDue(reader: Reader, at: Instant): Promise<void> {
  await reader.query(`update sandbox.nudges set due_at = $1 where state = 'open' and due_at > $1`, [at]);
}
