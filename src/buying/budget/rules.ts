import type { Sen } from '../../values/money.ts';

export const charts = ['apbd', 'apbn'] as const;
export type Chart = (typeof charts)[number];

/** One step of a chart, from the programme down to the account where the money lies. */
export interface Segment {
  readonly position: number;
  readonly code: string;
  readonly nameId: string;
  readonly nameEn: string;
  /** What a code of this step looks like: a regular expression. */
  readonly pattern: string;
  readonly isAccount: boolean;
}

export interface BudgetLine {
  readonly id: string;
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly year: number;
  /** The account, for example `5.1.02.01.01.0024`. */
  readonly code: string;
  readonly name: string;
  /** The names above it, from the programme down. */
  readonly path: readonly string[];
  readonly ceiling: Sen;
  readonly available: Sen;
  readonly reserved: Sen;
  readonly committed: Sen;
  readonly paid: Sen;
}

type Account = 'treasury' | 'available' | 'reserved' | 'committed' | 'paid';

/** Every way that money may move. The database's check names the same eight pairs. */
export const movements = {
  grant: { from: 'treasury', to: 'available' },
  revise: { from: 'available', to: 'treasury' },
  reserve: { from: 'available', to: 'reserved' },
  release: { from: 'reserved', to: 'available' },
  commit: { from: 'reserved', to: 'committed' },
  uncommit: { from: 'committed', to: 'available' },
  pay: { from: 'committed', to: 'paid' },
  unpay: { from: 'paid', to: 'committed' },
} as const satisfies Record<string, { from: Account; to: Account }>;

/** What later rooms may do; the ceiling itself changes here alone. */
export type Movement = Exclude<keyof typeof movements, 'grant' | 'revise'>;

export interface Move {
  readonly lineId: string;
  readonly movement: keyof typeof movements;
  readonly amount: Sen;
}

/** Where the account lines of a node would end, and how much is left under its imported ceiling. */
export interface Room {
  readonly nodeId: string;
  readonly code: string;
  readonly ceiling: Sen;
  /** The sum of the ceilings of its account lines. */
  readonly taken: Sen;
}

export function leftIn({ ceiling, taken }: Room): Sen {
  return ceiling > taken ? ceiling - taken : 0n;
}

/**
 * Whole rupiah as people write them: `1250000`, `1.250.000` or `Rp1.250.000`, also with `,00`.
 * Undefined when it is none of these, so that a letter O or a second comma never becomes a number.
 */
export function readRupiah(text: string): Sen | undefined {
  const found = /^(?:Rp\s?)?(\d{1,14}|\d{1,3}(?:\.\d{3}){1,4})(?:,00)?$/.exec(text.trim());
  return found ? BigInt(found[1]?.replaceAll('.', '') ?? '') * 100n : undefined;
}

/** A node with what lies on the account lines beneath it, at any depth. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
  readonly position: number;
  readonly code: string;
  readonly name: string;
  readonly ceiling: Sen;
  /** What its account lines may spend in all. */
  readonly lines: Sen;
  readonly available: Sen;
  readonly reserved: Sen;
  readonly committed: Sen;
  readonly paid: Sen;
}

/** Carries the sums of each node's own lines up to all nodes above it. */
export function rollUp(nodes: readonly TreeNode[]): TreeNode[] {
  const sums = new Map(nodes.map((node) => [node.id, { ...node }]));
  const deepestFirst = [...nodes].sort((a, b) => b.position - a.position);
  for (const { id, parentId } of deepestFirst) {
    const node = sums.get(id);
    const parent = parentId === null ? undefined : sums.get(parentId);
    if (!node || !parent) continue;
    for (const part of ['lines', 'available', 'reserved', 'committed', 'paid'] as const) parent[part] += node[part];
  }
  return nodes.map((node) => sums.get(node.id) ?? node);
}

/** A source's row that did not come in: `reason` is the key of a sentence, filled in with the values. */
export interface RowRefusal {
  readonly line: number;
  readonly reason: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Leveled {
  readonly workUnit: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly code: string;
  readonly ceiling: Sen;
}

/** Where a ceiling differs from the sum of those beneath it. */
export interface Difference {
  readonly workUnit: string;
  readonly level: string;
  /** The work unit's own code where the whole unit is meant. */
  readonly code: string;
  /** Null when the source states none. */
  readonly ownSen: Sen | null;
  readonly childrenSen: Sen;
}

/** Every node whose ceiling is not the sum of its children's ceilings; the lowest level has no children to compare. */
export function differencesBetween(
  level: string,
  parents: readonly Leveled[],
  children: readonly Leveled[],
): Difference[] {
  const sums = new Map<string, Sen>();
  for (const { parentKey, ceiling } of children) {
    if (parentKey !== null) sums.set(parentKey, (sums.get(parentKey) ?? 0n) + ceiling);
  }
  return parents
    .map(({ workUnit, key, code, ceiling }) => {
      return { workUnit, level, code, ownSen: ceiling, childrenSen: sums.get(key) ?? 0n };
    })
    .filter(({ ownSen, childrenSen }) => ownSen !== childrenSen);
}
