import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { type Grant, HUB, type Identity, normalise, type Role, scopeOf } from './rules.ts';
import * as store from './store.ts';

interface NewPerson extends Identity {
  readonly name: string;
  /** Lets everybody in as this person, in demo mode only. */
  readonly demoCode?: string | undefined;
  /** Undefined for people who add themselves. */
  readonly by?: string | undefined;
  readonly at: Instant;
}

/**
 * Writes a person down with every personal value sealed, and answers the id.
 * @throws Problem conflict `account/known-already`, and those of `normalise`
 */
export async function addPerson(tx: Tx, vault: Vault, person: NewPerson): Promise<string> {
  const { name, demoCode, at } = person;
  const id = newId(at);
  const identity = normalise(person);
  const indexes = indexesOf(vault, identity);
  const known = { ...indexes, demoCode };
  // Asked before sealing, so that a refusal leaves no key without a person in the vault.
  if (await store.selectPersonBy(tx, known)) throw new Problem('conflict', 'account/known-already');
  const seal = async (text: string | undefined) => (text === undefined ? null : vault.seal(id, text));
  const added = await store.insertPerson(tx, {
    ...{ id, at, name: await vault.seal(id, name), demoCode: demoCode ?? null },
    ...{ nip: await seal(identity.nip), nipIndex: indexes.nipIndex ?? null },
    ...{ email: await seal(identity.email), emailIndex: indexes.emailIndex ?? null },
    ...{ phone: await seal(identity.phone), phoneIndex: indexes.phoneIndex ?? null },
  });
  if (!added) throw new Problem('conflict', 'account/known-already');
  // The audit says which values are known, never the values: it must outlive an erasure.
  const values = (['nip', 'email', 'phone'] as const).filter((one) => identity[one] !== undefined);
  const content = { values: ['name', ...values] };
  await recordAudit(tx, { tenantId: HUB, at, by: person.by ?? id, action: 'person.added', subject: id, content });
  return id;
}

/** Who has this NIP, e-mail or telephone, however it is spelled. @throws the Problems of `normalise` */
export function findPerson(reader: Reader, vault: Vault, identity: Identity): Promise<string | undefined> {
  return store.selectPersonBy(reader, indexesOf(vault, normalise(identity)));
}

/** By what a person is found without opening anything. */
export function indexesOf(vault: Vault, { nip, email, phone }: Identity): store.Identifiers {
  const index = (kind: string, text: string | undefined) =>
    text === undefined ? undefined : vault.blindIndex(kind, text);
  return { nipIndex: index('nip', nip), emailIndex: index('email', email), phoneIndex: index('phone', phone) };
}

interface NewGrant {
  readonly personId: string;
  readonly role: Grant['role'];
  readonly institutionId?: string | undefined;
  readonly sellerId?: string | undefined;
  readonly marketplaceId?: string | undefined;
  readonly workUnitId?: string | null | undefined;
  /** The number of the decree, or what else the grant rests on. */
  readonly decree: string;
  /** The grant counts from this moment … */
  readonly validFrom: Instant;
  /** … up to this one, which no longer belongs to it. */
  readonly validUntil?: Instant | null | undefined;
  readonly by: string;
  readonly at: Instant;
}

/** Gives a role at one place and answers the grant's id. A `steward` has the role at the hub and needs no place. */
export async function grant(tx: Tx, granted: NewGrant): Promise<string> {
  const { personId, role, decree, validFrom, by, at, institutionId, sellerId, marketplaceId } = granted;
  const { scope, scopeId } = scopeOf(role, { institutionId, sellerId, marketplaceId });
  const id = newId(at);
  const until = granted.validUntil ?? null;
  if (until && until < validFrom) throw new Problem('invalid', 'account/ends-before-it-begins');
  const workUnitId = granted.workUnitId ?? null;
  const row = { id, personId, scope, scopeId, role, workUnitId, decree, validFrom, validUntil: until };
  await store.insertGrant(tx, { ...row, by, at });
  const dates = { validFrom: validFrom.toISOString(), validUntil: until?.toISOString() ?? null };
  const content = { grantId: id, scope, scopeId, role, workUnitId, decree, ...dates };
  const tenantId = scope === 'institution' ? scopeId : HUB;
  await recordAudit(tx, { tenantId, at, by, action: 'grant.given', subject: personId, content });
  return id;
}

interface Ending {
  readonly grantId: string;
  /** The institution, seller or marketplace; the nil UUID for the hub. */
  readonly scopeId: string;
  readonly by: string;
  readonly at: Instant;
}

