import type { Context } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { addressBy, spend } from '../../platform/limits.ts';
import { endSession, readSessionCookie, startSession, writeSessionCookie } from '../../platform/session.ts';
import type { Vault } from '../../platform/vault.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock, Instant } from '../../values/instant.ts';
import { approving, type Grant, HUB } from './rules.ts';
import * as store from './store.ts';
import { keepLink } from './tokens.ts';

export interface Deps {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Lets everybody try the hub as one of the demo people. */
  readonly demo: boolean;
  /** Whether browsers reach us by HTTPS, so that the cookie may be bound to it. */
  readonly secure: boolean;
  /** Whether mail reaches people; without it a forgotten password needs an administrator's link. */
  readonly hasMail?: boolean;
  /** Later rooms know what institutions, sellers and marketplaces are called; answers names by id. */
  readonly namePlaces?: (grants: readonly Grant[]) => Promise<ReadonlyMap<string, string>>;
  /** Behind a proxy, the address that the proxy saw; else that of the connection. */
  readonly addressOf?: (c: Context) => string;
  /** How often one address may try to sign in; offices share one, so it is not small. */
  readonly triesPerMinute?: number;
}

/** What comes of proving oneself: a session's token, or the token of the step that is still to come. */
export type Entered =
  | {
      readonly session: string;
      /** They approve or pay, and have no second factor yet. */
      readonly isIncomplete: boolean;
    }
  | { readonly second: string };

const SECOND_MINUTES = 10;

interface Entering {
  readonly personId: string;
  /** By what they proved themselves. */
  readonly way: string;
  readonly device: string;
  readonly at: Instant;
}

/** Lets somebody in who has proved who they are, or asks them for the second factor that they have. */
export async function enter(tx: Tx, { personId, way, device, at }: Entering): Promise<Entered> {
  const entry = { tenantId: HUB, at, by: personId, subject: personId };
  const has = way !== 'demo' && (await store.selectSecondFactor(tx, personId)) !== undefined;
  if (has) {
    await recordAudit(tx, { ...entry, action: 'person.proved', content: { way } });
    const expiresAt = new Date(at.getTime() + SECOND_MINUTES * 60_000);
    return { second: await keepLink(tx, { personId, by: personId, at, expiresAt, purpose: 'second-factor' }) };
  }
  await recordAudit(tx, { ...entry, action: 'person.signed-in', content: { way } });
  const held = way === 'demo' ? [] : await store.selectGrants(tx, personId, at);
  const isIncomplete = held.some(({ role }) => approving.some((one) => one === role));
  return { session: await startSession(tx, { personId, at, way, device }), isIncomplete };
}

/** Lets somebody in who has given the second factor too. */
export async function letInFully(tx: Tx, { proof, ...who }: Entering & { proof: string }): Promise<Entered> {
  const { personId, way, at } = who;
  const entry = { tenantId: HUB, at, by: personId, subject: personId, action: 'person.signed-in' };
  await recordAudit(tx, { ...entry, content: { way, proof } });
  return { session: await startSession(tx, { ...who, hasSecondFactor: true }), isIncomplete: false };
}

/** What programs are answered by every way in when the second factor is still to come. */
export const secondStep = { 202: z.object({ secondStep: z.string() }) };

export type LetIn = (c: Context<WebEnv>, entered: Entered, to?: string) => Promise<Response>;

/** Every way in ends here: an older session of the same browser does not outlive the new one. */
export function doorOf({ database, secure }: Deps): LetIn {
  return async (c, entered, to) => {
    const { language } = c.var;
    if ('second' in entered) {
      const step = `/session/second-step/${entered.second}`;
      return wantsJson(c) ? c.json({ secondStep: step }, 202) : c.redirect(`${step}?lang=${language}`, 303);
    }
    await endSession(database, readSessionCookie(c, secure));
    writeSessionCookie(c, secure, entered.session);
    const next = entered.isIncomplete ? `/session/second-factor?lang=${language}` : `/?lang=${language}`;
    return wantsJson(c) ? c.body(null, 204) : c.redirect(to ?? next, 303);
  };
}

/** @throws Problem too-many `account/too-many-tries`, from the returned function */
export function tryLimit({
  triesPerMinute = 60,
  addressOf = addressBy(undefined),
}: Deps): (c: Context) => Promise<void> {
  const meter = new RateLimiterMemory({ points: triesPerMinute, duration: 60 });
  return (c) => spend(c, { meter, key: addressOf(c), code: 'account/too-many-tries' });
}

/** How often one name may be tried, wherever the tries come from. @throws Problem too-many `account/too-many-for-name` */
export function nameLimit(points: number) {
  const meter = new RateLimiterMemory({ points, duration: 900 });
  return {
    spend: (c: Context, name: string) => spend(c, { meter, key: name, code: 'account/too-many-for-name' }),
    forget: (name: string) => meter.delete(name),
  };
}
