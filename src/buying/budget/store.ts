import type { Reader, Tx } from '../../platform/database.ts';
import { jsonRows } from '../../platform/rows.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { type BudgetLine, type Chart, type Move, movements, type Room, type Segment, type TreeNode } from './rules.ts';

export function selectSegments(reader: Reader, chart: Chart): Promise<Segment[]> {
  return reader.query(
    `select position, code, name_id as "nameId", name_en as "nameEn", pattern, is_account as "isAccount"
     from budget.segments where chart = $1 order by position`,
    [chart],
  );
}

/** The newest first. */
export function selectYears(reader: Reader, institutionId: string): Promise<{ year: number; chart: Chart }[]> {
  return reader.query(`select year, chart from budget.years where institution_id = $1 order by year desc`, [
    institutionId,
  ]);
}

/** Answers whether the year is new, and the chart that it has. */
export async function insertYear(tx: Tx, institutionId: string, year: number, chart: Chart): Promise<boolean> {
  const rows = await tx.query(
    `insert into budget.years (institution_id, year, chart)
     values ($1, $2, $3) on conflict do nothing returning year`,
    [institutionId, year, chart],
  );
  return rows.length === 1;
}

/** One import of an institution at a time, also when the institution is not there yet. */
export async function lockImport(tx: Tx, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [`budget import ${code}`]);
}

export interface NodeRow {
  readonly id: string;
  readonly year: number;
  readonly workUnitId: string;
  readonly chart: Chart;
  readonly position: number;
  readonly code: string;
  readonly name: string;
  readonly ceiling: Sen;
}

/** Answers false, and writes nothing, when its parent has such a node already. */
export async function insertNode(
  tx: Tx,
  institutionId: string,
  node: NodeRow & { parentId: string | null },
): Promise<boolean> {
  const { id, year, workUnitId, chart, position, parentId, code, name, ceiling } = node;
  const rows = await tx.query(
    `insert into budget.nodes
       (institution_id, id, year, work_unit_id, chart, position, parent_id, code, name, ceiling_sen, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) on conflict do nothing returning id`,
    [institutionId, id, year, workUnitId, chart, position, parentId, code, name, ceiling],
  );
  return rows.length === 1;
}

/** Writes the nodes of one level that are new or different, and answers how many those were. */
export async function upsertNodes(
  tx: Tx,
  institutionId: string,
  nodes: readonly (NodeRow & { sourceKey: string; parentKey: string | null })[],
): Promise<number> {
  const rows = await tx.query(
    `insert into budget.nodes (institution_id, id, year, work_unit_id, chart, position, parent_id, code, name,
       source_key, ceiling_sen, version)
     select $1, node.id, node.year, node."workUnitId", node.chart, node.position, parent.id, node.code, node.name,
       node."sourceKey", node.ceiling, 1
     from jsonb_to_recordset($2) as node (id uuid, year integer, "workUnitId" uuid, chart text, position integer,
       code text, name text, ceiling bigint, "sourceKey" text, "parentKey" text)
     left join budget.nodes as parent on parent.institution_id = $1 and parent.year = node.year
       and parent.position = node.position - 1 and parent.source_key = node."parentKey"
     on conflict (institution_id, year, position, source_key) do update
       set code = excluded.code, name = excluded.name, ceiling_sen = excluded.ceiling_sen, version = nodes.version + 1
       where (nodes.code, nodes.name, nodes.ceiling_sen)
         is distinct from (excluded.code, excluded.name, excluded.ceiling_sen)
     returning id`,
    [institutionId, jsonRows(nodes)],
  );
  return rows.length;
}

/** Where imported rows hang today: a row that hangs elsewhere in its source cannot simply be taken over. */
export function selectPlaces(
  reader: Reader,
  institutionId: string,
  years: readonly number[],
): Promise<{ year: number; position: number; sourceKey: string; workUnitId: string; parentKey: string | null }[]> {
  return reader.query(
    `select node.year, node.position, node.source_key as "sourceKey", node.work_unit_id as "workUnitId",
            parent.source_key as "parentKey"
     from budget.nodes as node
     left join budget.nodes as parent on parent.institution_id = node.institution_id and parent.id = node.parent_id
     where node.institution_id = $1 and node.year = any($2) and node.source_key is not null`,
    [institutionId, years],
  );
}

export interface StructureRow {
  readonly year: number;
  readonly workUnitId: string;
  readonly operation: Sen;
  readonly capital: Sen;
  readonly unforeseen: Sen;
  readonly outside: Sen;
  readonly procurement: Sen;
  readonly total: Sen;
}

