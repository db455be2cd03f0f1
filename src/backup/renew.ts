import { Problem } from '../values/problem.ts';
import * as store from './store.ts';

/**
 * Begins a new life of a database that `pg_restore` filled on a server of one's own: transactions get numbers of this
 * server, cursors a new epoch. Asked as the owner, while no hub works on it. Answers the new epoch.
 * @throws Problem `backup/in-use`
 */
export async function renew(ownerUrl: string): Promise<string | null> {
  const owner = await store.connect(ownerUrl);
  try {
    if (await store.isInUse(owner)) throw new Problem('conflict', 'backup/in-use');
    await store.renumberTransactions(owner);
    await store.beginEpoch(owner);
    return await store.epochOf(owner);
  } finally {
    await owner.end();
  }
}
