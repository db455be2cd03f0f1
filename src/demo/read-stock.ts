import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../values/problem.ts';
import {
  parseTokopedia,
  parseUnified,
  type RefusedReason,
  type RegionLookup,
  type StockRow,
  slug,
  unifiedColumns,
} from './stock-files.ts';

/** `tokopedia` is a JSON array of product details; `offers` is one table of many shops. */
export const stockFormats = ['tokopedia', 'offers'] as const;
export type StockFormat = (typeof stockFormats)[number];

export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface RefusedStock {
  readonly file: string;
  readonly line: number;
  readonly reason: RefusedReason;
}

export interface StockPlan {
  readonly files: readonly { readonly name: string; readonly format: StockFormat; readonly rows: number }[];
  /** Files of the folder that hold something else. */
  readonly skipped: readonly string[];
  readonly rows: readonly StockRow[];
  readonly refused: readonly RefusedStock[];
}

/** A file, or all tables and lists of a folder by name. @throws Problem invalid `stock/no-such-file` */
export async function readSources(path: string): Promise<{ sources: SourceFile[]; isFolder: boolean }> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const names = isFolder ? (await readdir(path)).filter((name) => /\.(csv|json)$/i.test(name)).sort() : [''];
    const read = async (name: string) => ({ name: name || basename(path), bytes: await readFile(join(path, name)) });
    return { sources: await Promise.all(names.map(read)), isFolder };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem('invalid', 'stock/no-such-file', { path });
  }
}

interface Reading {
  readonly regionOf: RegionLookup;
  /** Left out, each file is known by its content, and a folder's other files are passed over. */
  readonly format?: StockFormat | undefined;
  readonly isFolder?: boolean;
}

/**
 * Reads all files whole before anything is sent: every row is for the shelf, or refused by file, line and reason.
 * @throws Problem invalid `stock/encoding`, `stock/broken` (with the line), `stock/column`, `stock/unknown-format` or
 * `stock/empty`
 */
export function readStock(sources: readonly SourceFile[], { regionOf, format, isFolder = false }: Reading): StockPlan {
  const files: { name: string; format: StockFormat; rows: number }[] = [];
  const [skipped, rows, refused]: [string[], StockRow[], RefusedStock[]] = [[], [], []];
  const taken = new Set<string>();
  const shops = new Map<string, StockRow['seller']>();
  for (const { name, bytes } of sources) {
    const text = decode(name, bytes);
    const known = format ?? formatOf(text);
    if (!known && !isFolder) throw new Problem('invalid', 'stock/unknown-format', { file: name });
    if (!known) {
      skipped.push(name);
      continue;
    }
    const found = known === 'tokopedia' ? listIn(name, text, regionOf) : tableIn(name, text, regionOf);
    files.push({ name, format: known, rows: found.rows.length + found.refused.length });
    refused.push(...found.refused.map((one) => ({ file: name, ...one })));
    for (const row of found.rows) {
      // A shelf has one name for an offer, while two shops may use the same number.
      const externalId = `${slug(row.source)}-${row.externalId}`;
      const seller = shops.get(row.seller.externalId) ?? row.seller;
      // The first spelling of a shop's name stays, or each upload would change it to and fro.
      shops.set(seller.externalId, seller);
      if (taken.has(externalId)) refused.push({ file: name, line: row.line, reason: 'twice' });
      else rows.push({ ...row, externalId, seller });
      taken.add(externalId);
    }
  }
  if (rows.length + refused.length === 0) throw new Problem('invalid', 'stock/empty');
  return { files, skipped, rows, refused };
}

/** UTF-8 and nothing else: a guess would turn names into nonsense that nobody notices. */
function decode(name: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('invalid', 'stock/encoding', { file: name });
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) throw broken(name, text.slice(0, nul).split('\n').length);
  return text;
}

function formatOf(text: string): StockFormat | undefined {
  if (/^\s*\[/.test(text)) return 'tokopedia';
  const head = (text.split('\n')[0] ?? '').split(',').map((cell) => cell.trim());
  // Most of the columns make it this table, so that a missing one is named and not passed over.
  const known = unifiedColumns.filter((column) => head.includes(column)).length;
  return known * 2 > unifiedColumns.length ? 'offers' : undefined;
}

function listIn(name: string, text: string, regionOf: RegionLookup) {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw broken(name, lineOf(text, error));
  }
  if (!Array.isArray(list)) throw broken(name, 1);
  return parseTokopedia(text, regionOf);
}

/** JSON says where it broke only in words, by a position or by nothing when the text ends too early. */
function lineOf(text: string, error: unknown): number {
  const [, position] = /position (\d+)/.exec(String(error)) ?? [];
  return text.slice(0, position === undefined ? undefined : Number(position)).split('\n').length;
}

function tableIn(name: string, text: string, regionOf: RegionLookup) {
  try {
    const [head] = parse(text, { to_line: 1, relax_quotes: true }) as string[][];
    const missing = unifiedColumns.find((column) => !head?.includes(column));
    if (missing) throw new Problem('invalid', 'stock/column', { file: name, column: missing });
    return parseUnified(text, regionOf);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw broken(name, Number(error.lines ?? 1));
  }
}

function broken(file: string, line: number): Problem {
  return new Problem('invalid', 'stock/broken', { file, line: String(line) });
}
