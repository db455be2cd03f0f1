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
export async function publish(tx: Tx, published: OutboxEvent): Promise<void> {
  const { tenantId, at, event, subject, version } = published;
  const payload = published.payload === undefined ? null : canonical(published.payload);
  const [row] = await tx.query<{ id: bigint }>(
    // Born leased to this process, so that no other one takes it while it is handed over in memory.
    `insert into platform.outbox (tenant_id, at, event, subject, version, payload, leased_by)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [tenantId, at, event, subject, version, payload, tx.instance],
  );
  if (!row) throw new Error('an insert answers its row');
  const message: Message = { id: row.id, tenantId, event, subject, version, payload, attempts: 0 };
  tx.handOver(message);
}

/** Takes messages off the list, in the transaction that did what they asked for. */
export async function finish(tx: Tx, messages: readonly Message[]): Promise<void> {
  await tx.query(`delete from platform.outbox where id = any($1)`, [messages.map(({ id }) => id)]);
}
