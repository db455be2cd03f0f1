import type { Kind } from '../../parties/institution/index.ts';
import { Problem } from '../../values/problem.ts';
import {
  keyIn,
  makIn,
  moneyIn,
  nameIn,
  Refused,
  refuseCutOff,
  refuseDeleted,
  refuseDeletedRup,
  rupIn,
} from './lkpp-cells.ts';
import { type LkppKind, type LkppSheets, readSheets } from './lkpp-files.ts';
import type { FileRefusal, LkppPlan, PlanNode, Source } from './lkpp-plan.ts';
import type { Row, Sheet, SourceFile } from './read-csv.ts';

const kinds: Readonly<Record<string, Kind>> = { PROVINSI: 'province', KABUPATEN: 'regency', KOTA: 'city' };

/**
 * Reads LKPP's files of one regional institution: every row becomes part of the plan, or is refused with its place and
 * the reason. The same bytes give the same plan.
 * @throws Problem invalid `budget/several-institutions`, `budget/not-regional` and those of `readSheets`; nothing of
 * such a folder is used
 */
export function readLkpp(sources: readonly SourceFile[]): LkppPlan {
  const sheets = readSheets(sources);
  const refusals: FileRefusal[] = [];
  const institution = institutionIn(sheets);
  const rowsOf = rowReader(sheets, refusals);

  const units = rowsOf('units', (row) => ({
    code: keyIn(row, 'kd_satker'),
    codeText: row.cell('kd_satker_str'),
    name: nameIn(row, 'nama_satker'),
    active: row.cell('status_satker').toLowerCase() === 'aktif',
  }));
  const unitCodes = new Set(units.map(({ code }) => code));
  const placeIn = (row: Row) => placeOf(row, institution.code, unitCodes);

  const nodesOf = (kind: LkppKind, noun: string, parent?: { noun: string; nodes: readonly PlanNode[] }) => {
    const parents = new Map(parent?.nodes.map((node) => [node.key, node]));
    return rowsOf(kind, (row): Omit<PlanNode, keyof Source> => {
      const { year, workUnit } = placeIn(row);
      refuseDeleted(row, 'is_deleted');
      refuseCutOff(row);
      const node = { year, workUnit, key: keyIn(row, `kd_${noun}`), code: row.cell(`kd_${noun}_str`) };
      if (node.code === '') throw new Refused('budget.row-no-key', { column: `kd_${noun}_str` });
      const parentKey = parent ? row.cell(`kd_${parent.noun}`) : null;
      if (parentKey !== null) refuseStray(parents.get(parentKey), { ...node, parentKey });
      const name = nameIn(row, `nama_${noun}`);
      return { ...node, parentKey, name, ceiling: moneyIn(row, `pagu_${noun}`) };
    });
  };
  const programmes = nodesOf('programme', 'program');
  const activities = nodesOf('activity', 'kegiatan', { noun: 'program', nodes: programmes });
  const subActivities = nodesOf('sub-activity', 'subkegiatan', { noun: 'kegiatan', nodes: activities });
  const subByKey = new Map(subActivities.map((node) => [node.key, node]));

  const structures = rowsOf('structure', (row) => {
    const amounts = ['belanja_operasi', 'belanja_modal', 'belanja_btt', 'belanja_non_pengadaan', 'belanja_pengadaan'];
    const isEmpty = ['tahun_anggaran', ...amounts, 'total_belanja'].every((column) => row.cell(column) === '');
    if (isEmpty) throw new Refused('budget.row-no-figures', { unit: row.cell('kd_satker') });
    return {
      ...{ ...placeIn(row), operation: moneyIn(row, 'belanja_operasi'), capital: moneyIn(row, 'belanja_modal') },
      ...{ unforeseen: moneyIn(row, 'belanja_btt'), outside: moneyIn(row, 'belanja_non_pengadaan') },
      ...{ procurement: moneyIn(row, 'belanja_pengadaan'), total: moneyIn(row, 'total_belanja') },
    };
  });

  const packages = rowsOf('packages', (row) => {
    const at = placeIn(row);
    refuseDeletedRup(row);
    return {
      ...{ ...at, rupCode: rupIn(row), name: nameIn(row, 'nama_paket'), ceiling: moneyIn(row, 'pagu') },
      ...{ method: row.cell('metode_pengadaan'), goodsKind: row.cell('jenis_pengadaan') },
      ...{
        forSmallFirms: row.cell('status_ukm') === 'UKM',
        announced: row.cell('status_umumkan_rup') === 'Terumumkan',
      },
    };
  });

  const funds = rowsOf('funds', (row) => {
    const { year, workUnit } = placeIn(row);
    refuseDeletedRup(row);
    const origin = row.cell('asal_dana');
    if (origin !== '' && origin !== institution.code) throw new Refused('budget.row-other-source', { written: origin });
    const parentKey = row.cell('kd_subkegiatan');
    const subActivity = refuseStray(subByKey.get(parentKey), { year, workUnit, parentKey });
    return { year, subActivity, rupCode: rupIn(row), ...makIn(row, subActivity.code), ceiling: moneyIn(row, 'pagu') };
  });

  const files = Object.values(sheets).map(({ name, rows }) => ({ name, rows: rows.length }));
  return { institution, units, programmes, activities, subActivities, structures, packages, funds, refusals, files };
}

