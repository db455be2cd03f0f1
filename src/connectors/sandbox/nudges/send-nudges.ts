import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { signNudge } from '../../../parties/marketplace/index.ts';
import type { Database, Tx } from '../../../platform/database.ts';
import { log } from '../../../platform/log.ts';
import { everySoOften } from '../../../platform/ticker.ts';
import type { Clock, Instant } from '../../../values/instant.ts';
import { useNudgeFaults } from '../faults/store.ts';
import type { SandboxOrder, Step } from '../rules.ts';
import * as store from './store.ts';

/** Of which steps the hub is told: those of the seller and of the marketplace. */
const told: Partial<Record<Step, string>> = {
  accept: 'order.accepted',
  decline: 'order.declined',
  ship: 'order.shipped',
  expire: 'order.expired',
  cancel: 'order.cancelled',
};

const MOST_AT_ONCE = 50;
const MOST_ATTEMPTS = 80; // about three days
const MOST_MS = 10_000;

/** Leaves nudges about orders that took this step, in the transaction that moved them. */
export async function leaveNudges(tx: Tx, orders: readonly SandboxOrder[], step: Step, at: Instant): Promise<void> {
  const type = told[step];
  if (!type) return;
  const nudges = orders.map((order) => ({ id: `msg_${randomUUID().replaceAll('-', '')}`, order, type }));
  await store.insertNudges(tx, nudges, at);
}

interface Sender {
  readonly database: Database;
  readonly clock: Clock;
  readonly everyMs?: number;
}

/** Sends nudges as long as the marketplace is open; answers how to stop. */
export function startNudging({ database, clock, everyMs = 250 }: Sender): () => Promise<void> {
  let isReady = false;
  return everySoOften(everyMs, async () => {
    if (!isReady) await store.makeAllDue(database, clock());
    isReady = true;
    await sendDue(database, clock);
  });
}

async function sendDue(database: Database, clock: Clock): Promise<void> {
  const due = await store.takeDue(database, clock(), MOST_AT_ONCE);
  if (due.length === 0) return;
  const subscription = await store.selectSubscription(database);
  await Promise.all(due.map((nudge) => send(database, clock, subscription, nudge)));
}

async function send(
  database: Database,
  clock: Clock,
  subscription: store.Subscription | undefined,
  nudge: store.Nudge,
): Promise<void> {
  if (!subscription) return store.updateNudge(database, nudge, 'given-up');
  const faults = await useNudgeFaults(database);
  const late = faults.find(({ kind }) => kind === 'late-webhook');
  if (late) return store.putOff(database, nudge, new Date(clock().getTime() + late.ms));
  if (faults.some(({ kind }) => kind === 'down')) return;
  const times = faults.some(({ kind }) => kind === 'duplicate-webhook') ? 2 : 1;
  const answers = await Promise.all(Array.from({ length: times }, () => post(subscription, nudge, clock())));
  // An answer that gets lost leaves the nudge open: it is sent again under the same id.
  if (faults.some(({ kind }) => kind === 'lose-answer')) return;
  if (answers.some((status) => status >= 200 && status < 300)) return store.updateNudge(database, nudge, 'delivered');
  log.warn({ answers, nudge: nudge.id, attempts: nudge.attempts }, 'a nudge was not taken');
  // By 410 the receiver asks to be left alone.
  if (answers.includes(410) || nudge.attempts >= MOST_ATTEMPTS) return store.updateNudge(database, nudge, 'given-up');
}

/** The status that came back; 0 when none did. */
async function post({ url, secret }: store.Subscription, nudge: store.Nudge, at: Instant): Promise<number> {
  const { id, type, externalId } = nudge;
  const body = JSON.stringify({ type, timestamp: nudge.at.toISOString(), data: { externalId } });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const signed = signNudge({ secret, id, at, body });
  try {
    const bounds = { headersTimeout: MOST_MS, bodyTimeout: MOST_MS };
    const answer = await request(url, { method: 'POST', headers: { ...headers, ...signed }, body, ...bounds });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return 0;
  }
}
