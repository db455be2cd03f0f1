import { refusalsCsv } from '../buying/budget/index.ts';
import { syncMarketplace } from '../buying/catalogue/index.ts';
import { sandboxConnector, sandboxDesk } from '../connectors/sandbox/index.ts';
import { isUnknown, listAccess, readCursor, saveCursor, TurnedAway } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';
import { type Language, translator } from '../platform/i18n.ts';
import { regionNames } from '../platform/region-names.ts';
import type { Instant } from '../values/instant.ts';
import { Problem } from '../values/problem.ts';
import { readSources, readStock, type StockFormat, type StockPlan, stockFormats } from './read-stock.ts';
import { type Assumed, regionLookup } from './stock-files.ts';

interface Wanted {
  readonly path: string;
  readonly format?: string | undefined;
  readonly onProgress?: (sentence: string) => void;
  readonly language?: Language;
}

export interface StockReport {
  readonly ok: true;
  /** Rows of all files; each of them is stocked or refused. */
  readonly read: number;
  readonly stocked: number;
  /** Of those stocked, how many were not on the shelf before just so. */
  readonly changed: number;
  readonly refused: number;
  readonly refusals: readonly { readonly file: string; readonly line: number; code: string; reason: string }[];
  /** How many rows did not say what a shelf must know, so that it was chosen for them. */
  readonly assumed: Readonly<Partial<Record<Assumed, number>>>;
  readonly skipped: readonly string[];
  /** What the hub learned of the marketplace right after; null without a hub. */
  readonly followed: { readonly changed: number; readonly removed: number; readonly refused: number } | null;
}

interface Address {
  readonly url: string;
  readonly key: string;
}

const BATCH = 500;
const TRIES = 3;

/**
 * Stocks the shelf of a sandbox from files, through the interface that a partner uses. A second run changes nothing.
 * @throws the Problems of `readStock` before anything is sent; invalid `stock/format`; unavailable `stock/silent`,
 * forbidden `stock/turned-away`
 */
export async function stockSandbox(address: Address, wanted: Wanted): Promise<StockReport> {
  return upload(address, await planOf(wanted), wanted);
}

/**
 * The same for a marketplace of the hub, which then pulls its catalogue, so that the goods can be found at once.
 * @throws those of `stockSandbox`, and missing `stock/no-such-marketplace`
 */
export async function stockMarketplace(
  database: Database,
  { code, at, ...wanted }: Wanted & { code: string; at: Instant },
): Promise<StockReport> {
  const plan = await planOf(wanted);
  const all = await listAccess(database);
  const access = all.find((one) => one.code === code);
  if (!access) {
    const known = all.map((one) => one.code).join(', ') || '–';
    throw new Problem('missing', 'stock/no-such-marketplace', { code, known });
  }
  const { marketplaceId } = access;
  const address = { url: access.baseUrl, key: access.apiKey };
  const report = await upload(address, plan, wanted);
  const pull = { marketplaceId, connector: sandboxConnector(address), readCursor, saveCursor, at, limit: BATCH };
  const { changed, removed, refused } = await asking(address, () => syncMarketplace(database, pull));
  say(wanted, 'stock.followed', { count: changed });
  return { ...report, followed: { changed, removed, refused: refused.length } };
}

async function planOf({ path, format, ...wanted }: Wanted): Promise<StockPlan> {
  const known = stockFormats.find((one): one is StockFormat => one === format);
  if (format !== undefined && !known) {
    throw new Problem('invalid', 'stock/format', { format, known: stockFormats.join(', ') });
  }
  const { sources, isFolder } = await readSources(path);
  const plan = readStock(sources, { regionOf: regionLookup(await regionNames()), format: known, isFolder });
  for (const { name, rows } of plan.files) say({ path, ...wanted }, 'stock.read', { file: name, count: rows });
  for (const file of plan.skipped) say({ path, ...wanted }, 'stock.skipped', { file });
  return plan;
}

async function upload(address: Address, plan: StockPlan, wanted: Wanted): Promise<StockReport> {
  const { rows, refused, skipped } = plan;
  const desk = sandboxDesk(address);
  let changed = 0;
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH).map(({ assumed, source, line, ...row }) => row);
    changed += await asking(address, () => desk.stock(batch));
    say(wanted, 'stock.sent', { count: from + batch.length, all: rows.length });
  }
  const assumed: Partial<Record<Assumed, number>> = {};
  for (const one of rows.flatMap((row) => row.assumed)) assumed[one] = (assumed[one] ?? 0) + 1;
  const t = translator(wanted.language ?? 'id');
  const refusals = refused.map(({ file, line, reason }) => {
    return { file, line, code: reason, reason: t(`stock.reason-${reason}`) };
  });
  const counts = { read: rows.length + refused.length, stocked: rows.length, changed, refused: refused.length };
  return { ok: true, ...counts, refusals, assumed, skipped, followed: null };
}

/** An upload bears repetition, so a lost answer is asked for again. */
async function asking<Answer>({ url }: Address, ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (cause) {
      if (cause instanceof TurnedAway) {
        throw Object.assign(new Problem('forbidden', 'stock/turned-away', { url, answer: cause.message }), { cause });
      }
      if (!isUnknown(cause)) throw cause;
      if (tries === TRIES) throw Object.assign(new Problem('unavailable', 'stock/silent', { url }), { cause });
    }
  }
}

function say({ onProgress, language = 'id' }: Wanted, key: string, values: Record<string, string | number>): void {
  onProgress?.(translator(language)(key, values));
}

/** One line a refused row, for a spreadsheet. */
export const stockRefusalsCsv = ({ refusals }: StockReport): string => refusalsCsv(refusals);
