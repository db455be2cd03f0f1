import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { createHub } from '../../hub.ts';
import { openInstitution } from '../../parties/institution/index.ts';
import { qrPath } from '../../platform/qr.ts';
import { descriptionOf } from '../../platform/route.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { addPerson, createLoginLink, erasePerson, grant, isGuarded } from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
let now = at;
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const connectors = () => {
  throw new Error('no marketplace is asked in this file');
};
const site = () =>
  createHub({ database, vault, clock: () => now, connectors, baseUrl: 'http://localhost', demo: true }).web;
const web = site();

const by = '00000000-0000-0000-0000-000000000000';
const email = 'bambang@contoh.go.id';
const password = 'tiga becak lewat pagi';
const { bambang, institutionId } = await database.transaction(async (tx) => {
  const institutionId = await openInstitution(tx, {
    ...{ code: 'CONTOH-09', name: 'Kabupaten Sukamaju (contoh)', kind: 'regency', by, at },
  });
  const named = { name: 'Bambang Hariyadi', email, demoCode: 'bambang', by, at };
  const personId = await addPerson(tx, vault, named);
  await grant(tx, { personId, role: 'ppk', institutionId, decree: 'contoh', validFrom: at, by, at });
  return { bambang: personId, institutionId };
});

const json = { accept: 'application/json', 'content-type': 'application/json' };
const post = (path: string, body: object, cookie = '', at = web) =>
  at.request(path, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify(body) });
const read = async (path: string, cookie: string) => (await web.request(path, { headers: { ...json, cookie } })).json();
const cookieOf = (answer: Response) => /bangga=[\w-]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
const codeOf = (secret: Secret) => new TOTP({ secret }).generate({ timestamp: now.getTime() });
const approve = async (cookie: string) => {
  const requestId = crypto.randomUUID();
  const path = `/institutions/${institutionId}/requests/${requestId}/approval`;
  const headers = { ...json, cookie, 'idempotency-key': crypto.randomUUID() };
  return web.request(path, { method: 'POST', headers, body: '{}' });
};

let cookie = '';
let secret = new Secret();
let codes: string[] = [];

test('exactly the acts of those who approve and pay are guarded', () => {
  const guarded = web.routes.flatMap(({ method, path, handler }) => {
    const description = descriptionOf(handler);
    return description && method === 'POST' && isGuarded(description.who) ? [path.replace(/.*\//, '')] : [];
  });
  expect([...new Set(guarded)].sort()).toEqual(
    expect.arrayContaining(['approval', 'payment', 'rejection', 'sp2d', 'spm', 'spp']),
  );
  expect(guarded).not.toContain('submission');
});

test('who approves and has no second factor is led to it, and cannot approve before', async () => {
  const link = await database.transaction((tx) => createLoginLink(tx, { personId: bambang, by, at }));
  const entered = await web.request(`/session/link/${link}`, {
    method: 'POST',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ newPassword: password }),
  });
  expect(entered.headers.get('location')).toBe('/session/second-factor?lang=id');
  cookie = cookieOf(entered);
  const refused = await approve(cookie);
  expect([refused.status, (await refused.json()).type]).toEqual([403, 'account/second-factor-first']);
  const html = { accept: 'text/html', cookie, 'idempotency-key': crypto.randomUUID() };
  const path = `/institutions/${institutionId}/requests/${crypto.randomUUID()}/approval`;
  const page = await (await web.request(path, { method: 'POST', headers: html })).text();
  expect(page).toContain('href="/session/second-factor"');
});

test('the page draws the QR code of the secret that the next code must come from', async () => {
  const before = await read('/session/second-factor', cookie);
  expect(before).toMatchObject({ state: 'none', recoveryCodes: 0 });
  expect(await read('/session/second-factor', cookie)).toEqual(before);
  const address = new URL(before.address);
  secret = Secret.fromBase32(address.searchParams.get('secret') ?? '');
  const page = await (await web.request('/session/second-factor', { headers: { accept: 'text/html', cookie } })).text();
  expect(page).toContain(qrPath(before.address).path);
  expect(await owner.query(`select from account.second_factors`)).toEqual([]);

  expect((await post('/session/second-factor', { otp: '000000' }, cookie)).status).toBe(422);
  const set = await post('/session/second-factor', { otp: codeOf(secret) }, cookie);
  expect(set.status).toBe(201);
  codes = (await set.json()).recoveryCodes;
  expect(codes).toHaveLength(10);
  for (const code of codes) expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  expect(await read('/session/second-factor', cookie)).toEqual({ state: 'active', address: null, recoveryCodes: 10 });
  // The door is open: what stops now is that there is no such request.
  expect((await approve(cookie)).status).toBe(404);
});

