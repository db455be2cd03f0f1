import type { Database, Reader } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as store from './store.ts';

export type { SavedSearch } from './store.ts';

const MOST_SAVED = 50;

/** The searches that a person keeps, the newest first. */
export const savedSearches = (reader: Reader, personId: string): Promise<store.SavedSearch[]> =>
  store.selectSavedSearches(reader, personId);

interface Saving {
  readonly personId: string;
  readonly name: string;
  /** The search as its page's address says it, without language and page. */
  readonly address: string;
  readonly at: Instant;
}

/** Keeps a search; the same search again takes the new name. @throws conflict `catalogue/too-many-searches` */
export function saveSearch(database: Database, { at, ...saving }: Saving): Promise<void> {
  return database.transaction(async (tx) => {
    await store.upsertSavedSearch(tx, { ...saving, id: newId(at), at });
    const all = await store.selectSavedSearches(tx, saving.personId);
    if (all.length > MOST_SAVED)
      throw new Problem('conflict', 'catalogue/too-many-searches', { most: String(MOST_SAVED) });
  });
}

/** Forgets one. @throws missing `catalogue/no-such-search` */
export async function forgetSearch(
  database: Database,
  which: { readonly personId: string; readonly id: string },
): Promise<void> {
  const isGone = await database.transaction((tx) => store.deleteSavedSearch(tx, which));
  if (!isGone) throw new Problem('missing', 'catalogue/no-such-search');
}
