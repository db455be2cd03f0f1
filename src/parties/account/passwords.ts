import { hash as argon2, verify } from '@node-rs/argon2';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { endOtherSessions, endSessionsOf, newToken } from '../../platform/session.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { fieldProblem } from '../../values/problem.ts';
import { indexesOf } from './actions.ts';
import { type Entered, enter } from './entering.ts';
import { passwordFault, plainPassword, SHORTEST } from './password-rules.ts';
import { HUB, identityOf, normalise } from './rules.ts';
import * as store from './store.ts';

/** 19 MiB and two passes, as OWASP asks of argon2id; on the machine's threads, not on the loop. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let nobody: Promise<string> | undefined;
/** Names that nobody has are tried against this, so that they take the same work. */
const nobodysHash = () => {
  nobody ??= argon2(newToken(), COST);
  return nobody;
};

/** By what somebody may be found who wrote this; nothing when it can be nobody's. */
export function soughtBy(vault: Vault, written: string): store.Identifiers | undefined {
  try {
    return indexesOf(vault, normalise(identityOf(written)));
  } catch {
    return undefined;
  }
}

interface SigningIn {
  readonly identifier: string;
  readonly password: string;
  readonly device: string;
  readonly at: Instant;
}

/**
 * Lets in who knows the password of this e-mail, NIP or telephone. A wrong name and a wrong password have one answer.
 * @throws Problem invalid `account/wrong-password`
 */
export async function signIn(database: Database, vault: Vault, asked: SigningIn): Promise<Entered> {
  const { identifier, password, device, at } = asked;
  const known = await store.selectPassword(database, soughtBy(vault, identifier) ?? {});
  const isRight = await verify(known?.hash ?? (await nobodysHash()), plainPassword(password));
  if (!known || !isRight) {
    const subject = known?.personId ?? HUB;
    const entry = { tenantId: HUB, at, by: subject, subject, action: 'person.sign-in-refused' };
    await database.transaction((tx) => recordAudit(tx, { ...entry, content: { way: 'password' } }));
    throw fieldProblem('invalid', 'account/wrong-password', 'password');
  }
  return database.transaction(async (tx) => {
    // Between the look and now somebody may have set another one.
    if (!(await store.lockPassword(tx, known.personId, known.hash)))
      throw fieldProblem('invalid', 'account/wrong-password', 'password');
    return enter(tx, { personId: known.personId, way: 'password', device, at });
  });
}

/**
 * What is kept of a new password.
 * @throws Problem invalid `account/password-too-short`, `-too-common`, `-too-simple` or `-about-you`
 */
export async function hashNewPassword(
  reader: Reader,
  vault: Vault,
  { personId, newPassword }: { personId: string; newPassword: string },
): Promise<string> {
  const password = plainPassword(newPassword);
  const fault = passwordFault(password, await wordsAbout(reader, vault, personId));
  if (fault) throw fieldProblem('invalid', `account/password-${fault}`, 'newPassword', { least: String(SHORTEST) });
  return argon2(password, COST);
}

interface Setting {
  readonly personId: string;
  readonly hash: string;
  /** How they showed who they are: `link`, `reset`, `change`. */
  readonly way: string;
  readonly at: Instant;
}

/** From now on this password counts, and no other. */
export async function setPassword(tx: Tx, { personId, hash, way, at }: Setting): Promise<void> {
  await store.upsertPassword(tx, { personId, hash, at });
  const entry = { tenantId: HUB, at, by: personId, subject: personId };
  await recordAudit(tx, { ...entry, action: 'password.set', content: { way } });
}

interface Changing {
  readonly personId: string;
  /** The one until now; nobody has to know what they never had. */
  readonly password: string | undefined;
  readonly newPassword: string;
  /** The session that stays open. */
  readonly token: string | undefined;
  readonly at: Instant;
}

/** Sets another password and signs out everywhere else. @throws Problem invalid `account/wrong-password` and those of a new one */
export async function changePassword(database: Database, vault: Vault, asked: Changing): Promise<void> {
  const { personId, password = '', newPassword, token, at } = asked;
  const before = await store.selectPasswordOf(database, personId);
  if (before !== undefined && !(await verify(before, plainPassword(password))))
    throw fieldProblem('invalid', 'account/wrong-password-now', 'password');
  const hash = await hashNewPassword(database, vault, { personId, newPassword });
  await database.transaction(async (tx) => {
    await setPassword(tx, { personId, hash, way: 'change', at });
    await endOtherSessions(tx, personId, token);
  });
}

/** Every session ends, so that whoever had crept in is out. */
export async function setForgotten(tx: Tx, asked: Omit<Setting, 'way'>): Promise<void> {
  await setPassword(tx, { ...asked, way: 'reset' });
  await endSessionsOf(tx, asked.personId);
}

export const hasPassword = async (reader: Reader, personId: string): Promise<boolean> =>
  (await store.selectPasswordOf(reader, personId)) !== undefined;

async function wordsAbout(reader: Reader, vault: Vault, personId: string): Promise<string[]> {
  const person = await store.selectSealedIdentity(reader, personId);
  const kept = [person?.name, person?.nip, person?.email].flatMap((bytes) => (bytes ? [{ personId, bytes }] : []));
  const opened = (await vault.openAll(kept)).flatMap((text) => (text === undefined ? [] : [text]));
  return opened.flatMap((text) => [text, text.split('@')[0] ?? '', ...text.split(/\s+/)]);
}
