import { expect, test } from 'vitest';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { accountRoutes, addPerson, grant, HUB, type Role } from '../account/index.ts';
import { addWorkUnit, appointAdministrator, findInstitution, institutionRoutes, openInstitution } from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
let now = new Date('2026-11-25T03:00:00Z');
const at = now;
const by = HUB;
const baseUrl = 'http://localhost';
const within = database.transaction;
const [institutionId, elsewhere] = await within(async (tx) => [
  await openInstitution(tx, { code: 'D901', name: 'Kab. Tanjung Seroja', kind: 'regency', by, at }),
  await openInstitution(tx, { code: 'D902', name: 'Kota Lain', kind: 'city', by, at }),
]);
const workUnitId = await within((tx) =>
  addWorkUnit(tx, { institutionId, code: '1', name: 'Dinas Pendidikan', by, at }),
);
const sri = { institutionId, name: 'Sri Handayani', nip: '198909082015032006', decree: 'SK 1/2026', by, at };

let visitor: string | undefined;
const frame = { demo: false, path: '/', nav: [] };
const web = createWeb({ personOf: async () => visitor, frameOf: async () => frame });
web.route('/', institutionRoutes({ database, vault, clock: () => now, baseUrl }));
web.route('/', accountRoutes({ database, vault, clock: () => now, demo: false, secure: false }));
const base = `/institutions/${institutionId}`;
const form = (fields: Record<string, string>) =>
  new URLSearchParams({ 'idempotency-key': crypto.randomUUID(), ...fields });
const post = (path: string, fields: Record<string, string> = {}, accept = 'application/json') =>
  web.request(path, { method: 'POST', headers: { accept }, body: form(fields) });
const get = async (path: string, accept = 'application/json') => web.request(path, { headers: { accept } });
const asJson = async (answer: Response | Promise<Response>) => {
  const { status } = await answer;
  return { status, body: status === 204 ? null : await (await answer).json() };
};
const auditOf = (action: string) =>
  owner.query<{ content: string; by: string }>(
    `select content, by_person as by from platform.audit where tenant_id = $1 and action = $2 order by id`,
    [institutionId, action],
  );
const appointment = (more: Record<string, string> = {}) => ({
  ...{ name: 'Ratna Wulandari', nip: '19850412 201001 2 003', role: 'pp' satisfies Role, decree: 'SK 17/2026' },
  ...{ workUnitId, validFrom: '2026-11-25', validUntil: '' },
  ...more,
});

// Read this one first: an imported institution opens its doors, without SQL.
test('the first administrator comes in by a link that works once, and only after the hub has its steward', async () => {
  const appoint = () => within((tx) => appointAdministrator(tx, vault, sri));
  await expect(appoint()).rejects.toMatchObject({ code: 'institution/steward-first' });
  await within((tx) => addPerson(tx, vault, { name: 'Laksmi Paramita', by, at }));
  const { personId, token } = await appoint();
  const entered = await web.request(`/session/link/${token}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
  });
  expect(entered.status).toBe(204);
  expect((await web.request(`/session/link/${token}`, { method: 'POST' })).status).toBe(404);
  const again = await appoint();
  expect(again).toMatchObject({ personId });
  expect(again.token).not.toBe(token);
  visitor = personId;
  const { body } = await asJson(get(`${base}/officers`));
  expect(body.officers).toMatchObject([{ personId, role: 'administrator', workUnitId: null, decree: 'SK 1/2026' }]);
});

test('she says where the institution is and from which amount it approves, by a form or JSON', async () => {
  const page = await (await get(`${base}/settings`, 'text/html')).text();
  for (const name of ['address', 'regionCode', 'npwp', 'approvalAboveRupiah']) expect(page).toContain(`name="${name}"`);
  const settings = { address: 'Jl. Melur 14', regionCode: '7101', npwp: '', approvalAboveRupiah: 'Rp10.000.000' };
  const answer = await post(`${base}/settings`, settings, 'text/html');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${base}?lang=id`]);
  const kept = { address: 'Jl. Melur 14', regionCode: '71.01', npwp: null, approvalAbove: 1_000_000_000n };
  expect(await findInstitution(database, institutionId)).toMatchObject({
    ...kept,
    timeZone: 'Asia/Makassar',
    version: 2,
  });
  expect(await asJson(post(`${base}/settings`, settings))).toMatchObject({ status: 200, body: { version: 2 } });
  expect(await auditOf('institution.settings-changed')).toMatchObject([{ by: visitor }]);
  for (const wrong of [
    { regionCode: '71.99' },
    { regionCode: 'Sulut' },
    { npwp: '12' },
    { approvalAboveRupiah: '1,5' },
  ]) {
    expect(await asJson(post(`${base}/settings`, { ...settings, ...wrong })), JSON.stringify(wrong)).toMatchObject({
      status: 422,
    });
  }
  expect(await asJson(post(`${base}/settings`, { ...settings, approvalAboveRupiah: '' }))).toMatchObject({
    body: { approvalAboveSen: null, version: 3 },
  });
});

