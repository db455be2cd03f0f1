import { expect, test } from 'vitest';
import { syncMarketplace } from '../buying/catalogue/index.ts';
import { SYSTEM } from '../buying/purchase/index.ts';
import { openSandbox } from '../connectors/sandbox/bench.ts';
import { sandboxConnector, sandboxDesk } from '../connectors/sandbox/index.ts';
import { admitMarketplace, type Connector, readCursor, saveCursor } from '../parties/marketplace/index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { expectInvariants } from '../testing/invariants.ts';
import { cloneVault } from '../testing/vault.ts';
import { playHistory } from './history.ts';
import { educationPlans, ministryPlans } from './history-plans.ts';
import { marketplaces, stockOf } from './stock.ts';
import { accounts, openWorld } from './world.ts';

const until = new Date('2026-11-25T05:00:00Z');
const began = new Date('2026-08-25T05:00:00Z');
const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const { institutionId, lines, ids } = await openWorld({ database, vault, at: began });
const bound = new Map<string, Connector>();
for (const { code, name } of marketplaces.slice(0, 3)) {
  const sandbox = await openSandbox({ at: until });
  await sandboxDesk(sandbox).stock(stockOf(code));
  const access = { code, name, baseUrl: sandbox.url, apiKey: sandbox.key, by: SYSTEM, at: until };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  const connector = sandboxConnector(sandbox);
  bound.set(marketplaceId, connector);
  await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at: until, limit: 100 });
}
const connectors = (id: string): Connector => {
  const connector = bound.get(id);
  if (!connector) throw new Error('no such marketplace');
  return connector;
};
const { ratna: pp, bambang: ppk, yohanes: treasurer, maria: ppspm, wayan: bud } = ids;
const people = Object.fromEntries(Object.entries({ pp, ppk, treasurer, ppspm, bud }).filter(([, id]) => id));
const desk = {
  ...{ institutionId, shipTo: '19.02', address: 'Jl. Melur 14', people },
  lines: new Map(accounts.map(([code], place) => [code, lines[place] ?? ''])),
};

test('the past goes through the rules of the hub, and every purchase ends where it was planned', async () => {
  const ends = ['draft', 'awaiting', 'rejected', 'cancelled', 'waiting', 'accepted', 'shipped'] as const;
  const bills = ['received', 'paid', 'spp', 'spm', 'sp2d'] as const;
  const plans = [...ends, ...bills].map((end, place) => {
    const needsApproval = end === 'awaiting' || end === 'rejected';
    const wanted = needsApproval ? 'kursi makan rotan' : 'keripik singkong balado';
    const line = needsApproval ? '5.2.02.05.02.0001' : '5.1.02.01.01.0052';
    // 80 dining chairs are more than fifty million; the marketplace has no more of them at once.
    const quantity = needsApproval ? 80 : 5;
    const daysAgo = end === 'awaiting' ? 0 : 60 - place;
    return { desk, plan: { daysAgo, line, title: end, wanted, quantity, end } };
  });
  const { failures } = await playHistory({ database, vault, connectors, until }, plans);
  expect(failures).toEqual([]);
  const requests = await owner.query<{ title: string; state: string; at: Date }>(
    'select title, state, at from purchase.requests',
  );
  const states = Object.fromEntries(requests.map(({ title, state }) => [title, state]));
  expect(states).toMatchObject({ draft: 'draft', awaiting: 'awaiting-approval', rejected: 'rejected' });
  expect(states).toMatchObject({ cancelled: 'cancelled', waiting: 'confirmed', paid: 'confirmed' });
  const deliveries = await owner.query<{ state: string }>('select state from fulfilment.deliveries');
  const count = (state: string) => deliveries.filter((one) => one.state === state).length;
  expect(['waiting', 'accepted', 'shipped', 'received', 'cancelled'].map(count)).toEqual([1, 1, 1, 5, 1]);
  const paid = await owner.query<{ state: string }>('select state from settlement.bills order by state');
  expect(paid.map(({ state }) => state)).toEqual(['due', 'paid', 'paid', 'spm', 'spp']);
  expect(requests.every(({ at }) => at <= until)).toBe(true);
  await expectInvariants(owner);
});

test('the plans have every end, in at least three months', () => {
  const plans = [...educationPlans, ...ministryPlans];
  expect(new Set(plans.map(({ end }) => end)).size).toBe(12);
  expect(Math.max(...plans.map(({ daysAgo }) => daysAgo))).toBeGreaterThan(80);
});
