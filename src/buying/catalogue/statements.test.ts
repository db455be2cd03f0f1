import { expect, test } from 'vitest';
import { openHub } from '../../testing/open-hub.ts';

const hub = await openHub(new Date('2026-11-25T05:00:00Z'));
const cookie = await hub.cookieOf('pp');
let statements = 0;
const { query } = hub.database;
Object.assign(hub.database, {
  query: (...asked: Parameters<typeof query>) => {
    statements += 1;
    return query(...asked);
  },
});

async function count(path: string): Promise<number> {
  const ask = () => hub.web.request(path, { headers: { accept: 'text/html', cookie } });
  await ask(); // the vocabulary is read once a process
  let least = Number.POSITIVE_INFINITY;
  // The outbox asks now and then beside us, so the least of some rounds is the page's own.
  for (let round = 0; round < 5; round += 1) {
    statements = 0;
    expect((await ask()).status).toBe(200);
    least = Math.min(least, statements);
  }
  return least;
}

test('a search asks the database six times at most, and a page of goods eight times, session and masthead included', async () => {
  for (const path of [
    '/offers',
    '/offers?q=kursi',
    '/offers?q=krsi+rotn&class=umk&near=province',
    '/offers?q=qqqqqq',
  ]) {
    expect(await count(path), path).toBeLessThanOrEqual(6);
  }
  expect(await count(`/offers/${hub.offerId}`)).toBeLessThanOrEqual(8);
});
