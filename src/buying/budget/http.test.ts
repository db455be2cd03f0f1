import { beforeAll, expect, test } from 'vitest';
import { addWorkUnit, openInstitution } from '../../parties/institution/index.ts';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { addNode, budgetRoutes, findLine, linesOf, move, openYear } from './index.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T03:00:00Z');
const wulan = newId(at);
const administrator = newId(at);
const stranger = newId(at);
let institutionId = '';
let unitId = '';
let nodeId = '';
let programmeId = '';

beforeAll(async () => {
  await database.transaction(async (tx) => {
    const acting = { by: administrator, at };
    institutionId = await openInstitution(tx, { code: 'D921', name: 'Kab. Seroja', kind: 'regency', ...acting });
    const unit = { institutionId, ...acting };
    unitId = await addWorkUnit(tx, { ...unit, code: '11', codeText: '1.01', name: 'Dinas Pendidikan' });
    const second = await addWorkUnit(tx, { ...unit, code: '12', codeText: '1.02', name: 'Dinas Kesehatan' });
    await openYear(tx, { institutionId, year: 2026, chart: 'apbd', ...acting });
    for (const workUnitId of [second, unitId]) {
      let parentId: string | null = null;
      for (const code of ['1.01.01', '1.01.01.2.06', '1.01.01.2.06.0002']) {
        const ceiling = rupiah(code.length === 7 ? 60_000_000 : 50_000_000);
        const node = { year: 2026, workUnitId, parentId, code, name: `Bagian ${code}`, ceiling };
        parentId = await addNode(tx, { institutionId, ...node, ...acting });
        if (code.length === 7) programmeId = parentId;
      }
      nodeId = parentId ?? '';
    }
  });
  for (const [person, role] of [
    [wulan, 'pp'],
    [administrator, 'administrator'],
  ]) {
    await owner.query(`insert into account.people (id, name, at) values ($1, '\\x00', $2)`, [person, at]);
    await owner.query(
      `insert into account.grants (scope_id, id, person_id, scope, role, decree, valid_from, granted_by, at)
       values ($1, $2, $3, 'institution', $4, 'SK 1/2026', $5, $3, $5)`,
      [institutionId, newId(at), person, role, at],
    );
  }
  await owner.query(`insert into account.people (id, name, at) values ($1, '\\x00', $2)`, [stranger, at]);
});

function ask(personId: string | undefined, path: string, init: RequestInit = {}) {
  const frame = { demo: true, path, nav: [] };
  const web = createWeb({ personOf: async () => personId, frameOf: async () => frame });
  web.route('/', budgetRoutes({ database, clock: () => at }));
  return web.request(`/institutions/${institutionId}/budget${path}`, init);
}

const asJson = { accept: 'application/json' };
let sent = 0;

function nextKey(): string {
  sent += 1;
  return `key-number-${sent}`;
}

function post(personId: string | undefined, path: string, body: object, key = nextKey()) {
  const headers = { ...asJson, 'content-type': 'application/json', 'idempotency-key': key };
  return ask(personId, path, { method: 'POST', headers, body: JSON.stringify(body) });
}

function upload(csv: string | Uint8Array<ArrayBuffer>, accept = 'application/json') {
  const form = new FormData();
  form.set('year', '2026');
  form.set('file', new File([csv], 'rincian.csv', { type: 'text/csv' }));
  const headers = { accept, 'idempotency-key': nextKey() };
  return ask(administrator, '/lines-file', { method: 'POST', headers, body: form });
}

const atk = () => ({ nodeId, code: '5.1.02.01.01.0024', name: 'Belanja ATK', ceilingRupiah: '20.000.000' });