/** From this moment on the grant no longer counts. @throws Problem missing `account/no-such-grant` */
export async function endGrant(tx: Tx, { grantId, scopeId, by, at }: Ending): Promise<void> {
  const ended = await store.endGrant(tx, scopeId, grantId, at);
  if (!ended) throw new Problem('missing', 'account/no-such-grant');
  const tenantId = ended.scope === 'institution' ? scopeId : HUB;
  const content = { grantId, scopeId };
  await recordAudit(tx, { tenantId, at, by, action: 'grant.ended', subject: ended.personId, content });
}

/** A grant as other rooms see it: of the three places, the one where it counts has its id. */
export interface HeldGrant extends Grant {
  readonly institutionId: string | null;
  readonly sellerId: string | null;
  readonly marketplaceId: string | null;
}

/** What a person may do where, at that moment (now, when none is given), the newest first. */
export async function grantsOf(reader: Reader, personId: string, at?: Instant): Promise<HeldGrant[]> {
  const rows = await store.selectGrants(reader, personId, at);
  return rows.map((row) => ({
    ...row,
    institutionId: row.scope === 'institution' ? row.scopeId : null,
    sellerId: row.scope === 'seller' ? row.scopeId : null,
    marketplaceId: row.scope === 'marketplace' ? row.scopeId : null,
  }));
}

/** Names by person; the erased and the unknown have none. */
export async function namesOf(reader: Reader, vault: Vault, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await store.selectNames(reader, [...new Set(ids)]);
  const names = await vault.openAll(rows.map(({ id, name }) => ({ personId: id, bytes: name })));
  return new Map(rows.flatMap(({ id }, place) => (names[place] === undefined ? [] : [[id, names[place]] as const])));
}

export interface Official {
  readonly personId: string;
  readonly name: string;
  readonly nip: string | null;
  readonly roles: readonly Role[];
  /** A person who serves two work units stands here twice. */
  readonly workUnitId: string | null;
}

/** Everybody with a role at the institution at that moment (now, when none is given), by name. */
export async function officialsOf(
  reader: Reader,
  vault: Vault,
  institutionId: string,
  at?: Instant,
): Promise<Official[]> {
  const officials = await openAll(vault, await store.selectOfficials(reader, institutionId, at));
  return officials.sort((a, b) => a.name.localeCompare(b.name, 'id'));
}

/** What certain people are at certain institutions at that moment, many at once. */
export async function officialsAmong(
  reader: Reader,
  vault: Vault,
  seats: readonly { readonly institutionId: string; readonly personId: string }[],
  at?: Instant,
): Promise<(Official & { readonly institutionId: string })[]> {
  const distinct = new Map(seats.map((seat) => [`${seat.institutionId} ${seat.personId}`, seat]));
  return openAll(vault, await store.selectOfficialsAmong(reader, [...distinct.values()], at));
}

async function openAll<Sealed extends store.SealedOfficial>(
  vault: Vault,
  rows: readonly Sealed[],
): Promise<(Omit<Sealed, 'name' | 'nip'> & Official)[]> {
  const names = await vault.openAll(rows.map(({ personId, name }) => ({ personId, bytes: name })));
  const withNip = rows.flatMap(({ personId, nip }) => (nip ? [{ personId, bytes: nip }] : []));
  const opened = await vault.openAll(withNip);
  const nips = new Map(withNip.map(({ personId }, place) => [personId, opened[place]]));
  return rows.flatMap((row, place) => {
    const name = names[place];
    return name === undefined ? [] : [{ ...row, name, nip: nips.get(row.personId) ?? null }];
  });
}

export interface DemoPerson {
  readonly name: string;
  readonly demoCode: string;
  readonly roles: readonly Grant['role'][];
}

/** Whom a demo code lets in; undefined where nobody has it. */
export const demoPersonOf = (reader: Reader, demoCode: string): Promise<string | undefined> =>
  store.selectPersonBy(reader, { demoCode });

/** The people of the sample data as whom anybody may come in, in the order in which they were added. */
export async function demoPeople(reader: Reader, vault: Vault, at: Instant): Promise<DemoPerson[]> {
  const rows = await store.selectDemoPeople(reader, at);
  const names = await vault.openAll(rows.map(({ personId, name }) => ({ personId, bytes: name })));
  return rows.flatMap(({ demoCode, roles }, place) => {
    const name = names[place];
    return name === undefined ? [] : [{ name, demoCode, roles }];
  });
}
