import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Category } from '../buying/catalogue/index.ts';
import type { OfferItem } from '../parties/marketplace/index.ts';
import type { RegionNames } from '../platform/region-names.ts';
import type { Sen } from '../values/money.ts';

/** What the file did not say, so that we chose it. */
export type Assumed = 'class' | 'pkp' | 'domestic' | 'unit' | 'stock' | 'weight' | 'seller' | 'region' | 'category';

/** A row for a sandbox's shelf, with what of it is only assumed. */
export interface StockRow extends Omit<OfferItem, 'version' | 'category'> {
  readonly category: Category;
  /** The shop of the file that the row comes from. */
  readonly source: string;
  /** Where it stands, as for a refused row. */
  readonly line: number;
  readonly assumed: readonly Assumed[];
}

export type RefusedReason =
  | ('no-price' | 'bad-price' | 'no-title' | 'no-id' | 'bad-id' | 'twice' | 'not-active' | 'unreadable')
  | ('too-long' | 'bad-count');

export interface RefusedRow {
  /** In a CSV the line where the row ends, in JSON the position from 1. */
  readonly line: number;
  readonly reason: RefusedReason;
}

export interface StockFile {
  readonly rows: readonly StockRow[];
  readonly refused: readonly RefusedRow[];
}

/** The name of a place to the Kemendagri code of its regency or city. */
export type RegionLookup = (name: string) => string | undefined;

const DEFAULT_STOCK = 25;
const DEFAULT_GRAMS = 500;
const DEFAULT_REGION = '31.71'; // a code that exists, for rows that name no place

/** What a marketplace takes at most; a longer name would be cut, and then it is another. */
const LONGEST = { id: 100, title: 500, name: 200 } as const;
const MOST = 2_000_000_000;

/** What both files come down to before the row is judged. */
interface Raw {
  readonly line: number;
  readonly source: string;
  readonly id: string;
  readonly title: string;
  readonly price: string;
  readonly place: string;
  readonly sellerName: string;
  /** From general to particular. */
  readonly categories: readonly string[];
  readonly stock?: number | undefined;
  readonly weightGrams?: number | undefined;
  readonly isActive?: boolean;
}

const product = z.object({
  product_id: z.coerce.string().catch(''),
  name: z.string().catch(''),
  real_price: z.union([z.number(), z.string()]).nullish().catch(null),
  real_price_text: z.string().nullish().catch(null),
  category: z.string().catch(''),
  shop: z.object({ name: z.string().catch(''), city: z.string().catch('') }).catch({ name: '', city: '' }),
  product_detail: z
    .object({
      product_status: z.string().catch('ACTIVE'),
      sub_category: z.array(z.string()).catch([]),
      total_stock: z.int().nonnegative().optional().catch(undefined),
      weight: z.int().positive().optional().catch(undefined),
      weight_unit: z.string().catch('GRAM'),
      shop_location: z.string().catch(''),
    })
    .nullish()
    .catch(null),
});

/** Reads an array of product details. Only the goods are taken: no pictures, no words of reviewers. */
export function parseTokopedia(json: string, regionOf: RegionLookup): StockFile {
  const list = z.array(z.unknown()).safeParse(jsonOf(json));
  if (!list.success) return { rows: [], refused: [{ line: 1, reason: 'unreadable' }] };
  const unreadable: RefusedRow[] = [];
  const raws = list.data.flatMap((entry, index): Raw[] => {
    const line = index + 1;
    const { data } = product.safeParse(entry);
    if (!data) unreadable.push({ line, reason: 'unreadable' });
    return data ? [rawProduct(data, line)] : [];
  });
  return judge(raws, unreadable, regionOf);
}

function rawProduct({ product_detail: detail, ...data }: z.output<typeof product>, line: number): Raw {
  const grams = detail?.weight_unit === 'KILOGRAM' ? 1000 : 1;
  return {
    ...{ line, source: 'tokopedia', id: data.product_id, title: data.name, sellerName: data.shop.name },
    price: String(data.real_price ?? data.real_price_text ?? ''),
    place: detail?.shop_location || data.shop.city,
    categories: [data.category, ...(detail?.sub_category ?? [])],
    stock: detail?.total_stock,
    weightGrams: detail?.weight === undefined ? undefined : detail.weight * grams,
    isActive: (detail?.product_status ?? 'ACTIVE') === 'ACTIVE',
  };
}

