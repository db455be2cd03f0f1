import { expect, test } from 'vitest';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { visitorOf } from '../../platform/session.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { Problem } from '../../values/problem.ts';
import { accountRoutes, addPerson, createFirstLink, createLoginLink, erasePerson, grant } from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
let now = at;
const clock = () => now;

interface Variant {
  readonly demo?: boolean;
  readonly secure?: boolean;
  readonly triesPerMinute?: number;
}

function site({ demo = true, secure = false, triesPerMinute = 1000 }: Variant = {}) {
  const web = createWeb({
    personOf: visitorOf({ database, clock, secure }),
    frameOf: async (c) => ({ demo, path: new URL(c.req.url).pathname, nav: [] }),
  });
  const namePlaces = async () => new Map([[sukamaju, 'Kabupaten Sukamaju']]);
  const addressOf = (c: { req: { header(name: string): string | undefined } }) => c.req.header('x-address') ?? 'here';
  web.route('/', accountRoutes({ database, vault, clock, demo, secure, triesPerMinute, namePlaces, addressOf }));
  return web;
}

const sukamaju = newId(at);
const web = site();
const html = { accept: 'text/html' };
const json = { accept: 'application/json' };
const form = (fields: Record<string, string>, headers: Record<string, string> = html) => ({
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
const whoIs = async (cookie: string) => (await web.request('/session', { headers: { ...json, cookie } })).json();
const firstLink = () => database.transaction((tx) => createFirstLink(tx, { at: now }));

// These come first, for they need a hub without people.
test('a preview of the first link uses nothing up, and its form asks for a name', async () => {
  const path = `/session/first/${await firstLink()}`;
  for (const _ of [1, 2]) {
    const page = await web.request(path, { headers: html });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const text = await page.text();
    expect(text).toContain('Jadilah pengelola pertama');
    expect(text).toContain(`action="${path}?lang=id"`);
  }
  const refused = await web.request(path, form({ name: '  ', email: '' }, json));
  expect(refused.status).toBe(422);
  expect(await owner.query(`select from account.people`)).toEqual([]);
});

test('two links to an empty hub, ten visitors each at the same time: one becomes its steward', async () => {
  const links = [await firstLink(), await firstLink()];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      web.request(`/session/first/${links[n % 2]}`, form({ name: `Pengelola ${n}`, email: '' })),
    ),
  );
  const entered = answers.filter(({ status }) => status === 303);
  expect(entered).toHaveLength(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 404, 409]));
  expect(await owner.query(`select from account.people`)).toHaveLength(1);
  const [steward] = entered;
  expect(await whoIs(steward ? cookieOf(steward) : '')).toMatchObject({
    name: expect.stringMatching(/^Pengelola \d+$/),
    grants: [{ role: 'steward', scope: 'hub', decree: 'Pemasangan Bangga' }],
  });
  const refused = expect(firstLink()).rejects;
  await refused.toBeInstanceOf(Problem);
  await expect(firstLink()).rejects.toMatchObject({ code: 'account/hub-not-empty' });
});

async function addRatna(tx: Tx): Promise<string> {
  const personId = await addPerson(tx, vault, { name: 'Ratna Wulandari', demoCode: 'pp', at });
  const decree = 'SK 800/17/2026';
  await grant(tx, { personId, role: 'pp', institutionId: sukamaju, decree, validFrom: at, by: personId, at });
  return personId;
}

let ratnaId = ''; // known once the hub has its steward
test('in demo mode everybody on the list is one click away, without script', async () => {
  ratnaId = await database.transaction(addRatna);
  const page = await (await web.request('/session/new', { headers: html })).text();
  expect(page).toContain('Coba sebagai');
  expect(page).toContain('<b>Ratna Wulandari</b>, Pejabat Pengadaan');
  const twin = await (await web.request('/session/new', { headers: json })).json();
  expect(twin).toEqual({ demo: true, people: [{ name: 'Ratna Wulandari', demoCode: 'pp', roles: ['pp'] }] });

  const answer = await web.request('/session', form({ demoCode: 'pp' }));
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/?lang=id');
  expect(await whoIs(cookieOf(answer))).toMatchObject({
    personId: ratnaId,
    name: 'Ratna Wulandari',
    grants: [{ role: 'pp', institutionId: sukamaju, placeName: 'Kabupaten Sukamaju' }],
  });
  const me = await (await web.request('/session', { headers: { ...html, cookie: cookieOf(answer) } })).text();
  for (const seen of ['Ratna Wulandari', 'Kabupaten Sukamaju', 'SK 800/17/2026', 'sejak 25 November 2026', 'Keluar']) {
    expect(me).toContain(seen);
  }
});

test('signing out ends the session, and signing in anew ends the older one of the same browser', async () => {
  const one = cookieOf(await web.request('/session', form({ demoCode: 'pp' })));
  const two = cookieOf(await web.request('/session', form({ demoCode: 'pp' }, { ...html, cookie: one })));
  expect(two).not.toBe(one);
  expect(await whoIs(one)).toMatchObject({ type: 'account/who-are-you', status: 401 });
  const out = await web.request('/session/end', form({}, { ...html, cookie: two }));
  expect(out.status).toBe(303);
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect(await whoIs(two)).toMatchObject({ status: 401 });
  const nobody = await web.request('/session', { headers: html });
  expect(nobody.headers.get('location')).toBe('/session/new?lang=id');
});

