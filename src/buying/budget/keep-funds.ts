import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { moveAny } from './actions.ts';
import type { FileRefusal, PlanFund } from './lkpp-plan.ts';
import { leftIn, type Move, type Room, type RowRefusal } from './rules.ts';
import * as store from './store.ts';

interface Keeping {
  readonly institutionId: string;
  readonly funds: readonly PlanFund[];
  readonly at: Instant;
}

interface Line {
  readonly id: string;
  readonly code: string;
  /** Where it will lie when it is new. */
  readonly under?: store.NodePlace;
  readonly available: Sen;
  /** How its ceiling moves in all. */
  change: Sen;
}

/** Rows of one package, account and item: the source splits such a fund over several rows. */
interface Fund {
  readonly rows: PlanFund[];
  readonly first: PlanFund;
  ceiling: Sen;
}

/**
 * Brings in what packages plan on account lines. A line's ceiling moves by what its funds moved, so that a revision made
 * here stays; what does not fit under the sub-activity's ceiling, or would cut into used money, is refused.
 */
export async function keepFunds(
  tx: Tx,
  { institutionId, funds, at }: Keeping,
): Promise<{ changed: number; refusals: FileRefusal[] }> {
  if (funds.length === 0) return { changed: 0, refusals: [] };
  const years = [...new Set(funds.map(({ year }) => year))];
  const lowest = (await Promise.all(years.map((year) => store.selectLowest(tx, institutionId, year)))).flat();
  const nodeByKey = new Map(lowest.map((node) => [`${node.year} ${node.sourceKey}`, node]));
  const nodeOf = (fund: PlanFund) => {
    const node = nodeByKey.get(`${fund.year} ${fund.subActivity.key}`);
    if (!node) throw new Error(`the sub-activity ${fund.subActivity.key} was just kept`);
    return node;
  };
  const nodeIds = [...new Set(funds.map((fund) => nodeOf(fund).id))];
  const rooms = new Map((await store.lockRooms(tx, institutionId, nodeIds)).map((room) => [room.nodeId, room]));
  const knownLines = await store.selectLinesUnder(tx, institutionId, nodeIds);
  const knownFunds = await store.selectFunds(
    tx,
    institutionId,
    knownLines.map(({ id }) => id),
  );
  const before = new Map(knownFunds.map(({ ceiling, ...fund }) => [fundKey(fund), ceiling]));
  const lines = new Map(
    knownLines.map(({ id, nodeId, code, available }): [string, Line] => {
      return [`${nodeId} ${code}`, { id, code, available, change: 0n }];
    }),
  );

  const refusals: FileRefusal[] = [];
  const kept: store.FundRow[] = [];
  let changed = 0;
  for (const { first, rows, ceiling } of together(funds)) {
    const node = nodeOf(first);
    const { year, rupCode, item, account } = first;
    const known = lines.get(`${node.id} ${account}`);
    const line: Line = known ?? { id: newId(at), code: account, under: node, available: 0n, change: 0n };
    const fund = { year, rupCode, lineId: line.id, item };
    const old = before.get(fundKey(fund));
    const more = ceiling - (old ?? 0n);
    if (old !== undefined && more === 0n) continue;
    const room = rooms.get(node.id);
    if (!room) throw new Error(`the node ${node.id} was just locked`);
    const refusal = refusalOf(room, line, more);
    if (refusal) {
      refusals.push(...rows.map(({ file, line: place }) => ({ file, line: place, ...refusal })));
      continue;
    }
    line.change += more;
    rooms.set(node.id, { ...room, taken: room.taken + more });
    lines.set(`${node.id} ${account}`, line);
    kept.push({ ...fund, ceiling });
    changed += rows.length;
  }
  await write(tx, { institutionId, lines: [...lines.values()], kept, at });
  return { changed, refusals };
}

function refusalOf(room: Room, { code, available, change }: Line, more: Sen): Omit<RowRefusal, 'line'> | undefined {
  if (more > 0n && more > leftIn(room)) {
    const values = { code: room.code, left: formatRupiah(leftIn(room)) };
    return { reason: 'budget.row-over-ceiling', values };
  }
  if (available + change + more < 0n) return { reason: 'budget.row-below-used', values: { code } };
  return undefined;
}

function fundKey({ year, rupCode, lineId, item }: Omit<store.FundRow, 'ceiling'>): string {
  return [year, rupCode, lineId, item].join(' ');
}

function together(rows: readonly PlanFund[]): Fund[] {
  const funds = new Map<string, Fund>();
  for (const row of rows) {
    const key = [row.year, row.rupCode, row.subActivity.key, row.account, row.item].join(' ');
    const fund = funds.get(key) ?? { rows: [], first: row, ceiling: 0n };
    fund.rows.push(row);
    fund.ceiling += row.ceiling;
    funds.set(key, fund);
  }
  return [...funds.values()];
}

interface Writing {
  readonly institutionId: string;
  readonly lines: readonly Line[];
  readonly kept: readonly store.FundRow[];
  readonly at: Instant;
}

async function write(tx: Tx, { institutionId, lines, kept, at }: Writing): Promise<void> {
  if (kept.length === 0) return;
  // The source names no account; its code stands in until somebody names it.
  const added = lines.flatMap(({ id, code, under }) =>
    under ? [{ id, node: under, code, name: `Rekening ${code}` }] : [],
  );
  await store.insertLines(tx, institutionId, added);
  await store.upsertFunds(tx, institutionId, kept);
  const moves = lines
    .filter(({ change }) => change !== 0n)
    .map(({ id, change }): Move => {
      const movement = change > 0n ? 'grant' : 'revise';
      return { lineId: id, movement, amount: change > 0n ? change : -change };
    });
  await moveAny(tx, { institutionId, moves, reason: newId(at), at });
}
