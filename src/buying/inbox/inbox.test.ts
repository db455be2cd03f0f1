import { beforeAll, expect, test } from 'vitest';
import type { Database } from '../../platform/database.ts';
import { openHub } from '../../testing/open-hub.ts';
import { inOrder, type Task, timeLeft } from './rules.ts';

const at = new Date('2026-11-25T05:00:00Z');
const hub = await openHub(at);
const { database, web, institutionId, cookieOf, act, buy, buyUntil, dispatcher } = hub;

async function page(who: 'pp' | 'ppk' | 'treasurer' | 'auditor', path: string): Promise<string> {
  const answer = await web.request(path, { headers: { accept: 'text/html', cookie: await cookieOf(who) } });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** How many statements go to the database while `work` runs. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  await Promise.all((['pp', 'ppk', 'treasurer', 'auditor'] as const).map(cookieOf));
  const counted = database as { query: Database['query'] };
  const { query } = database;
  let count = 0;
  counted.query = (sql, values) => {
    count += 1;
    return query(sql, values);
  };
  try {
    await work();
  } finally {
    counted.query = query;
  }
  return count;
}

let dear = '';
beforeAll(async () => {
  await hub.owner.query('update institution.institutions set approval_above_sen = 100');
  await buy(2, { step: 'submission' });
  await dispatcher.idle();
  const [request] = await database.query<{ id: string; state: string }>(
    `select id, state from purchase.requests where state = 'awaiting-approval'`,
  );
  dear = request?.id ?? '';
});

test('what waits for approval is one tap away, with the end of its hold in words', async () => {
  const inbox = await page('ppk', '/inbox');
  expect(inbox).toContain(`href="/institutions/${institutionId}/requests/${dear}"`);
  expect(inbox).toMatch(/Harga ditahan sampai/);
  expect(inbox).toMatch(/(jam|menit|hari) lagi/);
  // The official who made it finds nothing to approve.
  expect(await page('pp', '/inbox')).not.toContain(dear);
  const decision = await page('ppk', `/institutions/${institutionId}/requests/${dear}`);
  for (const said of ['Terbilang:', 'Keputusan Anda', 'Menurut aturan', 'tidak dapat dibatalkan'])
    expect(decision).toContain(said);
});

test('an inbox takes at most 6 statements, a request at most 12', async () => {
  for (const who of ['pp', 'ppk', 'treasurer'] as const)
    expect(await statements(() => page(who, '/inbox')), who).toBeLessThanOrEqual(6);
  const request = `/institutions/${institutionId}/requests/${dear}`;
  for (const who of ['pp', 'ppk'] as const)
    expect(await statements(() => page(who, request)), who).toBeLessThanOrEqual(12);
  const draft = await act('pp', `${request}/repetition`, {});
  const shown = `/institutions/${institutionId}/requests/${draft.id}`;
  expect(await statements(() => page('pp', shown))).toBeLessThanOrEqual(12);
});

test('an old request is repeated as a draft of the same goods', async () => {
  const draft = await act('pp', `/institutions/${institutionId}/requests/${dear}/repetition`, {});
  expect(draft).toMatchObject({ state: 'draft', orders: [{ lines: [{ quantity: 2 }] }] });
  expect(draft.id).not.toBe(dear);
});

test('what was approved leaves the inbox, what travels and what is owed comes into it', async () => {
  await act('ppk', `/institutions/${institutionId}/requests/${dear}/approval`, {});
  await dispatcher.idle();
  expect(await page('ppk', '/inbox')).not.toContain(dear);
  for (const who of ['pp', 'ppk', 'auditor'] as const)
    expect(
      await statements(() => page(who, `/institutions/${institutionId}/requests/${dear}`)),
      who,
    ).toBeLessThanOrEqual(12);
  await hub.owner.query('update institution.institutions set approval_above_sen = null');
  const { orderId } = await buyUntil('shipped');
  expect(await page('pp', '/inbox')).toContain(`/deliveries/${orderId}`);
  await buyUntil('received');
  expect(await page('treasurer', '/inbox')).toContain('Periksa dan bayar');
});

test('what slips away first stands first, and what is left is never told longer than it is', () => {
  const task = (number: string, more: Partial<Task>): Task => ({
    ...{ kind: 'approve', href: '/', title: 'Kursi', number, sellerName: null, amount: 1n },
    ...{ heldUntil: null, dueOn: null, since: at, ...more },
  });
  const soon = task('soon', { heldUntil: at });
  const later = task('later', { heldUntil: new Date(at.getTime() + 1) });
  const due = task('due', { dueOn: '2026-11-26' });
  expect(inOrder([task('old', {}), due, later, soon]).map(({ number }) => number)).toEqual([
    'soon',
    'later',
    'due',
    'old',
  ]);
  const left = (minutes: number) => timeLeft(new Date(at.getTime() + minutes * 60_000), at);
  expect(left(0).unit).toBe('ended');
  expect(left(119)).toEqual({ unit: 'minutes', count: 119 });
  expect(left(179)).toEqual({ unit: 'hours', count: 2 });
  expect(left(48 * 60)).toEqual({ unit: 'days', count: 2 });
});
