import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { keepInstitution, keepWorkUnits } from '../../parties/institution/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { type Language, translator } from '../../platform/i18n.ts';
import { newId } from '../../platform/id.ts';
import { regionNames } from '../../platform/region-names.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { openYear } from './actions.ts';
import { byPlace, rowsIn, type Sums, sumsOf } from './count-lkpp.ts';
import { keepFunds } from './keep-funds.ts';
import { isLkppFile } from './lkpp-files.ts';
import type { FileRefusal, LkppPlan, PlanNode } from './lkpp-plan.ts';
import type { SourceFile } from './read-csv.ts';
import { readLkpp } from './read-lkpp.ts';
import * as store from './store.ts';

interface Wanted {
  readonly folder: string;
  readonly by: string;
  readonly at: Instant;
  readonly onProgress?: (sentence: string) => void;
  /** Of the sentences in progress and refusals. */
  readonly language?: Language;
}

/** A row that did not come in, with its reason as a code and as a sentence. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

export interface ImportSummary {
  readonly ok: true;
  readonly institutionId: string;
  /** Rows of all files; each of them is imported or refused. */
  readonly read: number;
  readonly imported: number;
  /** Of those imported, how many were not here before just so. */
  readonly changed: number;
  readonly refused: number;
  readonly refusals: readonly Refusal[];
  readonly sums: Sums;
}

/**
 * Brings in an institution, its work units, budget tree, packages and account lines from a folder of LKPP's files, in
 * one transaction. A second run changes nothing.
 * @throws Problem invalid `budget/no-such-folder`, those of `readLkpp`, conflict `budget/not-enough` when money left a
 * line while it was being cut: nothing has changed then
 */
export async function importLkpp(database: Database, wanted: Wanted): Promise<ImportSummary> {
  const { folder, by, at, onProgress = () => {}, language = 'id' } = wanted;
  const t = translator(language);
  const plan = readLkpp(await readFolder(folder));
  for (const { name, rows } of plan.files) onProgress(t('budget.import-read', { file: name, count: rows }));
  const regionCode = await regionOf(plan.institution.name);
  const kept = await database.transaction((tx) => keep(tx, { plan, regionCode, by, at }));
  onProgress(t('budget.import-kept', { count: kept.changed }));
  const refusals = [...plan.refusals, ...kept.refusals].sort(byPlace).map(({ file, line, reason, values }) => {
    return { file, line, code: reason.replace('budget.row-', ''), reason: t(reason, values) };
  });
  const read = plan.files.reduce((sum, { rows }) => sum + rows, 0);
  const accepted = without(plan, kept.refusals);
  const imported = rowsIn(accepted);
  if (imported + refusals.length !== read) throw new Error('a row was neither imported nor refused');
  const { institutionId, changed } = kept;
  const counts = { read, imported, changed, refused: refusals.length };
  return { ok: true, institutionId, ...counts, refusals, sums: sumsOf(accepted) };
}

/** One line a refused row, for a spreadsheet; what a sheet would take for a formula is made harmless. */
export function refusalsCsv(refusals: readonly Refusal[]): string {
  const columns = ['file', 'line', 'code', 'reason'];
  return stringify([...refusals], { header: true, columns, escape_formulas: true });
}

async function readFolder(folder: string): Promise<SourceFile[]> {
  const names = await readdir(folder).catch(() => {
    throw new Problem('invalid', 'budget/no-such-folder', { folder });
  });
  return Promise.all(
    names.filter(isLkppFile).map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })),
  );
}

/** The source names the region only in words; undefined when no region is called so. */
async function regionOf(name: string): Promise<string | undefined> {
  const plain = name
    .replace(/^Kab\.?\s/i, 'Kabupaten ')
    .replace(/^(Provinsi|Prov\.?)\s/i, '')
    .toLowerCase();
  return [...(await regionNames())].find(([, region]) => region.toLowerCase() === plain)?.[0];
}

interface Keeping {
  readonly plan: LkppPlan;
  readonly regionCode: string | undefined;
  readonly by: string;
  readonly at: Instant;
}

