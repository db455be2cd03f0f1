import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { newToken, startSession, tokenHash } from '../../platform/session.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { addPerson, grant } from './actions.ts';
import { HUB } from './rules.ts';
import * as store from './store.ts';

const LINK_HOURS = 24;

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

async function keepLink(tx: Tx, link: { personId: string | null; by: string | null; at: Instant }): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(link.at.getTime() + LINK_HOURS * 3_600_000);
  await store.insertLink(tx, { ...link, tokenHash: hashOf(token), expiresAt });
  return token;
}

/**
 * Whom the link would let in: undefined means whoever comes first. Uses nothing up, so that a preview harms nothing.
 * @throws Problem missing `account/no-such-link`
 */
export async function readLink(reader: Reader, token: string, at: Instant): Promise<string | undefined> {
  const link = await store.selectLink(reader, hashOf(token), at);
  if (!link) throw noSuchLink();
  return link.personId ?? undefined;
}

interface Opening {
  readonly token: string;
  readonly at: Instant;
}

/**
 * Lets the invited person in, and answers the session's token. Only once.
 * @throws Problem missing `account/no-such-link`
 */
export async function enterByLink(tx: Tx, { token, at }: Opening): Promise<string> {
  const link = await store.useLink(tx, hashOf(token), at);
  if (!link?.personId) throw noSuchLink();
  await recordSignIn(tx, link.personId, at, 'link');
  return startSession(tx, { personId: link.personId, at });
}

/**
 * Makes the first person the steward of the hub and lets them in. Only once, however many come at the same time.
 * @throws Problem missing `account/no-such-link`, conflict `account/hub-not-empty`
 */
export async function enterFirst(
  tx: Tx,
  vault: Vault,
  { token, at, name, email, decree }: Opening & { name: string; email?: string | undefined; decree: string },
): Promise<string> {
  await store.lockFirst(tx);
  const link = await store.useLink(tx, hashOf(token), at);
  if (!link || link.personId !== null) throw noSuchLink();
  if (await store.hasPeople(tx)) throw new Problem('conflict', 'account/hub-not-empty');
  const personId = await addPerson(tx, vault, { name, email, at });
  await grant(tx, { personId, role: 'steward', decree, validFrom: at, by: personId, at });
  await recordSignIn(tx, personId, at, 'first-link');
  return startSession(tx, { personId, at });
}

/**
 * Lets anybody in as a person of the sample data.
 * @throws Problem missing `account/no-such-demo-person`
 */
export async function enterDemo(tx: Tx, { code, at }: { code: string; at: Instant }): Promise<string> {
  const personId = await store.selectPersonBy(tx, { demoCode: code });
  if (!personId) throw new Problem('missing', 'account/no-such-demo-person');
  await recordSignIn(tx, personId, at, 'demo');
  return startSession(tx, { personId, at });
}

async function recordSignIn(tx: Tx, personId: string, at: Instant, way: string): Promise<void> {
  const entry = { tenantId: HUB, at, by: personId, subject: personId };
  await recordAudit(tx, { ...entry, action: 'person.signed-in', content: { way } });
}

function hashOf(token: string): Buffer {
  const hash = tokenHash(token);
  if (!hash) throw noSuchLink();
  return hash;
}

function noSuchLink(): Problem {
  return new Problem('missing', 'account/no-such-link');
}
