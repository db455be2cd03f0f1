import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { findByCode, findInstitution } from '../../parties/institution/index.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { findLine, importLkpp, linesOf, move, refusalsCsv, reviseLine } from './index.ts';

const { database, owner } = await cloneDatabase();
const real = await cloneDatabase();
const at = new Date('2026-11-25T03:00:00Z');
const by = newId(at);
const folder = await mkdtemp(join(tmpdir(), 'bangga-lkpp-'));
afterAll(() => rm(folder, { recursive: true }));

// Invented, with the defects of the real files: a name over two lines, white space, one code in two work units, ceilings
// that contradict each other, rows without year and figures, one fund split over two rows, a MAK with and without item.
const tree = (row: string) => `2026,D931,Kab. Tegal,KABUPATEN,${row},,False,2026-10-03`;
const rup = 'True,False,Terumumkan,2026-10-03';
const twin = {
  '1008_RUP-MasterSatker.csv': [
    'kd_satker,kd_satker_str,nama_satker,alamat,status_satker,kd_klpd,nama_klpd,jenis_klpd,kode_eselon',
    '11,1.01.0,DINAS PENDIDIKAN,,Aktif,D931,Kab. Tegal,KABUPATEN,',
    '12,7.01.0,"KECAMATAN SEROJA, HULU",,Aktif,D931,Kab. Tegal,KABUPATEN,',
    '13,1.01.1,SD NEGERI 1,,Tidak Aktif,D931,Kab. Tegal,KABUPATEN,',
    '13,1.01.1,SD NEGERI 1 LAGI,,Aktif,D931,Kab. Tegal,KABUPATEN,',
  ],
  '1041_RUP-ProgramMaster.csv': [
    'tahun_anggaran,kd_klpd,nama_klpd,jenis_klpd,kd_satker,kd_program,kd_program_str,nama_program,pagu_program,kd_program_lokal,is_deleted,_event_date',
    tree('11,201,1.01.01,PROGRAM PENUNJANG ,1000000'),
    tree('12,202,1.01.01,PROGRAM PENUNJANG,500000'),
    tree('99,203,1.01.02,PROGRAM TANPA SATKER,500000'),
    '2026,D931,Kab. Tegal,KABUPATEN,11,204,1.01.03,PROGRAM DIHAPUS,5,,True,2026-10-03',
    tree('11,205,1.01.04,PROGRAM MINUS,-5'),
    tree('11,206,1.01.05,PROGRAM KOSONG,'),
    '2026,D777,Kab. Lain,KABUPATEN,11,207,1.01.06,PROGRAM LAIN,5,,False,2026-10-03',
    'xx26,D931,Kab. Tegal,KABUPATEN,11,208,1.01.07,PROGRAM TAHUN,5,,False,2026-10-03',
  ],
  '1040_RUP-KegiatanMaster.csv': [
    'tahun_anggaran,kd_klpd,nama_klpd,jenis_klpd,kd_satker,kd_program,kd_kegiatan,kd_kegiatan_str,nama_kegiatan,pagu_kegiatan,kd_kegiatan_lokal,is_deleted,_event_date',
    tree('11,201,301,1.01.01.2.06,Administrasi Umum,900000'),
    tree('12,202,302,1.01.01.2.06,Administrasi Umum,500000'),
    tree('11,203,303,1.01.02.2.01,Yatim piatu,1'),
    tree('12,201,304,1.01.01.2.07,Satker lain,1'),
  ],
  '1039_RUP-SubKegiatanMaster.csv': [
    'tahun_anggaran,kd_klpd,nama_klpd,jenis_klpd,kd_satker,kd_program,kd_kegiatan,kd_subkegiatan,kd_subkegiatan_str,nama_subkegiatan,pagu_subkegiatan,kd_subkegiatan_lokal,is_deleted,_event_date',
    tree('11,201,301,401,1.01.01.2.06.0002,"Penyediaan Peralatan\nKantor ",600000.50'),
    tree('11,201,301,402,1.01.01.2.06.0004,Bahan Logistik,300000'),
    tree('12,202,302,403,1.01.01.2.06.0002,Penyediaan Peralatan Kantor,400000'),
    tree('12,202,302,403,1.01.01.2.06.0002,Penyediaan Peralatan Kantor,400000'),
    '2026,D931,Kab. Tegal,KABUPATEN,12,202,302,404,1.01.01.2.06.0009,Terpotong,5,,False,2026-10-0',
  ],
  '1084_RUP-StrukturAnggaranPD.csv': [
    'tahun_anggaran,kd_klpd,nama_klpd,kd_satker,kd_satker_str,nama_satker,belanja_operasi,belanja_modal,belanja_btt,belanja_non_pengadaan,belanja_pengadaan,total_belanja',
    '2026,D931,Kab. Tegal,11,1.01.0,DINAS PENDIDIKAN,800000,200000,0,200000,1000000,1200000',
    '2026,D931,Kab. Tegal,12,7.01.0,KECAMATAN SEROJA,500000,0,0,0,500000,500000',
    ',D931,Kab. Tegal,13,1.01.1,SD NEGERI 1,,,,,,',
  ],
  'sample_1018_RUP-PaketPenyedia-Terumumkan.csv': [
    'tahun_anggaran,kd_klpd,kd_satker,kd_rup,nama_paket,pagu,metode_pengadaan,jenis_pengadaan,status_ukm,nama_ppk,status_aktif_rup,status_delete_rup,status_umumkan_rup,_event_date',
    `2026,D931,11,53000001,Belanja ATK,60000,E-Purchasing,Barang,UKM,x1,${rup}`,
    `2026,D931,12,53000002,Belanja dihapus,60000,E-Purchasing,Barang,UKM,x1,True,True,Terumumkan,2026-10-03`,
    `2026,D931,12,5300-3,Belanja kode,60000,E-Purchasing,Barang,UKM,x1,${rup}`,
  ],
  'sample_1028_RUP-PaketAnggaranPenyedia.csv': [
    'tahun_anggaran,kd_klpd,kd_satker,kd_rup,kd_subkegiatan,pagu,mak,asal_dana,status_aktif_rup,status_delete_rup,status_umumkan_rup,_event_date',
    `2026,D931,11,53000001,401,40000,1.01.01.2.06.0002.5.1.02.01.01.0024.,D931,${rup}`,
    `2026,D931,11,53000001,401,20000,1.01.01.2.06.0002.5.1.02.01.01.0024.,D931,${rup}`,
    `2026,D931,11,53000001,401,20000,1.01.01.2.06.0002.5.1.02.01.01.0024.,D931,${rup}`,
    `2026,D931,11,53000004,401,30000,1.01.01.2.06.0002.5.1.02.01.01.0024.8.1.0.20.024.00001,D931,${rup}`,
    `2026,D931,11,53000005,401,10000,1.01.01.2.06.0002.5.1.02.02.01.0028.,D931,${rup}`,
    `2026,D931,12,53000006,403,400001,1.01.01.2.06.0002.5.1.02.01.01.0024.,D931,${rup}`,
    `2026,D931,12,53000007,403,5,1.01.01.2.06.0009.5.1.02.01.01.0024.,D931,${rup}`,
    `2026,D931,12,53000008,403,5,1.01.01.2.06.0002.5.1.02.,D931,${rup}`,
    `2026,D931,12,53000009,403,5,1.01.01.2.06.0002.5.1.02.01.01.0024.,K17,${rup}`,
    `2026,D931,12,53000010,401,5,1.01.01.2.06.0002.5.1.02.01.01.0024.,D931,${rup}`,
  ],
};
type Name = keyof typeof twin;