export async function upsertStructures(
  tx: Tx,
  institutionId: string,
  structures: readonly StructureRow[],
): Promise<number> {
  const rows = await tx.query(
    `insert into budget.structures as kept (institution_id, year, work_unit_id, operation_sen, capital_sen,
       unforeseen_sen, outside_procurement_sen, procurement_sen, total_sen)
     select $1, year, "workUnitId", operation, capital, unforeseen, outside, procurement, total
     from jsonb_to_recordset($2) as row (year integer, "workUnitId" uuid, operation bigint, capital bigint,
       unforeseen bigint, outside bigint, procurement bigint, total bigint)
     on conflict (institution_id, year, work_unit_id) do update
       set operation_sen = excluded.operation_sen, capital_sen = excluded.capital_sen,
           unforeseen_sen = excluded.unforeseen_sen, outside_procurement_sen = excluded.outside_procurement_sen,
           procurement_sen = excluded.procurement_sen, total_sen = excluded.total_sen
       where (kept.operation_sen, kept.capital_sen, kept.unforeseen_sen, kept.outside_procurement_sen,
              kept.procurement_sen, kept.total_sen)
         is distinct from (excluded.operation_sen, excluded.capital_sen, excluded.unforeseen_sen,
           excluded.outside_procurement_sen, excluded.procurement_sen, excluded.total_sen)
     returning year`,
    [institutionId, jsonRows(structures)],
  );
  return rows.length;
}

export interface PackageRow {
  readonly year: number;
  readonly rupCode: string;
  readonly workUnitId: string;
  readonly name: string;
  readonly ceiling: Sen;
  readonly method: string;
  readonly goodsKind: string;
  readonly forSmallFirms: boolean;
  readonly announced: boolean;
}

export async function upsertPackages(tx: Tx, institutionId: string, packages: readonly PackageRow[]): Promise<number> {
  const rows = await tx.query(
    `insert into budget.packages as kept (institution_id, year, rup_code, work_unit_id, name, ceiling_sen, method,
       goods_kind, for_small_firms, announced)
     select $1, year, "rupCode", "workUnitId", name, ceiling, method, "goodsKind", "forSmallFirms", announced
     from jsonb_to_recordset($2) as row (year integer, "rupCode" text, "workUnitId" uuid, name text, ceiling bigint,
       method text, "goodsKind" text, "forSmallFirms" boolean, announced boolean)
     on conflict (institution_id, year, rup_code) do update
       set work_unit_id = excluded.work_unit_id, name = excluded.name, ceiling_sen = excluded.ceiling_sen,
           method = excluded.method, goods_kind = excluded.goods_kind,
           for_small_firms = excluded.for_small_firms, announced = excluded.announced
       where (kept.work_unit_id, kept.name, kept.ceiling_sen, kept.method, kept.goods_kind, kept.for_small_firms,
              kept.announced)
         is distinct from (excluded.work_unit_id, excluded.name, excluded.ceiling_sen, excluded.method,
           excluded.goods_kind, excluded.for_small_firms, excluded.announced)
     returning year`,
    [institutionId, jsonRows(packages)],
  );
  return rows.length;
}

export interface NodePlace {
  readonly id: string;
  readonly year: number;
  readonly workUnitId: string;
  readonly chart: Chart;
  readonly position: number;
}

export async function selectNode(reader: Reader, institutionId: string, id: string): Promise<NodePlace | undefined> {
  const [node] = await reader.query<NodePlace>(
    `select id, year, work_unit_id as "workUnitId", chart, position
     from budget.nodes where institution_id = $1 and id = $2`,
    [institutionId, id],
  );
  return node;
}

/**
 * What is taken under these nodes, held until the transaction ends: whoever changes a ceiling beneath them next decides
 * on what this one leaves. Locked in the order of their ids.
 */
export async function lockRooms(tx: Tx, institutionId: string, nodeIds: readonly string[]): Promise<Room[]> {
  await tx.query(
    `select id from budget.nodes where institution_id = $1 and id = any($2) order by id for no key update`,
    [institutionId, nodeIds],
  );
  // A second statement, so that it sees what was committed while we waited.
  return tx.query(
    `select node.id as "nodeId", node.code, node.ceiling_sen as ceiling,
            coalesce(sum(available_sen + reserved_sen + committed_sen + paid_sen), 0)::bigint as taken
     from budget.nodes as node
     left join budget.lines as line on line.institution_id = node.institution_id and line.node_id = node.id
     left join budget.balances as held on held.institution_id = line.institution_id and held.line_id = line.id
     where node.institution_id = $1 and node.id = any($2) group by node.id, node.code, node.ceiling_sen
     order by node.id`,
    [institutionId, nodeIds],
  );
}

export interface LowestNode extends NodePlace {
  readonly code: string;
  readonly sourceKey: string | null;
  /** The codes from the programme down, joined by points. */
  readonly pathCode: string;
}