async function keep(tx: Tx, { plan, regionCode, by, at }: Keeping) {
  await store.lockImport(tx, plan.institution.code);
  const named = { ...plan.institution, ...(regionCode ? { regionCode } : {}) };
  const { id: institutionId } = await keepInstitution(tx, { ...named, by, at });
  const units = await keepWorkUnits(tx, { institutionId, units: plan.units, by, at });
  const unitId = (code: string): string => {
    const id = units.idByCode.get(code);
    if (id === undefined) throw new Error(`the work unit ${code} was just kept`);
    return id;
  };
  const levels = [plan.programmes, plan.activities, plan.subActivities];
  const rows = [...levels, plan.structures, plan.packages, plan.funds].flat();
  const years = [...new Set(rows.map(({ year }) => year))].sort();
  for (const year of years) await openYear(tx, { institutionId, year, chart: 'apbd', by, at });

  const moved = await refuseMoved(tx, institutionId, { levels, funds: plan.funds, years, unitId });
  let changed = units.changed;
  for (const [place, nodes] of moved.stay.entries()) {
    const wanted = nodes.map(({ year, workUnit, code, name, ceiling, key, parentKey }) => ({
      ...{ id: newId(at), year, workUnitId: unitId(workUnit), chart: 'apbd' as const, position: place + 1 },
      ...{ code, name, ceiling, sourceKey: key, parentKey },
    }));
    changed += await store.upsertNodes(tx, institutionId, wanted);
  }
  const located = <One extends { workUnit: string }>(all: readonly One[]) =>
    all.map(({ workUnit, ...one }) => ({ ...one, workUnitId: unitId(workUnit) }));
  changed += await store.upsertStructures(tx, institutionId, located(plan.structures));
  changed += await store.upsertPackages(tx, institutionId, located(plan.packages));
  const funds = await keepFunds(tx, { institutionId, funds: moved.funds, at });
  changed += funds.changed;
  if (changed > 0) {
    const content = { changed, files: plan.files.map(({ name, rows: count }) => ({ name, rows: count })) };
    const entry = { tenantId: institutionId, at, by, action: 'budget.imported', subject: institutionId };
    await recordAudit(tx, { ...entry, content });
  }
  return { institutionId, changed, refusals: [...moved.refusals, ...funds.refusals] };
}

interface Levels {
  readonly levels: readonly (readonly PlanNode[])[];
  readonly funds: LkppPlan['funds'];
  readonly years: readonly number[];
  readonly unitId: (code: string) => string;
}

/** A node that hangs elsewhere than last time would drag its lines and money along, so a person has to look at it. */
async function refuseMoved(tx: Tx, institutionId: string, { levels, years, unitId, funds: wanted }: Levels) {
  const known = await store.selectPlaces(tx, institutionId, years);
  const placeOf = new Map(
    known.map(({ year, position, sourceKey, workUnitId, parentKey }) => {
      return [`${year} ${position} ${sourceKey}`, `${workUnitId} ${parentKey}`] as const;
    }),
  );
  const refusals: FileRefusal[] = [];
  const stay: PlanNode[][] = [];
  let goneAbove = new Set<string>();
  for (const [place, nodes] of levels.entries()) {
    const gone = new Set<string>();
    const staying = nodes.filter(({ year, key, workUnit, parentKey, code, file, line }) => {
      const before = placeOf.get(`${year} ${place + 1} ${key}`);
      const isMoved = before !== undefined && before !== `${unitId(workUnit)} ${parentKey}`;
      const isLost = goneAbove.has(`${year} ${parentKey}`);
      if (!isMoved && !isLost) return true;
      const reason = isMoved ? 'budget.row-moved' : 'budget.row-no-parent';
      refusals.push({ file, line, reason, values: { code, written: parentKey ?? '' } });
      gone.add(`${year} ${key}`);
      return false;
    });
    stay.push(staying);
    goneAbove = gone;
  }
  const funds = wanted.filter(({ year, subActivity, file, line }) => {
    if (!goneAbove.has(`${year} ${subActivity.key}`)) return true;
    refusals.push({ file, line, reason: 'budget.row-no-parent', values: { written: subActivity.key } });
    return false;
  });
  return { stay, funds, refusals };
}

/** What is left of a plan when the database refused rows that read well. */
function without(plan: LkppPlan, refusals: readonly FileRefusal[]): LkppPlan {
  const gone = new Set(refusals.map(({ file, line }) => `${line} ${file}`));
  const stay = <One extends { file: string; line: number }>(rows: readonly One[]) =>
    rows.filter(({ file, line }) => !gone.has(`${line} ${file}`));
  const { programmes, activities, subActivities, funds } = plan;
  return {
    ...{ ...plan, programmes: stay(programmes), activities: stay(activities) },
    ...{ subActivities: stay(subActivities), funds: stay(funds) },
  };
}