async function write(change: Partial<Record<Name, readonly string[] | Uint8Array | null>> = {}): Promise<void> {
  for (const [name, rows] of Object.entries({ ...twin, ...change })) {
    const path = join(folder, name);
    if (rows === null) await rm(path, { force: true });
    else await writeFile(path, rows instanceof Uint8Array ? rows : `${rows.join('\r\n')}\r\n`);
  }
}

const run = () => importLkpp(database, { folder, by, at });
beforeEach(() => write());

/** Everything that an import may write, as one text. */
async function everything(): Promise<string> {
  const tables = ['years', 'nodes', 'structures', 'packages', 'lines', 'funds', 'balances', 'transfers'];
  const names = [
    ...tables.map((table) => `budget.${table}`),
    ...['institution.institutions', 'institution.work_units', 'platform.audit', 'platform.outbox'],
  ];
  const rows = await Promise.all(
    names.map((name) => owner.query(`select to_jsonb(t)::text as row from ${name} t order by 1`)),
  );
  return JSON.stringify(rows);
}

test.each([
  ['budget/file-missing', '1041_RUP-ProgramMaster.csv', null],
  ['budget/file-missing', '1084_RUP-StrukturAnggaranPD.csv', null],
  ['budget/file-encoding', '1039_RUP-SubKegiatanMaster.csv', new Uint8Array([0x6e, 0x61, 0xe9, 0x2c])],
  ['budget/file-encoding', '1008_RUP-MasterSatker.csv', new Uint8Array([0xff, 0xfe, 0x6b, 0x00])],
  ['budget/file-broken', '1040_RUP-KegiatanMaster.csv', [...twin['1040_RUP-KegiatanMaster.csv'], '2026,D931,Kab. Te']],
  ['budget/file-broken', '1041_RUP-ProgramMaster.csv', [...twin['1041_RUP-ProgramMaster.csv'], '2026,"D931']],
  ['budget/file-broken', '1041_RUP-ProgramMaster.csv', [...twin['1041_RUP-ProgramMaster.csv'], '2026\u0000']],
  ['budget/file-column', '1008_RUP-MasterSatker.csv', ['kd_satker,nama_satker', '11,DINAS']],
  ['budget/file-empty', '1008_RUP-MasterSatker.csv', twin['1008_RUP-MasterSatker.csv'].slice(0, 1)],
  [
    'budget/several-institutions',
    '1008_RUP-MasterSatker.csv',
    [...twin['1008_RUP-MasterSatker.csv'], '14,1,DINAS LAIN,,Aktif,D932,Kab. Lain,KABUPATEN,'],
  ],
  [
    'budget/not-regional',
    '1008_RUP-MasterSatker.csv',
    twin['1008_RUP-MasterSatker.csv'].map((row) => row.replace('KABUPATEN,', 'KEMENTERIAN,')),
  ],
] as const)('%s in %s: refused with a sentence, and nothing has changed', async (code, name, content) => {
  await write({ [name]: content });
  const before = await everything();
  await expect(run()).rejects.toMatchObject({ kind: 'invalid', code });
  expect(await everything()).toBe(before);
});

