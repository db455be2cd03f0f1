import { randomUUID } from 'node:crypto';
import { createHub } from '../hub.ts';
import type { Connectors } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';
import { startSession } from '../platform/session.ts';
import type { Vault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { acts, type Course, type Doing, type Hands, type Planned } from './history-acts.ts';
import type { End } from './history-plans.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MANY = 10_000_000;

type Way = readonly (readonly [Doing, number])[];

const requested: Way = [['request', 0]];
const decided: Way = [...requested, ['decide', 1]];
const accepted: Way = [...decided, ['accept', 2]];
const shipped: Way = [...accepted, ['ship', 3]];
const received: Way = [...shipped, ['receive', 6]];
const spp: Way = [...received, ['spp', 9]];
const spm: Way = [...spp, ['spm', 11]];

/** What happens on the way to an end, and how many days after the request. */
const ways: Readonly<Record<End, Way>> = {
  ...{ draft: requested, awaiting: requested, rejected: decided, accepted, shipped, received, spp, spm },
  cancelled: [...decided, ['cancel', 2]],
  waiting: [...requested, ['decide', 0]],
  paid: [...received, ['pay', 10]],
  sp2d: [...spm, ['sp2d', 13]],
};

interface Parts {
  readonly database: Database;
  readonly vault: Vault;
  readonly connectors: Connectors;
  readonly until: Instant;
}

/**
 * Plays what offices bought up to now through the routes that people use, day after day, so that every rule, paper and
 * ledger entry of the past is one that the hub made itself. Answers what went otherwise than planned.
 */
export async function playHistory({ database, vault, connectors, until }: Parts, planned: readonly Planned[]) {
  let now = until;
  const limits = { writes: MANY, heavyReads: MANY, strangers: MANY };
  const clock = () => now;
  const parts = { database, vault, connectors, clock, demo: true, baseUrl: 'http://localhost', limits };
  const { web, dispatcher } = createHub(parts);
  await dispatcher.start();

  const sessions = new Map<string, Promise<string>>();
  const send = async <Answer>(personId: string | undefined, method: string, path: string, body?: object) => {
    if (!personId) throw new Error(`nobody does ${path}`);
    const session = sessions.get(personId) ?? startSession(database, { personId, at: now, way: 'demo' });
    sessions.set(personId, session);
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', cookie: `bangga=${await session}` },
      'idempotency-key': randomUUID(),
    };
    const answer = await web.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (answer.status >= 300) throw new Error(`${path} ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  const hands: Hands = { database, connectors, send, now: () => now };
  const courses = planned.map((one, place): Course => ({ ...one, place }));
  const failures: string[] = [];
  for (const { at, doings } of inOrder(courses, until)) {
    now = at;
    sessions.clear();
    await Promise.all(
      doings.map(async ({ course, doing }) => {
        if (course.isOver) return;
        await acts[doing](hands, course).catch((error: unknown) => {
          course.isOver = true;
          failures.push(`${course.plan.title}: ${doing}: ${error instanceof Error ? error.message : error}`);
        });
      }),
    );
    await dispatcher.idle();
  }
  await dispatcher.stop();
  return { failures };
}

interface Moment {
  readonly at: Instant;
  readonly doings: { readonly course: Course; readonly doing: Doing }[];
}

/** Everything that happened by now, in moments: each day at nine in Jakarta, and two hours later what hangs on it. */
function inOrder(courses: readonly Course[], until: Instant): Moment[] {
  const moments = new Map<number, Moment>();
  const morning = Math.floor(until.getTime() / DAY_MS) * DAY_MS + 2 * HOUR_MS;
  for (const course of courses) {
    let earlier = 0;
    for (const [doing, days] of ways[course.plan.end]) {
      const planned = morning - (course.plan.daysAgo - days) * DAY_MS;
      // Two things that one purchase needs on one day come after each other, and nothing comes from tomorrow.
      const time = Math.min(Math.max(planned, earlier + MINUTE_MS), until.getTime());
      earlier = time;
      const moment = moments.get(time) ?? { at: new Date(time), doings: [] };
      moment.doings.push({ course, doing });
      moments.set(time, moment);
    }
  }
  return [...moments.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
