import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { fieldProblem, Problem } from '../../values/problem.ts';
import { type BudgetLine, type Chart, leftIn, type Move, type Movement, type Room } from './rules.ts';
import * as store from './store.ts';

interface Acting {
  readonly institutionId: string;
  readonly by: string;
  readonly at: Instant;
}

interface Moving {
  readonly institutionId: string;
  readonly moves: readonly { readonly lineId: string; readonly movement: Movement; readonly amount: Sen }[];
  /** The id of what the money is for. */
  readonly reason: string;
  readonly at: Instant;
}

/**
 * Moves money on budget lines: all of it, or none. Lines are locked in the order of their ids, so call it once in a
 * transaction, and after the lock of what the money is for.
 * @throws Problem conflict `budget/not-enough`, missing `budget/no-such-line`
 */
export async function move(tx: Tx, moving: Moving): Promise<void> {
  await moveAny(tx, moving);
}

/** Also the movements that change a ceiling, which other rooms may not make. */
export async function moveAny(tx: Tx, moving: Omit<Moving, 'moves'> & { moves: readonly Move[] }): Promise<void> {
  const { institutionId, moves, at } = moving;
  if (moves.length === 0) return;
  const wrong = moves.find(({ amount }) => amount <= 0n);
  if (wrong) throw new Error(`a movement needs a positive amount, not ${wrong.amount}`);
  const short = await store.moveEach(tx, [moving], at);
  if (!short) throw new Problem('missing', 'budget/no-such-line');
  const [first] = short;
  if (!first) return;
  const line = await store.selectLine(tx, institutionId, first.lineId);
  throw notEnough(line, first);
}

/**
 * The same for many at once, also of several institutions: what does not fit is refused, and the rest is moved. Answers
 * the refusals by the id of what the money is for. Call it once in a transaction.
 */
export async function moveEach(
  tx: Tx,
  movings: readonly Omit<Moving, 'at'>[],
  at: Instant,
): Promise<ReadonlyMap<string, Problem>> {
  const asked = movings.filter(({ moves }) => moves.length > 0);
  if (asked.length === 0) return new Map();
  const short = await store.moveEach(tx, asked, at);
  if (!short) throw new Problem('missing', 'budget/no-such-line');
  if (short.length === 0) return new Map();
  const keys = asked.flatMap(({ institutionId, moves }) => moves.map(({ lineId }) => ({ institutionId, lineId })));
  const lines = new Map((await store.selectLinesByKey(tx, keys)).map((line) => [line.id, line]));
  return new Map(short.map((one) => [one.reason, notEnough(lines.get(one.lineId), one)]));
}

function notEnough(line: { code: string; name: string } | undefined, { held, needed }: store.Short): Problem {
  return new Problem('conflict', 'budget/not-enough', {
    ...{ lineCode: line?.code ?? '', lineName: line?.name ?? '', heldSen: String(held), neededSen: String(needed) },
    ...{ held: formatRupiah(held), needed: formatRupiah(needed) },
  });
}

/** Where lines hang, many at once; unknown ones are left out. */
export const findLines = store.selectLinesByKey;

export const findLine = (reader: Reader, institutionId: string, lineId: string): Promise<BudgetLine | undefined> =>
  store.selectLine(reader, institutionId, lineId);

/** In the order of the tree. */
export const linesOf = (
  reader: Reader,
  institutionId: string,
  which: { readonly year: number; readonly workUnitId?: string | undefined },
): Promise<BudgetLine[]> => store.selectLines(reader, institutionId, which);

/**
 * Opens a budget year with its chart; nothing happens when it is open with the same chart.
 * @throws Problem conflict `budget/other-chart`
 */
export async function openYear(tx: Tx, wanted: Acting & { year: number; chart: Chart }): Promise<void> {
  const { institutionId, year, chart, by, at } = wanted;
  if (await store.insertYear(tx, institutionId, year, chart)) {
    const entry = { tenantId: institutionId, at, by, action: 'budget.year-opened', subject: institutionId };
    await recordAudit(tx, { ...entry, content: { year, chart } });
    return;
  }
  const known = (await store.selectYears(tx, institutionId)).find((one) => one.year === year);
  if (known?.chart !== chart) throw new Problem('conflict', 'budget/other-chart', { year: String(year) });
}

interface NewNode {
  readonly year: number;
  readonly workUnitId: string;
  /** Null for a programme, the first step of every chart. */
  readonly parentId: string | null;
  readonly code: string;
  readonly name: string;
  readonly ceiling: Sen;
}

/**
 * Adds a programme, or what lies under a node, and answers its id. Its level is one below its parent's.
 * @throws Problem missing `budget/no-such-year` or `budget/no-such-node`, invalid `budget/code-shape`,
 * conflict `budget/too-deep` or `budget/node-taken`
 */