/** The nodes under which account lines lie. */
export function selectLowest(reader: Reader, institutionId: string, year: number): Promise<LowestNode[]> {
  return reader.query(
    `with recursive up as (
       select id, parent_id, code as path_code from budget.nodes as node
       where institution_id = $1 and year = $2 and exists (
         select from budget.segments as account
         where account.chart = node.chart and account.is_account and account.position = node.position + 1)
       union all
       select up.id, above.parent_id, above.code || '.' || up.path_code
       from up join budget.nodes as above on above.institution_id = $1 and above.id = up.parent_id
     )
     select node.id, node.year, node.work_unit_id as "workUnitId", node.chart, node.position, node.code,
            node.source_key as "sourceKey", up.path_code as "pathCode"
     from up join budget.nodes as node on node.institution_id = $1 and node.id = up.id
     where up.parent_id is null`,
    [institutionId, year],
  );
}

export interface LineRow {
  readonly id: string;
  readonly node: NodePlace;
  readonly code: string;
  readonly name: string;
}

/** Lines with empty balances. Answers the ids of those whose code was still free under their node. */
export async function insertLines(tx: Tx, institutionId: string, lines: readonly LineRow[]): Promise<Set<string>> {
  const flat = lines.map(({ id, node, code, name }) => ({
    ...{ id, nodeId: node.id, year: node.year, workUnitId: node.workUnitId, chart: node.chart },
    ...{ position: node.position + 1, code, name },
  }));
  const rows = await tx.query<{ id: string }>(
    `insert into budget.lines (institution_id, id, node_id, year, work_unit_id, chart, position, code, name)
     select $1, id, "nodeId", year, "workUnitId", chart, position, code, name
     from jsonb_to_recordset($2) as row (id uuid, "nodeId" uuid, year integer, "workUnitId" uuid, chart text,
       position integer, code text, name text)
     on conflict (institution_id, node_id, code) do nothing returning id`,
    [institutionId, jsonRows(flat)],
  );
  return new Set(rows.map(({ id }) => id));
}

const lineColumns = `line.id, line.institution_id as "institutionId", line.work_unit_id as "workUnitId", line.year,
  line.code, line.name, up.path, held.available_sen as available, held.reserved_sen as reserved,
  held.committed_sen as committed, held.paid_sen as paid,
  held.available_sen + held.reserved_sen + held.committed_sen + held.paid_sen as ceiling,
  line.node_id as "nodeId"`;

export type PlacedLine = BudgetLine & { readonly nodeId: string };

/** All that the filter lets through, with the names above. */
function selectLinesWhere(reader: Reader, filter: string, values: unknown[]): Promise<PlacedLine[]> {
  return reader.query(
    `with recursive up as (
       select line.id, node.parent_id, array[node.name] as path
       from budget.lines as line
       join budget.nodes as node on node.institution_id = line.institution_id and node.id = line.node_id
       where line.institution_id = $1 and ${filter}
       union all
       select up.id, above.parent_id, above.name || up.path
       from up join budget.nodes as above on above.institution_id = $1 and above.id = up.parent_id
     )
     select ${lineColumns}
     from up
     join budget.lines as line on line.institution_id = $1 and line.id = up.id
     join budget.balances as held on held.institution_id = $1 and held.line_id = up.id
     where up.parent_id is null order by up.path, line.code limit 10000`,
    values,
  );
}

export async function selectLine(
  reader: Reader,
  institutionId: string,
  lineId: string,
): Promise<PlacedLine | undefined> {
  const [line] = await selectLinesWhere(reader, 'line.id = $2', [institutionId, lineId]);
  return line;
}

export function selectLines(
  reader: Reader,
  institutionId: string,
  { year, workUnitId }: { year: number; workUnitId?: string | undefined },
): Promise<PlacedLine[]> {
  const filter = 'line.year = $2 and ($3::uuid is null or line.work_unit_id = $3)';
  return selectLinesWhere(reader, filter, [institutionId, year, workUnitId ?? null]);
}

export function selectLinesUnder(
  reader: Reader,
  institutionId: string,
  nodeIds: readonly string[],
): Promise<PlacedLine[]> {
  return selectLinesWhere(reader, 'line.node_id = any($2)', [institutionId, nodeIds]);
}

export interface FundRow {
  readonly year: number;
  readonly rupCode: string;
  readonly lineId: string;
  readonly item: string;
  readonly ceiling: Sen;
}

export function selectFunds(reader: Reader, institutionId: string, lineIds: readonly string[]): Promise<FundRow[]> {
  return reader.query(
    `select year, rup_code as "rupCode", line_id as "lineId", item, ceiling_sen as ceiling
     from budget.funds where institution_id = $1 and line_id = any($2)`,
    [institutionId, lineIds],
  );
}

