import { expect, test } from 'vitest';
import { combined } from './combined.ts';

test('a lone call goes at once; calls that come meanwhile share the next batch', async () => {
  const batches: number[][] = [];
  let open = (): void => {};
  const double = combined(async (asks: readonly number[]) => {
    batches.push([...asks]);
    if (batches.length === 1) await new Promise<void>((resolve) => (open = resolve));
    return asks.map((ask) => ask * 2);
  });
  const first = double(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const others = [2, 3, 4].map(double);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(batches).toEqual([[1]]);
  open();
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

test('a refused ask fails alone', async () => {
  const odd = combined(async (asks: readonly number[]) =>
    asks.map((ask) => (ask % 2 === 0 ? new Error(`${ask} is even`) : ask)),
  );
  const [one, two, three] = await Promise.allSettled([odd(1), odd(2), odd(3)]);
  expect(one).toMatchObject({ value: 1 });
  expect(two).toMatchObject({ reason: { message: '2 is even' } });
  expect(three).toMatchObject({ value: 3 });
});

test('where a batch fails as a whole, its asks are tried alone', async () => {
  const shy = combined(async (asks: readonly number[]) => {
    if (asks.includes(13)) throw new Error('13 spoils everything');
    return asks;
  });
  const [one, bad, two] = await Promise.allSettled([shy(1), shy(13), shy(2)]);
  expect(one).toMatchObject({ value: 1 });
  expect(bad).toMatchObject({ reason: { message: '13 spoils everything' } });
  expect(two).toMatchObject({ value: 2 });
});