export const unifiedColumns = [
  'marketplace',
  'source_id',
  'name',
  'price_idr',
  'category',
  'seller',
  'location',
] as const;
const record = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Reads offers of many shops in one table, whose first line names its columns. */
export function parseUnified(csvText: string, regionOf: RegionLookup): StockFile {
  const lines = recordsOf(csvText);
  const [head, ...body] = lines;
  const places = unifiedColumns.map((name) => head?.record.indexOf(name) ?? -1);
  if (!head || places.includes(-1)) return { rows: [], refused: [{ line: 1, reason: 'unreadable' }] };
  const unreadable: RefusedRow[] = [];
  const raws = body.flatMap(({ record: cells, info }): Raw[] => {
    if (cells.length !== head.record.length) {
      unreadable.push({ line: info.lines, reason: 'unreadable' });
      return [];
    }
    const [source = '', id = '', title = '', price = '', category = '', sellerName = '', place = ''] = places.map(
      (at) => cells[at] ?? '',
    );
    return [{ line: info.lines, source, id, title, price, place, sellerName, categories: category.split(' > ') }];
  });
  return judge(raws, unreadable, regionOf);
}

function recordsOf(csvText: string): z.output<typeof record>[] {
  const options = { bom: true, info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
  const parsed = z.array(record).safeParse(parse(csvText, options));
  return parsed.success ? parsed.data : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function judge(raws: readonly Raw[], unreadable: readonly RefusedRow[], regionOf: RegionLookup): StockFile {
  const seen = new Set<string>();
  const rows: StockRow[] = [];
  const refused = [...unreadable];
  for (const raw of raws) {
    const title = tidy(raw.title);
    const price = priceOf(raw.price);
    const key = `${raw.source} ${raw.id.trim()}`;
    const reason = reasonAgainst(raw, { title, price, isTwice: seen.has(key) });
    if (reason || price === undefined) refused.push({ line: raw.line, reason: reason ?? 'bad-price' });
    else rows.push(rowOf(raw, { title, price }, regionOf));
    seen.add(key);
  }
  return { rows, refused: refused.sort((a, b) => a.line - b.line) };
}

function reasonAgainst(
  { id, price: written, sellerName, source, stock = 0, weightGrams = 0, isActive = true }: Raw,
  { title, price, isTwice }: { title: string; price: Sen | undefined; isTwice: boolean },
): RefusedReason | undefined {
  if (id.trim() === '') return 'no-id';
  if (/[\p{Cc}\p{Cs}\ufffd]/u.test(id.trim())) return 'bad-id';
  const isLong = id.length > LONGEST.id || title.length > LONGEST.title || sellerName.length > LONGEST.name;
  if (isLong || source.length > LONGEST.id) return 'too-long';
  if (title === '') return 'no-title';
  if (written.trim() === '') return 'no-price';
  if (price === undefined || price <= 0n) return 'bad-price';
  if (isTwice) return 'twice';
  if (stock > MOST || weightGrams > MOST) return 'bad-count';
  return isActive ? undefined : 'not-active';
}

function rowOf(raw: Raw, { title, price }: { title: string; price: Sen }, regionOf: RegionLookup): StockRow {
  const category = categoryOf(raw.categories, title);
  const region = regionOf(tidy(raw.place));
  const named = tidy(raw.sellerName);
  const regionCode = region ?? DEFAULT_REGION;
  const name = named || `Penjual di ${raw.source}`;
  const assumed: readonly (readonly [Assumed, boolean])[] = [
    ...(['class', 'pkp', 'domestic', 'unit'] as const).map((one) => [one, true] as const),
    ['stock', raw.stock === undefined],
    ['weight', raw.weightGrams === undefined],
    ['seller', named === ''],
    ['region', region === undefined],
    ['category', category === undefined],
  ];
  return {
    externalId: raw.id.trim(),
    // Shops of one name in two places are two sellers.
    seller: { externalId: `${slug(name)}-${regionCode}`, name, sellerClass: 'micro', regionCode, isPkp: false },
    ...{ title, description: '', category: category ?? 'tools', unit: 'buah', price },
    ...{ stock: raw.stock ?? DEFAULT_STOCK, weightGrams: raw.weightGrams ?? DEFAULT_GRAMS },
    ...{ isDomestic: false, tkdnPercent: null, source: raw.source, line: raw.line },
    assumed: assumed.flatMap(([one, isAssumed]) => (isAssumed ? [one] : [])),
  };
}

/** Broken characters and doubled spaces become one space. */
function tidy(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cs}\ufffd]+/gu, ' ').trim();
}

