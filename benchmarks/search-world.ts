import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { categories, placeInTiers } from '../src/buying/catalogue/index.ts';
import { openDatabase } from '../src/platform/database.ts';
import { asAdministrator, createDatabase, type EmbeddedServer } from '../src/platform/embedded-database.ts';
import { migrate } from '../src/platform/migrate.ts';

const FILE = process.env.BENCH_TITLES ?? '../shared/data/offers-unified/offers_dev.csv';
const BATCH = 10_000;
const MARKETPLACES = 6;
const SELLERS = 4000;
const provinces = [
  11, 12, 13, 14, 16, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 71, 73, 81, 91, 94,
];

/** The real titles, read where they lie and kept nowhere else; undefined where they are absent. */
export function realTitles(): { title: string; price: number }[] | undefined {
  try {
    const rows: Record<string, string>[] = parse(readFileSync(FILE), { columns: true });
    return rows.flatMap(({ name = '', price_idr = '' }) =>
      name.trim() === ''
        ? []
        : [{ title: name.trim().slice(0, 300), price: Math.max(Math.round(Number(price_idr)), 1000) }],
    );
  } catch {
    return undefined;
  }
}

/** The same numbers in every run. */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const uuid = (kind: string, n: number): string => `${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A catalogue of `count` offers: real titles, each sold by many, some with a word of another title. */
export async function openCatalogue(
  server: EmbeddedServer,
  { name, count, titles }: { name: string; count: number; titles: readonly { title: string; price: number }[] },
): Promise<void> {
  await createDatabase(server.url('postgres', 'postgres'), name);
  await migrate(server.url('bangga_owner', name));
  const roll = dice(7);
  await asAdministrator(server.url('postgres', name), async (admin) => {
    const { rows: indexes } = await admin.query<{ name: string; made: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index
       where indrelid = 'catalogue.offers'::regclass and not indisunique`,
    );
    for (const index of indexes) await admin.query(`drop index ${index.name}`);
    for (let from = 0; from < count; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, place) => {
        const base = titles[roll(titles.length)] ?? { title: 'Barang', price: 1000 };
        const other = titles[roll(titles.length)]?.title.split(' ') ?? [];
        const title = roll(3) === 0 ? `${base.title} ${other[roll(other.length)] ?? ''}`.trim() : base.title;
        const seller = roll(SELLERS);
        const n = from + place;
        return {
          ...{ id: uuid('01a21111', n), m: uuid('01a20000', seller % MARKETPLACES), e: String(n), title },
          ...{
            s: uuid('01a20001', seller),
            k: ['micro', 'small', 'medium', 'large'][[0, 0, 0, 1, 1, 2, 3][seller % 7] ?? 0],
          },
          ...{
            r: `${provinces[seller % provinces.length]}.0${1 + (seller % 7)}`,
            c: categories[roll(categories.length)],
          },
          ...{ d: 'x'.repeat(roll(900)), p: String(base.price * (80 + roll(41))), st: roll(9) === 0 ? 0 : roll(500) },
          ...{ w: roll(4) === 0 ? 0 : 500, own: roll(3) > 0, t: roll(4) === 0 ? 20 + roll(60) : null },
        };
      });
      await admin.query(
        `insert into catalogue.offers (id, marketplace_id, external_id, seller_id, seller_external_id, seller_name,
           seller_class, is_pkp, region_code, title, description, category, unit, price_sen, stock, weight_grams,
           is_domestic, tkdn_percent, source_version, version)
         select id, m, e, s, s::text, 'Toko ' || left(s::text, 30), k, false, r, title, d, c, 'buah', p::bigint, st, w, own, t, 1, 1
         from json_to_recordset($1::json) as x (id uuid, m uuid, e text, title text, s uuid, k text, r text, c text,
           d text, p text, st integer, w integer, own boolean, t numeric)`,
        [JSON.stringify(rows)],
      );
    }
    // The best described stand first in the table, so that few pages hold what common words bring.
    await admin.query(`create index by_quality on catalogue.offers (quality desc)`);
    await admin.query(`cluster catalogue.offers using by_quality`);
    await admin.query(`drop index catalogue.by_quality`);
    await admin.query(`set maintenance_work_mem = '1GB'`);
    for (const { made } of indexes) await admin.query(made);
    await admin.query(
      `insert into catalogue.words (word, offers)
       select word, count(*) from catalogue.offers o,
         lateral (select distinct word from regexp_split_to_table(lower(o.title), '[^[:alnum:]]+') as word) as own
       where o.is_sample and length(word) between 2 and 40 group by word on conflict do nothing`,
    );
  });
  const database = openDatabase(server.url('bangga_app', name), { connections: 1 });
  await placeInTiers(database);
  await database.close();
  await asAdministrator(server.url('postgres', name), (admin) => admin.query('vacuum analyze'));
}
