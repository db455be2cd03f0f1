import type { Instant } from '../values/instant.ts';
import { type Content, canonical } from './content-hash.ts';
import type { Tx } from './database.ts';

export interface OutboxEvent {
  readonly tenantId: string;
  readonly at: Instant;
  readonly event: string;
  readonly subject: string;
  /** Given under the subject's row lock: readers keep the highest, in whatever order events reach them. */
  readonly version: number;
  /** What the receiver needs beyond the subject. No personal values: rows may outlive an erasure. */
  readonly payload?: Content;
}

/** An event on its way to its subscriber. */
export interface Message {
  readonly id: bigint;
  readonly tenantId: string;
  readonly event: string;
  readonly subject: string;
  readonly version: number;
  readonly payload: string | null;
  readonly attempts: number;
}

/** Leaves a message for later rooms. It is sent if, and only if, the transaction commits. */
export const publish = (tx: Tx, event: OutboxEvent): Promise<void> => publishAll(tx, [event]);

/** The same for many at once, in one statement. */
export async function publishAll(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const payloads = events.map(({ payload }) => (payload === undefined ? null : canonical(payload)));
  const rows = await tx.query<{ id: bigint }>(
    // Born leased to this process, so that no other one takes them while they are handed over in memory.
    `insert into platform.outbox (tenant_id, at, event, subject, version, payload, leased_by)
     select tenant_id, at, event, subject, version, payload, $7
     from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[], $5::integer[], $6::text[])
       with ordinality as row (tenant_id, at, event, subject, version, payload, place)
     order by place returning id`,
    [
      events.map(({ tenantId }) => tenantId),
      events.map(({ at }) => at),
      events.map(({ event }) => event),
      events.map(({ subject }) => subject),
      events.map(({ version }) => version),
      ...[payloads, tx.instance],
    ],
  );
  for (const [place, { tenantId, event, subject, version }] of events.entries()) {
    const id = rows[place]?.id;
    if (id === undefined) throw new Error('an insert answers its rows');
    const message: Message = { id, tenantId, event, subject, version, payload: payloads[place] ?? null, attempts: 0 };
    tx.handOver(message);
  }
}

/** Takes messages off the list, in the transaction that did what they asked for. */
export async function finish(tx: Tx, messages: readonly Message[]): Promise<void> {
  await tx.query(`delete from platform.outbox where id = any($1)`, [messages.map(({ id }) => id)]);
}
