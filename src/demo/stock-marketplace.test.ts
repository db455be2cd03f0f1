import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { searchOffers } from '../buying/catalogue/index.ts';
import { openSandbox } from '../connectors/sandbox/bench.ts';
import { HUB } from '../parties/account/index.ts';
import { admitMarketplace } from '../parties/marketplace/index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { stockMarketplace, stockRefusalsCsv, stockSandbox } from './stock-marketplace.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database } = await cloneDatabase();
const sandbox = await openSandbox({ at });
const access = { code: 'kenanga', name: 'Pasar Kenanga', baseUrl: sandbox.url, apiKey: sandbox.key };
await database.transaction((tx) => admitMarketplace(tx, { ...access, by: HUB, at }));
const folder = await mkdtemp(join(tmpdir(), 'bangga-stock-'));
afterAll(() => rm(folder, { recursive: true }));

// Invented, with the defects of the real files: one number at two shops, two spellings of a shop, no id, a long title.
const head = 'marketplace,source_id,name,price_idr,brand,category,seller,location,retrieved,url';
const row = (source: string, id: string, name: string, seller = 'Dapur Melati', price = '15000') =>
  `${source},${id},${name},${price},,Makanan,${seller},Bandung,2020-01-01,`;
const table = [
  head,
  row('pasar', '1', 'Rengginang terasi'),
  row('ramai', '1', 'Rengginang bawang', 'DAPUR MELATI'),
  row('pasar', '', 'Rengginang tanpa nomor'),
  row('pasar', '3', 'x'.repeat(501)),
  row('pasar', '4', 'Rengginang gratis', 'Dapur Melati', '0'),
];
const mouse = {
  ...{ product_id: 11, name: 'Tetikus kabel', real_price: 64000, category: 'Komputer' },
  ...{ shop: { name: 'Maju Jaya', city: 'Kab. Kudus' }, product_detail: null },
};
const list = [
  mouse,
  { ...mouse, product_id: 12, name: 'Tetikus\u0000 nirkabel' },
  { ...mouse, product_id: 13, name: '' },
];
const write = (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text);
beforeEach(async () => {
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await write('barang.csv', table.join('\r\n'));
  await write('barang.json', JSON.stringify(list));
  await write('pasangan.csv', 'score,id_a,id_b\n1,2,3\n');
  await write('CATATAN.md', '# bukan barang');
});

const stock = (path = folder, format?: string) =>
  stockMarketplace(database, { code: 'kenanga', path, format, at, language: 'en' });
const shelf = () => sandbox.owner.query(`select id, version, title from sandbox.offers order by id`);

test('a folder fills the shelf, every row is stocked or refused, the hub follows, and a second run changes nothing', async () => {
  const told: string[] = [];
  const wanted = {
    code: 'kenanga',
    path: folder,
    at,
    language: 'en',
    onProgress: (text: string) => told.push(text),
  } as const;
  const report = await stockMarketplace(database, wanted);
  expect(report).toMatchObject({ ok: true, read: 8, stocked: 4, changed: 4, refused: 4, skipped: ['pasangan.csv'] });
  expect(report.followed).toEqual({ changed: 4, removed: 0, refused: 0 });
  expect(report.assumed).toMatchObject({ class: 4, weight: 4 });
  expect(stockRefusalsCsv(report).trim().split('\n')).toEqual([
    'file,line,code,reason',
    'barang.csv,4,no-id,the goods have no number',
    `barang.csv,5,too-long,"the number, the name or the seller's name is too long"`,
    'barang.csv,6,bad-price,the price cannot be read or is not above zero',
    'barang.json,3,no-title,the goods have no name',
  ]);
  expect(told).toContain('4 of 4 goods sent to the marketplace');
  const { offers } = await searchOffers(database, { q: 'rengginang' });
  expect(offers.map(({ externalId, sellerName }) => [externalId, sellerName]).sort()).toEqual([
    ['pasar-1', 'Dapur Melati'],
    ['ramai-1', 'Dapur Melati'],
  ]);
  expect((await searchOffers(database, { q: 'tetikus nirkabel' })).total).toBe(1);

  const before = await shelf();
  expect(await stock()).toMatchObject({ read: 8, stocked: 4, changed: 0, followed: { changed: 0 } });
  expect(await shelf()).toEqual(before);
});

test('a file alone and a marketplace by its address do as well', async () => {
  const address = { url: sandbox.url, key: sandbox.key };
  const report = await stockSandbox(address, { path: join(folder, 'barang.json') });
  expect(report).toMatchObject({ read: 3, stocked: 2, refused: 1, followed: null });
});

test.each([
  ['stock/encoding', 'barang.csv', new Uint8Array([0x6e, 0xe9, 0x2c])],
  ['stock/broken', 'barang.csv', `${table.join('\n')}\n"tanpa akhir`],
  ['stock/broken', 'barang.csv', `${head}\na\u0000b`],
  ['stock/broken', 'barang.json', JSON.stringify(list).slice(0, -5)],
  ['stock/column', 'barang.csv', table.join('\n').replace('price_idr', 'harga')],
] as const)('%s: a folder with one such %s changes nothing', async (code, name, content) => {
  await write(name, content);
  const before = await shelf();
  await expect(stock()).rejects.toMatchObject({ code, details: { file: name } });
  expect(await shelf()).toEqual(before);
});

test('what cannot be done is said clearly', async () => {
  await expect(stock(join(folder, 'tiada'))).rejects.toMatchObject({ code: 'stock/no-such-file' });
  await expect(stock(join(folder, 'CATATAN.md'))).rejects.toMatchObject({ code: 'stock/unknown-format' });
  await expect(stock(folder, 'excel')).rejects.toMatchObject({ code: 'stock/format' });
  await expect(stock(join(folder, 'barang.csv'), 'tokopedia')).rejects.toMatchObject({ code: 'stock/broken' });
  await expect(stockMarketplace(database, { code: 'tiada', path: folder, at })).rejects.toMatchObject({
    ...{ code: 'stock/no-such-marketplace', details: { known: 'kenanga' } },
  });
  const stranger = { url: sandbox.url, key: 'salah' };
  await expect(stockSandbox(stranger, { path: folder })).rejects.toMatchObject({ code: 'stock/turned-away' });
  const nobody = { url: 'http://127.0.0.1:1', key: 'x' };
  await expect(stockSandbox(nobody, { path: folder })).rejects.toMatchObject({ code: 'stock/silent' });
});