test('the administrator adds a line once, revises it within the ceiling, never below what is used', async () => {
  const added = await post(administrator, '/lines', atk(), 'add-the-line-once');
  expect(added.status).toBe(201);
  const line = await added.json();
  expect(line).toMatchObject({ code: '5.1.02.01.01.0024', ceilingSen: '2000000000', availableSen: '2000000000' });
  expect(line.path).toEqual(['Bagian 1.01.01', 'Bagian 1.01.01.2.06', 'Bagian 1.01.01.2.06.0002']);
  expect(await (await post(administrator, '/lines', atk(), 'add-the-line-once')).json()).toEqual(line);

  const over = await post(administrator, '/lines', { ...atk(), code: '5.1.02.01.01.0025', ceilingRupiah: 30_000_001 });
  expect(over.status).toBe(409);
  expect(await over.json()).toMatchObject({ type: 'budget/over-ceiling', leftSen: '3000000000' });

  const reserve = { lineId: line.id, movement: 'reserve', amount: rupiah(5_000_000) } as const;
  await database.transaction((tx) => move(tx, { institutionId, moves: [reserve], reason: newId(at), at }));
  const revise = (ceilingRupiah: string) =>
    post(administrator, `/lines/${line.id}/revision`, { ceilingRupiah, basis: 'DPPA 2/2026' });
  const below = await revise('4999999');
  expect(below.status).toBe(409);
  expect(await below.json()).toMatchObject({ type: 'budget/below-used', usedSen: '500000000' });
  expect((await revise('50.000.001')).status).toBe(409);
  expect(await (await revise('Rp5.000.000')).json()).toMatchObject({ ceilingSen: '500000000', availableSen: '0' });
  expect(await (await revise('50000000')).json()).toMatchObject({ ceilingSen: '5000000000' });
  expect(await (await revise('20000000')).json()).toMatchObject({ ceilingSen: '2000000000' });
  expect((await revise('1.2OO.000')).status).toBe(422);
  expect(await findLine(database, institutionId, line.id)).toMatchObject({ reserved: rupiah(5_000_000) });

  const audit = await owner.query<{ action: string }>(
    `select action from platform.audit where subject = $1 order by id`,
    [line.id],
  );
  expect(audit.map(({ action }) => action)).toEqual([
    ...['budget.line-added', 'budget.line-revised', 'budget.line-revised', 'budget.line-revised'],
  ]);
});

test.each([
  ['code-shape', 422, { code: '521111' }],
  ['not-lowest', 409, { nodeId: 'programme' }],
  ['no-such-node', 404, { nodeId: '01890000-0000-7000-8000-000000000000' }],
  ['line-taken', 409, { ceilingRupiah: '1' }],
])('a line is refused as %s', async (code, status, change) => {
  const wanted = { ...atk(), ...change };
  if (wanted.nodeId === 'programme') wanted.nodeId = programmeId;
  const answer = await post(administrator, '/lines', wanted);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ type: `budget/${code}` });
});

test('only the administrator writes, only the institution reads', async () => {
  const form = new FormData();
  for (const [person, status] of [
    [wulan, 403],
    [stranger, 403],
    [undefined, 401],
  ] as const) {
    expect((await post(person, '/lines', atk())).status).toBe(status);
    expect((await post(person, `/lines/${nodeId}/revision`, {})).status).toBe(status);
    expect((await ask(person, '/lines-file', { method: 'POST', headers: asJson, body: form })).status).toBe(status);
    expect((await ask(person, '', { headers: asJson })).status).toBe(person === wulan ? 200 : status);
  }
});

