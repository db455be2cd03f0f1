import type { Sen } from '../../values/money.ts';
import type { FileRefusal, LkppPlan, PlanNode } from './lkpp-plan.ts';
import { type Difference, differencesBetween } from './rules.ts';

export interface Sums {
  readonly byLevel: readonly { readonly level: string; readonly rows: number; readonly sumSen: Sen }[];
  readonly differences: readonly Difference[];
}

export function rowsIn({
  units,
  programmes,
  activities,
  subActivities,
  structures,
  packages,
  funds,
}: LkppPlan): number {
  return [units, programmes, activities, subActivities, structures, packages, funds].flat().length;
}

export function byPlace(a: FileRefusal, b: FileRefusal): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

export function sumsOf({ programmes, activities, subActivities, structures, funds }: LkppPlan): Sums {
  const level = (name: string, amounts: readonly Sen[]) => {
    return { level: name, rows: amounts.length, sumSen: amounts.reduce((sum, amount) => sum + amount, 0n) };
  };
  const ceilings = (nodes: readonly { ceiling: Sen }[]) => nodes.map(({ ceiling }) => ceiling);
  return {
    byLevel: [
      level(
        'work-unit',
        structures.map(({ total }) => total),
      ),
      level('programme', ceilings(programmes)),
      level('activity', ceilings(activities)),
      level('sub-activity', ceilings(subActivities)),
      level('account', ceilings(funds)),
    ],
    differences: [
      ...unitDifferences(structures, programmes),
      ...differencesBetween('programme', programmes, activities),
      ...differencesBetween('activity', activities, subActivities),
    ],
  };
}

function unitDifferences(structures: LkppPlan['structures'], programmes: readonly PlanNode[]): Difference[] {
  const stated = new Map(structures.map(({ year, workUnit, total }) => [`${year} ${workUnit}`, total]));
  const sums = new Map<string, Sen>([...stated.keys()].map((key) => [key, 0n]));
  for (const { year, workUnit, ceiling } of programmes) {
    const key = `${year} ${workUnit}`;
    sums.set(key, (sums.get(key) ?? 0n) + ceiling);
  }
  return [...sums]
    .map(([key, childrenSen]) => {
      const workUnit = key.slice(5);
      return { workUnit, level: 'work-unit', code: workUnit, ownSen: stated.get(key) ?? null, childrenSen };
    })
    .filter(({ ownSen, childrenSen }) => ownSen !== childrenSen);
}
