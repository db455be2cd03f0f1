import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../../values/problem.ts';

export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One row: where it stands in its file, and its cells by column, white space tidied. */
export interface Row {
  readonly line: number;
  /** The whole row, to tell whether two are the same. */
  readonly text: string;
  cell(column: string): string;
}

export interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * Reads a whole file, or refuses it whole: half a file is worse than none. The first line names the columns.
 * @throws Problem invalid `budget/file-encoding`, `budget/file-broken` (with the line), `budget/file-empty` or
 * `budget/file-column`
 */
export function readCsv({ name, bytes }: SourceFile, needed: readonly string[], delimiter = ','): Sheet {
  const { columns, records } = parseCsv(name, decode(name, bytes), delimiter);
  for (const column of needed) {
    if (!columns.includes(column)) throw new Problem('invalid', 'budget/file-column', { file: name, column });
  }
  const places = new Map(columns.map((column, place) => [column, place]));
  const rows = records.map(({ record, line }) => ({
    line,
    text: record.join('\u0000'),
    cell: (column: string) => tidy(record[places.get(column) ?? -1] ?? ''),
  }));
  return { name, columns, rows };
}

/** UTF-8 and nothing else: a guess would turn names into nonsense that nobody notices. */
export function decode(name: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('invalid', 'budget/file-encoding', { file: name });
  }
  const before = text.indexOf('\u0000');
  if (before < 0) return text;
  const line = text.slice(0, before).split('\n').length;
  throw new Problem('invalid', 'budget/file-broken', { file: name, line: String(line) });
}

interface Found {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function parseCsv(name: string, text: string, delimiter: string) {
  let found: Found[];
  try {
    // The parser counts a line break of two characters inside a cell twice, so there is one kind of them.
    const lines = text.replace(/\r\n?/g, '\n');
    found = parse(lines, { info: true, skip_empty_lines: true, delimiter }) as unknown as Found[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = String(error.lines ?? 1);
    throw new Problem('invalid', 'budget/file-broken', { file: name, line });
  }
  const [head, ...rest] = found;
  if (!head) throw new Problem('invalid', 'budget/file-empty', { file: name });
  const columns = head.record.map((column) => column.trim());
  const records = rest.map(({ record, info }) => {
    // The parser counts to the end of a row; a cell with line breaks began that many lines earlier.
    const breaks = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return { record, line: info.lines - breaks };
  });
  return { columns, records };
}

function tidy(cell: string): string {
  return cell.trim().replace(/\s+/g, ' ');
}
