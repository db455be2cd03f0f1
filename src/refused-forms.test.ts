import { afterAll, expect, test } from 'vitest';
import { syncMarketplace } from './buying/catalogue/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { openSandbox } from './connectors/sandbox/bench.ts';
import { sandboxConnector, sandboxDesk } from './connectors/sandbox/index.ts';
import { marketplaces, stockOf } from './demo/stock.ts';
import { openShops, openWorld } from './demo/world.ts';
import { createHub } from './hub.ts';
import { createFirstLink } from './parties/account/index.ts';
import { admitMarketplace, type Connector, readCursor, saveCursor } from './parties/marketplace/index.ts';
import { type Description, descriptionOf } from './platform/route.ts';
import { startSession } from './platform/session.ts';
import { cloneDatabase } from './testing/database.ts';
import { cloneVault } from './testing/vault.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const firstLink = await database.transaction((tx) => createFirstLink(tx, { at }));
const world = await openWorld({ database, vault, at });
const bound = new Map<string, Connector>();
for (const { code, name } of marketplaces) {
  const sandbox = await openSandbox({ at });
  await sandboxDesk(sandbox).stock(stockOf(code));
  const access = { code, name, baseUrl: sandbox.url, apiKey: sandbox.key, by: SYSTEM, at };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  const connector = sandboxConnector(sandbox);
  bound.set(marketplaceId, connector);
  await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at, limit: 100 });
}
await openShops({ database, vault, at });
const connectors = (id: string): Connector => {
  const connector = bound.get(id);
  if (!connector) throw new Error('no such marketplace');
  return connector;
};
const host = 'http://localhost';
const { web, dispatcher } = createHub({ database, vault, clock: () => at, connectors, demo: true, baseUrl: host });
await dispatcher.start();
afterAll(() => dispatcher.stop());
const { institutionId } = world;
const [seller] = await database.query<{ id: string; shopId: string }>(
  `select person_id as id, scope_id as "shopId" from account.grants where role = 'seller' limit 1`,
);
const shopId = seller?.shopId ?? '';
const people: Readonly<Record<string, string | undefined>> = {
  ...{ pp: world.ids.ratna, ppk: world.ids.bambang, treasurer: world.ids.yohanes, ppspm: world.ids.maria },
  ...{ bud: world.ids.wayan, administrator: world.ids.sri, auditor: world.ids.galuh, steward: world.ids.laksmi },
  seller: seller?.id,
};

const sessions = new Map<string, Promise<string>>();
function cookieOf(who: string | undefined): Promise<string> {
  const personId = who === undefined ? undefined : people[who];
  if (!personId) return Promise.resolve('');
  const session = sessions.get(personId) ?? startSession(database, { personId, at });
  sessions.set(personId, session);
  return session.then((token) => `bangga=${token}`);
}

interface Sent {
  readonly who?: string | undefined;
  readonly from?: string;
  readonly language?: 'id' | 'en';
}

async function ask(path: string, { who, from = '', language = 'id' }: Sent = {}, fields?: Record<string, string>) {
  const headers = {
    ...{ accept: 'text/html', cookie: `language=${language}; ${await cookieOf(who)}`, host: 'localhost' },
    ...(from ? { referer: host + from } : {}),
  };
  const form = fields && { method: 'POST', body: new URLSearchParams(fields) };
  const answer = await web.request(host + path, { headers, ...form });
  return { status: answer.status, page: await answer.text(), headers: answer.headers };
}

interface Form {
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string; readonly kind: string }[];
}

/** The forms of a page as a browser has them, read by other means than those under test. */
function formsOf(page: string): Form[] {
  const parts = page.split('<form').slice(1);
  return parts.flatMap((part) => {
    const head = part.slice(0, part.indexOf('>'));
    const action = /action="([^"]*)"/.exec(head)?.[1]?.replaceAll('&amp;', '&');
    if (!action || !head.includes('method="post"')) return [];
    const id = /id="([^"]*)"/.exec(head)?.[1];
    const inside = controlsIn(part.slice(0, part.indexOf('</form>')), undefined);
    return [{ action, fields: [...inside, ...(id ? controlsIn(page, id) : [])] }];
  });
}

