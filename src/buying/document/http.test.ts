import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { issuePaper } from './actions.ts';
import { documentRoutes } from './http.ts';
import { printCode } from './rules.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T06:20:00Z');
const sukamaju = newId(at);
const ratna = await officialOf(sukamaju);
const stranger = await officialOf(newId(at));

const web = createWeb({
  personOf: async (c) => c.req.header('x-person'),
  frameOf: async () => ({ demo: false, path: '/', nav: [] }),
});
web.route('/', documentRoutes({ database, clock: () => at, baseUrl: 'https://hub.example' }));

const paper = await database.transaction((tx) =>
  issuePaper(tx, {
    ...{ institutionId: sukamaju, kind: 'purchase-order', year: 2026, subject: newId(at), at, by: ratna },
    content: {
      institution: { name: 'Pemerintah Kabupaten <Sukamaju>', address: 'Jalan Merdeka 17', code: '32.99' },
      ...{ workUnit: 'Dinas Pendidikan', reference: 'P-2026-1', orderNumber: 'LB-1', marketplace: 'Lokabina' },
      seller: { name: 'Rotan Sejati Darsono', classLabelKey: 'document.seller' },
      budgetLine: { code: '5.2.02', name: 'Belanja modal mebel' },
      lines: [{ title: 'Kursi', quantity: 8, unit: 'buah', price: '128500000', amount: '1028000000' }],
      ...{ totals: [], total: '1028000000', notes: [], articles: [], packId: 'id-2026-07' },
      officials: [{ roleKey: 'document.buyer', name: 'Ratna Wulandari', nip: '198704122010012003' }],
    },
  }),
);
const address = `/institutions/${sukamaju}/papers/${paper.id}`;
const html = { accept: 'text/html' };
const json = { accept: 'application/json' };
const ask = (path: string, headers: Record<string, string> = html) => web.request(path, { headers });

test('a member of the institution reads the paper, as a PDF and as JSON', async () => {
  const pdf = await ask(address, { ...html, 'x-person': ratna });
  expect(pdf.status).toBe(200);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(pdf.headers.get('content-disposition')).toBe('inline; filename="SP-2026-000001.pdf"');
  expect(pdf.headers.get('cache-control')).toContain('private');
  expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
  const twin = await ask(address, { ...json, 'x-person': ratna });
  expect(await twin.json()).toMatchObject({ number: 'SP-2026-000001', content: { workUnit: 'Dinas Pendidikan' } });
});

test('nobody else does: not a passer-by, not the official of another institution, not by another address', async () => {
  expect((await ask(address)).status).toBe(401);
  expect((await ask(address, { ...json, 'x-person': stranger })).status).toBe(403);
  expect((await ask(`/institutions/${sukamaju}/papers/${newId(at)}`, { ...html, 'x-person': ratna })).status).toBe(404);
});

test('anybody verifies a paper by its code, and learns nothing about a person', async () => {
  for (const code of [paper.verifyCode, printCode(paper.verifyCode).toLowerCase()]) {
    const page = await ask(`/verify/${code}`);
    expect(page.status).toBe(200);
    const text = await page.text();
    for (const part of ['Surat ini asli', 'Surat Pesanan', paper.number, '&lt;Sukamaju&gt;', '25 November 2026']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('Rp10.280.000');
    expect(text.replaceAll('<wbr/>', '')).toContain(paper.contentHash);
    expect(text).not.toMatch(/Ratna|19870412|Darsono|Dinas/);
  }
  const answer = await (await ask(`/verify/${paper.verifyCode}`, json)).json();
  expect(answer).toEqual({
    ...{ genuine: true, sample: false, kind: 'purchase-order', number: paper.number, totalSen: '1028000000' },
    ...{ institution: 'Pemerintah Kabupaten <Sukamaju>', issuedAt: at.toISOString(), contentHash: paper.contentHash },
  });
});

test.each(['SP-2026-000001', '000000000000000000000000', 'x'.repeat(3000), '%F0%9F%92%A5', '%3Cscript%3E'])(
  'a code that was not given is not known: %s',
  async (code) => {
    const page = await ask(`/verify/${code}`);
    expect(page.status).toBe(404);
    const text = await page.text();
    expect(text).toContain('Kode ini tidak kami kenal');
    expect(text).not.toMatch(/<script(?! src="\/assets\/)/);
    const twin = await ask(`/verify/${code}`, json);
    expect([twin.status, await twin.json()]).toEqual([404, { genuine: false }]);
  },
);

test('the form takes a code as it is typed and leads to the answer', async () => {
  const form = await (await ask('/verify?lang=en')).text();
  expect(form).toContain('name="code"');
  expect(form).toContain('Check that a paper is genuine');
  const typed = encodeURIComponent(` ${printCode(paper.verifyCode).toLowerCase()} `);
  const answer = await ask(`/verify?lang=en&code=${typed}`);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/verify/${paper.verifyCode}?lang=en`);
  expect((await ask('/verify?code=%2F%2Fevil.example')).headers.get('location')).toMatch(/^\/verify\/%2F%2Fevil/);
});

async function officialOf(institutionId: string): Promise<string> {
  const id = newId(at);
  await owner.query(`insert into account.people (id, name, at) values ($1, 'sealed', $2)`, [id, at]);
  await owner.query(
    `insert into account.grants (scope_id, id, person_id, scope, role, decree, valid_from, granted_by, at)
     values ($1, $2, $3, 'institution', 'official', 'SK 1/2026', $4, $3, $4)`,
    [institutionId, newId(at), id, new Date('2026-01-01T00:00:00Z')],
  );
  return id;
}