test('a folder that is not there, or holds a file twice, is refused', async () => {
  const nowhere = importLkpp(database, { folder: join(folder, 'nowhere'), by, at });
  await expect(nowhere).rejects.toMatchObject({ code: 'budget/no-such-folder' });
  await writeFile(join(folder, '1008_second.csv'), 'a\n');
  await expect(run()).rejects.toMatchObject({ code: 'budget/file-double', details: { number: '1008' } });
  await rm(join(folder, '1008_second.csv'));
});

test('every row comes in or is refused with its line and reason, and the books of ceilings are compared', async () => {
  const told: string[] = [];
  const summary = await importLkpp(database, { folder, by, at, onProgress: (text) => told.push(text) });
  expect(summary.refusals.map(({ file, line, code }) => [file.replace(/^\D*(\d{4}).*/, '$1'), line, code])).toEqual([
    ['1008', 5, 'twice'],
    ['1039', 6, 'twice'],
    ['1039', 7, 'date'],
    ['1040', 4, 'no-parent'],
    ['1040', 5, 'other-unit'],
    ['1041', 4, 'no-unit'],
    ['1041', 5, 'deleted'],
    ['1041', 6, 'amount'],
    ['1041', 7, 'no-amount'],
    ['1041', 8, 'other-institution'],
    ['1041', 9, 'year'],
    ['1084', 4, 'no-figures'],
    ['1018', 3, 'deleted'],
    ['1018', 4, 'rup'],
    ['1028', 4, 'twice'],
    ['1028', 7, 'over-ceiling'],
    ['1028', 8, 'mak'],
    ['1028', 9, 'mak'],
    ['1028', 10, 'other-source'],
    ['1028', 11, 'other-unit'],
  ]);
  expect(summary).toMatchObject({ ok: true, read: 37, imported: 17, changed: 17, refused: 20 });
  expect(told).toHaveLength(8);
  expect(refusalsCsv(summary.refusals).split('\n')).toHaveLength(22);
  expect(summary.sums.byLevel).toEqual([
    { level: 'work-unit', rows: 2, sumSen: rupiah(1_700_000) },
    { level: 'programme', rows: 2, sumSen: rupiah(1_500_000) },
    { level: 'activity', rows: 2, sumSen: rupiah(1_400_000) },
    { level: 'sub-activity', rows: 3, sumSen: rupiah(1_300_000) + 50n },
    { level: 'account', rows: 4, sumSen: rupiah(100_000) },
  ]);
  expect(summary.sums.differences).toEqual([
    { workUnit: '11', level: 'work-unit', code: '11', ownSen: rupiah(1_200_000), childrenSen: rupiah(1_000_000) },
    { workUnit: '11', level: 'programme', code: '1.01.01', ownSen: rupiah(1_000_000), childrenSen: rupiah(900_000) },
    {
      workUnit: '11',
      level: 'activity',
      code: '1.01.01.2.06',
      ownSen: rupiah(900_000),
      childrenSen: rupiah(900_000) + 50n,
    },
    { workUnit: '12', level: 'activity', code: '1.01.01.2.06', ownSen: rupiah(500_000), childrenSen: rupiah(400_000) },
  ]);

  const { institutionId } = summary;
  expect(await findInstitution(database, institutionId)).toMatchObject({
    code: 'D931',
    kind: 'regency',
    regionCode: '33.28',
  });
  const lines = await linesOf(database, institutionId, { year: 2026 });
  expect(lines.map(({ code, path, ceiling }) => [code, path, ceiling])).toEqual([
    ['5.1.02.01.01.0024', ['PROGRAM PENUNJANG', 'Administrasi Umum', 'Penyediaan Peralatan Kantor'], rupiah(90_000)],
    ['5.1.02.02.01.0028', ['PROGRAM PENUNJANG', 'Administrasi Umum', 'Penyediaan Peralatan Kantor'], rupiah(10_000)],
  ]);
  expect(await owner.query(`select rup_code, for_small_firms, announced from budget.packages`)).toEqual([
    { rup_code: '53000001', for_small_firms: true, announced: true },
  ]);
  // Names of officials stand in the source and must not come in.
  expect(await everything()).not.toContain('x1');

  const before = await everything();
  const again = await run();
  expect(again).toEqual({ ...summary, changed: 0 });
  expect(await everything()).toBe(before);
});