function controlsIn(text: string, form: string | undefined): Form['fields'] {
  const controls = text.split(/(?=<(?:input|textarea|select)\b)/).slice(1);
  return controls.flatMap((control) => {
    const tag = control.slice(0, control.indexOf('>'));
    const said = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
    const name = said('name');
    if (!name || said('form') !== form) return [];
    if (control.startsWith('<select')) {
      const options = control.split('<option').slice(1);
      const option = options.find((one) => one.includes(' selected')) ?? options[0];
      return [{ name, kind: 'select', value: /value="([^"]*)"/.exec(option ?? '')?.[1] ?? '' }];
    }
    if (control.startsWith('<textarea')) return [{ name, kind: 'text', value: '' }];
    return [{ name, kind: said('type') ?? 'text', value: said('value') ?? '' }];
  });
}

const TYPED = 'Isian "saya" <b>&amp; \'milikku\' ';
const typed = (index: number) => TYPED + 'x'.repeat(3000) + index;
const shown = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const posts = web.routes.flatMap(({ method, path, handler }) => {
  const description = descriptionOf(handler);
  return method === 'POST' && description ? [{ path, description }] : [];
});

function mayPost({ who }: Description): string {
  return typeof who === 'string' ? 'pp' : (who.find((role) => role in people) ?? 'pp');
}

const filled = (path: string) =>
  path
    .replace(':institutionId', institutionId)
    .replace(':sellerId', shopId)
    .replace(/:\w+Id/g, '01a21111-0000-7000-8000-00000000000f');

