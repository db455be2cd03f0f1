import { beforeAll, describe } from 'vitest';
import { type Candidate, counterOf } from './counter.ts';
import { placing } from './placing.ts';
import { reading } from './reading.ts';
import { settling } from './settling.ts';

export type { Candidate, Goods } from './counter.ts';

/** What every connector and its marketplace must do, told as one suite; partners run the same. */
export function contractSuite(name: string, makeCandidate: () => Promise<Candidate>): void {
  describe(name, () => {
    let made: Candidate | undefined;
    beforeAll(async () => {
      made = await makeCandidate();
    });
    const counter = counterOf(() => {
      if (!made) throw new Error('a marketplace is asked in its tests alone');
      return made;
    });
    describe('reading', () => reading(counter));
    describe('placing', () => placing(counter));
    describe('settling', () => settling(counter));
  });
}