test('a role counts from its first day to its last, and nobody is written down twice', async () => {
  const until = { validUntil: '2026-11-30' };
  const key = { 'idempotency-key': 'kunci-pertama' };
  const first = await asJson(post(`${base}/officers`, appointment({ ...until, ...key })));
  expect(first).toMatchObject({
    status: 201,
    body: { name: 'Ratna Wulandari', role: 'pp', workUnitId, validFrom: '2026-11-25', validUntil: '2026-11-30' },
  });
  expect(await asJson(post(`${base}/officers`, appointment({ ...until, ...key })))).toEqual(first);
  const other = appointment({ ...until, ...key, nip: '198504122010012004' });
  expect(await asJson(post(`${base}/officers`, other))).toMatchObject({ status: 409 });
  const second = await asJson(post(`${base}/officers`, appointment({ role: 'official', workUnitId: '' })));
  expect(second.body).toMatchObject({ personId: first.body.personId, workUnitId: null, validUntil: null });
  const [row] = await owner.query<{ from: Date; until: Date }>(
    `select valid_from as from, valid_until as until from account.grants where id = $1`,
    [first.body.id],
  );
  // Midnight in Sulawesi.
  expect(row).toEqual({ from: new Date('2026-11-24T16:00:00Z'), until: new Date('2026-11-30T16:00:00Z') });
  expect(JSON.stringify(await owner.query('select * from platform.idempotency'))).not.toContain('Ratna');

  const wrong = async (more: Record<string, string>) =>
    (await asJson(post(`${base}/officers`, appointment(more)))).body.type;
  expect(await wrong({ nip: '', email: '' })).toBe('institution/who-is-it');
  expect(await wrong({ nip: '123' })).toBe('account/nip-shape');
  expect(await wrong({ validUntil: '2026-11-24' })).toBe('account/ends-before-it-begins');
  expect(await wrong({ validFrom: '2026-02-31' })).toBe('platform/invalid-input');
  expect(await wrong({ workUnitId: elsewhere })).toBe('institution/no-such-unit');
  expect(await wrong({ role: 'steward' })).toBe('platform/invalid-input');
  expect(await wrong({ decree: ' ' })).toBe('platform/invalid-input');
});

test('her people come in by a link shown once; who also serves elsewhere is let in by nobody here', async () => {
  const { officers } = (await asJson(get(`${base}/officers`))).body;
  const ratna = officers.find(({ role }: { role: string }) => role === 'pp');
  const invite = (personId: string) => post(`${base}/people/${personId}/link`);
  const { status, body } = await asJson(invite(ratna.personId));
  expect(status).toBe(201);
  const sri = visitor;
  const token = body.link.replace(`${baseUrl}/session/link/`, '');
  expect((await post(`/session/link/${token}`)).status).toBe(204);
  const page = await post(`${base}/people/${ratna.personId}/link`, {}, 'text/html');
  expect(await page.text()).toContain(`${baseUrl}/session/link/`);
  const links = await owner.query(`select made_by as by from account.links where person_id = $1`, [ratna.personId]);
  expect(links).toEqual([{ by: sri }, { by: sri }]);

  const stranger = await within((tx) => addPerson(tx, vault, { name: 'Toni Suharto', by, at }));
  expect(await asJson(invite(stranger))).toMatchObject({ status: 404 });
  const there = { personId: ratna.personId, role: 'ppk', institutionId: elsewhere, decree: 'SK 2' } as const;
  await within((tx) => grant(tx, { ...there, validFrom: at, by, at }));
  expect(await asJson(invite(ratna.personId))).toMatchObject({
    status: 403,
    body: { type: 'account/known-elsewhere' },
  });
});

test('a role ends at once, but the last administrator stays', async () => {
  const { officers } = (await asJson(get(`${base}/officers`))).body;
  const find = (role: string) => officers.find((one: { role: string }) => one.role === role);
  const end = (id: string) => asJson(post(`${base}/officers/${id}/ending`));
  expect(await end(find('official').id)).toMatchObject({ status: 204 });
  expect(await end(find('official').id)).toMatchObject({ status: 404 });
  expect(await end(find('administrator').id)).toMatchObject({ body: { type: 'institution/last-administrator' } });
  now = new Date('2026-11-30T16:00:00Z');
  const left = (await asJson(get(`${base}/officers`))).body.officers;
  expect(left.map(({ role }: { role: string }) => role)).toEqual(['administrator']);
  visitor = find('pp').personId;
  expect((await get(base)).status).toBe(403);
  expect((await get(`${base}/officers`)).status).toBe(403);
});

test('the page of people has a form that works without a script, in both languages', async () => {
  now = at;
  const next = await within((tx) => appointAdministrator(tx, vault, { ...sri, at: now }));
  visitor = next.personId;
  for (const [language, words] of [
    ['id', 'Pejabat dan peran'],
    ['en', 'Officials and roles'],
  ]) {
    const page = await (await get(`${base}/officers?lang=${language}`, 'text/html')).text();
    expect(page).toContain(words);
    for (const name of ['name', 'nip', 'role', 'workUnitId', 'decree', 'validFrom'])
      expect(page).toContain(`name="${name}"`);
    expect(page).not.toMatch(/<script(?! src="\/assets\/)/);
  }
  const start = await (await get(base, 'text/html')).text();
  expect(start).toContain(`${base}/settings`);
});
