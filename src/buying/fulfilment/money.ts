import type { Reader } from '../../platform/database.ts';
import type { Tax } from './rules.ts';

/** What a later room knows about the money for an order. */
export interface Money {
  /** `due` planned, `spp`, `spm` on its way through the treasury, `paid`, `mismatch` when sums disagree. */
  readonly state: 'due' | 'spp' | 'spm' | 'paid' | 'mismatch';
  /** The day planned, or the day paid. */
  readonly on: string;
  /** How the office pays; null while that is open. */
  readonly method: 'UP' | 'LS' | null;
  /** The tax as it was decided for that way; null where it is still that of the purchase. */
  readonly tax: Tax | null;
}

/** The delivery with the tax that counts: a purchase is taxed for the first way allowed, its payment for the real one. */
export const taxedAsPaid = <Taxed extends { readonly tax: Tax }>(one: Taxed, money: Money | undefined): Taxed =>
  money?.tax ? { ...one, tax: money.tax } : one;

/** When the money for these orders comes, by order id; a later room knows. */
export type MoneyOf = (
  reader: Reader,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
) => Promise<ReadonlyMap<string, Money>>;
