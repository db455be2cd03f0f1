import { expect, test } from 'vitest';
import { type Description, descriptionOf } from './platform/route.ts';
import { openHub } from './testing/open-hub.ts';

const host = 'http://localhost';
const hub = await openHub(new Date('2026-11-25T05:00:00Z'));
const { database, owner, web, people, shopId, firstLink, institutionId, offerId, cookieOf, buy, buyUntil } = hub;
type Person = keyof typeof people;
const isPerson = (role: string): role is Person => role in people;

interface Sent {
  readonly who?: Person | undefined;
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

function mayPost({ who }: Description): Person {
  return typeof who === 'string' ? 'pp' : (who.find(isPerson) ?? 'pp');
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
      for (const [name, value] of Object.entries(sent).slice(1)) {
        // What is secret is written anew.
        if (/password|otp/i.test(name)) expect(page).not.toContain(shown(value));
        else expect(page).toContain(shown(value));
      }
      expect(page).not.toContain(TYPED);
      expect(formsOf(page).map(({ action }) => action)).toContain(filled(path));
    },
  );
}

/** Every page that a person can reach by links. */
async function reach(who: Person | undefined, starts: readonly string[]) {
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
async function playPurchases(): Promise<void> {
  const [costly] = await database.query<{ id: string; quantity: bigint }>(
    `select id, 6000000000 / price_sen as quantity from catalogue.offers
     where price_sen * stock > 6000000000 order by stock limit 1`,
  );
  await buy(1);
  await buy(1, { step: 'submission' });
  await buy(Number(costly?.quantity), { step: 'submission', offer: costly?.id ?? '' });
  for (const stage of ['accepted', 'shipped', 'received'] as const) await buyUntil(stage);
}

test('every form on every page stands filled again after a refusal, with its reason beside the field', {
  timeout: 60_000,
}, async () => {
  await playPurchases();
  const [audited] = await owner.query('select count(*) as n from platform.audit');
  const base = `/institutions/${institutionId}`;
  const tried = new Set<string>();
  for (const who of [...Object.keys(people).filter(isPerson), undefined]) {
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
