import type { Tx } from '../../platform/database.ts';
import { newToken, tokenHash } from '../../platform/session.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as store from './store.ts';

const LINK_HOURS = 24;

interface NewLink {
  readonly personId: string | null;
  readonly by: string | null;
  readonly at: Instant;
  /** A day, when nothing is said. */
  readonly expiresAt?: Instant;
  readonly purpose?: store.Purpose;
}

/** Keeps the hash of a new one-time token, and answers the token. */
export async function keepLink(tx: Tx, link: NewLink): Promise<string> {
  const token = newToken();
  const expiresAt = link.expiresAt ?? new Date(link.at.getTime() + LINK_HOURS * 3_600_000);
  await store.insertLink(tx, { purpose: 'entry', ...link, tokenHash: hashOf(token), expiresAt });
  return token;
}

/** @throws Problem missing `account/no-such-link` */
export function hashOf(token: string): Buffer {
  const hash = tokenHash(token);
  if (!hash) throw noSuchLink();
  return hash;
}

export function noSuchLink(): Problem {
  return new Problem('missing', 'account/no-such-link');
}
