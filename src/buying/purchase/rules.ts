import type { Actor, Role } from '../../parties/account/index.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';

export type RequestState =
  | 'draft'
  | 'holding'
  | 'choosing'
  | 'awaiting-approval'
  | 'confirming'
  | 'confirmed'
  | 'rejected'
  | 'expired'
  | 'cancelled';

export type OrderState =
  | 'draft'
  | 'holding'
  | 'held'
  | 'rejected'
  | 'confirming'
  | 'confirmed'
  | 'refused'
  | 'releasing'
  | 'cancelled'
  | 'expired'
  | 'declined';

export interface Line {
  readonly id: string;
  readonly offerId: string;
  readonly externalId: string;
  readonly title: string;
  readonly unit: string;
  readonly category: string;
  readonly quantity: number;
  readonly price: Sen;
  readonly amount: Sen;
  readonly isDomestic: boolean;
  readonly tkdnPercent: number | null;
}

/** What goes to one seller at one marketplace. */
export interface Order {
  readonly id: string;
  readonly number: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly sellerExternalId: string;
  readonly sellerName: string;
  readonly sellerClass: 'micro' | 'small' | 'medium' | 'large';
  readonly isPkp: boolean;
  readonly state: OrderState;
  readonly uncertain: boolean;
  readonly externalId: string | null;
  readonly heldUntil: Instant | null;
  readonly refusal: string | null;
  /** Lost, and the official went on without it or with another in its place. */
  readonly givenUp: boolean;
  readonly goods: Sen;
  readonly shipping: Sen;
  readonly total: Sen;
  readonly version: number;
  readonly lines: readonly Line[];
}

export interface Request {
  readonly institutionId: string;
  readonly id: string;
  readonly number: string;
  readonly workUnitId: string;
  readonly budgetLineId: string;
  readonly title: string;
  readonly createdBy: string;
  readonly state: RequestState;
  /** Kemendagri code and street of the place of delivery. */
  readonly shipTo: string;
  readonly address: string;
  /** The pack under which it was decided: it finishes under it, whatever comes into force meanwhile. */
  readonly packId: string | null;
  readonly approver: Role | null;
  readonly approvedBy: string | null;
  readonly reason: string | null;
  readonly at: Instant;
  readonly version: number;
  readonly orders: readonly Order[];
}

interface Edge {
  readonly from: readonly RequestState[];
  readonly event: string;
  readonly by: readonly Role[];
}

const buyers = ['pp', 'ppk', 'kpa'] as const;

/** What people may do with a request. Buttons, checks, audit and events all come from this table. */
export const steps = {
  change: { from: ['draft'], event: 'request.changed', by: buyers },
  submit: { from: ['draft'], event: 'request.submitted', by: buyers },
  replace: { from: ['choosing', 'expired', 'confirmed'], event: 'request.replaced', by: buyers },
  keep: { from: ['choosing'], event: 'request.kept', by: buyers },
  approve: { from: ['awaiting-approval'], event: 'request.approved', by: ['ppk', 'kpa'] },
  reject: { from: ['awaiting-approval'], event: 'request.rejected', by: ['ppk', 'kpa'] },
  cancel: { from: ['draft', 'choosing', 'awaiting-approval', 'confirmed'], event: 'request.cancelled', by: buyers },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;

/** Why this person cannot take the step now; undefined when they can. Buttons and actions ask the same question. */
export function refusal(request: Request, step: Step, actor: Actor): Problem | undefined {
  const { from, by }: Edge = steps[step];
  if (!actor.roles.some((role) => by.includes(role))) return new Problem('forbidden', 'purchase/not-your-step');
  const decides = step === 'approve' || step === 'reject';
  if (decides && actor.personId === request.createdBy) return new Problem('forbidden', 'purchase/own-request');
  if (
    decides &&
    request.approver !== null &&
    !actor.roles.some((role) => role === request.approver || role === 'kpa')
  ) {
    return new Problem('forbidden', 'purchase/not-your-step');
  }
  if (!from.includes(request.state)) return new Problem('conflict', 'purchase/wrong-state', { state: request.state });
  if (step === 'replace' && undecided(request).length === 0) return new Problem('conflict', 'purchase/nothing-lost');
  if (step === 'keep' && request.orders.every(isLost)) return new Problem('conflict', 'purchase/nothing-left');
  return undefined;
}

const lost: readonly OrderState[] = ['rejected', 'refused', 'cancelled', 'expired', 'declined', 'releasing'];
const lostToOthers: readonly OrderState[] = ['rejected', 'refused', 'expired', 'declined'];

export const isLost = ({ state }: Order): boolean => lost.includes(state);

/** The sum of exactly the orders that still stand. */
export function totalOf(orders: readonly Order[]): Sen {
  return orders.reduce((sum, order) => (isLost(order) ? sum : sum + order.total), 0n);
}

/** What was lost without the official's doing, and what to do about it is not decided yet. */
export const undecided = ({ orders }: Request): Order[] =>
  orders.filter(({ state, refusal, givenUp }) => {
    // A hold that was given back because another of the request ran out.
    const isGivenBack = (state === 'releasing' || state === 'cancelled') && refusal === 'held';
    return !givenUp && (lostToOthers.includes(state) || isGivenBack);
  });

/** Tells one state of a request from another. An answer that does not come changes no version. */
export const markOf = ({ version, orders }: Request): string =>
  `${version}${orders.some(({ uncertain }) => uncertain) ? '-unknown' : ''}`;
