import { describe, expect, test } from 'vitest';
import { openArena } from './arena.ts';
import { moneyAndStock } from './money-and-stock.ts';
import { quantitiesAndPrices } from './quantities-and-prices.ts';
import { overlappingTries } from './race.ts';
import { recordsStand } from './records.ts';
import { requestsInRace } from './requests.ts';

const WANTED = 10_000;

/** In one arena everything holds; the other is damaged again and again, and must break every time. */
const sound = await openArena();
const damaged = await openArena();

describe('money and stock', () => moneyAndStock(sound, damaged));
describe('one request, many hands', () => requestsInRace(sound, damaged));
describe('quantities and prices', () => quantitiesAndPrices(sound, damaged));
describe('what was recorded', () => recordsStand(sound, damaged));

test('ten thousand tries overlapped', async () => {
  console.log(`${overlappingTries()} tries overlapped others.`);
  expect(overlappingTries()).toBeGreaterThanOrEqual(WANTED);
});
