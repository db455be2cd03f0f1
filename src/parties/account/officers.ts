import type { Reader, Tx } from '../../platform/database.ts';
import type { Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { createLoginLink } from './links.ts';
import type { Grant } from './rules.ts';
import * as store from './store.ts';

/** One role of one person, as its decree says. */
export interface Officer extends Grant {
  readonly name: string;
}

/** Every role at the institution that has not ended by then, also those that have not begun, by name. */
export async function officersOf(
  reader: Reader,
  vault: Vault,
  { institutionId, at }: { institutionId: string; at: Instant },
): Promise<Officer[]> {
  const rows = await store.selectGrantsAt(reader, institutionId, at);
  const names = await vault.openAll(rows.map(({ personId, sealedName }) => ({ personId, bytes: sealedName })));
  const officers = rows.flatMap(({ sealedName, ...grant }, place) => {
    const name = names[place];
    return name === undefined ? [] : [{ ...grant, name }];
  });
  return officers.sort((a, b) => a.name.localeCompare(b.name, 'id'));
}

interface Inviting {
  readonly personId: string;
  readonly institutionId: string;
  readonly by: string;
  readonly at: Instant;
}

/**
 * A link that lets one of the institution's own people in once. Who also has a role elsewhere is let in by nobody
 * here: the link would open that other place too.
 * @throws Problem missing `account/no-such-person`, forbidden `account/known-elsewhere`
 */
export async function inviteOfficer(tx: Tx, { personId, institutionId, by, at }: Inviting): Promise<string> {
  const places = await store.selectScopes(tx, personId, at);
  if (!places.includes(institutionId)) throw new Problem('missing', 'account/no-such-person');
  if (places.length > 1) throw new Problem('forbidden', 'account/known-elsewhere');
  return createLoginLink(tx, { personId, by, at });
}
