import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { addPerson, grant } from './actions.ts';
import { type Entered, enter } from './entering.ts';
import { setForgotten, setPassword } from './passwords.ts';
import { HUB } from './rules.ts';
import * as store from './store.ts';
import { hashOf, keepLink, noSuchLink } from './tokens.ts';

/** Whether anybody is registered here yet. */
export const hasPeople = store.hasPeople;

/**
 * A link that makes its first visitor the steward of an empty hub; `/session/first/<token>` opens it for a day.
 * @throws Problem conflict `account/hub-not-empty`
 */
export async function createFirstLink(tx: Tx, { at }: { at: Instant }): Promise<string> {
  if (await store.hasPeople(tx)) throw new Problem('conflict', 'account/hub-not-empty');
  return keepLink(tx, { personId: null, by: null, at });
}

/** A link that lets this person in once; `/session/link/<token>` opens it for a day. */
export async function createLoginLink(
  tx: Tx,
  { personId, by, at }: { personId: string; by: string; at: Instant },
): Promise<string> {
  const token = await keepLink(tx, { personId, by, at });
  await recordAudit(tx, { tenantId: HUB, at, by, action: 'person.invited', subject: personId, content: {} });
  return token;
}

/**
 * Whom the link would let in: undefined means whoever comes first. Uses nothing up, so that a preview harms nothing.
 * @throws Problem missing `account/no-such-link`
 */
export async function readLink(
  reader: Reader,
  token: string,
  at: Instant,
  purpose: store.Purpose = 'entry',
): Promise<string | undefined> {
  const link = await store.selectLink(reader, hashOf(token), at, purpose);
  if (!link) throw noSuchLink();
  return link.personId ?? undefined;
}

interface Opening {
  readonly token: string;
  readonly device: string;
  readonly at: Instant;
}

/**
 * Lets the invited person in, with the password that they chose for later if they did. Only once.
 * @throws Problem missing `account/no-such-link`
 */
export async function enterByLink(
  tx: Tx,
  { token, device, at, hash }: Opening & { hash?: string | undefined },
): Promise<Entered> {
  const link = await store.useLink(tx, hashOf(token), at, 'entry');
  if (!link?.personId) throw noSuchLink();
  const { personId } = link;
  if (hash) await setPassword(tx, { personId, hash, way: 'link', at });
  return enter(tx, { personId, way: 'link', device, at });
}

/**
 * Sets a forgotten password anew by the link that was mailed, ends every session, and lets in. Only once.
 * @throws Problem missing `account/no-such-link`
 */
export async function enterByReset(tx: Tx, { token, device, at, hash }: Opening & { hash: string }): Promise<Entered> {
  const link = await store.useLink(tx, hashOf(token), at, 'reset');
  if (!link?.personId) throw noSuchLink();
  const { personId } = link;
  await setForgotten(tx, { personId, hash, at });
  return enter(tx, { personId, way: 'reset', device, at });
}

/**
 * Makes the first person the steward of the hub and lets them in. Only once, however many come at the same time.
 * @throws Problem missing `account/no-such-link`, conflict `account/hub-not-empty`
 */
export async function enterFirst(
  tx: Tx,
  vault: Vault,
  opening: Opening & { name: string; email?: string | undefined; decree: string },
): Promise<Entered> {
  const { token, device, at, name, email, decree } = opening;
  await store.lockFirst(tx);
  const link = await store.useLink(tx, hashOf(token), at, 'entry');
  if (!link || link.personId !== null) throw noSuchLink();
  if (await store.hasPeople(tx)) throw new Problem('conflict', 'account/hub-not-empty');
  const personId = await addPerson(tx, vault, { name, email, at });
  await grant(tx, { personId, role: 'steward', decree, validFrom: at, by: personId, at });
  return enter(tx, { personId, way: 'first-link', device, at });
}

/**
 * Lets anybody in as a person of the sample data.
 * @throws Problem missing `account/no-such-demo-person`
 */
export async function enterDemo(
  tx: Tx,
  { code, device, at }: { code: string; device: string; at: Instant },
): Promise<Entered> {
  const personId = await store.selectPersonBy(tx, { demoCode: code });
  if (!personId) throw new Problem('missing', 'account/no-such-demo-person');
  return enter(tx, { personId, way: 'demo', device, at });
}
