import { combinedPer } from '../../platform/combined.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { grouped } from '../../values/grouped.ts';
import type { Instant } from '../../values/instant.ts';
import type { Grant, Held, Role, Scope } from './rules.ts';

export interface SealedPerson {
  readonly id: string;
  readonly name: Buffer;
  readonly nip: Buffer | null;
  readonly nipIndex: string | null;
  readonly email: Buffer | null;
  readonly emailIndex: string | null;
  readonly phone: Buffer | null;
  readonly phoneIndex: string | null;
  readonly demoCode: string | null;
  readonly at: Instant;
}

/** Answers false, and writes nothing, when somebody already has one of these identifiers. */
export async function insertPerson(tx: Tx, person: SealedPerson): Promise<boolean> {
  const { id, name, nip, nipIndex, email, emailIndex, phone, phoneIndex, demoCode, at } = person;
  const rows = await tx.query(
    `insert into account.people
       (id, name, nip, nip_index, email, email_index, phone, phone_index, demo_code, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
    [id, name, nip, nipIndex, email, emailIndex, phone, phoneIndex, demoCode, at],
  );
  return rows.length === 1;
}

export interface Identifiers {
  readonly nipIndex?: string | undefined;
  readonly emailIndex?: string | undefined;
  readonly phoneIndex?: string | undefined;
  readonly demoCode?: string | undefined;
}

export async function selectPersonBy(reader: Reader, by: Identifiers): Promise<string | undefined> {
  const [person] = await reader.query<{ id: string }>(
    `select id from account.people
     where nip_index = $1 or email_index = $2 or phone_index = $3 or demo_code = $4 limit 1`,
    [by.nipIndex ?? null, by.emailIndex ?? null, by.phoneIndex ?? null, by.demoCode ?? null],
  );
  return person?.id;
}

/** Forgets by what the person could be found. Answers false when that was done before. */
export async function updateErased(tx: Tx, personId: string, at: Instant): Promise<boolean> {
  const rows = await tx.query(
    `update account.people
     set nip_index = null, email_index = null, phone_index = null, demo_code = null, erased_at = $2
     where id = $1 and erased_at is null returning id`,
    [personId, at],
  );
  return rows.length === 1;
}

export async function insertErasure(tx: Tx, personId: string, at: Instant): Promise<void> {
  await tx.query(`insert into account.erasures (person_id, at) values ($1, $2) on conflict do nothing`, [personId, at]);
}

export async function personExists(reader: Reader, personId: string): Promise<boolean> {
  const rows = await reader.query(`select from account.people where id = $1`, [personId]);
  return rows.length === 1;
}

/** Those of the erasures that this database does not know of. */
export async function withoutForgotten(
  reader: Reader,
  erasures: readonly { personId: string; at: Instant }[],
): Promise<{ personId: string; at: Instant }[]> {
  const known = await reader.query<{ personId: string }>(
    `select person_id as "personId" from account.erasures where person_id = any($1)`,
    [erasures.map(({ personId }) => personId)],
  );
  const ids = new Set(known.map(({ personId }) => personId));
  return erasures.filter(({ personId }) => !ids.has(personId));
}

export function selectErasures(reader: Reader): Promise<{ personId: string; at: Instant }[]> {
  return reader.query(`select person_id as "personId", at from account.erasures order by at, person_id`);
}

export async function insertGrant(tx: Tx, grant: Grant & { by: string; at: Instant }): Promise<void> {
  const { scopeId, id, personId, scope, role, workUnitId, decree, validFrom, validUntil, by, at } = grant;
  await tx.query(
    `insert into account.grants
       (scope_id, id, person_id, scope, role, work_unit_id, decree, valid_from, valid_until, granted_by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [scopeId, id, personId, scope, role, workUnitId, decree, validFrom, validUntil, by, at],
  );
}

/** Ends what is still running; a grant that has not begun ends where it would have begun. */
export async function endGrant(tx: Tx, scopeId: string, id: string, at: Instant) {
  const [ended] = await tx.query<{ personId: string; scope: Scope }>(
    `update account.grants set valid_until = greatest(valid_from, $3)
     where scope_id = $1 and id = $2 and (valid_until is null or valid_until > $3)
     returning person_id as "personId", scope`,
    [scopeId, id, at],
  );
  return ended;
}

const running = (at: string) => `valid_from <= ${at} and (valid_until is null or valid_until > ${at})`;

/** What the person holds at one place at that moment, the newest first; undefined when there is no such person. */
export async function selectHeld(
  reader: Reader,
  { personId, scope, scopeId, at }: { personId: string; scope: Scope; scopeId: string; at: Instant | undefined },
): Promise<Held[] | undefined> {
  return heldOf(reader, { personId, scope, scopeId, at: at ?? null });
}

/** Nearly every request asks this, so those that come together ask together. */
const heldOf = combinedPer(
  async (
    reader: Reader,
    asks: readonly { personId: string; scope: Scope; scopeId: string; at: Instant | null }[],
  ): Promise<(Held[] | undefined)[]> => {
    const rows = await reader.query<{ place: bigint; role: string | null; workUnitId: string | null }>(
      `select ask.place, held.role, held.work_unit_id as "workUnitId"
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) with ordinality
         as ask (person_id, scope_id, scope, at, place)
       join account.people as person on person.id = ask.person_id and person.erased_at is null
       left join account.grants as held on held.person_id = person.id and held.scope_id = ask.scope_id
         and held.scope = ask.scope and ${running('coalesce(ask.at, now())')}
       order by ask.place, held.valid_from desc, held.id desc`,
      [
        ...[asks.map(({ personId }) => personId), asks.map(({ scopeId }) => scopeId)],
        ...[asks.map(({ scope }) => scope), asks.map(({ at }) => at)],
      ],
    );
    const byPlace = grouped(rows, ({ place }) => String(place));
    return asks.map((_, place) => {
      const own = byPlace.get(String(place + 1));
      return own?.flatMap(({ role, workUnitId }) => (role === null ? [] : [{ role, workUnitId }]));
    });
  },
);

export function selectGrants(reader: Reader, personId: string, at: Instant | undefined): Promise<Grant[]> {
  return reader.query(
    `select id, person_id as "personId", scope, scope_id as "scopeId", role, work_unit_id as "workUnitId",
            decree, valid_from as "validFrom", valid_until as "validUntil"
     from account.grants
     where person_id = $1 and ${running('coalesce($2::timestamptz, now())')}
     order by valid_from desc, id desc limit 200`,
    [personId, at ?? null],
  );
}

/** Those that have not ended by then, with their people who are not erased. */
export function selectGrantsAt(
  reader: Reader,
  institutionId: string,
  at: Instant,
): Promise<(Grant & { readonly sealedName: Buffer })[]> {
  return reader.query(
    `select held.id, held.person_id as "personId", held.scope, held.scope_id as "scopeId", held.role,
            held.work_unit_id as "workUnitId", held.decree, held.valid_from as "validFrom",
            held.valid_until as "validUntil", person.name as "sealedName"
     from account.grants as held join account.people as person on person.id = held.person_id
     where held.scope_id = $1 and held.scope = 'institution' and person.erased_at is null
       and (held.valid_until is null or held.valid_until > $2)
     order by held.valid_from desc, held.id desc limit 10000`,
    [institutionId, at],
  );
}

/** Where the person holds anything that has not ended by then. */
export async function selectScopes(reader: Reader, personId: string, at: Instant): Promise<string[]> {
  const rows = await reader.query<{ scopeId: string }>(
    `select distinct held.scope_id as "scopeId"
     from account.grants as held join account.people as person on person.id = held.person_id
     where held.person_id = $1 and person.erased_at is null and (held.valid_until is null or held.valid_until > $2)`,
    [personId, at],
  );
  return rows.map(({ scopeId }) => scopeId);
}

export function selectNames(reader: Reader, ids: readonly string[]): Promise<{ id: string; name: Buffer }[]> {
  return reader.query(`select id, name from account.people where id = any($1) and erased_at is null`, [ids]);
}

export interface SealedOfficial {
  readonly personId: string;
  readonly name: Buffer;
  readonly nip: Buffer | null;
  readonly roles: Role[];
  readonly workUnitId: string | null;
}

/** One row for each person and work unit, with all the roles they hold there. */
export function selectOfficials(
  reader: Reader,
  institutionId: string,
  at: Instant | undefined,
): Promise<SealedOfficial[]> {
  return reader.query(
    `select person.id as "personId", person.name, person.nip, held.work_unit_id as "workUnitId",
            array_agg(distinct held.role order by held.role) as roles
     from account.grants as held join account.people as person on person.id = held.person_id
     where held.scope_id = $1 and held.scope = 'institution' and person.erased_at is null
       and ${running('coalesce($2::timestamptz, now())')}
     group by person.id, held.work_unit_id order by person.id, held.work_unit_id nulls first limit 10000`,
    [institutionId, at ?? null],
  );
}

/** The same of certain people alone, at many institutions at once. */
export function selectOfficialsAmong(
  reader: Reader,
  seats: readonly { readonly institutionId: string; readonly personId: string }[],
  at: Instant | undefined,
): Promise<(SealedOfficial & { readonly institutionId: string })[]> {
  return reader.query(
    `select held.scope_id as "institutionId", person.id as "personId", person.name, person.nip,
            held.work_unit_id as "workUnitId", array_agg(distinct held.role order by held.role) as roles
     from unnest($1::uuid[], $2::uuid[]) as seat (institution_id, person_id)
     join account.grants as held on held.scope_id = seat.institution_id and held.person_id = seat.person_id
     join account.people as person on person.id = held.person_id
     where held.scope = 'institution' and person.erased_at is null
       and ${running('coalesce($3::timestamptz, now())')}
     group by held.scope_id, person.id, held.work_unit_id
     order by held.scope_id, person.id, held.work_unit_id nulls first`,
    [seats.map(({ institutionId }) => institutionId), seats.map(({ personId }) => personId), at ?? null],
  );
}

export async function hasPeople(reader: Reader): Promise<boolean> {
  const rows = await reader.query(`select from account.people limit 1`);
  return rows.length === 1;
}

export interface SealedDemoPerson {
  readonly personId: string;
  readonly name: Buffer;
  readonly demoCode: string;
  readonly roles: Grant['role'][];
}

/** In the order in which they were added. */
export function selectDemoPeople(reader: Reader, at: Instant): Promise<SealedDemoPerson[]> {
  return reader.query(
    `select person.id as "personId", person.name, person.demo_code as "demoCode",
            coalesce(array_agg(distinct held.role) filter (where held.role is not null), '{}') as roles
     from account.people as person
     left join account.grants as held on held.person_id = person.id and ${running('$1')}
     where person.demo_code is not null
     group by person.id order by person.position limit 100`,
    [at],
  );
}

interface Link {
  readonly tokenHash: Buffer;
  /** Whom it lets in; null for the first person, who is not known yet. */
  readonly personId: string | null;
}

export type Purpose = 'entry' | 'reset' | 'second-factor';

interface NewLink extends Link {
  readonly by: string | null;
  readonly at: Instant;
  readonly expiresAt: Instant;
  readonly purpose: Purpose;
}

export async function insertLink(tx: Tx, { tokenHash, personId, by, at, expiresAt, purpose }: NewLink): Promise<void> {
  await tx.query(
    `insert into account.links (token_hash, person_id, made_by, at, expires_at, purpose)
     values ($1, $2, $3, $4, $5, $6)`,
    [tokenHash, personId, by, at, expiresAt, purpose],
  );
}

const opens = (at: string) =>
  `used_at is null and expires_at > ${at}
   and not exists (select from account.erasures as erased where erased.person_id = link.person_id)`;

/** A link that would still open the door. */
export async function selectLink(
  reader: Reader,
  tokenHash: Buffer,
  at: Instant,
  purpose: Purpose,
): Promise<Link | undefined> {
  const [link] = await reader.query<Link>(
    `select token_hash as "tokenHash", person_id as "personId" from account.links as link
     where token_hash = $1 and purpose = $3 and ${opens('$2')}`,
    [tokenHash, at, purpose],
  );
  return link;
}

/** Uses the link up: of many at once, the row's lock lets one through. */
export async function useLink(tx: Tx, tokenHash: Buffer, at: Instant, purpose: Purpose): Promise<Link | undefined> {
  const [link] = await tx.query<Link>(
    `update account.links as link set used_at = $2 where token_hash = $1 and purpose = $3 and ${opens('$2')}
     returning token_hash as "tokenHash", person_id as "personId"`,
    [tokenHash, at, purpose],
  );
  return link;
}

const FIRST_LOCK = 4_201_947; // any number of our own

/** Lets one first person in at a time, also where two links for the first person were made. */
export async function lockFirst(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock($1)`, [FIRST_LOCK]);
}

export interface Known {
  readonly personId: string;
  /** What is kept of the password; null where none was ever set. */
  readonly hash: string | null;
}

/** Whoever has one of these identifiers, with what is kept of their password. */
export async function selectPassword(reader: Reader, by: Identifiers): Promise<Known | undefined> {
  const [known] = await reader.query<Known>(
    `select person.id as "personId", kept.hash
     from account.people as person left join account.passwords as kept on kept.person_id = person.id
     where person.nip_index = $1 or person.email_index = $2 or person.phone_index = $3 limit 1`,
    [by.nipIndex ?? null, by.emailIndex ?? null, by.phoneIndex ?? null],
  );
  return known;
}

export async function selectPasswordOf(reader: Reader, personId: string): Promise<string | undefined> {
  const sql = `select hash from account.passwords where person_id = $1`;
  const [kept] = await reader.query<{ hash: string }>(sql, [personId]);
  return kept?.hash;
}

/** Whether this is still what is kept, held until the transaction ends. */
export async function lockPassword(tx: Tx, personId: string, hash: string | null): Promise<boolean> {
  const sql = `select from account.passwords where person_id = $1 and hash = $2 for share`;
  return (await tx.query(sql, [personId, hash])).length === 1;
}

export async function upsertPassword(
  tx: Tx,
  { personId, hash, at }: { personId: string; hash: string; at: Instant },
): Promise<void> {
  await tx.query(
    `insert into account.passwords (person_id, hash, at) values ($1, $2, $3)
     on conflict (person_id) do update set hash = excluded.hash, at = excluded.at`,
    [personId, hash, at],
  );
}

export async function deletePassword(tx: Tx, personId: string): Promise<void> {
  await tx.query(`delete from account.passwords where person_id = $1`, [personId]);
}

export interface SealedIdentity {
  readonly name: Buffer;
  readonly nip: Buffer | null;
  readonly email: Buffer | null;
}

export async function selectSealedIdentity(reader: Reader, personId: string): Promise<SealedIdentity | undefined> {
  const sql = `select name, nip, email from account.people where id = $1 and erased_at is null`;
  const [person] = await reader.query<SealedIdentity>(sql, [personId]);
  return person;
}

export interface SecondFactor {
  readonly secret: Buffer;
  /** Recovery codes that were not used yet. */
  readonly left: bigint;
}

export async function selectSecondFactor(reader: Reader, personId: string): Promise<SecondFactor | undefined> {
  const [kept] = await reader.query<SecondFactor>(
    `select secret, (select count(*) from account.recovery_codes as code
                     where code.person_id = kept.person_id and used_at is null) as left
     from account.second_factors as kept where person_id = $1`,
    [personId],
  );
  return kept;
}

/** Answers false, and writes nothing, when there is one already. */
export async function insertSecondFactor(
  tx: Tx,
  { personId, secret, step, at }: { personId: string; secret: Buffer; step: number; at: Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into account.second_factors (person_id, secret, last_step, at) values ($1, $2, $3, $4)
     on conflict do nothing returning person_id`,
    [personId, secret, step, at],
  );
  return rows.length === 1;
}

export async function insertRecoveryCodes(tx: Tx, personId: string, indexes: readonly string[]): Promise<void> {
  const sql = `insert into account.recovery_codes (person_id, code_index) select $1, unnest($2::text[])`;
  await tx.query(sql, [personId, indexes]);
}

/** A code counts once, and none before it any more: of many at once, the row's lock lets one through. */
export async function spendStep(tx: Tx, personId: string, step: number): Promise<boolean> {
  const sql = `update account.second_factors set last_step = $2 where person_id = $1 and last_step < $2 returning last_step`;
  return (await tx.query(sql, [personId, step])).length === 1;
}

export async function spendRecoveryCode(tx: Tx, personId: string, index: string, at: Instant): Promise<boolean> {
  const rows = await tx.query(
    `update account.recovery_codes set used_at = $3 where person_id = $1 and code_index = $2 and used_at is null
     returning used_at`,
    [personId, index, at],
  );
  return rows.length === 1;
}

/** With its recovery codes. */
export async function deleteSecondFactor(tx: Tx, personId: string): Promise<void> {
  await tx.query(`delete from account.second_factors where person_id = $1`, [personId]);
}
