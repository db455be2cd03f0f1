import { afterAll, expect, test } from 'vitest';
import { createHub } from '../../hub.ts';
import { openInstitution } from '../../parties/institution/index.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { addPerson, createLoginLink, erasePerson, grant } from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
let now = at;
const connectors = () => {
  throw new Error('no marketplace is asked in this file');
};
const parts = { database, vault, clock: () => now, connectors, baseUrl: 'http://localhost' };
const { web, dispatcher } = createHub({ ...parts, demo: true });
await dispatcher.start();
afterAll(() => dispatcher.stop());

const by = '00000000-0000-0000-0000-000000000000';
const email = 'sri.handayani@contoh.go.id';
const nip = '198909082015032006';
const sri = await database.transaction(async (tx) => {
  const institutionId = await openInstitution(tx, {
    ...{ code: 'CONTOH-09', name: 'Kabupaten Sukamaju (contoh)', kind: 'regency', by, at },
  });
  const personId = await addPerson(tx, vault, { name: 'Sri Handayani', email, nip, by, at });
  await grant(tx, { personId, role: 'administrator', institutionId, decree: 'contoh', validFrom: at, by, at });
  return personId;
});

const CHROME =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';
type Headers = Record<string, string>;
const post = (path: string, fields: Record<string, string>, headers: Headers = {}, site = web) =>
  site.request(path, {
    method: 'POST',
    headers: { accept: 'text/html', 'user-agent': CHROME, referer: 'http://localhost/session/new', ...headers },
    body: new URLSearchParams(fields),
  });
const cookieOf = (answer: Response) => /bangga=[\w-]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
const me = async (cookie: string) =>
  (await web.request('/session', { headers: { accept: 'application/json', cookie } })).json();
const enter = (identifier: string, password: string) => post('/session/password-entry', { identifier, password });
const linkFor = (personId: string) => database.transaction((tx) => createLoginLink(tx, { personId, by, at: now }));
const audited = async (action: string) =>
  (await owner.query<{ content: string }>(`select content from platform.audit where action = $1`, [action])).map(
    ({ content }) => content,
  );

const FIRST = 'tiga becak lewat pagi';
const SECOND = 'hujan turun di ladang';