export async function addNode(tx: Tx, wanted: Acting & NewNode): Promise<string> {
  const { institutionId, year, workUnitId, parentId, code, name, ceiling, by, at } = wanted;
  const opened = (await store.selectYears(tx, institutionId)).find((one) => one.year === year);
  if (!opened) throw new Problem('missing', 'budget/no-such-year', { year: String(year) });
  const parent = parentId === null ? undefined : await store.selectNode(tx, institutionId, parentId);
  const fits = parentId === null || (parent?.year === year && parent.workUnitId === workUnitId);
  if (!fits) throw new Problem('missing', 'budget/no-such-node');
  const position = (parent?.position ?? 0) + 1;
  const segment = (await store.selectSegments(tx, opened.chart)).find((one) => one.position === position);
  if (!segment || segment.isAccount) throw new Problem('conflict', 'budget/too-deep');
  if (!new RegExp(segment.pattern).test(code)) throw fieldProblem('invalid', 'budget/code-shape', 'code', { code });
  const node = { id: newId(at), year, workUnitId, chart: opened.chart, position, code, name, ceiling };
  if (!(await store.insertNode(tx, institutionId, { ...node, parentId }))) {
    throw new Problem('conflict', 'budget/node-taken', { code });
  }
  const { id: subject, ...content } = node;
  const entry = { tenantId: institutionId, at, by, action: 'budget.node-added', subject };
  await recordAudit(tx, { ...entry, content: { ...content, parentId } });
  return subject;
}

interface NewLine {
  readonly nodeId: string;
  readonly code: string;
  readonly name: string;
  readonly ceiling: Sen;
}

/**
 * Adds an account line under a node of the lowest level, grants it its ceiling, and answers its id.
 * @throws Problem missing `budget/no-such-node`, conflict `budget/not-lowest`, `budget/over-ceiling` or
 * `budget/line-taken`, invalid `budget/code-shape`
 */
export async function addLine(tx: Tx, wanted: Acting & NewLine): Promise<string> {
  const { institutionId, nodeId, code, name, ceiling, by, at } = wanted;
  const node = await store.selectNode(tx, institutionId, nodeId);
  if (!node) throw new Problem('missing', 'budget/no-such-node');
  const segment = (await store.selectSegments(tx, node.chart)).find((one) => one.position === node.position + 1);
  if (!segment?.isAccount) throw new Problem('conflict', 'budget/not-lowest');
  if (!new RegExp(segment.pattern).test(code)) throw fieldProblem('invalid', 'budget/code-shape', 'code', { code });
  await takeRoom(tx, institutionId, nodeId, ceiling);
  const id = newId(at);
  const added = await store.insertLines(tx, institutionId, [{ id, node, code, name }]);
  if (!added.has(id)) throw fieldProblem('conflict', 'budget/line-taken', 'code', { code });
  if (ceiling > 0n) {
    await moveAny(tx, { institutionId, moves: [{ lineId: id, movement: 'grant', amount: ceiling }], reason: id, at });
  }
  const content = { nodeId, code, name, ceilingSen: ceiling };
  await recordAudit(tx, { tenantId: institutionId, at, by, action: 'budget.line-added', subject: id, content });
  return id;
}

interface Revision {
  readonly lineId: string;
  readonly ceiling: Sen;
  /** The decree or document that changes the budget. */
  readonly basis: string;
}

/**
 * Changes a line's ceiling, never below what is reserved, committed and paid. Answers the id of the revision.
 * @throws Problem missing `budget/no-such-line`, conflict `budget/over-ceiling` or `budget/below-used`
 */
export async function reviseLine(tx: Tx, wanted: Acting & Revision): Promise<string> {
  const { institutionId, lineId, ceiling, basis, by, at } = wanted;
  const seen = await store.selectLine(tx, institutionId, lineId);
  if (!seen) throw new Problem('missing', 'budget/no-such-line');
  // Ceilings change only under the node's lock, so what is read after it stays.
  await store.lockRooms(tx, institutionId, [seen.nodeId]);
  const line = (await store.selectLine(tx, institutionId, lineId)) ?? seen;
  const more = ceiling - line.ceiling;
  const id = newId(at);
  if (more > 0n) {
    await takeRoom(tx, institutionId, line.nodeId, more);
    await moveAny(tx, { institutionId, moves: [{ lineId, movement: 'grant', amount: more }], reason: id, at });
  } else if (more < 0n) {
    const moves = [{ lineId, movement: 'revise', amount: -more }] as const;
    const [short] = (await store.moveEach(tx, [{ institutionId, moves, reason: id }], at)) ?? [];
    if (short) throw belowUsed(line, line.ceiling - short.held, ceiling);
  }
  const content = { revisionId: id, fromSen: line.ceiling, toSen: ceiling, basis };
  await recordAudit(tx, { tenantId: institutionId, at, by, action: 'budget.line-revised', subject: lineId, content });
  return id;
}

function belowUsed({ code }: BudgetLine, used: Sen, wanted: Sen): Problem {
  return fieldProblem('conflict', 'budget/below-used', 'ceilingRupiah', {
    ...{ lineCode: code, usedSen: String(used), wantedSen: String(wanted) },
    ...{ used: formatRupiah(used), wanted: formatRupiah(wanted) },
  });
}

async function takeRoom(tx: Tx, institutionId: string, nodeId: string, needed: Sen): Promise<void> {
  if (needed < 0n) throw new Error(`a ceiling is not negative: ${needed}`);
  const [room] = await store.lockRooms(tx, institutionId, [nodeId]);
  if (!room || needed > leftIn(room)) throw overCeiling(room, needed);
}

function overCeiling(room: Room | undefined, needed: Sen): Problem {
  const left = room ? leftIn(room) : 0n;
  return fieldProblem('conflict', 'budget/over-ceiling', 'ceilingRupiah', {
    ...{ nodeCode: room?.code ?? '', leftSen: String(left), neededSen: String(needed) },
    ...{ left: formatRupiah(left), needed: formatRupiah(needed) },
  });
}
