import { expect, test } from 'vitest';
import { demoLink, openWorld, people } from './demo/world.ts';
import { createHub } from './hub.ts';
import { addPerson, grant } from './parties/account/index.ts';
import { openInstitution } from './parties/institution/index.ts';
import { admitMarketplace, agreeOnNudges, newNudgeSecret, signNudge } from './parties/marketplace/index.ts';
import { type Who as Allowed, descriptionOf } from './platform/route.ts';
import { startSession } from './platform/session.ts';
import { cloneDatabase } from './testing/database.ts';
import { readDescription } from './testing/described-answers.ts';
import { cloneVault } from './testing/vault.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const by = '00000000-0000-0000-0000-000000000000';
const elsewhere = await database.transaction(async (tx) => {
  const other = { code: 'CONTOH-02', name: 'Kota Lain (contoh)', kind: 'city', by, at } as const;
  const institutionId = await openInstitution(tx, other);
  const personId = await addPerson(tx, vault, { name: 'Dewi Anggraini', by, at });
  for (const role of ['pp', 'ppk', 'treasurer', 'administrator', 'auditor', 'ppspm', 'bud', 'kpa'] as const) {
    await grant(tx, { personId, role, institutionId, decree: 'contoh', validFrom: at, by, at });
  }
  return personId;
});
const seller = '01a21111-0000-7000-8000-000000000001';
const steward = await database.transaction(async (tx) => {
  const personId = await addPerson(tx, vault, { name: 'Laksmi Paramita', by, at });
  await grant(tx, { personId, role: 'steward', decree: 'contoh', validFrom: at, by, at });
  return personId;
});
const shopkeeper = await database.transaction(async (tx) => {
  const personId = await addPerson(tx, vault, { name: 'Yanti Kurniasih', by, at });
  await grant(tx, { personId, role: 'seller', sellerId: seller, decree: 'contoh', validFrom: at, by, at });
  return personId;
});
const connectors = () => {
  throw new Error('no marketplace is asked in this file');
};
const { web } = createHub({ database, vault, clock: () => at, connectors, demo: true, baseUrl: 'http://localhost' });

const isJson = ({ headers }: Response) => headers.get('content-type')?.includes('json');
const { faultsOf } = readDescription(await (await web.request('/api.json')).json());

const everybody = {
  ...{ pp: world.ids.ratna, ppk: world.ids.bambang, treasurer: world.ids.yohanes, ppspm: world.ids.maria },
  ...{ bud: world.ids.wayan, administrator: world.ids.sri, auditor: world.ids.galuh },
  ...{ seller: shopkeeper, elsewhere, steward },
};
type Who = keyof typeof everybody | 'partner' | 'stranger';

const secret = newNudgeSecret();
const partner = await database.transaction(async (tx) => {
  const access = { code: 'lokabina', name: 'Lokabina', baseUrl: 'http://localhost:1', apiKey: 'rahasia' };
  const marketplaceId = await admitMarketplace(tx, { ...access, by, at });
  await agreeOnNudges(tx, vault, { marketplaceId, secret, by, at });
  return marketplaceId;
});
/** A marketplace has no session: it signs what it sends. */
const signatureOf = (body: BodyInit = '') =>
  typeof body === 'string' ? { ...signNudge({ secret, id: crypto.randomUUID(), at, body }) } : {};

/** Each request has a session of its own, for one of the routes ends it. */
async function send(who: Who, method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) {
  if (who === 'partner') return sendAs(undefined, method, path, body, { ...signatureOf(body), ...headers });
  return sendAs(who === 'stranger' ? undefined : everybody[who], method, path, body, headers);
}

async function sendAs(
  personId: string | undefined,
  method: string,
  path: string,
  body: BodyInit | undefined,
  headers: Record<string, string>,
) {
  const token = personId && (await startSession(database, { personId, at, way: 'demo' }));
  const cookie: Record<string, string> = token ? { cookie: `bangga=${token}` } : {};
  const key = { 'idempotency-key': crypto.randomUUID() };
  const init = { method, headers: { accept: 'application/json', ...key, ...cookie, ...headers } };
  return web.request(path, body === undefined ? init : { ...init, body });
}

const office = ['pp', 'ppk', 'treasurer', 'ppspm', 'bud', 'administrator', 'auditor'] as const satisfies Who[];
const buyers = ['pp', 'ppk'] as const satisfies Who[];
const all = [...office, 'seller', 'elsewhere', 'steward', 'partner', 'stranger'] as const satisfies Who[];
const own = [...office, 'seller', 'elsewhere', 'steward'] as const satisfies Who[];

