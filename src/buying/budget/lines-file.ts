import { listWorkUnits, type WorkUnit } from '../../parties/institution/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { moveAny } from './actions.ts';
import { decode, type Row, readCsv, type SourceFile } from './read-csv.ts';
import { leftIn, type Room, type RowRefusal, readRupiah } from './rules.ts';
import * as store from './store.ts';

/** The rows of a file that has to be corrected first; thrown, so that nothing of the file is saved. */
export class RowsRefused extends Problem {
  readonly rows: readonly RefusedRow[];

  constructor(rows: readonly RefusedRow[]) {
    super('invalid', 'budget/rows-refused', { count: String(rows.length) });
    this.rows = rows;
  }
}

export interface RefusedRow extends RowRefusal {
  /** The row as it was written. */
  readonly written: string;
}

interface WantedFile {
  readonly institutionId: string;
  readonly year: number;
  readonly file: SourceFile;
  readonly by: string;
  readonly at: Instant;
}

interface WantedLine {
  readonly row: Row;
  readonly node: store.LowestNode;
  readonly code: string;
  readonly name: string;
  readonly ceiling: Sen;
}

const columns = ['kode_subkegiatan', 'kode_rekening', 'uraian', 'pagu'];

/**
 * Adds the account lines of a CSV file, all or none, and answers how many. A comma or a semicolon may divide the cells,
 * since spreadsheets in Indonesian write semicolons.
 * @throws RowsRefused with every row that is wrong; Problem invalid `budget/no-rows` and those of `readCsv`; missing
 * `budget/no-such-year`
 */
export async function addLinesFile(tx: Tx, { institutionId, year, file, by, at }: WantedFile): Promise<number> {
  const [head = ''] = decode(file.name, file.bytes).split('\n');
  const sheet = readCsv(file, columns, head.includes(';') ? ';' : ',');
  if (sheet.rows.length === 0) throw new Problem('invalid', 'budget/no-rows', { file: file.name });
  const opened = (await store.selectYears(tx, institutionId)).find((one) => one.year === year);
  if (!opened) throw new Problem('missing', 'budget/no-such-year', { year: String(year) });
  const account = (await store.selectSegments(tx, opened.chart)).find(({ isAccount }) => isAccount);
  if (!account) throw new Error(`the chart ${opened.chart} has no account`);
  const nodes = findNodes(await store.selectLowest(tx, institutionId, year), await listWorkUnits(tx, institutionId));

  const refused: RefusedRow[] = [];
  const refuse = (row: Row, reason: string, values: Readonly<Record<string, string>> = {}) => {
    refused.push({ line: row.line, written: row.text.split('\u0000').join(' · '), reason, values });
  };
  const read = sheet.rows.flatMap((row) => readLine(row, { nodes, pattern: new RegExp(account.pattern), refuse }));
  const nodeIds = [...new Set(read.map(({ node }) => node.id))];
  const rooms = await store.lockRooms(tx, institutionId, nodeIds);
  refuseTaken(read, await store.selectLinesUnder(tx, institutionId, nodeIds), refuse);
  refuseOver(read, rooms, refuse);
  if (refused.length > 0) throw new RowsRefused(refused.sort((a, b) => a.line - b.line));

  const lines = read.map((line) => ({ ...line, id: newId(at) }));
  await store.insertLines(tx, institutionId, lines);
  const moves = lines
    .filter(({ ceiling }) => ceiling > 0n)
    .map(({ id, ceiling }) => ({ lineId: id, movement: 'grant' as const, amount: ceiling }));
  const reason = newId(at);
  await moveAny(tx, { institutionId, moves, reason, at });
  const content = {
    ...{ year, reason },
    lines: lines.map(({ id, node, code, name, ceiling }) => ({ id, nodeId: node.id, code, name, ceilingSen: ceiling })),
  };
  const entry = { tenantId: institutionId, at, by, action: 'budget.lines-added', subject: institutionId };
  await recordAudit(tx, { ...entry, content });
  return lines.length;
}

/** Finds a sub-activity as people write it: by its code, the end of its path, or its key in the procurement plan. */
function findNodes(nodes: readonly store.LowestNode[], units: readonly WorkUnit[]) {
  const byName = new Map<string, Set<store.LowestNode>>();
  for (const node of nodes) {
    const steps = node.pathCode.split('.');
    const ends = steps.map((_, from) => steps.slice(from).join('.'));
    for (const name of [node.code, node.sourceKey, ...ends]) {
      if (name !== null) byName.set(name, (byName.get(name) ?? new Set()).add(node));
    }
  }
  const unitIds = new Map(units.flatMap(({ id, code, codeText }) => [[code, id] as const, [codeText, id] as const]));
  return (code: string, unit: string): store.LowestNode[] => {
    const found = [...(byName.get(code) ?? [])];
    return unit === '' ? found : found.filter(({ workUnitId }) => workUnitId === unitIds.get(unit));
  };
}

type Refuse = (row: Row, reason: string, values?: Readonly<Record<string, string>>) => void;

interface Reading {
  readonly nodes: ReturnType<typeof findNodes>;
  readonly pattern: RegExp;
  readonly refuse: Refuse;
}

function readLine(row: Row, { nodes, pattern, refuse }: Reading): WantedLine[] {
  const [written, code, name, pagu] = columns.map((column) => row.cell(column)) as [string, string, string, string];
  const [node, second] = nodes(written, row.cell('kode_satker'));
  const ceiling = readRupiah(pagu);
  if (!node) refuse(row, 'budget.row-no-node', { written });
  else if (second) refuse(row, 'budget.row-many-nodes', { written });
  else if (!pattern.test(code)) refuse(row, 'budget.row-account', { written: code });
  else if (name === '') refuse(row, 'budget.row-no-name', { column: 'uraian' });
  else if (pagu === '') refuse(row, 'budget.row-no-amount', { column: 'pagu' });
  else if (ceiling === undefined) refuse(row, 'budget.row-amount', { column: 'pagu', written: pagu });
  else return [{ row, node, code, name, ceiling }];
  return [];
}

function refuseTaken(read: readonly WantedLine[], known: readonly store.PlacedLine[], refuse: Refuse): void {
  const taken = new Set(known.map(({ nodeId, code }) => `${nodeId} ${code}`));
  const firsts = new Map<string, number>();
  for (const { row, node, code } of read) {
    const key = `${node.id} ${code}`;
    const first = firsts.get(key);
    if (taken.has(key)) refuse(row, 'budget.row-line-taken', { code });
    else if (first !== undefined) refuse(row, 'budget.row-twice', { first: String(first) });
    else firsts.set(key, row.line);
  }
}

/** Every row of a sub-activity whose rows together do not fit: which of them is wrong, only its people know. */
function refuseOver(read: readonly WantedLine[], rooms: readonly Room[], refuse: Refuse): void {
  for (const room of rooms) {
    const own = read.filter(({ node }) => node.id === room.nodeId);
    const sum = own.reduce((all, { ceiling }) => all + ceiling, 0n);
    if (sum <= leftIn(room)) continue;
    for (const { row } of own) {
      refuse(row, 'budget.row-over-ceiling', { code: room.code, left: formatRupiah(leftIn(room)) });
    }
  }
}