function institutionIn(sheets: LkppSheets): LkppPlan['institution'] {
  const rows = sheets.units?.rows ?? [];
  const codes = [...new Set(rows.map((row) => row.cell('kd_klpd')))];
  const [first] = rows;
  if (!first) throw new Problem('invalid', 'budget/file-empty', { file: sheets.units?.name ?? '1008' });
  if (codes.length > 1) throw new Problem('invalid', 'budget/several-institutions', { codes: codes.join(', ') });
  const kind = kinds[first.cell('jenis_klpd').toUpperCase()];
  if (!kind) throw new Problem('invalid', 'budget/not-regional', { kind: first.cell('jenis_klpd') });
  const code = first.cell('kd_klpd');
  if (!/^[A-Z0-9][A-Z0-9.-]{0,19}$/.test(code)) throw new Problem('invalid', 'budget/institution-code', { code });
  return { code, name: first.cell('nama_klpd') || code, kind };
}

/** What makes two rows of a file the same thing; a package may plan on many accounts, so there the whole row counts. */
const keyColumns: Partial<Record<LkppKind, string>> = {
  ...{ units: 'kd_satker', programme: 'kd_program', activity: 'kd_kegiatan', 'sub-activity': 'kd_subkegiatan' },
  ...{ structure: 'kd_satker', packages: 'kd_rup' },
};

function rowReader(sheets: LkppSheets, refusals: FileRefusal[]) {
  return <Read extends object>(kind: LkppKind, read: (row: Row) => Read): (Read & Source)[] => {
    const sheet: Sheet | undefined = sheets[kind];
    const firsts = new Map<string, number>();
    return (sheet?.rows ?? []).flatMap((row) => {
      const source = { file: sheet?.name ?? '', line: row.line };
      try {
        refuseRepeated(row, keyColumns[kind], firsts);
        return [{ ...read(row), ...source }];
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        refusals.push({ ...source, reason: refused.reason, values: refused.values });
        return [];
      }
    });
  };
}

function refuseRepeated(row: Row, column: string | undefined, firsts: Map<string, number>): void {
  const year = column === undefined ? '' : row.cell('tahun_anggaran');
  const key = column === undefined ? row.text : `${year} ${row.cell(column)}`;
  const first = firsts.get(key);
  if (first !== undefined) throw new Refused('budget.row-twice', { first: String(first) });
  firsts.set(key, row.line);
}

function placeOf(row: Row, institution: string, units: ReadonlySet<string>): { year: number; workUnit: string } {
  const code = row.cell('kd_klpd');
  if (code !== institution) throw new Refused('budget.row-other-institution', { written: code, expected: institution });
  const year = row.cell('tahun_anggaran');
  if (!/^2\d{3}$/.test(year)) throw new Refused('budget.row-year', { written: year });
  const workUnit = row.cell('kd_satker');
  if (!units.has(workUnit)) throw new Refused('budget.row-no-unit', { written: workUnit });
  return { year: Number(year), workUnit };
}

function refuseStray(
  parent: PlanNode | undefined,
  { year, workUnit, parentKey }: { year: number; workUnit: string; parentKey: string },
): PlanNode {
  if (!parent) throw new Refused('budget.row-no-parent', { written: parentKey });
  if (parent.workUnit !== workUnit || parent.year !== year) {
    throw new Refused('budget.row-other-unit', { parent: parent.code, unit: parent.workUnit, written: workUnit });
  }
  return parent;
}
