import { deliveriesAt, followMarketplace } from './buying/fulfilment/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { type Connectors, NUDGED } from './parties/marketplace/index.ts';
import type { Database } from './platform/database.ts';
import type { Subscriber } from './platform/dispatcher.ts';
import { finish, type Message } from './platform/outbox.ts';
import type { Clock } from './values/instant.ts';

interface Parts {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly clock: Clock;
}

/** How a nudge reaches the delivery it is about: the hub asks the marketplace what happened, whatever the nudge said. */
export function nudgeSubscribers(parts: Parts): Readonly<Record<string, Subscriber>> {
  return { [NUDGED]: (messages) => follow(parts, messages) };
}

interface About {
  readonly marketplaceId: string;
  readonly externalId: string;
  readonly nudgedAt: Date;
}

const AT_ONCE = 8;

async function follow(parts: Parts, messages: readonly Message[]): Promise<void> {
  // However many nudges came about one order, it is asked for once.
  const orders = new Map<string, { about: About; messages: Message[] }>();
  for (const message of messages) {
    const about = aboutOf(message);
    const key = `${about.marketplaceId} ${about.externalId}`;
    const known = orders.get(key);
    if (known) known.messages.push(message);
    else orders.set(key, { about, messages: [message] });
  }
  const all = [...orders.values()];
  const failures: unknown[] = [];
  while (all.length > 0) {
    const done = await Promise.allSettled(all.splice(0, AT_ONCE).map((one) => followOne(parts, one)));
    failures.push(...done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
  }
  if (failures.length > 0) throw failures[0];
}

async function followOne(
  { database, connectors, clock }: Parts,
  { about, messages }: { readonly about: About; readonly messages: readonly Message[] },
): Promise<void> {
  const deliveries = await deliveriesAt(database, about);
  if (deliveries.length === 0 && (await mayBeOpening(connectors, about, clock()))) {
    throw new Error(`the delivery of ${about.externalId} is not open yet`);
  }
  for (const delivery of deliveries) {
    await followMarketplace(database, connectors, { ...delivery, by: SYSTEM, at: clock() });
  }
  await database.transaction((tx) => finish(tx, messages));
}

/** Longer than any transaction that opens deliveries: one that began after the nudge repeats it by itself. */
const OPENING_MS = 60_000;

const hasDelivery = ['accepted', 'declined', 'shipped', 'partly-received', 'received', 'paid'];

/** Whether the delivery may be written at this moment, by a transaction that did not see the nudge. */
async function mayBeOpening(connectors: Connectors, about: About, now: Date): Promise<boolean> {
  if (now.getTime() - about.nudgedAt.getTime() > OPENING_MS) return false;
  const order = await connectors(about.marketplaceId).tracking?.getOrder(about.externalId);
  return order !== undefined && hasDelivery.includes(order.status);
}

function aboutOf({ subject, payload }: Message): About {
  const { externalId, nudgedAt } = JSON.parse(payload ?? '{}') as { externalId: string; nudgedAt: string };
  return { marketplaceId: subject, externalId, nudgedAt: new Date(nudgedAt) };
}
