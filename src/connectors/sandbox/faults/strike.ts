import type { Database } from '../../../platform/database.ts';
import { areLeft, type Fault, useFaults } from './store.ts';

export interface Strikes {
  /** The faults that strike this call, each used up by one. */
  use(operation: string): Promise<readonly Fault[]>;
  /** A fault was switched on. */
  expect(): void;
}

/** While no fault is switched on, no call asks the database for them: only this process switches them on. */
export function strikesOf(database: Database): Strikes {
  let mayStrike = true; // what an earlier process left is looked for once
  let told = 0;
  return {
    async use(operation) {
      if (!mayStrike) return [];
      const before = told;
      const struck = await useFaults(database, operation);
      const areMore = struck.length > 0 || (await areLeft(database));
      if (before === told) mayStrike = areMore;
      return struck;
    },
    expect() {
      told += 1;
      mayStrike = true;
    },
  };
}