for (const language of ['id', 'en'] as const) {
  test.each(posts.filter(({ description }) => description.body))(
    `a refusal by POST $path shows what was written, in ${language}`,
    async ({ path, description }) => {
      const names = Object.keys(description.body?.shape ?? {}).filter((name) => name !== 'file' && name !== 'lines');
      const fields = Object.fromEntries(names.map((name, index) => [name, typed(index)]));
      const sent = { 'idempotency-key': 'x', 'lines.0.quantity': typed(99), ...fields };
      const { status, page, headers } = await ask(filled(path), { who: mayPost(description), language }, sent);
      expect([status >= 400, status < 500], String(status)).toEqual([true, true]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(page).toContain(`<html lang="${language}">`);
      for (const value of Object.values(sent).slice(1)) expect(page).toContain(shown(value));
      expect(page).not.toContain(TYPED);
      expect(formsOf(page).map(({ action }) => action)).toContain(filled(path));
    },
  );
}

/** Every page that a person can reach by links. */
async function reach(who: string | undefined, starts: readonly string[]) {
  const pages = new Map<string, string>();
  const next = [...starts];
  for (let path = next.shift(); path !== undefined && pages.size < 200; path = next.shift()) {
    const bare = path.replace(/#.*$/, '');
    if (pages.has(bare)) continue;
    const { status, page } = await ask(bare, { who });
    if (status !== 200) continue;
    pages.set(bare, page);
    const links = [...page.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&').replace(/[?&]lang=\w+$/, ''),
    );
    next.push(...links.filter((href) => !/^\/(assets|session\/demo|api|offers[/?]|rules\?|verify)/.test(href)));
  }
  return pages;
}

/** One purchase for each state in which a page asks for something. */
async function playPurchases(): Promise<string> {
  const base = `/institutions/${institutionId}`;
  const act = async (who: string, path: string, body: object) => {
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', cookie: await cookieOf(who) },
      'idempotency-key': crypto.randomUUID(),
    };
    const answer = await web.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${path} ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : answer.json();
  };
  const [offer] = await database.query<{ id: string }>(
    `select id from catalogue.offers where seller_id = $1 and title ilike '%kursi%' order by price_sen limit 1`,
    [shopId],
  );
  const [costly] = await database.query<{ id: string; quantity: bigint }>(
    `select id, 6000000000 / price_sen as quantity from catalogue.offers
     where price_sen * stock > 6000000000 order by stock limit 1`,
  );
  const buy = async (quantity: number, step?: 'submission', offerId = offer?.id) => {
    const request = await act('pp', `${base}/requests`, {
      ...{ title: `Kursi ${quantity}`, budgetLineId: world.lines[0], shipTo: '19.02', address: 'Jl. Melur 14' },
      lines: [{ offerId, quantity }],
    });
    if (step) await act('pp', `${base}/requests/${request.id}/${step}`, {});
    await dispatcher.idle();
    const [order] = await database.query<{ id: string; lineId: string }>(
      `select o.id, l.id as "lineId" from purchase.orders o join purchase.lines l on l.order_id = o.id where o.request_id = $1`,
      [request.id],
    );
    return { orderId: order?.id, lineId: order?.lineId };
  };
  await buy(1);
  await buy(1, 'submission');
  await buy(Number(costly?.quantity), 'submission', costly?.id);
  for (const stage of ['accepted', 'shipped', 'received']) {
    const { orderId, lineId } = await buy(2, 'submission');
    await act('seller', `/sellers/${shopId}/orders/${orderId}/acceptance`, {});
    if (stage === 'accepted') continue;
    await act('seller', `/sellers/${shopId}/orders/${orderId}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-1' });
    if (stage === 'shipped') continue;
    await act('pp', `${base}/deliveries/${orderId}/receipts`, { lines: [{ lineId, quantity: 2 }] });
    await dispatcher.idle();
  }
  return offer?.id ?? '';
}

test('every form on every page stands filled again after a refusal, with its reason beside the field', {
  timeout: 60_000,
}, async () => {
  const offerId = await playPurchases();
  const [audited] = await owner.query('select count(*) as n from platform.audit');
  const base = `/institutions/${institutionId}`;
  const tried = new Set<string>();
  for (const who of [...Object.keys(people), undefined]) {
    const starts =
      who === undefined
        ? ['/session/new', `/session/first/${firstLink}`]
        : [
            base,
            `${base}/requests/new?offer=${offerId}&quantity=2`,
            '/offers',
            '/marketplaces',
            `${base}/budget?unit=all`,
          ];
    for (const [place, page] of await reach(who, starts)) {
      for (const form of formsOf(page)) {
        const open = form.fields.filter(({ kind }) => kind === 'text' || kind === 'date' || kind === 'email');
        if (open.length === 0) continue;
        tried.add(form.action.replace(/[\da-f]{8}-[\da-f-]{27}|\?.*|[\w-]{43}/g, ''));
        const written = form.fields.map(({ name, value, kind }, index) => {
          if (name === 'idempotency-key') return [name, crypto.randomUUID()];
          return [name, ['text', 'date', 'email'].includes(kind) ? typed(index) : value];
        });
        const fields: Record<string, string> = Object.fromEntries(written.filter(([name]) => name !== 'file'));
        const once = await ask(form.action, { who, from: place }, fields);
        expect([place, form.action, once.status]).toEqual([place, form.action, 422]);
        // Once more from the page that answered: its address leads nowhere by itself.
        const standing = formsOf(once.page).find(
          (one) => one.action === form.action && one.fields.some(({ name }) => name === 'form-page'),
        );
        expect(standing, `${place} ${form.action}`).toBeDefined();
        const again = await ask(form.action, { who, from: form.action }, { ...fields, 'form-page': place });
        for (const answer of [once, again]) {
          expect(answer.page).toContain('<div role="alert"');
          for (const { name } of open) expect(answer.page, `${place} ${name}`).toContain(shown(fields[name] ?? ''));
          expect(answer.page).not.toContain(TYPED);
          expect(answer.page).not.toContain('\0');
          expect(answer.page.match(/aria-invalid="true"/g)?.length ?? 0, `${place} ${form.action}`).toBeGreaterThan(0);
        }
      }
    }
  }
  expect([...tried]).toEqual(
    expect.arrayContaining([
      '/institutions//bills//payment',
      '/institutions//bills//spp',
      '/institutions//budget/lines',
      '/institutions//budget/lines//revision',
      '/institutions//deliveries//receipts',
      '/institutions//officers',
      '/institutions//requests',
      '/institutions//requests//cancellation',
      '/institutions//requests//lines',
      '/institutions//requests//rejection',
      '/institutions//settings',
      '/marketplaces//suspension',
      '/sellers//orders//refusal',
      '/sellers//orders//shipment',
      '/session/first/',
    ]),
  );
  expect(await owner.query('select count(*) as n from platform.audit')).toEqual([audited]);
});
