import { expect } from 'vitest';
import type { Arena } from './arena.ts';
import type { Mend } from './sabotage.ts';

/** Runs once against an arena and answers what it saw go wrong by itself; the books are asked afterwards. */
export type Race = (arena: Arena) => Promise<string[]>;

const PATIENCE_MS = 3000;
let overlapping = 0;

/** How many tries have overlapped others so far. */
export const overlappingTries = (): number => overlapping;

/** All at once; each waits for the others at the rows that they share. */
export function atOnce<Result>(tries: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  if (tries.length > 1) overlapping += tries.length;
  return Promise.all(tries.map((one) => one()));
}

/** Many tries by so many at a time, none of whom pauses. */
export async function inLanes<Result>(
  lanes: number,
  each: number,
  one: (nth: number) => Promise<Result>,
): Promise<Result[]> {
  overlapping += lanes * each;
  const results: Result[] = [];
  const lane = async (number: number) => {
    for (let turn = 0; turn < each; turn += 1) results.push(await one(turn * lanes + number));
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  return results;
}

export const times = <Result>(count: number, one: (nth: number) => Result): Result[] =>
  Array.from({ length: count }, (_, nth) => one(nth));

/** The race leaves nothing broken, however often it is run. */
export async function holds(arena: Arena, race: Race, rounds = 1): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    expect(await race(arena)).toEqual([]);
    expect(await arena.broken()).toEqual([]);
  }
}

/**
 * With the sabotage, the same race breaks something sooner or later; without, it would be no trial. It is run once before,
 * so that what breaks is known to come from this sabotage, and not from earlier ones.
 */
export async function breaks(
  arena: Arena,
  race: Race,
  sabotage: (arena: Arena) => Promise<Mend>,
  { rounds = 12 } = {},
): Promise<string[]> {
  const known = new Set(await arena.broken());
  const anew = async () => (await arena.broken()).filter((one) => !known.has(one));
  expect([...(await race(arena)), ...(await anew())]).toEqual([]);
  const mend = await sabotage(arena);
  let seen: string[] = [];
  for (let round = 0; round < rounds && seen.length === 0; round += 1) {
    seen = [...(await race(arena)), ...(await anew())];
  }
  await mend();
  await arena.clear(PATIENCE_MS);
  expect(seen).not.toEqual([]);
  return seen;
}
