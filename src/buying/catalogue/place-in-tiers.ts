import type { Database } from '../../platform/database.ts';
import * as store from './store.ts';

const STRETCH = 5000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Chooses anew which offers answer the commonest words, a stretch at a time, so that no row waits long. */
export async function placeInTiers(database: Database): Promise<void> {
  let after: string | null = FIRST;
  while (after !== null) {
    const from: string = after;
    after = await database.transaction((tx) => store.placeInTier(tx, { after: from, most: STRETCH }));
  }
}
