import type { Reader } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { type Actor, admit, admitAt, type Held, HUB, type Role, type Scope } from './rules.ts';
import * as store from './store.ts';

interface Who {
  /** Undefined when nobody is signed in. */
  readonly personId: string | undefined;
  /** The moment at which the grants must count; the database's now, when none is given. */
  readonly at?: Instant | undefined;
}

/**
 * Who is asking on behalf of this institution, if they may; with `roles`, one of these must be theirs. One query.
 * @throws Problem unauthenticated `account/who-are-you`, forbidden `account/not-your-institution` or
 * `account/not-your-role`
 */
export async function authorise(
  reader: Reader,
  { institutionId, roles, ...who }: Who & { institutionId: string; roles?: readonly Role[] | undefined },
): Promise<Actor> {
  const { personId, held } = await heldAt(reader, who, 'institution', institutionId);
  return admit(held, { personId, institutionId, roles });
}

/** @throws Problem unauthenticated `account/who-are-you`, forbidden `account/not-your-shop` */
export async function authoriseSeller(
  reader: Reader,
  { sellerId, ...who }: Who & { sellerId: string },
): Promise<{ personId: string; sellerId: string }> {
  const { personId, held } = await heldAt(reader, who, 'seller', sellerId);
  admitAt(held, 'seller');
  return { personId, sellerId };
}

/** @throws Problem unauthenticated `account/who-are-you`, forbidden `account/not-your-marketplace` */
export async function authoriseMarketplace(
  reader: Reader,
  { marketplaceId, ...who }: Who & { marketplaceId: string },
): Promise<{ personId: string; marketplaceId: string }> {
  const { personId, held } = await heldAt(reader, who, 'marketplace', marketplaceId);
  admitAt(held, 'marketplace');
  return { personId, marketplaceId };
}

/** @throws Problem unauthenticated `account/who-are-you`, forbidden `account/not-steward` */
export async function authoriseSteward(reader: Reader, who: Who): Promise<{ personId: string }> {
  const { personId, held } = await heldAt(reader, who, 'hub', HUB);
  admitAt(held, 'hub');
  return { personId };
}

async function heldAt(
  reader: Reader,
  { personId, at }: Who,
  scope: Scope,
  scopeId: string,
): Promise<{ personId: string; held: Held[] }> {
  const held = personId === undefined ? undefined : await store.selectHeld(reader, { personId, scope, scopeId, at });
  if (personId === undefined || !held) throw new Problem('unauthenticated', 'account/who-are-you');
  return { personId, held };
}