test('a changed source changes just that, and neither a revision made here nor used money is lost', async () => {
  const { institutionId } = await run();
  const [line] = await linesOf(database, institutionId, { year: 2026 });
  const lineId = line?.id ?? '';
  const acting = { institutionId, by, at };
  await database.transaction(async (tx) => {
    await reviseLine(tx, { ...acting, lineId, ceiling: rupiah(100_000), basis: 'DPPA 1/2026' });
    const reserve = { lineId, movement: 'reserve', amount: rupiah(95_000) } as const;
    await move(tx, { institutionId, moves: [reserve], reason: newId(at), at });
  });
  expect(await run()).toMatchObject({ changed: 0 });

  const funds = twin['sample_1028_RUP-PaketAnggaranPenyedia.csv'];
  const name = 'sample_1028_RUP-PaketAnggaranPenyedia.csv';
  await write({ [name]: funds.map((row) => row.replace('401,30000', '401,24000')) });
  const cut = await run();
  expect(cut).toMatchObject({ changed: 0, refused: 21 });
  expect(cut.refusals).toContainEqual(expect.objectContaining({ line: 5, code: 'below-used' }));
  await write({ [name]: funds.map((row) => row.replace('401,30000', '401,25000')) });
  expect(await run()).toMatchObject({ changed: 1, refused: 20 });
  expect(await findLine(database, institutionId, lineId)).toMatchObject({ ceiling: rupiah(95_000), available: 0n });

  await write({
    [name]: funds.map((row) => row.replace('401,30000', '401,25000')),
    '1041_RUP-ProgramMaster.csv': twin['1041_RUP-ProgramMaster.csv'].map((row) =>
      row.replace('PENUNJANG ,', 'PENDUKUNG,'),
    ),
    '1040_RUP-KegiatanMaster.csv': twin['1040_RUP-KegiatanMaster.csv'].map((row) =>
      row.replace('12,202,302', '11,201,302'),
    ),
  });
  const moved = await run();
  expect(moved.changed).toBe(1);
  expect(moved.refusals.map(({ line: place, code }) => [place, code])).toContainEqual([3, 'moved']);
  expect((await findByCode(database, 'D931'))?.id).toBe(institutionId);
});

