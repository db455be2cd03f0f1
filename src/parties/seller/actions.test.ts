import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import type { SellerItem } from '../marketplace/index.ts';
import { findSellers, upsertSellers } from './index.ts';

const { database, owner } = await cloneDatabase({ connections: 16 });
const at = new Date('2026-11-25T05:00:00Z');
const darsono: SellerItem = {
  ...{ externalId: 'rotan-darsono', name: 'Rotan Sejati Darsono', sellerClass: 'micro' },
  ...{ regionCode: '19.02', isPkp: false },
};
const yanti: SellerItem = { ...darsono, externalId: 'keripik-yanti', name: "Keripik Bu Yanti, 'enak'; --" };

const tell = (marketplaceId: string, items: readonly SellerItem[]) =>
  database.transaction((tx) => upsertSellers(tx, { marketplaceId, items, at }));

test('a seller keeps its id, and its version rises only when something changed', async () => {
  const lokabina = newId(at);
  const first = await tell(lokabina, [darsono, yanti]);
  const again = await tell(lokabina, [yanti, darsono]);
  expect(again).toEqual(first);
  expect([...first.ids.keys()].sort()).toEqual(['keripik-yanti', 'rotan-darsono']);
  const ids = [...first.ids.values()];
  expect((await findSellers(database, ids)).map(({ version }) => version)).toEqual([1, 1]);

  const before = await owner.query<{ id: string; seq: bigint; xid: string }>(
    `select id, seq, xid::text from seller.sellers`,
  );
  const third = await tell(lokabina, [{ ...darsono, sellerClass: 'small', isPkp: true }, yanti]);
  const darsonoId = first.ids.get('rotan-darsono');
  expect([...third.changed]).toEqual([darsonoId]);
  const [now] = await findSellers(database, [darsonoId ?? '']);
  expect(now).toMatchObject({
    sellerClass: 'small',
    isPkp: true,
    version: 2,
    classEvidence: 'declared by marketplace',
  });
  const after = await owner.query<{ id: string; seq: bigint; xid: string }>(
    `select id, seq, xid::text from seller.sellers`,
  );
  const moved = after.filter(({ id, seq, xid }) =>
    before.some((old) => old.id === id && old.seq < seq && old.xid !== xid),
  );
  expect(moved.map(({ id }) => id)).toEqual([darsonoId]);
});

test('the same name at two marketplaces is two sellers, until identities are resolved', async () => {
  const [one, two] = [await tell(newId(at), [darsono]), await tell(newId(at), [darsono])];
  expect(one.ids.get('rotan-darsono')).not.toBe(two.ids.get('rotan-darsono'));
});

test('told twice in one breath, the later word counts', async () => {
  const told = await tell(newId(at), [darsono, { ...darsono, name: 'Rotan Darsono Baru' }]);
  expect(await findSellers(database, [...told.ids.values()])).toMatchObject([
    { name: 'Rotan Darsono Baru', version: 1 },
  ]);
});

test('16 transactions that tell of the same 40 sellers, forwards and backwards, make 40 sellers', async () => {
  const marketplaceId = newId(at);
  const many = Array.from({ length: 40 }, (_, n) => ({ ...darsono, externalId: `seller-${n}` }));
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) => {
      const named = many.map((item) => ({ ...item, name: `Nama ke-${n}` }));
      return tell(marketplaceId, n % 2 ? named : named.reverse());
    }),
  );
  const ids = new Set(answers.flatMap((answer) => [...answer.ids.values()]));
  expect(ids.size).toBe(40);
  const sellers = await findSellers(database, [...ids]);
  expect(sellers).toHaveLength(40);
  expect(sellers.every(({ version }) => version >= 1 && version <= 16)).toBe(true);
  const orphans = await owner.query(
    `select from seller.sellers where id not in (select seller_id from seller.accounts)`,
  );
  expect(orphans).toEqual([]);
});
