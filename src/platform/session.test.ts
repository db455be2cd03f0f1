import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from './id.ts';
import {
  clearSessionCookie,
  endSession,
  endSessionsOf,
  SESSION_COOKIE,
  SESSION_HOURS,
  sessionPerson,
  startSession,
  sweepSessions,
  visitorOf,
  writeSessionCookie,
} from './session.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);

test('a session lasts its hours and not a millisecond more', async () => {
  const ratna = newId(at);
  const token = await startSession(database, { personId: ratna, at });
  expect(await sessionPerson(database, token, at)).toBe(ratna);
  expect(await sessionPerson(database, token, new Date(later(SESSION_HOURS).getTime() - 1))).toBe(ratna);
  expect(await sessionPerson(database, token, later(SESSION_HOURS))).toBeUndefined();
});

test('an ended session is nobody, and so are all when the person is signed out everywhere', async () => {
  const bambang = newId(at);
  const [office, phone] = [
    await startSession(database, { personId: bambang, at }),
    await startSession(database, { personId: bambang, at }),
  ];
  await endSession(database, office);
  expect(await sessionPerson(database, office, at)).toBeUndefined();
  expect(await sessionPerson(database, phone, at)).toBe(bambang);
  await endSessionsOf(database, bambang);
  expect(await sessionPerson(database, phone, at)).toBeUndefined();
});

test('the table holds no token, only its hash', async () => {
  const token = await startSession(database, { personId: newId(at), at });
  const hash = createHash('sha256').update(token).digest();
  expect(await owner.query(`select from platform.sessions where token_hash = $1`, [hash])).toHaveLength(1);
  const raw = await owner.query<{ row: string }>(`select session::text as row from platform.sessions as session`);
  const decoded = Buffer.from(token, 'base64url').toString('hex');
  expect(raw.filter(({ row }) => row.includes(token) || row.includes(decoded))).toEqual([]);
});

test.each([undefined, '', 'x', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}'`, 'a'.repeat(43), '\0'.repeat(43)])(
  'the malformed or unknown token %j is nobody',
  async (token) => {
    expect(await sessionPerson(database, token, at)).toBeUndefined();
    await endSession(database, token);
  },
);

test('sweeping takes out what is over and nothing else', async () => {
  await owner.query(`delete from platform.sessions`);
  const old = await startSession(database, { personId: newId(at), at });
  const young = await startSession(database, { personId: newId(at), at: later(6) });
  await sweepSessions(database, later(SESSION_HOURS));
  expect(await owner.query(`select from platform.sessions`)).toHaveLength(1);
  expect(await sessionPerson(database, old, at)).toBeUndefined();
  expect(await sessionPerson(database, young, later(SESSION_HOURS))).toBeDefined();
});

test.each([true, false])('the cookie is for this host, and out of reach of scripts (secure: %s)', async (secure) => {
  const ratna = newId(at);
  const token = await startSession(database, { personId: ratna, at });
  const web = new Hono();
  const visitor = visitorOf({ database, clock: () => at, secure });
  web.get('/in', (c) => {
    writeSessionCookie(c, secure, token);
    return c.text('in');
  });
  web.get('/out', (c) => {
    clearSessionCookie(c, secure);
    return c.text('out');
  });
  web.get('/who', async (c) => c.text((await visitor(c)) ?? 'nobody'));
  const cookie = (await web.request('/in')).headers.get('set-cookie') ?? '';
  expect(cookie).toContain(`${SESSION_COOKIE(secure)}=${token}; Max-Age=${SESSION_HOURS * 3600}; Path=/; HttpOnly;`);
  expect(cookie.includes('Secure')).toBe(secure);
  expect(cookie).toContain('SameSite=Lax');
  const who = async (cookie: string) => (await web.request('/who', { headers: { cookie } })).text();
  expect(await who(`${SESSION_COOKIE(secure)}=${token}`)).toBe(ratna);
  for (const broken of ['', ';;;', `${SESSION_COOKIE(secure)}=%E0%A4%A`, `${SESSION_COOKIE(!secure)}=${token}`]) {
    expect(await who(broken)).toBe('nobody');
  }
  expect((await web.request('/out')).headers.get('set-cookie')).toContain('Max-Age=0');
});
