import type { Instant } from '../../values/instant.ts';
import { fieldProblem, Problem } from '../../values/problem.ts';

/** What an institution's decree can make of a person. */
export const roles = ['pp', 'ppk', 'kpa', 'treasurer', 'ppspm', 'bud', 'administrator', 'auditor', 'official'] as const;
export type Role = (typeof roles)[number];

/** Who approves what others ask for, or pays it: they prove themselves twice. */
export const approving = ['ppk', 'kpa', 'treasurer', 'ppspm', 'bud'] as const satisfies readonly Role[];

/** A person acting for an institution, as far as their grants go at that moment. */
export interface Actor {
  readonly personId: string;
  readonly institutionId: string;
  readonly roles: readonly Role[];
  /** The work unit they are bound to; null when the role covers the whole institution. */
  readonly workUnitId: string | null;
}

export type Scope = 'institution' | 'seller' | 'marketplace' | 'hub';

/** The hub as a tenant. */
export const HUB = '00000000-0000-0000-0000-000000000000';

export interface Grant {
  readonly id: string;
  readonly personId: string;
  readonly scope: Scope;
  /** The institution, the seller or the marketplace; the nil UUID for the hub. */
  readonly scopeId: string;
  readonly role: Role | 'seller' | 'partner' | 'steward';
  readonly workUnitId: string | null;
  readonly decree: string;
  /** The grant counts from this moment on … */
  readonly validFrom: Instant;
  /** … and up to this moment, which no longer belongs to it; null as long as nobody ends it. */
  readonly validUntil: Instant | null;
}

interface Where {
  readonly institutionId?: string | undefined;
  readonly sellerId?: string | undefined;
  readonly marketplaceId?: string | undefined;
}

/** Where a role counts. Throws when the role and the place do not belong together: that is the caller's bug. */
export function scopeOf(role: Grant['role'], where: Where): { scope: Scope; scopeId: string } {
  const scope =
    ({ seller: 'seller', partner: 'marketplace', steward: 'hub' } as const)[role as string] ?? 'institution';
  const given = {
    institution: where.institutionId,
    seller: where.sellerId,
    marketplace: where.marketplaceId,
    hub: HUB,
  };
  const others = Object.entries(where).filter(([name, id]) => id !== undefined && name !== `${scope}Id`);
  const scopeId = given[scope];
  if (scopeId === undefined || others.length > 0) throw new Error(`the role ${role} is granted at one ${scope}`);
  return { scope, scopeId };
}

/** A role that somebody holds right now. */
export interface Held {
  readonly role: string;
  readonly workUnitId: string | null;
}

interface Asked {
  readonly personId: string;
  readonly institutionId: string;
  readonly roles?: readonly Role[] | undefined;
}

/**
 * The actor, if the person's grants allow it; the newest grant comes first. A grant bound to a work unit binds the
 * actor to that unit, and roles held in other units only are left out: no role ever reaches further than its decree.
 * @throws Problem forbidden `account/not-your-institution` or `account/not-your-role`
 */
export function admit(held: readonly Held[], { personId, institutionId, roles: wanted }: Asked): Actor {
  if (held.length === 0) throw new Problem('forbidden', 'account/not-your-institution');
  const asked = wanted ? held.filter(({ role }) => wanted.some((one) => one === role)) : held;
  if (asked.length === 0) throw new Problem('forbidden', 'account/not-your-role', { needed: wanted?.join(', ') ?? '' });
  const workUnitId = asked.find((one) => one.workUnitId !== null)?.workUnitId ?? null;
  const counting = held.filter((one) => one.workUnitId === null || one.workUnitId === workUnitId);
  return {
    personId,
    institutionId,
    roles: roles.filter((role) => counting.some((one) => one.role === role)),
    workUnitId,
  };
}

const refusals = {
  seller: 'account/not-your-shop',
  marketplace: 'account/not-your-marketplace',
  hub: 'account/not-steward',
} as const;

/** @throws Problem forbidden when nothing is held there */
export function admitAt(held: readonly Held[], scope: keyof typeof refusals): void {
  if (held.length === 0) throw new Problem('forbidden', refusals[scope]);
}

export interface Identity {
  readonly nip?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/**
 * One spelling for each identifier, so that the same person is found however it was typed.
 * @throws Problem invalid `account/nip-shape`, `account/email-shape` or `account/phone-shape`
 */
export function normalise({ nip, email, phone }: Identity): Identity {
  const cleanNip = nip?.replace(/[\s.-]/g, '');
  if (cleanNip !== undefined && !/^\d{18}$/.test(cleanNip)) throw fieldProblem('invalid', 'account/nip-shape', 'nip');
  const cleanEmail = email?.trim().toLowerCase();
  if (cleanEmail !== undefined && !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(cleanEmail)) {
    throw fieldProblem('invalid', 'account/email-shape', 'email');
  }
  const digits = phone?.replace(/[\s().-]/g, '').replace(/^(\+?62|0)/, '+62');
  if (digits !== undefined && !/^\+62[2-9]\d{7,11}$/.test(digits))
    throw fieldProblem('invalid', 'account/phone-shape', 'phone');
  return { nip: cleanNip, email: cleanEmail, phone: digits };
}

/** What somebody meant who wrote one of three: an e-mail has its sign, a NIP its 18 figures, all else is a telephone. */
export function identityOf(written: string): Identity {
  const text = written.trim();
  if (text.includes('@')) return { email: text };
  return /^(\D*\d){18}\D*$/.test(text) ? { nip: text } : { phone: text };
}

/** Whether a place to go after logging in lies on this site: `//elsewhere` and `/\\elsewhere` are other sites to a browser. */
export function isOwnPath(to: string): boolean {
  return /^\/(?![/\\])[^\s\\\p{Cc}]{0,500}$/u.test(to);
}
