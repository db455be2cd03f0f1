import type { Context } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { addressBy, spend } from '../../platform/limits.ts';
import { endSession, readSessionCookie, startSession, writeSessionCookie } from '../../platform/session.ts';
import type { Vault } from '../../platform/vault.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock, Instant } from '../../values/instant.ts';
import { type Grant, HUB } from './rules.ts';

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

/** What comes of proving oneself: a session's token. */
export interface Entered {
  readonly session: string;
}

interface Entering {
  readonly personId: string;
  /** By what they proved themselves. */
  readonly way: string;
  readonly device: string;
  readonly at: Instant;
}

/** Lets somebody in who has proved who they are. */
export async function enter(tx: Tx, { personId, way, device, at }: Entering): Promise<Entered> {
  const entry = { tenantId: HUB, at, by: personId, subject: personId };
  await recordAudit(tx, { ...entry, action: 'person.signed-in', content: { way } });
  return { session: await startSession(tx, { personId, at, way, device }) };
}

export type LetIn = (c: Context<WebEnv>, entered: Entered, to?: string) => Promise<Response>;

/** Every way in ends here: an older session of the same browser does not outlive the new one. */
export function doorOf({ database, secure }: Deps): LetIn {
  return async (c, { session }, to = `/?lang=${c.var.language}`) => {
    await endSession(database, readSessionCookie(c, secure));
    writeSessionCookie(c, secure, session);
    return wantsJson(c) ? c.body(null, 204) : c.redirect(to, 303);
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
