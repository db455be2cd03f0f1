import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { categories, type Search, searchOffers, wordsOf } from '../src/buying/catalogue/index.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../src/platform/embedded-database.ts';
import type { Result } from './results.ts';
import { dice, openCatalogue, realTitles } from './search-world.ts';

const SIZES = (process.env.BENCH_OFFERS ?? '100000,1000000').split(',').map(Number);
const SEARCHES = Number(process.env.BENCH_SEARCHES ?? 400);
const CLIENTS = 8;
const CHANGES_A_SECOND = 200;

/** How long a search with filters and facets takes on real titles, and what it costs beside ranking all that match. */
export async function search(say: (text: string) => void): Promise<Result[]> {
  const titles = realTitles();
  if (!titles) {
    say('search: the real titles are not here, so nothing is measured');
    return [];
  }
  const results: Result[] = [];
  for (const count of SIZES) {
    const folder = await mkdtemp(join(tmpdir(), 'bangga-bench-'));
    await chmod(folder, 0o711);
    const server = await startEmbeddedServer(folder, { settings: { shared_buffers: '2GB' } });
    try {
      say(`search: stocking ${count.toLocaleString('en')} offers …`);
      await openCatalogue(server, { name: 'bangga', count, titles });
      results.push(...(await measure(server, { say, count, asks: asksOf(titles, SEARCHES) })));
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
  return results;
}

/** A search, and its words without their typing errors, for whoever puts none right. */
type Ask = Search & { readonly words: string };

/** One to three words of a title, common ones too; a third mistyped, half with a filter or two, some sorted. */
function asksOf(titles: readonly { title: string }[], count: number): Ask[] {
  const roll = dice(11);
  const pick = <Value>(values: readonly Value[]): Value | undefined => values[roll(values.length)];
  return Array.from({ length: count }, () => {
    const words = wordsOf(pick(titles)?.title ?? '').filter((word) => word.length > 2);
    const from = roll(Math.max(words.length - 2, 1));
    const asked = words.slice(from, from + 1 + roll(3));
    const q = asked.map((word, place) => (place === 0 && roll(3) === 0 ? mistyped(word, roll) : word)).join(' ');
    return {
      ...{ q, words: asked.join(' '), from: '32.04', page: 1 + (roll(6) === 0 ? 1 : 0) },
      ...(roll(4) === 0 && { sellerClasses: ['micro', 'small'] as const }),
      ...(roll(6) === 0 && { category: pick(categories) }),
      ...(roll(6) === 0 && { regionCode: '32' }),
      ...(roll(6) === 0 && { maxPrice: 5_000_000n }),
      ...(roll(5) === 0 && { inStock: true }),
      ...(roll(5) === 0 && { sort: 'cheapest' as const }),
    };
  });
}

function mistyped(word: string, roll: (below: number) => number): string {
  const place = 1 + roll(Math.max(word.length - 2, 1));
  const letters = [...word];
  if (roll(2) === 0) letters.splice(place, 1);
  else letters.splice(place, 2, letters[place + 1] ?? '', letters[place] ?? '');
  return letters.join('');
}

interface Asked {
  readonly say: (text: string) => void;
  readonly count: number;
  readonly asks: readonly Ask[];
}

async function measure(server: EmbeddedServer, { say, count, asks }: Asked): Promise<Result[]> {
  const one = openDatabase(server.url('bangga_app', 'bangga'), { connections: 1 });
  const many = openDatabase(server.url('bangga_app', 'bangga'), { connections: CLIENTS });
  try {
    const pidNow = async () => (await one.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid ?? 0;
    await each(one, asks.slice(0, 100));
    const alone = await each(one, asks, await pidNow());
    const all = await rankAll(one, asks, await pidNow());
    say(
      `  alone p95 ${p95(alone.map(({ wall }) => wall)).toFixed(1)} ms, ranking all ${p95(all.map(({ wall }) => wall)).toFixed(1)} ms`,
    );
    await Promise.all(Array.from({ length: CLIENTS }, () => each(many, asks.slice(0, 40))));
    const together = (
      await Promise.all(
        Array.from({ length: CLIENTS }, (_, client) =>
          each(many, [...asks.slice(client * 40), ...asks.slice(0, client * 40)]),
        ),
      )
    ).flat();
    const quiet = await each(one, asks, await pidNow()); // the pool has closed its connection meanwhile
    const changes = changing(server, count);
    const busy = await each(one, asks, await pidNow());
    const changed = await changes.stop();
    const ms = (times: readonly Time[]) => p95(times.map(({ wall }) => wall));
    const cpu = (times: readonly Time[]) => p95(times.map(({ processor }) => processor));
    const load = loadavg()[0] ?? 0;
    say(
      `search ${count}: alone p95 ${ms(alone).toFixed(1)} ms, CPU ${cpu(alone).toFixed(1)} ms against ${cpu(all).toFixed(1)} ms ranking all; ` +
        `at ${CLIENTS} clients ${ms(together).toFixed(1)} ms; under ${changed.toFixed(0)} changes/s ${ms(busy).toFixed(1)} ms against ` +
        `${ms(quiet).toFixed(1)} ms; load ${load.toFixed(1)}`,
    );
    const size = count >= 1_000_000 ? `${count / 1_000_000} million` : count.toLocaleString('en');
    const date = new Date().toISOString().slice(0, 10);
    const row = (
      name: string,
      question: string,
      figure: number,
      baseline: number | null,
      ratio: number | null,
      goal: string,
      ok: boolean,
    ) => ({
      ...{ name: `search-${count}-${name}`, question: `${question}, ${size} offers`, figure, unit: 'ms' },
      ...{ baseline, ratio, goal, ok, date },
    });
    return [
      row('alone', 'Search with filters and facets, p95 alone', ms(alone), null, null, '≤ 50 ms', ms(alone) <= 50),
      row('clients', `Search, p95 at ${CLIENTS} clients`, ms(together), null, null, '≤ 150 ms', ms(together) <= 150),
      row(
        'cpu',
        'Search, processor time at p95 beside ranking all',
        cpu(alone),
        cpu(all),
        cpu(all) / cpu(alone),
        '≥ 5',
        cpu(all) / cpu(alone) >= 5,
      ),
      row(
        'changes',
        `Search, p95 under ${CHANGES_A_SECOND} price changes/s beside none`,
        ms(busy),
        ms(quiet),
        ms(busy) / ms(quiet),
        '≤ 1.3',
        ms(busy) / ms(quiet) <= 1.3,
      ),
    ];
  } finally {
    await Promise.all([one.close(), many.close()]);
  }
}

interface Time {
  readonly wall: number;
  /** Of the database's process and ours. */
  readonly processor: number;
}

async function timed(pid: number | undefined, work: () => Promise<unknown>): Promise<Time> {
  const before = processor(pid);
  const began = performance.now();
  await work();
  const wall = performance.now() - began;
  return { wall, processor: processor(pid) - before };
}

/** To the nanosecond, where ticks of 10 ms would hide a search. */
function processor(pid: number | undefined): number {
  const own = process.cpuUsage();
  const there = pid ? Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6 : 0;
  return there + (own.user + own.system) / 1000;
}

async function each(database: Database, asks: readonly Search[], pid?: number): Promise<Time[]> {
  const times: Time[] = [];
  for (const ask of asks) times.push(await timed(pid, () => searchOffers(database, ask)));
  return times;
}

/** What a page and exact facets cost when every match is ranked and counted, with the same words and filters. */
async function rankAll(database: Database, asks: readonly Ask[], pid: number): Promise<Time[]> {
  const times: Time[] = [];
  for (const { words, category, sellerClasses, regionCode, maxPrice, inStock } of asks) {
    const work = () =>
      database.query(
        `with matched as materialized (
           select o.id, o.category, o.marketplace_id, o.seller_class, left(o.region_code, 2) as province, o.stock, o.price_sen,
             ts_rank(o.search, websearch_to_tsquery('pg_catalog.indonesian', $1), 1) as rank
           from catalogue.offers o where o.deleted_at is null
             and o.search @@ websearch_to_tsquery('pg_catalog.indonesian', $1)
             and ($2::text is null or o.category = $2) and ($3::text[] is null or o.seller_class = any ($3))
             and ($4::text is null or left(o.region_code, 2) = $4) and ($5::bigint is null or o.price_sen <= $5)
             and ($6::boolean is not true or o.stock > 0))
         select (select jsonb_agg(p) from (select id from matched order by stock = 0, rank desc, price_sen, id limit 21) p),
           (select count(*) from matched), (select jsonb_agg(f) from (select category, marketplace_id, seller_class,
             province, count(*) from matched group by grouping sets ((category), (marketplace_id), (seller_class), (province))) f)`,
        [words, category, sellerClasses, regionCode, maxPrice, inStock],
      );
    times.push(await timed(pid, work));
  }
  return times;
}

/** Prices and stocks that move as a marketplace's news moves them, in batches as a sync writes them. */
function changing(server: EmbeddedServer, count: number): { stop(): Promise<number> } {
  const database = openDatabase(server.url('bangga_app', 'bangga'), { connections: 1 });
  const roll = dice(3);
  const began = performance.now();
  let changed = 0;
  let isOver = false;
  const work = (async () => {
    while (!isOver) {
      const ids = Array.from({ length: 20 }, () => String(roll(count)));
      await database.query(
        `update catalogue.offers set price_sen = price_sen + 100, stock = stock + 1, version = version + 1, xid = default,
           seq = default where (marketplace_id, external_id) in (select marketplace_id, external_id from catalogue.offers
           where id = any (select ('01a21111-0000-7000-8000-' || lpad(to_hex(n::integer), 12, '0'))::uuid from unnest($1::text[]) n))`,
        [ids],
      );
      changed += ids.length;
      const due = (changed / CHANGES_A_SECOND) * 1000 - (performance.now() - began);
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await work;
      await database.close();
      return (changed / (performance.now() - began)) * 1000;
    },
  };
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}
