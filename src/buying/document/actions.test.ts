import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { issuePaper, issuePapers, papersOf, type WantedPaper } from './actions.ts';
import { kinds, type PaperContent, type PaperKind } from './rules.ts';
import { selectPaper, selectPaperByCode } from './store.ts';

const CONNECTIONS = 32;
const { database, owner } = await cloneDatabase({ connections: CONNECTIONS });
const at = new Date('2026-11-25T06:20:00Z');
const by = newId(at);

const content: PaperContent = {
  institution: { name: 'Pemerintah Kabupaten Sukamaju', address: 'Jalan Merdeka 17', code: '32.99' },
  ...{ workUnit: 'Dinas Pendidikan', reference: 'P-2026-000871', orderNumber: 'LB-88120417', marketplace: 'Lokabina' },
  seller: { name: 'Rotan Sejati Darsono', classLabelKey: 'document.seller' },
  budgetLine: { code: '5.2.02', name: 'Belanja modal mebel' },
  lines: [{ title: 'Kursi 🔥 “rotan”\u0000', quantity: 8, unit: 'buah', price: '128500000', amount: '1028000000' }],
  ...{ totals: [], total: '1028000000', officials: [], notes: [], articles: [], packId: 'id-2026-07' },
};

const wanted = (institutionId: string, kind: PaperKind = 'purchase-order', year = 2026): WantedPaper => ({
  ...{ institutionId, kind, year, subject: newId(at), content, at, by },
});
const issue = (paper: WantedPaper) => database.transaction((tx) => issuePaper(tx, paper));

beforeAll(async () => {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => database.query('select pg_sleep(0.2)')));
  const connected = await owner.query(
    `select from pg_stat_activity where datname = current_database() and usename = 'bangga_app'`,
  );
  expect(connected).toHaveLength(CONNECTIONS);
});

test('the first papers of an institution, kind and year begin at one', async () => {
  const sukamaju = newId(at);
  const first = await issue(wanted(sukamaju));
  expect(first).toMatchObject({ number: 'SP-2026-000001', sequence: 1 });
  expect(await issue(wanted(sukamaju))).toMatchObject({ number: 'SP-2026-000002' });
  expect(await issue(wanted(sukamaju, 'handover'))).toMatchObject({ number: 'BAST-2026-000001' });
  expect(await issue(wanted(sukamaju, 'purchase-order', 2027))).toMatchObject({ number: 'SP-2027-000001' });
  expect(await issue(wanted(newId(at)))).toMatchObject({ number: 'SP-2026-000001' });

  expect(await selectPaper(database, sukamaju, first.id)).toEqual(first);
  expect(await selectPaperByCode(database, first.verifyCode)).toEqual(first);
  expect(await papersOf(database, sukamaju, [first.subject, newId(at)])).toEqual([first]);
  expect(await papersOf(database, newId(at), [first.subject])).toEqual([]);
  const audit = await owner.query<{ content: string }>(
    `select action, by_person, content from platform.audit where tenant_id = $1 and subject = $2`,
    [sukamaju, first.id],
  );
  expect(audit).toMatchObject([{ action: 'document.issued', by_person: by }]);
  expect(audit[0]?.content).toContain(first.contentHash);
});

test('320 transactions on 32 connections, a third rolled back on purpose: no gap and no double', async () => {
  const institutionId = newId(at);
  const onPurpose = new Error('rolled back on purpose');
  const outcomes = await Promise.allSettled(
    Array.from({ length: CONNECTIONS * 10 }, (_, n) =>
      database.transaction(async (tx) => {
        const [a, b] = n % 2 === 0 ? (['receipt', 'handover'] as const) : (['handover', 'receipt'] as const);
        const papers = await issuePapers(tx, [wanted(institutionId, a), wanted(institutionId, b)]);
        if (n % 3 === 0) throw onPurpose;
        return papers.map(({ number }) => number);
      }),
    ),
  );
  const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(lost).toHaveLength(107);
  expect(new Set(lost)).toEqual(new Set([onPurpose]));
  const issued = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  expect(new Set(issued).size).toBe(2 * 213);
  for (const kind of ['receipt', 'handover']) {
    const rows = await owner.query<{ sequence: number }>(
      `select sequence from document.papers where institution_id = $1 and kind = $2 order by sequence`,
      [institutionId, kind],
    );
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 213 }, (_, n) => n + 1));
    const [series] = await owner.query(
      `select last from document.series where institution_id = $1 and kind = $2 and year = 2026`,
      [institutionId, kind],
    );
    expect(series).toEqual({ last: 213 });
  }
});

test('every kind of paper has its place in the database, and several of a kind follow each other', async () => {
  const institutionId = newId(at);
  const asked = [...kinds, ...kinds].map((kind) => wanted(institutionId, kind));
  const papers = await database.transaction((tx) => issuePapers(tx, asked));
  expect(papers.map(({ kind, sequence }) => [kind, sequence])).toEqual([
    ...kinds.map((kind) => [kind, 1]),
    ...kinds.map((kind) => [kind, 2]),
  ]);
  expect(papers.map(({ subject }) => subject)).toEqual(asked.map(({ subject }) => subject));
  expect(await database.transaction((tx) => issuePapers(tx, []))).toEqual([]);
});

test('content that is no paper is a bug, found before a number is taken', async () => {
  const institutionId = newId(at);
  const empty = { ...wanted(institutionId), content: { ...content, lines: [] } };
  await expect(issue(empty)).rejects.toThrow('at least one line');
  await expect(issue({ ...empty, content: { ...content, total: '12.50' } })).rejects.toThrow('sen in digits');
  expect(await issue(wanted(institutionId))).toMatchObject({ sequence: 1 });
});

test.each([
  `update document.papers set content = content`,
  `update document.papers set issued_at = now()`,
  `delete from document.papers`,
  `truncate document.papers`,
  `delete from document.series`,
  `update document.series set year = 2030`,
])('the application may not: %s', async (sql) => {
  await expect(database.query(sql)).rejects.toThrow('permission denied');
});

test('the database refuses a gap: a number without its paper, a paper ahead of its series, a step back', async () => {
  const institutionId = newId(at);
  await issue(wanted(institutionId));
  const series = `institution_id = '${institutionId}' and kind = 'purchase-order' and year = 2026`;
  const run = (sql: string) => database.transaction((tx) => tx.query(sql));
  await expect(run(`update document.series set last = last + 1 where ${series}`)).rejects.toThrow('would have a gap');
  await expect(run(`update document.series set last = 1 where ${series}`)).rejects.toThrow('would have a gap');
  const opened = run(`insert into document.series values ('${institutionId}', 'receipt', 2026, 1)`);
  await expect(opened).rejects.toThrow('would have a gap');
  const copy = (sequence: number, hash = 'content_hash') =>
    run(`insert into document.papers select institution_id, gen_random_uuid(), kind, year, ${sequence},
      'SP-' || ${sequence}, subject, content, ${hash}, translate(verify_code, '0123456789', '1234567890') , issued_at,
      issued_by from document.papers where ${series}`);
  await expect(copy(2)).rejects.toThrow('from its series');
  await expect(copy(1)).rejects.toThrow('duplicate key');
  await expect(copy(1, `'no hash'`)).rejects.toThrow('check constraint');
  expect(await issue(wanted(institutionId))).toMatchObject({ sequence: 2 });
});
