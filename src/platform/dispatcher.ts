import type { Database } from './database.ts';
import { log } from './log.ts';
import type { Message } from './outbox.ts';

/** Does what the messages ask for and takes them off the list by `finish`. Throws when nothing could be done. */
export type Subscriber = (messages: readonly Message[]) => Promise<void>;

export interface Dispatcher {
  /** One subscriber an event; it gets up to `batch` messages at a time. */
  subscribe(event: string, subscriber: Subscriber, options?: { batch?: number }): void;
  start(): Promise<void>;
  /** Resolves when nothing waits in this process and nothing is left in the outbox that could be done now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const LOCK_CLASS = 4_201_946; // names the advisory lock by which a living process shows that it lives
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 30_000;

interface Queue {
  readonly subscriber: Subscriber;
  readonly batch: number;
  waiting: Message[];
  running: boolean;
}

/**
 * Brings outbox messages to their subscribers: handed over in memory by the process that wrote them, and taken
 * over from processes that died. A subscriber may see a message twice, so what it does must bear repetition.
 */
export function createDispatcher(database: Database, { pollMs = 1000 } = {}): Dispatcher {
  const queues = new Map<string, Queue>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let alive: Awaited<ReturnType<Database['reserve']>> | undefined;
  let polling: Promise<void> = Promise.resolve();
  const active = new Set<Promise<void>>();
  const retries = new Set<NodeJS.Timeout>();

  const enqueue = (message: Message): void => {
    const queue = queues.get(message.event);
    if (!queue || stopped) return;
    queue.waiting.push(message);
    if (queue.running) return;
    queue.running = true;
    const run = drain(queue).finally(() => active.delete(run));
    active.add(run);
  };

  const drain = async (queue: Queue): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve)); // lets neighbours of the same tick join the batch
    while (queue.waiting.length > 0 && !stopped) {
      await deliver(queue, queue.waiting.splice(0, queue.batch));
    }
    queue.running = false;
  };

  const deliver = async (queue: Queue, messages: readonly Message[]): Promise<void> => {
    try {
      await queue.subscriber(messages);
    } catch (error) {
      if (stopped) return;
      if (messages.length > 1) {
        // One bad message must not hold up its neighbours: halve until it stands alone.
        const half = messages.length >> 1;
        await deliver(queue, messages.slice(0, half));
        await deliver(queue, messages.slice(half));
        return;
      }
      for (const message of messages) postpone(message, error);
    }
  };

  const postpone = (message: Message, error: unknown): void => {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** message.attempts, LONGEST_RETRY_MS);
    log.warn({ event: message.event, subject: message.subject, attempts: message.attempts + 1, error }, 'postponed');
    const retry = setTimeout(() => {
      retries.delete(retry);
      enqueue({ ...message, attempts: message.attempts + 1 });
    }, delay);
    retries.add(retry);
  };

  const takeOver = async (): Promise<void> => {
    const events = [...queues.keys()];
    const orphans = await database.query<Message & { readonly leased_by: number }>(
      `update platform.outbox set leased_by = $1
       where id = any(array(
         select id from platform.outbox
         where event = any($2)
           and leased_by <> $1
           and leased_by not in (select objid::bigint from pg_locks where locktype = 'advisory' and classid = $3::bigint::oid)
         order by id limit 500 for update skip locked))
       returning id, tenant_id as "tenantId", event, subject, version, payload, 0 as attempts`,
      [database.instance, events, LOCK_CLASS],
    );
    for (const orphan of orphans.sort((a, b) => (a.id < b.id ? -1 : 1))) enqueue(orphan);
  };

  const poll = (): void => {
    polling = takeOver().catch((error: unknown) => {
      if (!stopped) log.warn({ error }, 'the outbox could not be read');
    });
    void polling.then(() => {
      if (!stopped) timer = setTimeout(poll, pollMs);
    });
  };

  return {
    subscribe(event, subscriber, { batch = 256 } = {}) {
      if (queues.has(event)) throw new Error(`${event} has a subscriber already`);
      queues.set(event, { subscriber, batch, waiting: [], running: false });
    },
    async start() {
      alive = await database.reserve();
      await alive.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS, database.instance]);
      database.receive((message) => enqueue(message as Message));
      // What this process left before it had a receiver was handed to nobody: it is taken over like a dead one's.
      await database.query('update platform.outbox set leased_by = 0 where leased_by = $1', [database.instance]);
      poll();
    },
    async idle() {
      for (;;) {
        await Promise.all(active);
        const [left] = await database.query<{ count: bigint }>(
          `select count(*) from platform.outbox where event = any($1)`,
          [[...queues.keys()]],
        );
        if (left?.count === 0n && active.size === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const retry of retries) clearTimeout(retry);
      await Promise.all([polling, ...active]);
      alive?.release();
    },
  };
}