/** Who may use which route, written by hand. A route without a row fails. */
const expected: Readonly<Record<string, readonly Who[]>> = {
  'GET /': all,
  'GET /demo': all,
  'GET /session/new': all,
  'GET /session': own,
  'POST /session': all,
  'POST /session/end': all,
  'POST /session/password-entry': all,
  'GET /session/forgotten': all,
  'POST /session/forgotten': all,
  'GET /session/forgotten/sent': all,
  'GET /session/password': own,
  'POST /session/password': own,
  'POST /session/devices/:sessionId/ending': own,
  'POST /session/devices/ending': own,
  'GET /session/second-factor': own,
  'POST /session/second-factor': own,
  'POST /session/second-factor/ending': own,
  'GET /mail': all,
  'GET /api': all,
  'GET /api.json': all,
  'GET /audit/roots': all,
  'GET /help': all,
  'GET /attribution': all,
  'GET /offers': all,
  'GET /offers/:offerId': all,
  'GET /offers/suggestions': all,
  'GET /comparison': all,
  'GET /searches': own,
  'POST /searches': own,
  'POST /searches/:searchId/removal': own,
  'GET /marketplaces': all,
  'POST /marketplaces/:marketplaceId/suspension': ['steward'],
  'POST /marketplaces/:marketplaceId/readmission': ['steward'],
  'POST /marketplaces/:marketplaceId/nudges': ['partner'],
  'GET /rules': all,
  'GET /inbox': own,
  'GET /verify': all,
  'GET /verify/:code': all,
  'GET /sellers/:sellerId': all,
  'GET /institutions/:institutionId': office,
  'GET /institutions/:institutionId/settings': ['administrator'],
  'POST /institutions/:institutionId/settings': ['administrator'],
  'GET /institutions/:institutionId/officers': ['administrator'],
  'POST /institutions/:institutionId/officers': ['administrator'],
  'POST /institutions/:institutionId/officers/:grantId/ending': ['administrator'],
  'POST /institutions/:institutionId/people/:personId/link': ['administrator'],
  'GET /institutions/:institutionId/requests': office,
  'GET /institutions/:institutionId/requests/new': buyers,
  'POST /institutions/:institutionId/requests': buyers,
  'GET /institutions/:institutionId/requests/:requestId': office,
  'GET /institutions/:institutionId/requests/:requestId/changes': office,
  'POST /institutions/:institutionId/requests/:requestId/lines': buyers,
  'POST /institutions/:institutionId/requests/:requestId/repetition': buyers,
  'POST /institutions/:institutionId/requests/:requestId/goods': buyers,
  'POST /institutions/:institutionId/requests/:requestId/replacement': buyers,
  'POST /institutions/:institutionId/requests/:requestId/submission': buyers,
  'POST /institutions/:institutionId/requests/:requestId/continuation': buyers,
  'POST /institutions/:institutionId/requests/:requestId/approval': ['ppk'],
  'POST /institutions/:institutionId/requests/:requestId/rejection': ['ppk'],
  'POST /institutions/:institutionId/requests/:requestId/cancellation': buyers,
  'GET /institutions/:institutionId/decisions/:requestId': ['auditor'],
  'GET /institutions/:institutionId/audit': ['auditor'],
  'GET /institutions/:institutionId/papers/:paperId': office,
  'GET /institutions/:institutionId/deliveries': office,
  'GET /institutions/:institutionId/deliveries/:orderId': office,
  'GET /institutions/:institutionId/deliveries/:orderId/changes': office,
  'POST /institutions/:institutionId/deliveries/:orderId/receipts': buyers,
  'POST /institutions/:institutionId/deliveries/:orderId/inquiry': office,
  'GET /institutions/:institutionId/bills': office,
  'GET /institutions/:institutionId/bills/:billId': office,
  'POST /institutions/:institutionId/bills/:billId/payment': ['treasurer'],
  'POST /institutions/:institutionId/bills/:billId/spp': ['treasurer'],
  'POST /institutions/:institutionId/bills/:billId/spm': ['ppspm'],
  'POST /institutions/:institutionId/bills/:billId/sp2d': ['bud'],
  'GET /institutions/:institutionId/budget': office,
  'POST /institutions/:institutionId/budget/lines': ['administrator'],
  'POST /institutions/:institutionId/budget/lines/:lineId/revision': ['administrator'],
  'POST /institutions/:institutionId/budget/lines-file': ['administrator'],
  'GET /me/purchases': own,
  'GET /me/purchases/new': own,
  'POST /me/purchases': own,
  'GET /me/purchases/:purchaseId': own,
  'POST /me/purchases/:purchaseId/cancellation': own,
  'GET /qris/:paymentId': all,
  'POST /qris/:paymentId/payment': all,
  'GET /sellers/:sellerId/orders': ['seller'],
  'GET /sellers/:sellerId/orders/:orderId': ['seller'],
  'POST /sellers/:sellerId/orders/:orderId/acceptance': ['seller'],
  'POST /sellers/:sellerId/orders/:orderId/refusal': ['seller'],
  'POST /sellers/:sellerId/orders/:orderId/shipment': ['seller'],
};
/** Their answers do not depend on a role: they belong to whoever holds the link, or lead elsewhere. */
const apart = [
  /^GET \/session\/(demo|first|link|reset|second-step)\//,
  /^POST \/session\/(first|link|reset|second-step)\//,
  /^GET \/assets\//,
  /^GET \/requests\/new$/,
];

const routes = [
  ...new Set(web.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)),
].filter((route) => !apart.some((one) => one.test(route)));

