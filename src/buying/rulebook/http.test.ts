import { expect, test } from 'vitest';
import { createWeb } from '../../platform/web.tsx';
import { firstEditions } from './first-editions.ts';
import { rulebookRoutes } from './http.ts';
import { packs } from './packs.ts';

const web = createWeb({
  personOf: async () => undefined,
  frameOf: async () => ({ demo: true, path: '/rules', nav: [] }),
}).route('/', rulebookRoutes());

const ask = (path: string, accept: string, language = 'id') =>
  web.request(path, { headers: { accept, 'accept-language': language } });
const json = async (path: string) => (await ask(path, 'application/json', 'en')).json();

test('anybody reads every rule with its article, in JSON and on a page', async () => {
  const body = await json('/rules');
  expect(body.packs.map(({ id }: { id: string }) => id)).toEqual(packs.map(({ id }) => id).toReversed());
  expect(body.packs.at(-1).rules[0]).toEqual({
    ...{ code: 'rulebook.rule-limit', details: { amount: 'Rp50.000.000' }, article: 'LKPP, Bela Pengadaan 2020' },
    ...{ evidence: expect.stringContaining('2020'), seenIn: null, purse: null, verified: true, since: null },
    sentence: 'One purchase costs at most Rp50.000.000.',
  });
  const page = await (await ask('/rules', 'text/html')).text();
  const text = page.replace(/&#39;/g, '’').replace(/&amp;/g, '&');
  for (const { id, rules } of [...body.packs, ...body.earlier]) {
    expect(text).toContain(`id="${id}"`);
    for (const { article } of rules) expect(text).toContain(article);
  }
  const unverified = [...body.packs, ...body.earlier].flatMap(({ rules }: { rules: { verified: boolean }[] }) =>
    rules.filter((rule) => !rule.verified),
  );
  expect(text.match(/belum diverifikasi<\/span>/g)).toHaveLength(unverified.length);
});

test('editions that were corrected stand folded below the newest, in both languages', async () => {
  const body = await json('/rules');
  expect(new Set(body.earlier.map(({ id }: { id: string }) => id))).toEqual(new Set(firstEditions.map(({ id }) => id)));
  expect(body.earlier[0].id).toBe('pack-2025.2');
  for (const [language, words] of [
    ['id', `Edisi sebelumnya (${firstEditions.length})`],
    ['en', `Earlier editions (${firstEditions.length})`],
  ]) {
    const page = await (await ask('/rules', 'text/html', language)).text();
    const [open = '', folded = ''] = page.split('<details class="more" id="earlier">');
    expect(folded).toContain(`<summary>${words}</summary>`);
    for (const { id } of firstEditions) {
      expect(folded).toContain(`id="${id}"`);
      expect(open).not.toContain(`id="${id}"`);
    }
  }
});

test('a rule that binds one purse says so', async () => {
  const {
    packs: [newest],
  } = await json('/rules');
  const bound = newest.rules.filter(({ purse }: { purse: string | null }) => purse !== null);
  expect(bound.map(({ code, purse }: { code: string; purse: string }) => [code, purse])).toEqual([
    ['rulebook.rule-signatures', 'apbd'],
    ['rulebook.up-limit', 'apbn'],
    ['rulebook.up-region', 'apbd'],
    ['rulebook.ask-no-more', 'apbd'],
  ]);
  const page = await (await ask('/rules?on=2026-11-25', 'text/html')).text();
  expect(page.split('<details')[0]?.match(/hanya uang APB[ND]/g)).toEqual([
    ...['hanya uang APBD', 'hanya uang APBN', 'hanya uang APBD', 'hanya uang APBD'],
  ]);
});

test('the rules of one day, and words for a day without any', async () => {
  const found = await json('/rules?on=2021-05-01');
  expect(found.packs.map(({ id }: { id: string }) => id)).toEqual(['pack-2021.3']);
  expect(found.earlier.map(({ id }: { id: string }) => id)).toEqual(['pack-2021.2', 'pack-2021']);
  expect((await json('/rules?on=')).packs).toHaveLength(packs.length);
  const early = await ask('/rules?on=2019-01-01', 'application/json');
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ type: 'rulebook/no-pack', day: '2019-01-01' });
  const never = await ask('/rules?on=2026-02-31', 'text/html');
  expect(never.status).toBe(422);
  expect(await never.text()).toContain('Tidak ada tanggal 2026-02-31');
  expect((await ask(`/rules?on=${'9'.repeat(500)}`, 'application/json')).status).toBe(422);
});

test('a rule younger than its pack says since when it holds', async () => {
  const page = await (await ask('/rules?on=2026-11-25', 'text/html')).text();
  expect(page).toContain('Peraturan LKPP 2/2026, sejak 1 September 2026');
  expect(page).toContain('value="2026-11-25"');
});
