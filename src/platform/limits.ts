import type { Context } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../values/problem.ts';

/** How much one visitor may ask of one process in a minute; far above what hands and honest programs do. */
export interface Limits {
  /** Forms and JSON that change something. */
  readonly writes: number;
  /** Pages that cost much: searches, papers as PDF, proofs. */
  readonly heavyReads: number;
  /** What everybody without a session at one address does together; a whole office may share one. */
  readonly strangers: number;
}

/**
 * A session may change 100 things a second: ten times what a caller of the purchase benchmark does, and nothing that a
 * person at the shared shopping hour comes near. An address of strangers may be a ministry behind one door.
 */
export const DEFAULT_LIMITS: Limits = { writes: 6000, heavyReads: 1200, strangers: 12_000 };

export type Spending = 'writes' | 'heavyReads';

/**
 * Counts in the memory of this process, for a count in the database would cost each purchase a write.
 * The returned function throws Problem too-many `platform/too-many`, with the seconds until it is open again.
 */
export function limiter(limits: Limits, { sessionOf, addressOf }: Visitor) {
  const perMinute = (points: number) => new RateLimiterMemory({ points, duration: 60 });
  const meters = {
    writes: perMinute(limits.writes),
    heavyReads: perMinute(limits.heavyReads),
    strangers: perMinute(limits.strangers),
  };
  return async (c: Context, what: Spending): Promise<void> => {
    const session = sessionOf(c);
    // What looks like a session and is none belongs to an address: nobody gets a new allowance for a new cookie.
    const isKnown = session !== undefined && c.get('personId') !== undefined;
    await spend(c, isKnown ? { meter: meters[what], key: session } : { meter: meters.strangers, key: addressOf(c) });
  };
}

interface Visitor {
  sessionOf(c: Context): string | undefined;
  addressOf(c: Context): string;
}

interface Meter {
  readonly meter: RateLimiterMemory;
  readonly key: string;
  /** The sentence of the refusal. */
  readonly code?: string;
}

/** Takes one from an allowance. @throws Problem too-many, with `Retry-After` */
export async function spend(c: Context, { meter, key, code = 'platform/too-many' }: Meter): Promise<void> {
  try {
    await meter.consume(key);
  } catch (spent) {
    if (!(spent instanceof RateLimiterRes)) throw spent;
    const seconds = String(Math.max(1, Math.ceil(spent.msBeforeNext / 1000)));
    c.header('retry-after', seconds);
    throw new Problem('too-many', code, { seconds });
  }
}

/**
 * Whose connection this is. Behind a proxy every connection is the proxy's, so the proxy must name the address in a
 * header that it sets itself; without one named here no header is believed. Requests of tests come from `here`.
 */
export function addressBy(header: string | undefined): (c: Context) => string {
  return (c) => {
    const told = header === undefined ? undefined : c.req.header(header);
    // A list grows at its end: its last address is the one that our own proxy saw.
    if (told) return told.split(',').at(-1)?.trim() || 'here';
    const environment = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
    return environment?.incoming?.socket?.remoteAddress ?? 'here';
  };
}
