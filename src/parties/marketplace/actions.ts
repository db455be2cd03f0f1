import { recordAudit } from '../../platform/audit.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { publish } from '../../platform/outbox.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { HUB } from '../account/index.ts';
import { type Access, advance, type Call, type Marketplace, type StandingEvent, type Step, steps } from './rules.ts';
import * as store from './store.ts';

/** Marketplaces belong to the hub itself. */

interface Admission {
  readonly code: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly by: string;
  readonly at: Instant;
}

/** Admits a marketplace and answers its id; a code that is known gets the new name, address and key, and keeps its state. */
export async function admitMarketplace(tx: Tx, admission: Admission): Promise<string> {
  const { by, at, ...access } = admission;
  const fresh = { id: newId(at), ...access, state: 'admitted', version: 1 } as const;
  const content = { code: access.code, name: access.name, baseUrl: access.baseUrl };
  if (await store.insertMarketplace(tx, fresh)) {
    await tell(tx, { event: 'marketplace.admitted', subject: fresh.id, version: 1, content, by, at });
    return fresh.id;
  }
  const known = await store.lockByCode(tx, access.code);
  if (!known) throw new Error('a code that is taken has its marketplace');
  const { name, baseUrl, apiKey } = access;
  if (known.name === name && known.baseUrl === baseUrl && known.apiKey === apiKey) return known.id;
  const version = known.version + 1;
  await store.updateAccess(tx, { ...known, name, baseUrl, apiKey, version });
  await tell(tx, { event: 'marketplace.reconnected', subject: known.id, version, content, by, at });
  return known.id;
}

interface Move {
  readonly marketplaceId: string;
  readonly step: Step;
  /** For the audit alone, so that whoever asks later is told why. */
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
}

/** Suspends or readmits. @throws Problem missing `marketplace/none`, conflict `marketplace/wrong-state` */
export async function moveMarketplace(tx: Tx, { marketplaceId, step, reason, by, at }: Move): Promise<Marketplace> {
  const before = await store.lockMarketplace(tx, marketplaceId);
  if (!before) throw new Problem('missing', 'marketplace/none');
  const after = advance(before, step);
  await store.updateState(tx, after);
  const { id: subject, version, state } = after;
  await tell(tx, { event: steps[step].event, subject, version, content: { state, reason }, by, at });
  return after;
}

/** Every marketplace that was ever admitted, by name, without its key. */
export const listMarketplaces = (reader: Reader): Promise<Marketplace[]> => store.selectMarketplaces(reader);

/** Addresses and keys, for the one who binds the connectors. */
export const listAccess = (reader: Reader): Promise<Access[]> => store.selectAccess(reader);

/** How far the catalogue was pulled; null before the first time. */
export const readCursor = (reader: Reader, marketplaceId: string): Promise<string | null> =>
  store.selectCursor(reader, marketplaceId);

/** Remembers how far the catalogue was pulled, in the transaction that keeps what was pulled. */
export function saveCursor(
  tx: Tx,
  { marketplaceId, cursor, at }: { marketplaceId: string; cursor: string; at: Instant },
): Promise<void> {
  return store.updateCursor(tx, marketplaceId, cursor, at);
}

/** Adds one call to the log, which nobody can change afterwards. */
export const recordCalls = (tx: Tx, calls: readonly Call[]): Promise<void> => store.insertCalls(tx, calls);

interface News {
  readonly event: StandingEvent;
  readonly subject: string;
  readonly version: number;
  readonly content: Record<string, string>;
  readonly by: string;
  readonly at: Instant;
}

async function tell(tx: Tx, { event, subject, version, content, by, at }: News): Promise<void> {
  await recordAudit(tx, { tenantId: HUB, at, by, action: event, subject, content });
  await publish(tx, { tenantId: HUB, at, event, subject, version });
}
