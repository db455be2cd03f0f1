import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { rupiah } from '../../values/money.ts';
import {
  addWorkUnit,
  findByCode,
  findInstitution,
  institutionRoutes,
  keepInstitution,
  keepWorkUnits,
  listWorkUnits,
  openInstitution,
} from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T03:00:00Z');
const by = newId(at);
const seroja = { code: 'D901', name: 'Kab. Tanjung Seroja', kind: 'regency', regionCode: '71.99' } as const;

const auditOf = (id: string) =>
  owner.query<{ action: string }>(`select action from platform.audit where tenant_id = $1 order by id`, [id]);

test('an institution opens with its units, and both can be found', async () => {
  const id = await database.transaction((tx) => openInstitution(tx, { ...seroja, approvalAbove: rupiah(10), by, at }));
  const unit = { institutionId: id, code: '1', codeText: '1.01', name: 'Dinas Pendidikan', by, at };
  const unitId = await database.transaction((tx) => addWorkUnit(tx, unit));
  expect(await findInstitution(database, id)).toMatchObject({
    ...seroja,
    ...{ timeZone: 'Asia/Makassar', approvalAbove: 1000n, address: '', npwp: null, version: 1 },
  });
  expect(await findByCode(database, 'D901')).toMatchObject({ id });
  expect(await findInstitution(database, newId(at))).toBeUndefined();
  expect(await listWorkUnits(database, id)).toEqual([
    { institutionId: id, id: unitId, code: '1', codeText: '1.01', name: 'Dinas Pendidikan', active: true },
  ]);
  expect(await auditOf(id)).toMatchObject([
    { action: 'institution.opened' },
    { action: 'institution.work-unit-added' },
  ]);

  const again = database.transaction((tx) => openInstitution(tx, { ...seroja, by, at }));
  await expect(again).rejects.toMatchObject({ code: 'institution/code-taken', details: { code: 'D901' } });
  const twice = database.transaction((tx) => addWorkUnit(tx, unit));
  await expect(twice).rejects.toMatchObject({ code: 'institution/unit-code-taken' });
});

test('keeping the same things again writes nothing, and a new name is one change', async () => {
  const units = [
    { code: '7', codeText: '1.07', name: 'Dinas A', active: true },
    { code: '8', codeText: '1.08', name: 'Dinas B', active: true },
  ];
  const keep = (name: string, wanted = units) =>
    database.transaction(async (tx) => {
      const { id, changed } = await keepInstitution(tx, { ...seroja, code: 'D902', name, by, at });
      const kept = await keepWorkUnits(tx, { institutionId: id, units: wanted, by, at });
      return { id, changed, units: kept.changed, ids: [...kept.idByCode.keys()].sort() };
    });
  const first = await keep('Kab. Seroja Hulu');
  expect(first).toMatchObject({ changed: true, units: 2, ids: ['7', '8'] });
  const before = await auditOf(first.id);
  expect(await keep('Kab. Seroja Hulu')).toMatchObject({ id: first.id, changed: false, units: 0 });
  expect(await auditOf(first.id)).toEqual(before);
  const [a, b] = units;
  const renamed = [a, { ...b, name: 'Dinas C', active: false }] as typeof units;
  expect(await keep('Kota Seroja Hulu', renamed)).toMatchObject({ id: first.id, changed: true, units: 1 });
  expect((await listWorkUnits(database, first.id)).map(({ name, active }) => [name, active])).toEqual([
    ['Dinas A', true],
    ['Dinas C', false],
  ]);
});

test('its people see the institution as a page and as JSON, others do not', async () => {
  const id = await database.transaction((tx) => openInstitution(tx, { ...seroja, code: 'D903', by, at }));
  for (let n = 1; n <= 31; n += 1) {
    const unit = { institutionId: id, code: String(n), name: `Kecamatan ${n}`, by, at };
    await database.transaction((tx) => addWorkUnit(tx, unit));
  }
  await owner.query(`insert into account.people (id, name, at) values ($1, '\\x00', $2)`, [by, at]);
  await owner.query(
    `insert into account.grants (scope_id, id, person_id, scope, role, decree, valid_from, granted_by, at)
     values ($1, $2, $3, 'institution', 'pp', 'SK 1/2026', $4, $3, $4)`,
    [id, newId(at), by, at],
  );
  const webFor = (personId: string | undefined) => {
    const frame = { demo: true, path: '/', nav: [] };
    const web = createWeb({ personOf: async () => personId, frameOf: async () => frame });
    return web.route('/', institutionRoutes({ database, vault, clock: () => at, baseUrl: 'http://localhost' }));
  };
  const json = { headers: { accept: 'application/json' } };
  const answer = await webFor(by).request(`/institutions/${id}`, json);
  expect(answer.status).toBe(200);
  const body = await answer.json();
  expect(body).toMatchObject({ id, code: 'D903', approvalAboveSen: null });
  expect(body.workUnits).toHaveLength(31);
  const page = await (await webFor(by).request(`/institutions/${id}`)).text();
  expect(page).toContain('31 unit kerja');
  expect(page).toContain('1 unit lain');
  expect((await webFor(undefined).request(`/institutions/${id}`, json)).status).toBe(401);
  expect((await webFor(by).request(`/institutions/${newId(at)}`, json)).status).toBe(403);
});
