import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { zoneOf } from '../../platform/formats.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import type { Institution, Kind, TimeZone, WorkUnit } from './rules.ts';
import * as store from './store.ts';

interface Acting {
  readonly by: string;
  readonly at: Instant;
}

export interface NewInstitution {
  readonly code: string;
  readonly name: string;
  readonly kind: Kind;
  readonly regionCode?: string | null;
  readonly address?: string;
  readonly npwp?: string | null;
  /** Follows from the region when it is not said. */
  readonly timeZone?: TimeZone;
  readonly approvalAbove?: Sen | null;
}

/** Opens an institution and answers its id. @throws Problem conflict `institution/code-taken` */
export async function openInstitution(tx: Tx, { by, at, ...wanted }: NewInstitution & Acting): Promise<string> {
  const regionCode = wanted.regionCode ?? null;
  const institution: Institution = {
    ...{ id: newId(at), code: wanted.code, name: wanted.name, kind: wanted.kind, regionCode },
    ...{ address: wanted.address ?? '', npwp: wanted.npwp ?? null, approvalAbove: wanted.approvalAbove ?? null },
    ...{ timeZone: wanted.timeZone ?? zoneOf(regionCode ?? ''), version: 1 },
  };
  const isNew = await store.insertInstitution(tx, institution);
  if (!isNew) throw new Problem('conflict', 'institution/code-taken', { code: wanted.code });
  const { id, ...content } = institution;
  await recordAudit(tx, { tenantId: id, at, by, action: 'institution.opened', subject: id, content });
  return id;
}

/**
 * Opens the institution of this code, or takes over its new name and kind; the rest stays as it is kept here.
 * Answers whether a row changed, and writes nothing, not even an audit row, when none did.
 */
export async function keepInstitution(
  tx: Tx,
  wanted: NewInstitution & Acting,
): Promise<{ id: string; changed: boolean }> {
  const { code, name, kind, by, at } = wanted;
  const known = await store.selectInstitutionByCode(tx, code);
  if (!known) return { id: await openInstitution(tx, wanted), changed: true };
  const { id } = known;
  if (known.name === name && known.kind === kind) return { id, changed: false };
  const after = { ...known, name, kind, version: known.version + 1 };
  await store.updateInstitution(tx, after);
  const content = { name, kind, version: after.version };
  await recordAudit(tx, { tenantId: id, at, by, action: 'institution.renamed', subject: id, content });
  return { id, changed: true };
}

interface NewWorkUnit {
  readonly code: string;
  readonly codeText?: string;
  readonly name: string;
  readonly active?: boolean;
}

/** Adds one work unit and answers its id. @throws Problem conflict `institution/unit-code-taken` */
export async function addWorkUnit(
  tx: Tx,
  { institutionId, by, at, ...wanted }: NewWorkUnit & Acting & { institutionId: string },
): Promise<string> {
  const unit = toUnit(institutionId, wanted, at);
  if (!(await store.insertWorkUnit(tx, unit))) {
    throw new Problem('conflict', 'institution/unit-code-taken', { code: wanted.code });
  }
  const { id: subject, institutionId: tenantId, ...content } = unit;
  await recordAudit(tx, { tenantId, at, by, action: 'institution.work-unit-added', subject, content });
  return subject;
}

/**
 * Brings in many work units at once, by their codes. Answers the ids of all units of the institution by code, and how
 * many of these rows were new or different. One audit row covers them.
 */
export async function keepWorkUnits(
  tx: Tx,
  { institutionId, units, by, at }: Acting & { institutionId: string; units: readonly NewWorkUnit[] },
): Promise<{ idByCode: ReadonlyMap<string, string>; changed: number }> {
  const rows = units.map((unit) => toUnit(institutionId, unit, at));
  const changed = await store.upsertWorkUnits(tx, institutionId, rows);
  if (changed > 0) {
    const entry = { tenantId: institutionId, at, by, action: 'institution.work-units-kept', subject: institutionId };
    await recordAudit(tx, { ...entry, content: { changed, codes: units.map(({ code }) => code) } });
  }
  const all = await store.selectWorkUnits(tx, institutionId);
  return { idByCode: new Map(all.map(({ code, id }) => [code, id])), changed };
}

export const findInstitution = (reader: Reader, id: string): Promise<Institution | undefined> =>
  store.selectInstitution(reader, id);

/** The same for many at once; those that are there, in no order. */
export const findInstitutions = (reader: Reader, ids: readonly string[]): Promise<Institution[]> =>
  store.selectInstitutions(reader, ids);

/** What work units are called, many at once. */
export const unitNames = store.selectUnitNames;

export const findByCode = (reader: Reader, code: string): Promise<Institution | undefined> =>
  store.selectInstitutionByCode(reader, code);

/** @throws Problem missing `institution/none` */
export async function institutionOf(reader: Reader, id: string): Promise<Institution> {
  const institution = await store.selectInstitution(reader, id);
  if (!institution) throw new Problem('missing', 'institution/none');
  return institution;
}

/** By name. */
export const listWorkUnits = (reader: Reader, institutionId: string): Promise<WorkUnit[]> =>
  store.selectWorkUnits(reader, institutionId);

function toUnit(institutionId: string, unit: NewWorkUnit, at: Instant): WorkUnit {
  const { code, codeText = '', name, active = true } = unit;
  return { institutionId, id: newId(at), code, codeText, name, active };
}
