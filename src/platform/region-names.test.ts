import { expect, test } from 'vitest';
import { regionNames } from './region-names.ts';

test('a code has the name of its province, regency or city', async () => {
  const names = await regionNames();
  expect([names.get('11'), names.get('32.04'), names.get('31.71')]).toEqual([
    'Aceh',
    'Kabupaten Bandung',
    'Kota Administrasi Jakarta Pusat',
  ]);
  expect(names.size).toBe(38 + 514);
});

test('the names are read once', async () => {
  expect(await regionNames()).toBe(await regionNames());
});
