import type { Tx } from '../../platform/database.ts';
import type { Vault } from '../../platform/vault.ts';
import { addDays, type Day } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import { fieldProblem, Problem } from '../../values/problem.ts';
import {
  addPerson,
  createLoginLink,
  endGrant,
  findPerson,
  grant,
  grantsOf,
  hasPeople,
  officersOf,
  type Role,
} from '../account/index.ts';
import { institutionOf, listWorkUnits } from './actions.ts';
import { beginningOf } from './rules.ts';
import * as store from './store.ts';

interface Acting {
  readonly institutionId: string;
  readonly by: string;
  readonly at: Instant;
}

interface Who {
  readonly name: string;
  readonly nip?: string | undefined;
  readonly email?: string | undefined;
}

interface Appointment extends Who, Acting {
  readonly role: Role;
  /** Null when the role covers the whole institution. */
  readonly workUnitId: string | null;
  /** The number of the decree. */
  readonly decree: string;
  readonly validFrom: Day;
  /** The last day of the role; null as long as nobody ends it. */
  readonly validUntil: Day | null;
}

/**
 * Gives somebody a role by decree and answers the grant's id. Who is known by NIP or e-mail is not written down twice.
 * @throws Problem missing `institution/none` or `institution/no-such-unit`, invalid `institution/who-is-it` or
 * `account/ends-before-it-begins`, and those of `addPerson`
 */
export async function appoint(tx: Tx, vault: Vault, asked: Appointment): Promise<string> {
  const { institutionId, role, workUnitId, decree, by, at } = asked;
  const { timeZone } = await institutionOf(tx, institutionId);
  if (workUnitId !== null) {
    const units = await listWorkUnits(tx, institutionId);
    if (!units.some(({ id }) => id === workUnitId)) throw new Problem('missing', 'institution/no-such-unit');
  }
  const validFrom = new Date(beginningOf(asked.validFrom, timeZone));
  const validUntil = asked.validUntil && new Date(beginningOf(addDays(asked.validUntil, 1), timeZone));
  if (validUntil && validUntil <= validFrom)
    throw fieldProblem('invalid', 'account/ends-before-it-begins', 'validUntil');
  const personId = await personOf(tx, vault, asked);
  return grant(tx, { personId, role, institutionId, workUnitId, decree, validFrom, validUntil, by, at });
}

/** Without a number or an address of their own, the same person would come in twice. */
async function personOf(tx: Tx, vault: Vault, { name, nip, email, by, at }: Who & Omit<Acting, 'institutionId'>) {
  if (!nip && !email) throw fieldProblem('invalid', 'institution/who-is-it', 'nip');
  const known = await findPerson(tx, vault, nip ? { nip } : { email });
  return known ?? addPerson(tx, vault, { name, nip: nip || undefined, email: email || undefined, by, at });
}

/**
 * Ends a role now. The last administrator stays, since nobody could let the next one in.
 * @throws Problem missing `account/no-such-grant`, conflict `institution/last-administrator`
 */
export async function dismiss(
  tx: Tx,
  vault: Vault,
  { grantId, ...acting }: Acting & { grantId: string },
): Promise<void> {
  const { institutionId, by, at } = acting;
  // One after the other, or two administrators could end each other's role at once.
  await store.lockInstitution(tx, institutionId);
  const officers = await officersOf(tx, vault, { institutionId, at });
  const ending = officers.find(({ id }) => id === grantId);
  const others = officers.filter(({ id, role, validFrom, validUntil }) => {
    return role === 'administrator' && id !== grantId && validFrom <= at && validUntil === null;
  });
  if (ending?.role === 'administrator' && others.length === 0) {
    throw new Problem('conflict', 'institution/last-administrator');
  }
  await endGrant(tx, { grantId, scopeId: institutionId, by, at });
}

/**
 * Makes somebody the administrator of an institution that came by import, and answers the token of a link that lets
 * them in once. Done again, it only makes a new link.
 * @throws Problem conflict `institution/steward-first`, and those of `personOf`
 */
export async function appointAdministrator(
  tx: Tx,
  vault: Vault,
  asked: Who & Acting & { decree: string },
): Promise<{ personId: string; token: string }> {
  const { institutionId, decree, by, at } = asked;
  if (!(await hasPeople(tx))) throw new Problem('conflict', 'institution/steward-first');
  const personId = await personOf(tx, vault, asked);
  const held = await grantsOf(tx, personId, at);
  const isAlready = held.some((one) => one.institutionId === institutionId && one.role === 'administrator');
  if (!isAlready) await grant(tx, { personId, role: 'administrator', institutionId, decree, validFrom: at, by, at });
  return { personId, token: await createLoginLink(tx, { personId, by, at }) };
}
