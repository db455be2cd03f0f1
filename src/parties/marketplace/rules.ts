import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';

export type MarketplaceState = 'admitted' | 'suspended';

export interface Marketplace {
  readonly id: string;
  /** Short and lasting, such as `lokabina`. */
  readonly code: string;
  readonly name: string;
  readonly state: MarketplaceState;
  readonly syncedAt: Instant | null;
  readonly version: number;
}

/** What a connector needs to reach its marketplace. Never shown on a page and never written to the audit. */
export interface Access {
  readonly marketplaceId: string;
  readonly code: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** `answered` says that an answer came, be it a refusal; `unknown` that the marketplace may or may not have acted. */
export type Outcome = 'answered' | 'unknown' | 'turned-away' | 'failed';

export interface Call {
  readonly marketplaceId: string;
  readonly operation: string;
  readonly at: Instant;
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** How many orders, lines or pages the call carried. */
  readonly elements: number;
}

/** No answer came in time, or none that can be read: the marketplace may or may not have acted. Ask again with the same key. */
export class Unknown extends Error {}

/**
 * This request was turned away before it was looked at: a wrong key, or a form that the marketplace does not understand.
 * Repeating it is useless until somebody repairs the connection; an earlier request with the same key may still have acted.
 */
export class TurnedAway extends Error {}

/** Whether an error says that the outcome of the call is not known. */
export function isUnknown(error: unknown): error is Unknown {
  return error instanceof Unknown;
}

interface Edge {
  readonly from: readonly MarketplaceState[];
  readonly to: MarketplaceState;
  readonly event: string;
}

/** The standing of a marketplace at the hub. */
export const steps = {
  suspend: { from: ['admitted'], to: 'suspended', event: 'marketplace.suspended' },
  readmit: { from: ['suspended'], to: 'admitted', event: 'marketplace.readmitted' },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;

/** What is told of a marketplace itself. */
export const standingEvents = [
  'marketplace.admitted',
  'marketplace.reconnected',
  steps.suspend.event,
  steps.readmit.event,
] as const;
export type StandingEvent = (typeof standingEvents)[number];

/** The marketplace after the step. @throws Problem conflict `marketplace/wrong-state` */
export function advance(marketplace: Marketplace, step: Step): Marketplace {
  const { from, to }: Edge = steps[step];
  if (!from.includes(marketplace.state)) throw new Problem('conflict', 'marketplace/wrong-state');
  return { ...marketplace, state: to, version: marketplace.version + 1 };
}

/** An order as its marketplace knows it. */
export interface OrderAtMarket {
  readonly marketplaceId: string;
  readonly externalId: string;
}

const NUDGE_MINUTES = 5;

/** Repetitions are refused by their age long before; what waits for its delivery may wait until the order is settled. */
export const NUDGES_KEPT_DAYS = 30;

/** What Standard Webhooks sends beside the body. */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** The headers by which a nudge is checked; undefined when one is missing or cannot be one. */
export function signedHeaders(
  headers: {
    readonly [Name in keyof SignedHeaders]: string | undefined;
  },
): SignedHeaders | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (!id || !timestamp || !signature || !/^[!-~]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return undefined;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

/** Whether a nudge signed at this Unix second is at most five minutes away from now, on either side. */
export function isRecent(timestamp: string, at: Instant): boolean {
  return Math.abs(Number(timestamp) * 1000 - at.getTime()) <= NUDGE_MINUTES * 60_000;
}