export async function upsertFunds(tx: Tx, institutionId: string, funds: readonly FundRow[]): Promise<void> {
  await tx.query(
    `insert into budget.funds (institution_id, year, rup_code, line_id, item, ceiling_sen)
     select $1, year, "rupCode", "lineId", item, ceiling
     from jsonb_to_recordset($2) as row (year integer, "rupCode" text, "lineId" uuid, item text, ceiling bigint)
     on conflict (institution_id, year, rup_code, line_id, item) do update set ceiling_sen = excluded.ceiling_sen`,
    [institutionId, jsonRows(funds)],
  );
}

/** All nodes of a work unit, each with the sums of its own lines. */
export function selectTree(
  reader: Reader,
  institutionId: string,
  { year, workUnitId }: { year: number; workUnitId: string },
): Promise<TreeNode[]> {
  return reader.query(
    `select node.id, node.parent_id as "parentId", node.position, node.code, node.name, node.ceiling_sen as ceiling,
            coalesce(sum(available_sen + reserved_sen + committed_sen + paid_sen), 0)::bigint as lines,
            coalesce(sum(available_sen), 0)::bigint as available, coalesce(sum(reserved_sen), 0)::bigint as reserved,
            coalesce(sum(committed_sen), 0)::bigint as committed, coalesce(sum(paid_sen), 0)::bigint as paid
     from budget.nodes as node
     left join budget.lines as line on line.institution_id = node.institution_id and line.node_id = node.id
     left join budget.balances as held on held.institution_id = line.institution_id and held.line_id = line.id
     where node.institution_id = $1 and node.year = $2 and node.work_unit_id = $3
     group by node.institution_id, node.id order by node.position, node.code, node.id`,
    [institutionId, year, workUnitId],
  );
}

export interface UnitSums {
  readonly workUnitId: string;
  /** The sum of its programmes. */
  readonly ceiling: Sen;
  readonly lines: Sen;
  readonly available: Sen;
}

export function selectUnitSums(reader: Reader, institutionId: string, year: number): Promise<UnitSums[]> {
  return reader.query(
    `with planned as (
       select work_unit_id, sum(ceiling_sen) as ceiling from budget.nodes
       where institution_id = $1 and year = $2 and position = 1 group by work_unit_id
     ), held as (
       select line.work_unit_id, sum(available_sen) as available,
              sum(available_sen + reserved_sen + committed_sen + paid_sen) as lines
       from budget.lines as line
       join budget.balances as held on held.institution_id = line.institution_id and held.line_id = line.id
       where line.institution_id = $1 and line.year = $2 group by line.work_unit_id
     )
     select work_unit_id as "workUnitId", ceiling::bigint, coalesce(lines, 0)::bigint as lines,
            coalesce(available, 0)::bigint as available
     from planned left join held using (work_unit_id) limit 10000`,
    [institutionId, year],
  );
}

export interface Short {
  readonly lineId: string;
  readonly held: Sen;
  readonly needed: Sen;
}

interface Moves {
  readonly institutionId: string;
  readonly moves: readonly Move[];
  readonly reason: string;
  readonly at: Instant;
}

/**
 * Moves for each reason all of it, or nothing and answers the accounts that hold too little. Undefined when a line is
 * not its institution's; the transaction is lost then.
 */
export async function moveEach(
  tx: Tx,
  movings: readonly Omit<Moves, 'at'>[],
  at: Instant,
): Promise<(Short & { readonly reason: string })[] | undefined> {
  const rows = movings.flatMap(({ institutionId, moves, reason }) =>
    moves.map(({ lineId, movement, amount }) => ({ institutionId, lineId, ...movements[movement], amount, reason })),
  );
  try {
    return await tx.query<Short & { reason: string }>(
      `select reason, line_id as "lineId", held_sen as held, needed_sen as needed
       from budget.move_each($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...[rows.map(({ institutionId }) => institutionId), rows.map(({ lineId }) => lineId)],
        ...[rows.map(({ from }) => from), rows.map(({ to }) => to), rows.map(({ amount }) => amount)],
        ...[rows.map(({ reason }) => reason), at],
      ],
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P0002') return undefined;
    throw error;
  }
}

export function selectLinesByKey(
  reader: Reader,
  keys: readonly { readonly institutionId: string; readonly lineId: string }[],
): Promise<{ institutionId: string; id: string; workUnitId: string; chart: Chart; code: string; name: string }[]> {
  return reader.query(
    `select institution_id as "institutionId", id, work_unit_id as "workUnitId", chart, code, name from budget.lines
     where (institution_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [keys.map(({ institutionId }) => institutionId), keys.map(({ lineId }) => lineId)],
  );
}