test('the link of the administrator sets the first password, and a refused one leaves the link as it was', async () => {
  const path = `/session/link/${await linkFor(sri)}`;
  expect(await (await web.request(path, { headers: { accept: 'text/html' } })).text()).toContain('name="newPassword"');
  const refused = await post(path, { newPassword: 'indonesia2026' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('terlalu sering dipakai');
  const about = await post(path, { newPassword: 'Sri.Handayani89' });
  expect(await about.text()).toContain('nama, NIP, atau surel Anda');
  const entered = await post(path, { newPassword: FIRST });
  expect(entered.status).toBe(303);
  expect(await me(cookieOf(entered))).toMatchObject({ name: 'Sri Handayani', hasPassword: true });
  const [kept] = await owner.query<{ hash: string }>(`select hash from account.passwords`);
  expect(kept?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test.each([
  ['her e-mail', ' Sri.Handayani@contoh.go.id '],
  ['her NIP', '19890908 201503 2 006'],
])('she signs in by %s, however it is spelled', async (_, identifier) => {
  const entered = await enter(identifier, FIRST);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/?lang=id']);
  expect(await me(cookieOf(entered))).toMatchObject({ personId: sri });
});

test('a wrong name and a wrong password have one answer, with the name still there', async () => {
  const answers = [];
  for (const [identifier, password] of [
    [email, 'bukan kata sandinya'],
    ['tidak.ada@contoh.go.id', FIRST],
    ['198909082015032999', FIRST],
    ['bukan apa-apa', FIRST],
  ] as const) {
    const answer = await enter(identifier, password);
    const page = await answer.text();
    expect(page).toContain(identifier);
    expect(page).not.toContain(password);
    expect(answer.headers.get('set-cookie')).toBeNull();
    answers.push([answer.status, page.replaceAll(identifier, 'NAME')]);
  }
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(answers[0]?.[0]).toBe(422);
});

test('an unknown name costs the same statements as a known one', async () => {
  const counted = async (identifier: string) => {
    let count = 0;
    const query = (sql: string, values?: unknown[]) => {
      count += 1;
      return database.query(sql, values);
    };
    const transaction: typeof database.transaction = (work) => {
      count += 1;
      return database.transaction(work);
    };
    const watched = { ...database, query, transaction } as typeof database;
    const site = createHub({ ...parts, database: watched, demo: true }).web;
    const answer = await post(
      '/session/password-entry',
      { identifier, password: 'salah sama sekali' },
      { accept: 'application/json' },
      site,
    );
    expect(answer.status).toBe(422);
    return count;
  };
  expect(await counted('siapa.pun@contoh.go.id')).toBe(await counted(email));
});

test('ten wrong tries for one name close it for a while, known or not; another name stays open', async () => {
  const site = createHub({ ...parts, demo: true }).web;
  const attempt = (identifier: string) =>
    post('/session/password-entry', { identifier, password: 'salah' }, { accept: 'application/json' }, site);
  for (const name of [email, 'entah@contoh.go.id']) {
    for (let n = 0; n < 10; n += 1) expect((await attempt(name)).status).toBe(422);
    const refused = await attempt(name.toUpperCase());
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  }
  expect((await attempt('lain@contoh.go.id')).status).toBe(422);
});

test('she changes it knowing the old one, and every other device is out', async () => {
  const [here, there] = [cookieOf(await enter(email, FIRST)), cookieOf(await enter(email, FIRST))];
  const change = (fields: Record<string, string>) =>
    post('/session/password', fields, { cookie: here, referer: 'http://localhost/session/password' });
  expect((await change({ password: 'salah', newPassword: SECOND })).status).toBe(422);
  expect((await change({ newPassword: SECOND })).status).toBe(422);
  expect((await change({ password: FIRST, newPassword: SECOND })).status).toBe(303);
  expect(await me(here)).toMatchObject({ personId: sri });
  expect(await me(there)).toMatchObject({ status: 401 });
  expect((await enter(email, FIRST)).status).toBe(422);
  expect((await enter(email, SECOND)).status).toBe(303);
});

test('a forgotten password comes back by mail, once, within the hour, and signs out everywhere', async () => {
  const before = cookieOf(await enter(email, SECOND));
  const ask = (identifier: string) => post('/session/forgotten', { identifier });
  const [known, unknown] = [await ask(email), await ask('tidak.ada@contoh.go.id')];
  expect([known.status, known.headers.get('location')]).toEqual([unknown.status, unknown.headers.get('location')]);
  await dispatcher.idle();
  const { mails } = await (await web.request('/mail', { headers: { accept: 'application/json' } })).json();
  expect(mails).toHaveLength(1);
  const [{ to, link, text }] = mails;
  expect(to).toBe(email);
  expect(text).toContain('Halo Sri Handayani');
  const path = link.replace('http://localhost', '');
  expect((await web.request(path)).status).toBe(200);
  // The mail's link is no link of an administrator, nor the other way round.
  expect((await post(path.replace('reset', 'link'), { newPassword: FIRST })).status).toBe(404);
  expect((await post(`/session/reset/${await linkFor(sri)}`, { newPassword: FIRST })).status).toBe(404);
  now = new Date(at.getTime() + 3_600_000);
  expect((await post(path, { newPassword: FIRST })).status).toBe(404);
  now = new Date(at.getTime() + 3_599_000);
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(path, { newPassword: FIRST })));
  const entered = answers.filter(({ status }) => status === 303);
  expect(entered).toHaveLength(1);
  expect(await me(before)).toMatchObject({ status: 401 });
  expect(await me(entered[0] ? cookieOf(entered[0]) : '')).toMatchObject({ personId: sri });
  now = at;
  expect((await enter(email, FIRST)).status).toBe(303);
});

test("she sees her sessions in words, ends one, and then all others; nobody ends another's", async () => {
  await owner.query(`delete from platform.sessions`);
  const [desk, phone, old] = [
    cookieOf(await enter(email, FIRST)),
    cookieOf(await enter(email, FIRST)),
    await enter(email, FIRST),
  ];
  const { devices } = await me(desk);
  expect(devices).toHaveLength(3);
  expect(devices.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toHaveLength(1);
  const page = await (await web.request('/session', { headers: { accept: 'text/html', cookie: desk } })).text();
  for (const seen of ['Chrome di Android', 'Perangkat ini', 'dengan kata sandi', 'Tempatnya tidak kami catat']) {
    expect(page).toContain(seen);
  }
  const mine = (await me(cookieOf(old))).devices.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).id;
  const other = await database.transaction((tx) => addPerson(tx, vault, { name: 'Dewi Anggraini', by, at }));
  const dewi = cookieOf(await post(`/session/link/${await linkFor(other)}`, {}));
  expect((await post(`/session/devices/${mine}/ending`, {}, { cookie: dewi })).status).toBe(404);
  expect((await post(`/session/devices/${mine}/ending`, {}, { cookie: desk })).status).toBe(303);
  expect(await me(cookieOf(old))).toMatchObject({ status: 401 });
  expect(await me(phone)).toMatchObject({ personId: sri });
  expect((await post('/session/devices/ending', { which: 'others' }, { cookie: desk })).status).toBe(303);
  expect(await me(phone)).toMatchObject({ status: 401 });
  expect(await me(dewi)).toMatchObject({ personId: other });
  expect(await me(desk)).toMatchObject({ personId: sri });
});

test('without post nothing is promised, and the mailbox is no page', async () => {
  const real = createHub({ ...parts, demo: false }).web;
  expect(await (await real.request('/session/forgotten')).text()).toContain('belum dapat mengirim surel');
  expect((await post('/session/forgotten', { identifier: email }, {}, real)).status).toBe(503);
  expect((await real.request('/mail')).status).toBe(404);
});

test('every step is in the audit, and no secret is', async () => {
  expect(await audited('password.set')).toEqual(
    expect.arrayContaining(['link', 'change', 'reset'].map((way) => JSON.stringify({ way }))),
  );
  expect((await audited('password.forgotten')).length).toBe(1);
  expect((await audited('session.ended')).length).toBe(2);
  expect((await audited('person.sign-in-refused')).length).toBeGreaterThan(3);
  const [{ all } = { all: '' }] = await owner.query<{ all: string }>(
    `select string_agg(content, ' ') as all from platform.audit`,
  );
  for (const secret of [FIRST, SECOND, email, nip, 'argon2']) expect(all).not.toContain(secret);
});

test('an erasure takes the password and the mail with it', async () => {
  await erasePerson(database, vault, { personId: sri, by, at });
  expect(await owner.query(`select from account.passwords`)).toEqual([]);
  expect((await enter(email, FIRST)).status).toBe(422);
  const { mails } = await (await web.request('/mail', { headers: { accept: 'application/json' } })).json();
  expect(mails).toEqual([]);
});
