import type { Database } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import { expireHolds } from './settle-holds.ts';
import { selectNextLapse } from './store.ts';

export interface Lapses {
  /** Ends the holds whose time is over by then; calls begin with it, so that nobody waits for a timer. */
  pass(at: Instant): Promise<void>;
  /** A hold is about to be given that lasts until then. */
  expect(until: Instant): void;
}

/** Looks for holds whose time is over only once there can be one: no other process gives any. */
export function lapsesOf(database: Database): Lapses {
  let next = Number.NEGATIVE_INFINITY; // what an earlier process left is looked for once
  let meanwhile = Number.POSITIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const look = async (at: Instant): Promise<void> => {
    meanwhile = Number.POSITIVE_INFINITY;
    let first = await selectNextLapse(database);
    if (first && first <= at) {
      await expireHolds(database, at);
      first = await selectNextLapse(database);
    }
    next = Math.min(first?.getTime() ?? Number.POSITIVE_INFINITY, meanwhile);
  };
  return {
    async pass(at) {
      // Twice at most: a look that is under way may have begun before this moment.
      for (let tries = 0; tries < 2 && at.getTime() >= next; tries += 1) {
        looking ??= look(at).finally(() => {
          looking = undefined;
        });
        await looking;
      }
    },
    expect(until) {
      next = Math.min(next, until.getTime());
      meanwhile = Math.min(meanwhile, until.getTime());
    },
  };
}
