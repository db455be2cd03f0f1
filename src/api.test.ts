import { gzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { styleAsset } from './platform/page.tsx';
import { publishRoot } from './platform/roots.ts';
import { descriptionOf } from './platform/route.ts';
import { seal } from './platform/sealer.ts';
import { startSession } from './platform/session.ts';
import { readDescription } from './testing/described-answers.ts';
import { openHub } from './testing/open-hub.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, world, web, dispatcher } = await openHub(at);

const html = { headers: { accept: 'text/html' } };
const read = async (language: string) => (await web.request(`/api.json?lang=${language}`)).json();
const description = await read('id');
const { faultsOf, validate } = readDescription(description);

// biome-ignore lint/suspicious/noExplicitAny: the answers are read as a stranger would
type Json = any;
const said: string[] = [];
const answered = new Set<string>();

/** Sends as that person, and holds the answer against the description. */
async function send(who: string, method: string, path: string, body?: object | FormData): Promise<Json> {
  const personId = world.ids[who];
  const cookie =
    who === 'darsono'
      ? await demoCookie(who)
      : `bangga=${personId && (await startSession(database, { personId, at, way: 'demo' }))}`;
  const isForm = body instanceof FormData;
  const type: Record<string, string> = isForm ? {} : { 'content-type': 'application/json' };
  const headers = { accept: 'application/json', 'idempotency-key': crypto.randomUUID(), cookie, ...type };
  const sent = body && { body: isForm ? body : JSON.stringify(body) };
  const response = await web.request(path, { method, headers, ...sent });
  said.push(...(await faultsOf(method, path, response)));
  if (response.status < 300) answered.add(`${method} ${path.split('?')[0]?.replace(/[0-9a-f-]{36}/g, ':id')}`);
  const text = await response.text();
  return text.startsWith('{') ? JSON.parse(text) : text;
}

async function demoCookie(code: string): Promise<string> {
  const entered = await web.request(`/session/demo/${code}`, html);
  return entered.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const routes = web.routes.filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/assets/'));

test('every route is described, and every description has its route', () => {
  expect(
    routes.filter(({ handler }) => !descriptionOf(handler)).map(({ method, path }) => `${method} ${path}`),
  ).toEqual([]);
  const mounted = routes.map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const told = Object.entries<object>(description.paths).flatMap(([path, one]) =>
    Object.keys(one).map((method) => `${method} ${path}`),
  );
  expect(told.toSorted()).toEqual([...new Set(mounted)].toSorted());
});

test('every operation has a name of its own', () => {
  const names = routes.map(({ handler }) => descriptionOf(handler)?.name);
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});

test.each(['id', 'en'])('the description in %s is OpenAPI 3.1', async (language) => {
  const judge = new Validator();
  expect(await judge.validate(await read(language))).toMatchObject({ valid: true });
  expect(judge.version).toBe('3.1');
});

test('every example answers its schema', () => {
  let examples = 0;
  const visit = (node: Json, place: string): string[] => {
    if (typeof node !== 'object' || node === null) return [];
    const own = Array.isArray(node.examples) ? node.examples : [];
    examples += own.length;
    return [
      ...own.flatMap((example: unknown) => validate(node, example).map((fault) => `${place}: ${fault}`)),
      ...Object.entries(node).flatMap(([key, value]) => visit(value, `${place}/${key}`)),
    ];
  };
  expect(visit(description, '')).toEqual([]);
  expect(examples).toBeGreaterThan(12);
});

test('a purchase from search to payment answers what is described', async () => {
  const base = `/institutions/${world.institutionId}`;
  const { offers } = await send('ratna', 'GET', '/offers?q=kursi+tamu+rotan&sort=cheapest');
  await send('ratna', 'GET', `/offers/${offers[0].id}`);
  const [budgetLineId] = world.lines;
  const wanted = { title: 'Kursi', budgetLineId, shipTo: '19.02', address: 'Jl. Melur 14' };
  const drafted = await send('ratna', 'POST', `${base}/requests`, {
    ...wanted,
    lines: [{ offerId: offers[0].id, quantity: 2 }],
  });
  const request = `${base}/requests/${drafted.id}`;
  await send('ratna', 'POST', `${request}/lines`, { lines: [{ offerId: offers[0].id, quantity: 1 }] });
  await send('ratna', 'POST', `${request}/submission`, {});
  await dispatcher.idle();
  const { state, orders } = await send('ratna', 'GET', request);
  expect(state).toBe('confirmed');
  await send('ratna', 'GET', `${base}/requests`);
  const [order] = orders;

  const session = await send('darsono', 'GET', '/session');
  const shop = `/sellers/${session.grants[0].sellerId}`;
  await send('darsono', 'GET', shop);
  await send('darsono', 'POST', `${shop}/orders/${order.id}/acceptance`, {});
  await send('darsono', 'POST', `${shop}/orders/${order.id}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-1' });
  await send('darsono', 'GET', `${shop}/orders`);
  await send('darsono', 'GET', `${shop}/orders/${order.id}`);

  const delivery = `${base}/deliveries/${order.id}`;
  await send('ratna', 'POST', `${delivery}/inquiry`, {});
  await send('ratna', 'GET', `${base}/deliveries`);
  await send('ratna', 'POST', `${delivery}/receipts`, { lines: [{ lineId: order.lines[0].id, quantity: 1 }] });
  await dispatcher.idle();
  expect((await send('ratna', 'GET', delivery)).state).toBe('received');

  const { bills } = await send('yohanes', 'GET', `${base}/bills`);
  const paying = { method: 'UP', reference: 'TRF-0412', paidOn: '2026-11-25' };
  const paid = await send('yohanes', 'POST', `${base}/bills/${bills[0].id}/payment`, paying);
  expect(paid.state).toBe('paid');
  await send('yohanes', 'GET', `${base}/bills/${bills[0].id}`);

  const [paper] = await database.query<{ id: string; code: string }>(
    `select id, verify_code as code from document.papers order by number limit 1`,
  );
  await send('ratna', 'GET', `${base}/papers/${paper?.id}`);
  expect(await send('ratna', 'GET', `/verify/${paper?.code}`)).toMatchObject({ genuine: true });
  expect(await send('ratna', 'GET', '/verify/ABCDEFGHJKMNPQRSTVWXYZ01')).toEqual({ genuine: false });
  await send('galuh', 'GET', `${base}/decisions/${drafted.id}`);

  await seal(database, { at });
  const root = await publishRoot(database, { at: new Date(at.getTime() + 86_400_000) });
  const published = await send('', 'GET', '/audit/roots?year=2026');
  expect(published.roots).toMatchObject([{ day: '2026-11-25', root: root?.hash }]);
  const { proof } = await send('galuh', 'GET', `${base}/audit?day=2026-11-25`);
  expect(proof.holds).toBe(true);
  // Whoever sees the public list learns nothing of who is in it.
  expect(JSON.stringify(published)).not.toContain(world.institutionId);

  await send('ratna', 'GET', base);
  const sums = await send('ratna', 'GET', `${base}/budget?unit=all`);
  const unit = await send('ratna', 'GET', `${base}/budget?unit=${sums.workUnits[0].id}`);
  const node = unit.nodes.at(-1);
  await send('ratna', 'GET', `${base}/budget?unit=${sums.workUnits[0].id}&at=${node.id}`);
  const revising = { ceilingRupiah: 200_000_000, basis: 'Perubahan (contoh)' };
  await send('sri', 'POST', `${base}/budget/lines/${budgetLineId}/revision`, revising);
  const refusals: Json[] = [];
  for (const rows of ['satu,dua\n1,2', 'kode_subkegiatan,kode_rekening,uraian,pagu\nx,5.2,Kursi,banyak']) {
    const file = new FormData();
    file.set('year', '2026');
    file.set('file', new File([rows], 'pos.csv'));
    refusals.push(await send('sri', 'POST', `${base}/budget/lines-file`, file));
  }
  expect(refusals).toMatchObject([{ type: expect.any(String) }, { rows: [{ line: 2 }] }]);

  for (const path of [
    '/marketplaces',
    '/rules',
    '/rules?on=2026-11-25',
    '/help',
    '/attribution',
    '/session/new',
    '/api',
  ]) {
    await send('ratna', 'GET', path);
  }
  expect(said).toEqual([]);
  expect(answered.size).toBeGreaterThan(30);
});

test('an answer that strays from its description is seen', async () => {
  const path = '/verify/ABCDEFGHJKMNPQRSTVWXYZ01';
  expect(await faultsOf('GET', path, Response.json({ genuine: false, phone: '0812' }, { status: 404 }))).toHaveLength(
    1,
  );
  expect(await faultsOf('GET', path, Response.json({ genuine: true }))).not.toEqual([]);
  expect(await faultsOf('GET', '/nowhere', Response.json({}))).toHaveLength(1);
});

test.each(['id', 'en'])('the page in %s is light and loads nothing from elsewhere', async (language) => {
  const page = await (await web.request(`/api?lang=${language}`, html)).text();
  expect(gzipSync(page).length + gzipSync(styleAsset().body).length).toBeLessThan(25_000);
  expect(page).not.toMatch(/<script(?! src="\/assets\/)|src="http/);
  for (const { path } of routes) expect(page).toContain(path);
});
