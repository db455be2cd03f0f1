import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { endSessionsOf } from '../../platform/session.ts';
import type { Erasure, Vault } from '../../platform/vault.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { HUB } from './rules.ts';
import * as store from './store.ts';

interface Erasing {
  readonly personId: string;
  readonly by: string;
  readonly at: Instant;
}

/**
 * Makes every personal value unreadable for ever and signs the person out. Ledger and audit stay, for they hold ids.
 * The order is kept here before the key is destroyed there, so that a crash in between is made good by `replayErasures`.
 * @throws Problem missing `account/no-such-person`
 */
export async function erasePerson(database: Database, vault: Vault, { personId, by, at }: Erasing): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await store.personExists(tx, personId))) throw new Problem('missing', 'account/no-such-person');
    if (!(await forget(tx, { personId, at }))) return;
    await recordAudit(tx, { tenantId: HUB, at, by, action: 'person.erased', subject: personId, content: {} });
  });
  await vault.erase(personId, at);
}

/**
 * Run at every start: whichever of the two databases came from an older copy learns from the other who was erased
 * since. Answers how many people had come back.
 */
export async function replayErasures(database: Database, vault: Vault): Promise<number> {
  const revivedThere = await vault.replayErasures(await store.selectErasures(database));
  let revivedHere = 0;
  for (const erasure of await store.withoutForgotten(database, await vault.erasures())) {
    if (await database.transaction((tx) => forget(tx, erasure))) revivedHere++;
  }
  return revivedThere + revivedHere;
}

async function forget(tx: Tx, { personId, at }: Erasure): Promise<boolean> {
  await store.insertErasure(tx, personId, at);
  await endSessionsOf(tx, personId);
  await store.deletePassword(tx, personId);
  await store.deleteSecondFactor(tx, personId);
  return store.updateErased(tx, personId, at);
}