test('two imports at once do not disturb each other', async () => {
  const before = await everything();
  const both = await Promise.all([run(), run()]);
  // The state before is whatever the test above left; of the two, one makes all changes and the other none.
  expect(both.map(({ changed }) => changed)).toContain(0);
  expect(await run()).toMatchObject({ changed: 0 });
  expect(await everything()).not.toBe(before);
});

const realFolder = '../shared/data/lkpp-isb/dev';
const isHere = existsSync(realFolder);
if (!isHere) console.warn(`skipped: the real files are not in ${realFolder}`);

test.skipIf(!isHere)(
  'the real files of one regency: independent figures, and a second run changes nothing',
  async () => {
    const first = await importLkpp(real.database, { folder: realFolder, by, at });
    expect(first).toMatchObject({ read: 5888, imported: 5791, changed: 5791, refused: 97 });
    expect(new Set(first.refusals.map(({ code }) => code))).toEqual(new Set(['no-figures']));
    const { rows } = await countRows(join(realFolder, '1039_RUP-SubKegiatanMaster.csv'));
    expect(rows).toBe(3949);

    const [sums] = await real.owner.query(`
    select (select sum(total_sen) from budget.structures) as "work-unit",
      sum(ceiling_sen) filter (where position = 1) as programme,
      sum(ceiling_sen) filter (where position = 2) as activity,
      sum(ceiling_sen) filter (where position = 3) as "sub-activity",
      (select sum(ceiling_sen) from budget.funds) as account
    from budget.nodes`);
    expect(Object.fromEntries(first.sums.byLevel.map(({ level, sumSen }) => [level, String(sumSen)]))).toEqual(sums);
    expect(sums).toMatchObject({ 'work-unit': '312037214892500', 'sub-activity': '405517887401900' });

    const differences = await real.owner.query<{ level: string; n: bigint }>(`
    with compared as (
      select case parent.position when 1 then 'programme' else 'activity' end as level, parent.ceiling_sen as own,
        coalesce(sum(child.ceiling_sen), 0) as below
      from budget.nodes parent left join budget.nodes child on child.parent_id = parent.id
      where parent.position < 3 group by parent.institution_id, parent.id, parent.position, parent.ceiling_sen
      union all
      select 'work-unit', total_sen, coalesce((select sum(ceiling_sen) from budget.nodes
        where position = 1 and nodes.work_unit_id = structures.work_unit_id), 0) from budget.structures
    )
    select level, count(*) as n from compared where own <> below group by level order by level`);
    expect(differences).toEqual([
      { level: 'activity', n: 62n },
      { level: 'programme', n: 15n },
      { level: 'work-unit', n: 23n },
    ]);
    expect(first.sums.differences).toHaveLength(100);

    const [ledger] = await real.owner.query(`
    select count(*) as lines, sum(available_sen) as available,
      (select sum(amount_sen) from budget.transfers) as granted from budget.balances`);
    expect(ledger).toMatchObject({ lines: 19n, available: '979695677100', granted: '979695677100' });
    expect(await importLkpp(real.database, { folder: realFolder, by, at })).toEqual({ ...first, changed: 0 });
  },
);

/** Counts rows without the parser under test: a row ends at a line break outside quotes. */
async function countRows(path: string): Promise<{ rows: number }> {
  const text = await readFile(path, 'utf8');
  const ends = text.replace(/"[^"]*"/g, '').match(/\n/g)?.length ?? 0;
  return { rows: ends - 1 };
}
