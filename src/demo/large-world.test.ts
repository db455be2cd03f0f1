import { expect, test } from 'vitest';
import { grantsOf } from '../parties/account/index.ts';
import { findInstitutions } from '../parties/institution/index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { expectInvariants } from '../testing/invariants.ts';
import { cloneVault } from '../testing/vault.ts';
import { openLargeWorld } from './large-world.ts';
import { openWorld, people, shopkeepers } from './world.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const offices = await database.transaction((tx) => openLargeWorld(tx, { vault, at, year: 2026 }, world.institutionId));

test('twenty institutions, each marked as a sample, and sixty people with a role and a decree', async () => {
  const found = await findInstitutions(
    database,
    offices.map(({ institutionId }) => institutionId),
  );
  expect(found).toHaveLength(20);
  expect(found.filter(({ name }) => !name.includes('(contoh)'))).toEqual([]);
  const officials = offices.flatMap((office) => office.people);
  expect(officials.length + people.length + shopkeepers.length).toBe(60);
  for (const { personId } of officials) {
    const grants = await grantsOf(database, personId, at);
    expect(grants.map(({ decree }) => decree.includes('(contoh)'))).toEqual([true]);
  }
});

test('the ministry has KRO and RO on its chart, and the ledger holds', async () => {
  const levels = await owner.query(
    `select distinct s.code from budget.nodes n join budget.segments s using (chart, position) where n.chart = 'apbn'`,
  );
  expect(levels.map(({ code }) => code).toSorted()).toEqual([
    'activity',
    'component',
    'output',
    'programme',
    'suboutput',
  ]);
  await expectInvariants(owner);
});