const begin = async () => {
  const answer = await post('/session/password-entry', { identifier: email, password });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([202, null]);
  return (await answer.json()).secondStep as string;
};

test('a password alone opens nothing now, and neither does a link of the administrator', async () => {
  later(60);
  const step = await begin();
  expect((await web.request(step, { headers: { accept: 'text/html' } })).status).toBe(200);
  expect((await post(step, { otp: '123456' })).status).toBe(422);
  const entered = await post(step, { otp: codeOf(secret) });
  expect(entered.status).toBe(204);
  expect((await approve(cookieOf(entered))).status).toBe(404);
  expect((await post(step, { otp: codeOf(secret) })).status).toBe(404);
  const link = await database.transaction((tx) => createLoginLink(tx, { personId: bambang, by, at: now }));
  expect((await post(`/session/link/${link}`, {})).status).toBe(202);
});

test('a code counts once, also ten times at once, and not the one before it', async () => {
  later(60);
  const steps = [];
  for (let n = 0; n < 8; n += 1) steps.push(await begin());
  const otp = codeOf(secret);
  const answers = await Promise.all(steps.map((step) => post(step, { otp }, '', site())));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(7);
  const earlier = new TOTP({ secret }).generate({ timestamp: now.getTime() - 30_000 });
  expect((await post(await begin(), { otp: earlier }, '', site())).status).toBe(422);
});

test('the second step waits ten minutes', async () => {
  const step = await begin();
  later(600);
  expect((await post(step, { otp: codeOf(secret) })).status).toBe(404);
});

test('ten wrong codes close the second step for a while', async () => {
  const strict = site();
  const step = await begin();
  for (let n = 0; n < 10; n += 1) expect((await post(step, { otp: '111111' }, '', strict)).status).toBe(422);
  expect((await post(step, { otp: codeOf(secret) }, '', strict)).status).toBe(429);
});

test('a recovery code lets in once, in any spelling', async () => {
  const [kept = ''] = codes;
  const spelled = kept.toLowerCase().replaceAll('-', ' ');
  const entered = await post(await begin(), { otp: spelled });
  expect(entered.status).toBe(204);
  expect(await read('/session/second-factor', cookieOf(entered))).toMatchObject({ recoveryCodes: 9 });
  expect((await post(await begin(), { otp: kept })).status).toBe(422);
});

test('people of the sample data approve without one, and the page says so', async () => {
  const demo = cookieOf(await post('/session', { demoCode: 'bambang' }));
  expect((await approve(demo)).status).toBe(404);
  expect(await read('/session/second-factor', demo)).toMatchObject({ state: 'exempt' });
  expect((await post('/session/second-factor', { otp: '123456' }, demo)).status).toBe(409);
});

test('secrets lie sealed, and the audit names the proof, never the code', async () => {
  const places = await owner.query<{ text: string }>(
    `select row(f.*)::text as text from account.second_factors f
     union all select row(c.*)::text from account.recovery_codes c union all select content from platform.audit`,
  );
  const all = places.map(({ text }) => text).join('\n');
  for (const secretText of [secret.base32, secret.hex, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) {
    expect(all.toLowerCase()).not.toContain(secretText.toLowerCase());
  }
  expect(all).toContain('"proof":"code"');
  expect(all).toContain('"proof":"recovery"');
});

test('it is taken away by a code, for another telephone; an erasure takes it too', async () => {
  later(60);
  expect((await post('/session/second-factor/ending', { otp: '000000' }, cookie)).status).toBe(422);
  expect((await post('/session/second-factor/ending', { otp: codeOf(secret) }, cookie)).status).toBe(204);
  expect(await read('/session/second-factor', cookie)).toMatchObject({ state: 'none' });
  expect(await owner.query(`select from account.recovery_codes`)).toEqual([]);
  later(60);
  const again = Secret.fromBase32(
    new URL((await read('/session/second-factor', cookie)).address).searchParams.get('secret') ?? '',
  );
  expect((await post('/session/second-factor', { otp: codeOf(again) }, cookie)).status).toBe(201);
  await erasePerson(database, vault, { personId: bambang, by, at: now });
  expect(await owner.query(`select from account.second_factors`)).toEqual([]);
});
