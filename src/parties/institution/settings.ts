import { recordAudit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/database.ts';
import { zoneOf } from '../../platform/formats.ts';
import { regionNames } from '../../platform/region-names.ts';
import type { Instant } from '../../values/instant.ts';
import { fieldProblem, Problem } from '../../values/problem.ts';
import type { Institution } from './rules.ts';
import * as store from './store.ts';

export type Settings = Pick<Institution, 'address' | 'regionCode' | 'npwp' | 'approvalAbove'>;

interface Changing extends Settings {
  readonly institutionId: string;
  readonly by: string;
  readonly at: Instant;
}

/**
 * Takes over what the institution says of itself; its clock follows the region. The same again writes nothing.
 * @throws Problem missing `institution/none`, invalid `institution/no-such-region`
 */
export async function changeSettings(tx: Tx, { institutionId, by, at, ...wanted }: Changing): Promise<void> {
  const { address, regionCode, npwp, approvalAbove } = wanted;
  if (regionCode !== null && !(await regionNames()).has(regionCode)) {
    throw fieldProblem('invalid', 'institution/no-such-region', 'regionCode', { code: regionCode });
  }
  const before = await store.lockInstitution(tx, institutionId);
  if (!before) throw new Problem('missing', 'institution/none');
  const settings = { address, regionCode, npwp, approvalAbove };
  const isSame = Object.entries(settings).every(([name, value]) => before[name as keyof Settings] === value);
  if (isSame) return;
  const timeZone = regionCode === null ? before.timeZone : zoneOf(regionCode);
  const after = { ...before, ...settings, timeZone, version: before.version + 1 };
  await store.updateSettings(tx, after);
  const { version } = after;
  const content = { address, regionCode, npwp, approvalAboveSen: approvalAbove, timeZone, version };
  const entry = { tenantId: institutionId, at, by, action: 'institution.settings-changed', subject: institutionId };
  await recordAudit(tx, { ...entry, content });
}