test('a file comes in whole, also with semicolons, or not at all with a reason for every row', async () => {
  const before = await linesOf(database, institutionId, { year: 2026 });
  const refused = await upload(
    [
      'kode_satker,kode_subkegiatan,kode_rekening,uraian,pagu',
      '11,1.01.01.2.06.0002,5.1.02.01.01.0026,Belanja cetak,1000000',
      ',1.01.01.2.06.0002,5.1.02.01.01.0027,Belanja pos,1000000',
      '11,9.99.99,5.1.02.01.01.0028,Belanja listrik,1000000',
      '11,1.01.01.2.06.0002,5.1.02.01.01.99,Belanja bahan,1000000',
      '11,1.01.01.2.06.0002,5.1.02.01.01.0029,Belanja tenda,',
      '11,1.01.01.2.06.0002,5.1.02.01.01.0030,Belanja lampu,1.2OO.000',
      '11,1.01.01.2.06.0002,5.1.02.01.01.0031,Belanja kopi,-4500000',
      '11,1.01.01.2.06.0002,5.1.02.01.01.0024,Belanja ATK,1000000',
      '"11",1.01.01.2.06.0002,5.1.02.01.01.0026,"Belanja\ncetak",1000000',
      '12,1.01.01.2.06.0002,5.1.02.01.01.0040,Belanja besar,49999999',
      '12,1.01.01.2.06.0002,5.1.02.01.01.0041,Belanja kecil,2',
    ].join('\r\n'),
  );
  expect(refused.status).toBe(422);
  const { rows, type } = await refused.json();
  expect(type).toBe('budget/rows-refused');
  expect(rows.map(({ line }: { line: number }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 12, 13]);
  expect(rows[0].reason).toContain('kode_satker');
  expect(rows[4].reason).toContain('1.2OO.000');
  expect(rows[7].reason).toContain('baris 2');
  expect(rows[9].reason).toContain('Rp50.000.000');
  expect(await linesOf(database, institutionId, { year: 2026 })).toEqual(before);

  const page = await upload('kode_subkegiatan,kode_rekening,uraian,pagu\nx,<b>,y,1', 'text/html');
  expect(page.status).toBe(422);
  expect(await page.text()).toContain('&lt;b&gt;');

  const good = await upload(
    '\ufeffkode_satker;kode_subkegiatan;kode_rekening;uraian;pagu\n' +
      '1.01;1.01.01.2.06.0002;5.1.02.01.01.0026;Belanja cetak, jilid;Rp10.000.000\n' +
      '11;1.01.01.2.06.0002;5.1.02.01.01.0027;Belanja pos;20000000,00\n' +
      '12;1.01.01.2.06.0002;5.1.02.01.01.0026;Belanja cetak;0\n',
  );
  expect(await good.json()).toEqual({ added: 3 });
  const lines = await linesOf(database, institutionId, { year: 2026, workUnitId: unitId });
  expect(lines.map(({ code, ceiling }) => [code, ceiling])).toEqual([
    ['5.1.02.01.01.0024', rupiah(20_000_000)],
    ['5.1.02.01.01.0026', rupiah(10_000_000)],
    ['5.1.02.01.01.0027', rupiah(20_000_000)],
  ]);
});

test.each([
  ['budget/file-encoding', new Uint8Array([0x6b, 0xff, 0xfe])],
  ['budget/file-broken', 'kode_subkegiatan,kode_rekening,uraian,pagu\na,b,"c'],
  ['budget/file-broken', 'kode_subkegiatan,kode_rekening,uraian,pagu\na,b,c'],
  ['budget/file-column', 'kode_subkegiatan,kode_rekening,uraian\na,b,c'],
  ['budget/no-rows', 'kode_subkegiatan,kode_rekening,uraian,pagu\n'],
  ['budget/file-empty', ''],
])('a file that cannot be read is %s', async (type, csv) => {
  const answer = await upload(csv);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ type });
});

test('the tree opens step by step, and says where ceilings contradict each other', async () => {
  const units = await (await ask(wulan, '', { headers: asJson })).json();
  expect(units).toMatchObject({ year: 2026, years: [2026] });
  expect(units.workUnits).toHaveLength(2);
  const all = await (await ask(wulan, '')).text();
  expect(all).toContain('Dinas Pendidikan');
  expect(all).not.toContain('<form method="post"');
  const unit = await (await ask(wulan, `?unit=${unitId}`)).text();
  expect(unit).toContain('Bagian 1.01.01');
  expect(unit).not.toContain('Bagian 1.01.01.2.06');
  const programme = await (await ask(wulan, `?unit=${unitId}&at=${programmeId}`)).text();
  expect(programme).toContain('Pagu Rp60.000.000, jumlah di bawahnya Rp50.000.000');
  const lowest = await (await ask(administrator, `?unit=${unitId}&at=${nodeId}`)).text();
  expect(lowest).toContain('5.1.02.01.01.0024');
  expect(lowest).toContain('Sisa anggaran 2026: Rp45.000.000');
  expect(lowest).toContain('Ubah pagu');
  expect(lowest).toContain('Tambah rekening');
  expect((await ask(administrator, '')).status).toBe(200);
  expect(await (await ask(administrator, '')).text()).toContain('multipart/form-data');
  const json = await (await ask(wulan, `?unit=${unitId}&at=${nodeId}`, { headers: asJson })).json();
  expect(json.nodes[0]).toMatchObject({ linesSen: '5000000000', reservedSen: '500000000' });
  expect(json.lines).toHaveLength(3);
  expect((await ask(wulan, `?unit=${stranger}`)).status).toBe(404);
  expect(await (await ask(wulan, '?year=2031')).text()).toContain('Belum ada anggaran');
});

test('a form without JavaScript is led back to where the line stands', async () => {
  const body = new URLSearchParams({ ...atk(), code: '5.1.02.01.01.0050', ceilingRupiah: '0' });
  body.set('idempotency-key', 'a-key-of-the-form');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await ask(administrator, '/lines', { method: 'POST', headers, body: body.toString() });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toContain(`unit=${unitId}&at=${nodeId}`);
});