export function slug(name: string): string {
  const ascii = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return ascii.replace(/^-|-$/g, '').slice(0, 100) || 'penjual';
}

/** `119000`, `119.000`, `Rp119.000` and `119000.50` to sen; undefined when it is no price. */
export function priceOf(text: string): Sen | undefined {
  const bare = text.trim().replace(/^rp\.?\s*/i, '');
  if (/^\d{1,3}(\.\d{3})+$/.test(bare)) return BigInt(bare.replaceAll('.', '')) * 100n;
  const [, whole, sen = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(bare) ?? [];
  return whole === undefined ? undefined : BigInt(whole) * 100n + BigInt(sen.padEnd(2, '0'));
}

/** In this order: the first whose word is found wins, so the narrow ones stand first. */
const categoryWords: readonly (readonly [Category, RegExp])[] = [
  ['rental', /\b(sewa|rental)\b/],
  ['accommodation', /\b(hotel|penginapan|travel and|tour)\b/],
  ['courier', /\b(kurir|ekspedisi)\b/],
  ['creative', /\b(desain|percetakan|banner|spanduk)\b/],
  ['stationery', /\b(alat tulis|stationery|kertas|pulpen|spidol|map folio|buku tulis|books?)\b/],
  ['souvenir', /\b(souvenir|suvenir|kerajinan|craft|etnik|tenun|kain batik|florist)\b/],
  [
    'fashion',
    /\b(fashion|pakaian|batik|baju|kemeja|celana|kaos|jaket|sepatu|sandal|tas|dompet|hijab|kebaya|jam tangan)\b/,
  ],
  [
    'electronics',
    /\b(elektronik|electronics?|komputer|computers?|laptop|gadget|handphone|phones?|tablets?|smartphone|camera|gaming|harddisk|flash|tv|televisi|mouse|keyboard|printer)\b/,
  ],
  [
    'food',
    /\b(makanan?|minuman?|food|drink|segar|cemilan|biskuit|susu|kopi|teh|roti|buah|sayur|beras|permen|cokelat|sarapan|sirup|jus|es krim|masakan|air mineral)\b/,
  ],
  [
    'medical',
    /\b(kesehatan|kecantikan|health|beauty|care|kosmetik|obat|vitamin|masker|sabun|tisu|bayi|baby|pembersih|deterjen|kuman)\b/,
  ],
  [
    'furniture',
    /\b(mebel|furniture|meja|kursi|lemari|rak|sofa|kasur|sprei|bed cover|home|household|rumah tangga|kitchen|dapur)\b/,
  ],
  ['tools', /\b(mekanik|perkakas|carpentry|automotive|otomotif|obeng|bor|elpiji)\b/],
];

/** The narrowest name of the file's own category that we know, else the title's words. */
function categoryOf(names: readonly string[], title: string): Category | undefined {
  for (const text of [...names.toReversed(), title]) {
    const lower = text.toLowerCase();
    const found = categoryWords.find(([, words]) => words.test(lower));
    if (found) return found[0];
  }
  return undefined;
}

/** Finds `Kab. Bogor`, `Kota Bekasi`, `Jakarta Pusat` and `Bandung`; a bare name that is both is the city. */
export function regionLookup(names: RegionNames): RegionLookup {
  const codes = new Map<string, string>();
  for (const [code, name] of names) {
    if (code.length === 2) continue;
    const full = placeKey(name);
    const bare = full.replace(/^(kota|kabupaten) /, '');
    codes.set(full, code);
    if (full.startsWith('kota ') || !codes.has(bare)) codes.set(bare, code);
  }
  return (name) => codes.get(placeKey(name));
}

function placeKey(name: string): string {
  const lower = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return lower.replace(/^kab /, 'kabupaten ').replace(/^(kota|kabupaten) (administrasi|adm) /, '$1 ');
}
