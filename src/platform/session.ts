import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Clock, Instant } from '../values/instant.ts';
import { combinedPer } from './combined.ts';
import type { Reader } from './database.ts';

/** A working day with its evening; then one signs in again. */
export const SESSION_HOURS = 12;

const TOKEN = /^[\w-]{43}$/;

/** A secret of 256 random bits that fits into an address or a cookie. Keep only its `tokenHash`. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token; undefined when the text cannot be one. */
export function tokenHash(token: string | undefined): Buffer | undefined {
  return token !== undefined && TOKEN.test(token) ? createHash('sha256').update(token).digest() : undefined;
}

export interface NewSession {
  readonly personId: string;
  readonly at: Instant;
  /** How the person came in: `demo`, `link`, `password`, `institution` … */
  readonly way?: string;
  /** From what, as `deviceOf` says it. */
  readonly device?: string;
  readonly hasSecondFactor?: boolean;
}

/** Lets the person in from now on, and answers the token that the browser must show. */
export async function startSession(reader: Reader, session: NewSession): Promise<string> {
  const { personId, at, way = 'link', device = '', hasSecondFactor = false } = session;
  const token = newToken();
  const expiresAt = new Date(at.getTime() + SESSION_HOURS * 3_600_000);
  await reader.query(
    `insert into platform.sessions (token_hash, person_id, at, expires_at, way, device, has_second_factor)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tokenHash(token), personId, at, expiresAt, way, device, hasSecondFactor],
  );
  return token;
}

/** A session as its owner sees it. */
export interface OpenSession {
  readonly id: string;
  readonly at: Instant;
  readonly way: string;
  readonly device: string;
  readonly hasSecondFactor: boolean;
  readonly isCurrent: boolean;
}

/** Where the person is signed in at that moment, the newest first. */
export function sessionsOf(
  reader: Reader,
  { personId, token, at }: { personId: string; token: string | undefined; at: Instant },
): Promise<OpenSession[]> {
  return reader.query(
    `select id, at, way, device, has_second_factor as "hasSecondFactor",
            coalesce(token_hash = $2, false) as "isCurrent"
     from platform.sessions where person_id = $1 and expires_at > $3 order by at desc, id limit 100`,
    [personId, tokenHash(token) ?? null, at],
  );
}

/** How well whoever shows this token has proved themselves; nothing when it opens nothing. */
export async function sessionStrength(reader: Reader, token: string | undefined, at: Instant) {
  const hash = tokenHash(token);
  if (!hash) return undefined;
  const [session] = await reader.query<{ id: string; way: string; hasSecondFactor: boolean }>(
    `select id, way, has_second_factor as "hasSecondFactor"
     from platform.sessions where token_hash = $1 and expires_at > $2`,
    [hash, at],
  );
  return session;
}

/** From now on the session counts as one with a second factor. */
export async function strengthenSession(reader: Reader, id: string): Promise<void> {
  await reader.query(`update platform.sessions set has_second_factor = true where id = $1`, [id]);
}

/** Ends one session of this person; answers false when they have none with that id. */
export async function endSessionById(reader: Reader, personId: string, id: string): Promise<boolean> {
  const sql = `delete from platform.sessions where person_id = $1 and id = $2 returning id`;
  return (await reader.query(sql, [personId, id])).length === 1;
}

/** Signs the person out everywhere but here, and answers in how many places. */
export async function endOtherSessions(reader: Reader, personId: string, token: string | undefined): Promise<number> {
  const sql = `delete from platform.sessions where person_id = $1 and token_hash is distinct from $2 returning id`;
  return (await reader.query(sql, [personId, tokenHash(token) ?? null])).length;
}

const browsers = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** `Chrome/Android`; either may be empty. No more of what a browser says of itself is kept. */
export function deviceOf(c: Context): string {
  const said = c.req.header('user-agent') ?? '';
  const first = (known: readonly (readonly [RegExp, string])[]) => known.find(([sign]) => sign.test(said))?.[1] ?? '';
  const [browser, system] = [first(browsers), first(systems)];
  return browser || system ? `${browser}/${system}` : '';
}

/** Whose token this is; undefined when it is malformed, unknown, ended or expired. */
export async function sessionPerson(
  reader: Reader,
  token: string | undefined,
  at: Instant,
): Promise<string | undefined> {
  const hash = tokenHash(token);
  return hash && personOf(reader, { hash, at });
}

/** Every request asks this first, so those that come together ask together. */
const personOf = combinedPer(
  async (reader: Reader, asks: readonly { readonly hash: Buffer; readonly at: Instant }[]) => {
    const sessions = await reader.query<{ place: bigint; personId: string }>(
      `select place, person_id as "personId"
       from unnest($1::bytea[], $2::timestamptz[]) with ordinality as ask (hash, at, place)
       join platform.sessions on token_hash = ask.hash and expires_at > ask.at`,
      [asks.map(({ hash }) => hash), asks.map(({ at }) => at)],
    );
    const people = new Map(sessions.map(({ place, personId }) => [Number(place) - 1, personId]));
    return asks.map((_, place) => people.get(place));
  },
);

/** From now on the token opens nothing. */
export async function endSession(reader: Reader, token: string | undefined): Promise<void> {
  const hash = tokenHash(token);
  if (hash) await reader.query(`delete from platform.sessions where token_hash = $1`, [hash]);
}

/** Signs the person out everywhere. */
export async function endSessionsOf(reader: Reader, personId: string): Promise<void> {
  await reader.query(`delete from platform.sessions where person_id = $1`, [personId]);
}

/** Takes expired sessions out of the table; they are nobody's already. */
export async function sweepSessions(reader: Reader, at: Instant): Promise<void> {
  await reader.query(`delete from platform.sessions where expires_at <= $1`, [at]);
}

/** Browsers keep a `__Host-` cookie for this host and HTTPS alone; over plain HTTP they would drop it. */
export function SESSION_COOKIE(secure: boolean): string {
  return secure ? '__Host-bangga' : 'bangga';
}

export function readSessionCookie(c: Context, secure: boolean): string | undefined {
  return getCookie(c, SESSION_COOKIE(secure));
}

export function writeSessionCookie(c: Context, secure: boolean, token: string): void {
  const maxAge = SESSION_HOURS * 3600;
  setCookie(c, SESSION_COOKIE(secure), token, { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge });
}

export function clearSessionCookie(c: Context, secure: boolean): void {
  deleteCookie(c, SESSION_COOKIE(secure), { path: '/', secure });
}

/** Who sends a request: what `createWeb` asks for. */
export function visitorOf({ database, clock, secure }: { database: Reader; clock: Clock; secure: boolean }) {
  return (c: Context): Promise<string | undefined> => sessionPerson(database, readSessionCookie(c, secure), clock());
}
