import { randomBytes } from 'node:crypto';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { publishAll } from '../../platform/outbox.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { HUB } from '../account/index.ts';
import { isNudgeSecret, isSignedBy } from './nudge-signature.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

/** Says that a marketplace told of an order; `payload` is `{ externalId, nudgedAt }`, the subject the marketplace. */
export const NUDGED = 'marketplace.nudged';

/** A secret that nobody can guess, as the standard writes it. */
export const newNudgeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

interface Agreement {
  readonly marketplaceId: string;
  readonly secret: string;
  readonly by: string;
  readonly at: Instant;
}

/**
 * From now on nudges of this marketplace count when they are signed by this secret, kept sealed.
 * @throws Problem missing `marketplace/none`, invalid `marketplace/bad-nudge-secret`
 */
export async function agreeOnNudges(tx: Tx, vault: Vault, { marketplaceId, secret, by, at }: Agreement): Promise<void> {
  if (!isNudgeSecret(secret)) throw new Problem('invalid', 'marketplace/bad-nudge-secret');
  const marketplace = await store.lockMarketplace(tx, marketplaceId);
  if (!marketplace) throw new Problem('missing', 'marketplace/none');
  const version = marketplace.version + 1;
  await store.updateNudgeSecret(tx, { id: marketplaceId, sealed: await vault.seal(marketplaceId, secret), version });
  const action = 'marketplace.nudges-agreed';
  await recordAudit(tx, { tenantId: HUB, at, by, action, subject: marketplaceId, content: { version } });
}

/** The secret agreed with this marketplace; undefined where there is none, or its key was lost with the vault. */
export async function nudgeSecretOf(reader: Reader, vault: Vault, marketplaceId: string): Promise<string | undefined> {
  const sealed = await store.selectNudgeSecret(reader, marketplaceId);
  return sealed && vault.open(marketplaceId, sealed);
}

interface Shown {
  readonly marketplaceId: string;
  readonly headers: { readonly [Name in keyof rules.SignedHeaders]: string | undefined };
  /** As it came: the signature is over these bytes. */
  readonly body: Uint8Array;
  readonly at: Instant;
}

/**
 * Answers the nudge's id when it comes from this marketplace, unaltered and just now. Nothing else of it is looked at
 * before, and a marketplace that is not known is told the same as a wrong signature.
 * @throws Problem unauthenticated `marketplace/nudge-unsigned`, invalid `marketplace/nudge-too-old`
 */
export async function checkNudge(database: Database, vault: Vault, shown: Shown): Promise<string> {
  const { marketplaceId, body, at } = shown;
  const headers = rules.signedHeaders(shown.headers);
  const secret = headers && (await nudgeSecretOf(database, vault, marketplaceId));
  if (!headers || !secret || !isSignedBy(secret, headers, body)) {
    throw new Problem('unauthenticated', 'marketplace/nudge-unsigned');
  }
  if (!rules.isRecent(headers['webhook-timestamp'], at)) throw new Problem('invalid', 'marketplace/nudge-too-old');
  return headers['webhook-id'];
}

interface Heard {
  readonly marketplaceId: string;
  readonly id: string;
  readonly externalId: string;
  readonly at: Instant;
}

/** Keeps a checked nudge and passes on what it is about, once per id. */
export async function hearNudge(database: Database, { marketplaceId, id, externalId, at }: Heard): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await store.insertNudge(tx, { marketplaceId, id, externalId, at }))) return;
    await publishNudged(tx, [{ marketplaceId, externalId }], at);
  });
}

/**
 * Passes on once more what was told of these orders before their deliveries were there. Nudges come when they come: a
 * seller may accept before the hub has heard its own order confirmed.
 */
export async function repeatNudges(tx: Tx, orders: readonly rules.OrderAtMarket[], at: Instant): Promise<void> {
  await publishNudged(tx, await store.selectNudged(tx, orders), at);
}

function publishNudged(tx: Tx, orders: readonly rules.OrderAtMarket[], at: Instant): Promise<void> {
  return publishAll(
    tx,
    orders.map(({ marketplaceId: subject, externalId }) => ({
      ...{ tenantId: HUB, at, event: NUDGED, subject, version: 1 },
      payload: { externalId, nudgedAt: at.toISOString() },
    })),
  );
}

/** Forgets nudges that can neither come again nor wait for a delivery any more. */
export function sweepNudges(database: Database, at: Instant): Promise<void> {
  return store.deleteNudges(database, at, rules.NUDGES_KEPT_DAYS);
}