const filled = (path: string): string =>
  path
    .replace(':institutionId', world.institutionId)
    .replace(':sellerId', seller)
    .replace(':marketplaceId/nudges', `${partner}/nudges`)
    .replace(':code', 'ABCDEFGHJKMNPQRSTVWXYZ01')
    .replace(/:\w+Id/g, '01a21111-0000-7000-8000-00000000000f');

test('every route has its row, and every row its route', () => {
  expect(routes.filter((route) => !(route in expected))).toEqual([]);
  expect(Object.keys(expected).filter((route) => !routes.includes(route))).toEqual([]);
});

test('the description names those who may', () => {
  const told = (who: Allowed) => ({ anyone: all, 'signed-in': own, office })[who as string] ?? who;
  for (const { method, path, handler } of web.routes) {
    const route = `${method} ${path}`;
    const description = descriptionOf(handler);
    // A kpa buys and approves too; nobody here is one.
    if (description && routes.includes(route)) {
      expect([...told(description.who)].filter((one) => one !== 'kpa').toSorted(), route).toEqual(
        [...(expected[route] ?? [])].toSorted(),
      );
    }
  }
});

/** Those who show no session; and where a signature is asked for, a session is worth nothing. */
const isUnknown = (who: Who) => who === 'stranger' || who === 'partner';

test.each(routes)('%s answers those who may, and no others', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  for (const who of all) {
    const body = method === 'POST' ? '{}' : undefined;
    const answer = await send(who, method, filled(path), body, { 'content-type': 'application/json' });
    const { status } = answer;
    if (isJson(answer)) expect(await faultsOf(method, filled(path), answer)).toEqual([]);
    const may = expected[route]?.includes(who) ?? false;
    expect(status, `${who} ${status}`).toBeLessThan(500);
    if (may) expect([401, 403], `${who} may`).not.toContain(status);
    else expect(status, `${who} may not`).toBe(isUnknown(who) || route.endsWith('/nudges') ? 401 : 403);
  }
});

const posts = routes.filter((route) => route.startsWith('POST'));
const nasty: readonly (readonly [string, BodyInit, string])[] = [
  ['nothing', '', 'application/json'],
  ['a broken object', '{"title":', 'application/json'],
  ['a list', '[1,2,3]', 'application/json'],
  ['wrong types', '{"title":{"a":1},"lines":"x","reason":[1],"quantity":-1,"demoCode":5}', 'application/json'],
  [
    'SQL and HTML',
    '{"title":"\'; drop table x;--<script>","reason":"","lines":[{"offerId":"1 or 1=1","quantity":"1e9"}]}',
    'application/json',
  ],
  [
    'NUL, emoji and right to left',
    '{"title":"a\\u0000b🧺\\u202e","reason":"\\u0000","demoCode":"\\u0000"}',
    'application/json',
  ],
  ['31 February', '{"paidOn":"2026-02-31","on":"2026-02-31","reference":"x","number":"1"}', 'application/json'],
  ['a megabyte', 'x'.repeat(1_000_000), 'application/json'],
  ['a form with a megabyte', `title=${'x'.repeat(1_000_000)}`, 'application/x-www-form-urlencoded'],
  [
    'a form with prototypes',
    '__proto__.x=1&constructor.prototype.y=2&lines.0.quantity=1',
    'application/x-www-form-urlencoded',
  ],
];
test.each(nasty)('%s is answered with a Problem, and nothing is written', async (_, body, type) => {
  const [before] = await owner.query('select count(*) as n from platform.audit');
  for (const route of posts.filter((one) => !one.endsWith('/session/end'))) {
    const may = expected[route]?.[0] ?? 'pp';
    const answer = await send(may === 'stranger' ? 'pp' : may, 'POST', filled(route.slice(5)), body, {
      'content-type': type,
    });
    expect(answer.status, route).toBeGreaterThanOrEqual(400);
    expect(answer.status, route).toBeLessThan(500);
    expect(answer.headers.get('content-type'), route).toContain('application/problem+json');
  }
  expect(await owner.query('select count(*) as n from platform.audit')).toEqual([before]);
});

test("another site's form is refused", async () => {
  const path = `/institutions/${world.institutionId}/requests`;
  expect((await send('pp', 'POST', path, 'title=x', { origin: 'https://elsewhere.example' })).status).toBe(403);
});

test.each(people)('the link that the terminal prints for $name lets them in and leads on', async (person) => {
  const answer = await web.request(demoLink('http://localhost', person), { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(person.to);
  expect(answer.headers.get('set-cookie')).toContain('bangga=');
});

test('a wrong field is named to people by its label, and to programs by its name', async () => {
  const path = `/institutions/${world.institutionId}/requests`;
  const body = JSON.stringify({ title: 'Kursi', lines: [{ offerId: crypto.randomUUID(), quantity: 'abc' }] });
  const type = { 'content-type': 'application/json' };
  expect(await (await send('pp', 'POST', path, body, type)).json()).toMatchObject({
    errors: expect.arrayContaining([expect.objectContaining({ field: 'lines.0.quantity' })]),
  });
  const page = await (await send('pp', 'POST', path, body, { ...type, accept: 'text/html' })).text();
  expect(page).toContain('Jumlah');
  expect(page).not.toContain('lines.0');
});
