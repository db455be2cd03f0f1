import { z } from 'zod';
import { senText } from '../../platform/route.ts';
import type { BudgetLine, TreeNode } from './rules.ts';
import type * as store from './store.ts';

const held = { availableSen: senText, reservedSen: senText, committedSen: senText, paidSen: senText };
const years = { institutionId: z.uuid(), year: z.int(), years: z.array(z.int()) };
const sums = z.object({
  ...{ id: z.uuid(), name: z.string().nullable(), ceilingSen: senText, linesSen: senText, availableSen: senText },
});
const node = z.object({
  ...{ id: z.uuid(), parentId: z.uuid().nullable(), position: z.int(), code: z.string(), name: z.string() },
  ...{ ceilingSen: senText, linesSen: senText, ...held },
});

export const lineAnswer = z
  .object({
    ...{
      id: z.uuid(),
      workUnitId: z.uuid(),
      year: z.int(),
      code: z.string(),
      name: z.string(),
      path: z.array(z.string()),
    },
    ...{ ceilingSen: senText, ...held },
  })
  .meta({ id: 'BudgetLine' });
const ofInstitution = z.object({ ...years, workUnits: z.array(sums) }).meta({ id: 'BudgetOfInstitution' });
const ofUnit = z
  .object({
    ...{ ...years, unit: z.object({ id: z.uuid(), name: z.string() }) },
    ...{ nodes: z.array(node), lines: z.array(lineAnswer) },
  })
  .meta({ id: 'BudgetOfUnit' });
export const budgetAnswer = z.union([ofInstitution, ofUnit]);
export const fileAnswer = z.object({ added: z.int() });
/** A refusal that names every row. */
export const rowsRefusedAnswer = z
  .object({
    ...{ type: z.string(), title: z.string(), status: z.literal(422) },
    rows: z.array(z.object({ line: z.int(), written: z.string(), reason: z.string() })),
  })
  .meta({ id: 'RowsRefused' });

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
function heldJson({
  available,
  reserved,
  committed,
  paid,
}: Pick<BudgetLine, 'available' | 'reserved' | 'committed' | 'paid'>) {
  return {
    ...{ availableSen: String(available), reservedSen: String(reserved) },
    ...{ committedSen: String(committed), paidSen: String(paid) },
  };
}

export function unitJson(
  { workUnitId, ceiling, lines, available }: store.UnitSums,
  names: ReadonlyMap<string, string>,
) {
  const amounts = { ceilingSen: String(ceiling), linesSen: String(lines), availableSen: String(available) };
  return { id: workUnitId, name: names.get(workUnitId) ?? null, ...amounts };
}

export function nodeJson(node: TreeNode) {
  const { id, parentId, position, code, name, ceiling, lines } = node;
  const amounts = { ceilingSen: String(ceiling), linesSen: String(lines) };
  return { id, parentId, position, code, name, ...amounts, ...heldJson(node) };
}

export function lineJson(line: BudgetLine) {
  const { id, workUnitId, year: ofYear, code, name, path, ceiling } = line;
  return { id, workUnitId, year: ofYear, code, name, path, ceilingSen: String(ceiling), ...heldJson(line) };
}
