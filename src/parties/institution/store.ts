import type { Reader, Tx } from '../../platform/database.ts';
import type { Institution, WorkUnit } from './rules.ts';

const columns = `id, code, name, kind, region_code as "regionCode", address, npwp, time_zone as "timeZone",
  approval_above_sen as "approvalAbove", version`;

/** Answers false, and writes nothing, when the code is taken. */
export async function insertInstitution(tx: Tx, institution: Institution): Promise<boolean> {
  const { id, code, name, kind, regionCode, address, npwp, timeZone, approvalAbove, version } = institution;
  const rows = await tx.query(
    `insert into institution.institutions
       (id, code, name, kind, region_code, address, npwp, time_zone, approval_above_sen, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
    [id, code, name, kind, regionCode, address, npwp, timeZone, approvalAbove, version],
  );
  return rows.length === 1;
}

export async function selectInstitution(reader: Reader, id: string): Promise<Institution | undefined> {
  const [institution] = await reader.query<Institution>(
    `select ${columns} from institution.institutions
     where id = $1`,
    [id],
  );
  return institution;
}

/** Those that are there, in no order. */
export function selectInstitutions(reader: Reader, ids: readonly string[]): Promise<Institution[]> {
  return reader.query(`select ${columns} from institution.institutions where id = any($1)`, [ids]);
}

export function selectUnitNames(
  reader: Reader,
  units: readonly { readonly institutionId: string; readonly workUnitId: string }[],
): Promise<{ institutionId: string; id: string; name: string }[]> {
  return reader.query(
    `select institution_id as "institutionId", id, name from institution.work_units
     where (institution_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [units.map(({ institutionId }) => institutionId), units.map(({ workUnitId }) => workUnitId)],
  );
}

export async function selectInstitutionByCode(reader: Reader, code: string): Promise<Institution | undefined> {
  const [institution] = await reader.query<Institution>(
    `select ${columns} from institution.institutions where code = $1`,
    [code],
  );
  return institution;
}

export async function lockInstitution(tx: Tx, id: string): Promise<Institution | undefined> {
  const [institution] = await tx.query<Institution>(
    `select ${columns} from institution.institutions where id = $1 for no key update`,
    [id],
  );
  return institution;
}

export async function updateSettings(tx: Tx, institution: Institution): Promise<void> {
  const { id, address, regionCode, npwp, timeZone, approvalAbove, version } = institution;
  await tx.query(
    `update institution.institutions
     set address = $2, region_code = $3, npwp = $4, time_zone = $5, approval_above_sen = $6, version = $7 where id = $1`,
    [id, address, regionCode, npwp, timeZone, approvalAbove, version],
  );
}

export async function updateInstitution(tx: Tx, { id, name, kind, version }: Institution): Promise<void> {
  await tx.query(`update institution.institutions set name = $2, kind = $3, version = $4 where id = $1`, [
    id,
    name,
    kind,
    version,
  ]);
}

/** Writes the units that are new or different, all in one statement, and answers how many those were. */
export async function upsertWorkUnits(tx: Tx, institutionId: string, units: readonly WorkUnit[]): Promise<number> {
  const rows = await tx.query(
    `insert into institution.work_units (institution_id, id, code, code_text, name, active, version)
     select $1, id, code, "codeText", name, active, 1
     from jsonb_to_recordset($2) as unit (id uuid, code text, "codeText" text, name text, active boolean)
     on conflict (institution_id, code) do update
       set code_text = excluded.code_text, name = excluded.name, active = excluded.active,
           version = work_units.version + 1
       where (work_units.code_text, work_units.name, work_units.active)
         is distinct from (excluded.code_text, excluded.name, excluded.active)
     returning id`,
    [institutionId, JSON.stringify(units)],
  );
  return rows.length;
}

/** Answers false, and writes nothing, when the code is taken. */
export async function insertWorkUnit(tx: Tx, unit: WorkUnit): Promise<boolean> {
  const { institutionId, id, code, codeText, name, active } = unit;
  const rows = await tx.query(
    `insert into institution.work_units (institution_id, id, code, code_text, name, active, version)
     values ($1, $2, $3, $4, $5, $6, 1) on conflict do nothing returning id`,
    [institutionId, id, code, codeText, name, active],
  );
  return rows.length === 1;
}

export function selectWorkUnits(reader: Reader, institutionId: string): Promise<WorkUnit[]> {
  return reader.query(
    `select institution_id as "institutionId", id, code, code_text as "codeText", name, active
     from institution.work_units where institution_id = $1 order by name, code limit 10000`,
    [institutionId],
  );
}
