import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { savedSearchRoutes } from './index.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const [ratna, bambang] = [newId(at), newId(at)];
const web = createWeb({
  personOf: async (c) => c.req.header('x-person'),
  frameOf: async () => ({ demo: true, path: '/searches', nav: [] }),
});
web.route('/', savedSearchRoutes({ database, clock: () => at }));

const ask = (person: string | undefined, path: string, fields?: Record<string, string>, accept = 'application/json') =>
  web.request(path, {
    headers: { accept, ...(person && { 'x-person': person }) },
    ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
  });
const listOf = async (person: string) => (await (await ask(person, '/searches')).json()).searches;

test('a search is kept for its person alone, runs again, takes a new name and is forgotten', async () => {
  const address = 'q=kursi&class=umk&page=3&lang=id';
  expect((await ask(ratna, '/searches', { name: 'Kursi', address })).status).toBe(303);
  await ask(ratna, '/searches', { name: 'Kursi usaha kecil', address: 'class=umk&q=kursi' });
  const [saved, ...more] = await listOf(ratna);
  expect(more).toEqual([]);
  expect(saved).toMatchObject({ name: 'Kursi usaha kecil', address: 'class=umk&q=kursi' });
  const page = await (await ask(ratna, '/searches?lang=id', undefined, 'text/html')).text();
  expect(page).toContain('href="/offers?class=umk&amp;q=kursi&amp;lang=id"');
  expect(await listOf(bambang)).toEqual([]);
  expect((await ask(bambang, `/searches/${saved.id}/removal`, {})).status).toBe(404);
  expect(await listOf(ratna)).toHaveLength(1);
  await ask(ratna, `/searches/${saved.id}/removal`, {});
  expect(await listOf(ratna)).toEqual([]);
});

test('without a session nothing is kept, and without a name neither', async () => {
  expect((await ask(undefined, '/searches')).status).toBe(401);
  expect((await ask(undefined, '/searches', { name: 'Kursi', address: '' })).status).toBe(401);
  expect((await ask(ratna, '/searches', { name: ' ', address: '' })).status).toBe(422);
});

test('the fifty-first search is refused', async () => {
  for (let n = 0; n < 50; n += 1) await ask(bambang, '/searches', { name: `Cari ${n}`, address: `q=${n}` });
  expect((await ask(bambang, '/searches', { name: 'Lagi', address: 'q=lagi' })).status).toBe(409);
  expect(await listOf(bambang)).toHaveLength(50);
});
