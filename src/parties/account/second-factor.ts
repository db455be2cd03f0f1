import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { sessionStrength, strengthenSession } from '../../platform/session.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { fieldProblem, Problem } from '../../values/problem.ts';
import { type Entered, letInFully } from './entering.ts';
import { readLink } from './links.ts';
import { approving, HUB } from './rules.ts';
import * as store from './store.ts';
import { hashOf, noSuchLink } from './tokens.ts';

const STEP_MS = 30_000;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** Without 0, O, 1, I and L, which are read for each other. */
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

export interface SettingUp {
  readonly personId: string;
  readonly sessionId: string;
}

/**
 * The secret that this session offers until it is confirmed. It is derived, not kept, so that a page that is only
 * looked at changes nothing, and a mistyped code finds the same secret again.
 */
export function offeredSecret(vault: Vault, { personId, sessionId }: SettingUp): Secret {
  const digits = vault.blindIndex('second-factor', `${personId} ${sessionId}`).slice(0, 2 * SECRET_BYTES);
  return Secret.fromHex(digits);
}

/** What the QR code says to the telephone. */
export function addressOf(secret: Secret, label: string): string {
  return new TOTP({ issuer: 'Bangga', label, secret }).toString();
}

/** The half minute to which this code belongs, one before or after included; nothing when it is wrong. */
function stepOf(secret: Secret, code: string, at: Instant): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const away = new TOTP({ secret }).validate({ token, timestamp: at.getTime(), window: 1 });
  return away === null ? undefined : Math.floor(at.getTime() / STEP_MS) + away;
}

interface Confirming extends SettingUp {
  readonly otp: string;
  readonly at: Instant;
}

/**
 * From now on this person's log-in asks for a code; this session counts as having given one. Answers the recovery
 * codes, which are never shown again.
 * @throws Problem conflict `account/second-factor-there`, invalid `account/wrong-code`
 */
export async function setUp(tx: Tx, vault: Vault, { personId, sessionId, otp, at }: Confirming): Promise<string[]> {
  const secret = offeredSecret(vault, { personId, sessionId });
  const step = stepOf(secret, otp, at);
  if (step === undefined) throw wrongCode();
  const sealed = await vault.seal(personId, secret.base32);
  if (!(await store.insertSecondFactor(tx, { personId, secret: sealed, step, at })))
    throw new Problem('conflict', 'account/second-factor-there');
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await store.insertRecoveryCodes(
    tx,
    personId,
    codes.map((code) => recoveryIndex(vault, personId, code)),
  );
  await strengthenSession(tx, sessionId);
  const entry = { tenantId: HUB, at, by: personId, subject: personId, action: 'second-factor.set' };
  await recordAudit(tx, { ...entry, content: { recoveryCodes: RECOVERY_CODES } });
  return codes;
}

interface Ending {
  readonly personId: string;
  readonly otp: string;
  readonly at: Instant;
}

/** Takes it away, for instance to move to another telephone. @throws Problem invalid `account/wrong-code` */
export async function endSecondFactor(tx: Tx, vault: Vault, { personId, otp, at }: Ending): Promise<void> {
  const proof = await prove(tx, vault, { personId, otp, at });
  await store.deleteSecondFactor(tx, personId);
  const entry = { tenantId: HUB, at, by: personId, subject: personId, action: 'second-factor.ended' };
  await recordAudit(tx, { ...entry, content: { proof } });
}

interface Second {
  readonly token: string;
  readonly otp: string;
  readonly device: string;
  readonly at: Instant;
}

/**
 * The second step of a log-in: a code of the telephone, or one that was kept for the day it is lost.
 * @throws Problem missing `account/no-such-link`, invalid `account/wrong-code`
 */
export async function enterBySecond(tx: Tx, vault: Vault, { token, otp, device, at }: Second): Promise<Entered> {
  const personId = await readLink(tx, token, at, 'second-factor');
  if (!personId) throw noSuchLink();
  const proof = await prove(tx, vault, { personId, otp, at });
  if (!(await store.useLink(tx, hashOf(token), at, 'second-factor'))) throw noSuchLink();
  return letInFully(tx, { personId, way: 'second-factor', proof, device, at });
}

async function prove(tx: Tx, vault: Vault, { personId, otp, at }: Ending): Promise<'code' | 'recovery'> {
  const kept = await store.selectSecondFactor(tx, personId);
  const opened = kept && (await vault.open(personId, kept.secret));
  if (opened === undefined) throw wrongCode();
  const step = stepOf(Secret.fromBase32(opened), otp, at);
  if (step !== undefined && (await store.spendStep(tx, personId, step))) return 'code';
  if (await store.spendRecoveryCode(tx, personId, recoveryIndex(vault, personId, otp), at)) return 'recovery';
  throw wrongCode();
}

/** What a person's second factor is like; nothing when there is none. */
export const secondFactorOf = (reader: Reader, personId: string) => store.selectSecondFactor(reader, personId);

/** Whether a route is for those alone who approve or pay. */
export function isGuarded(who: string | readonly string[]): boolean {
  return Array.isArray(who) && who.length > 0 && who.every((role) => approving.some((one) => one === role));
}

/**
 * Lets approve and pay only who has given a second factor in this session. People of the sample data need none.
 * @throws Problem forbidden `account/second-factor-first`
 */
export async function requireSecondFactor(
  database: Database,
  { token, at }: { token: string | undefined; at: Instant },
): Promise<void> {
  const session = await sessionStrength(database, token, at);
  if (!session || session.way === 'demo' || session.hasSecondFactor) return;
  throw new Problem('forbidden', 'account/second-factor-first', { way: '/session/second-factor' });
}

function wrongCode(): Problem {
  return fieldProblem('invalid', 'account/wrong-code', 'otp');
}

/** `K7QF-3MPA-XW2D`: 60 random bits that can be read over the telephone. */
function newRecoveryCode(): string {
  const group = () => Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return [group(), group(), group()].join('-');
}

function recoveryIndex(vault: Vault, personId: string, written: string): string {
  return vault.blindIndex('recovery-code', `${personId} ${written.toUpperCase().replace(/[^A-Z\d]/g, '')}`);
}
