import type { SellerClass, SellerItem } from '../marketplace/index.ts';

/** On whose word the class rests. */
export type ClassEvidence = 'declared by marketplace';

export interface Seller {
  readonly id: string;
  readonly name: string;
  readonly sellerClass: SellerClass;
  readonly classEvidence: ClassEvidence;
  /** Kemendagri code of the regency or city, such as `32.04`. */
  readonly regionCode: string;
  /** Whether the seller is a taxable entrepreneur (PKP), whose prices contain PPN. */
  readonly isPkp: boolean;
  readonly version: number;
}

/** What a marketplace says of a seller, with the id that the seller has here. */
export interface ToldSeller extends SellerItem {
  readonly sellerId: string;
}

/** One item per account: the one that stands last, as marketplaces tell things in order. */
export function newestOfEach(items: readonly SellerItem[]): SellerItem[] {
  return [...new Map(items.map((item) => [item.externalId, item])).values()];
}