test('a session is over after its hours, though the browser still shows the cookie', async () => {
  const cookie = cookieOf(await web.request('/session', form({ demoCode: 'pp' })));
  now = new Date(at.getTime() + 12 * 3_600_000);
  expect(await whoIs(cookie)).toMatchObject({ status: 401 });
  now = at;
});

test('the link of the terminal leads to a page of ours', async () => {
  const answer = await web.request('/session/demo/pp?to=/offers%3Fq%3Dkursi', { headers: html });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/offers?q=kursi']);
  expect(await whoIs(cookieOf(answer))).toMatchObject({ personId: ratnaId });
  // An empty field asks for nothing, as everywhere.
  const nowhere = await web.request('/session/demo/pp?to=', { headers: html });
  expect([nowhere.status, nowhere.headers.get('location')]).toEqual([303, '/?lang=id']);
});

test.each(['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)'])(
  'the link of the terminal does not lead to %j',
  async (to) => {
    const answer = await web.request(`/session/demo/pp?to=${encodeURIComponent(to)}`, { headers: html });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
  },
);

test('unknown and malformed demo people are refused', async () => {
  expect((await web.request('/session', form({ demoCode: 'nobody' }))).status).toBe(404);
  expect((await web.request('/session', form({ demoCode: "' or 1=1" }))).status).toBe(422);
  expect((await web.request('/session/demo/NOBODY%27', { headers: html })).status).toBe(404);
});

test('without demo mode nobody comes in as a demo person', async () => {
  const real = site({ demo: false });
  expect((await real.request('/session', form({ demoCode: 'pp' }))).status).toBe(404);
  expect((await real.request('/session/demo/pp', { headers: html })).status).toBe(404);
  const page = await (await real.request('/session/new', { headers: html })).text();
  expect(page).toContain('tautan sekali pakai');
  expect(page).not.toContain('Ratna Wulandari');
  const twin = await (await real.request('/session/new', { headers: json })).json();
  expect(twin).toEqual({ demo: false, people: [] });
});

test('an invitation lets its person in once, also ten times at once, and only for a day', async () => {
  const invite = () => database.transaction((tx) => createLoginLink(tx, { personId: ratnaId, by: ratnaId, at }));
  const path = `/session/link/${await invite()}`;
  expect(await (await web.request(path, { headers: html })).text()).toContain('Masuk sebagai Ratna Wulandari');
  const answers = await Promise.all(Array.from({ length: 10 }, () => web.request(path, form({}))));
  const entered = answers.filter(({ status }) => status === 303);
  expect(entered).toHaveLength(1);
  expect(await whoIs(entered[0] ? cookieOf(entered[0]) : '')).toMatchObject({ personId: ratnaId });
  expect((await web.request(path, { headers: html })).status).toBe(404);

  const late = `/session/link/${await invite()}`;
  now = new Date(at.getTime() + 24 * 3_600_000);
  expect((await web.request(late, form({}))).status).toBe(404);
  now = at;
  // An invitation is not the link of the first steward, nor the other way round.
  expect((await web.request(late.replace('link', 'first'), form({ name: 'Siapa' }))).status).toBe(404);
  expect((await web.request(late, form({}))).status).toBe(303);
  const forms = ['x', "'", 'a'.repeat(43), '%00', '..%2Fnew'].map((token) => `/session/link/${token}`);
  const wrong = await Promise.all(forms.map((path) => web.request(path, { headers: html })));
  expect(wrong.map(({ status }) => status)).toEqual(forms.map(() => 404));
});

test('over HTTPS the cookie is bound to this host', async () => {
  const secure = site({ secure: true });
  const answer = await secure.request('/session', form({ demoCode: 'pp' }));
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-bangga=[\w-]{43};.* Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test('too many tries from one address wait; another address does not', async () => {
  const strict = site({ triesPerMinute: 3 });
  const attempt = (address: string) =>
    strict.request('/session', form({ demoCode: 'nobody' }, { ...json, 'x-address': address }));
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await attempt('192.0.2.1')).status);
  expect(statuses).toEqual([404, 404, 404, 429]);
  const refused = await attempt('192.0.2.1');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ type: 'account/too-many-tries' });
  expect((await attempt('192.0.2.2')).status).toBe(404);
});

test('another site cannot sign a visitor in or out', async () => {
  const foreign = { ...html, host: 'hub.example', origin: 'https://elsewhere.example' };
  expect((await web.request('/session', form({ demoCode: 'pp' }, foreign))).status).toBe(403);
  expect((await web.request('/session/end', form({}, foreign))).status).toBe(403);
});

test('an invitation to somebody who was erased since opens nothing', async () => {
  const token = await database.transaction((tx) => createLoginLink(tx, { personId: ratnaId, by: ratnaId, at }));
  await erasePerson(database, vault, { personId: ratnaId, by: ratnaId, at });
  expect((await web.request(`/session/link/${token}`, { headers: html })).status).toBe(404);
  expect((await web.request(`/session/link/${token}`, form({}))).status).toBe(404);
  expect((await web.request('/session', form({ demoCode: 'pp' }))).status).toBe(404);
});
