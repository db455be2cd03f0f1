import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

/**
 * The port through which the hub speaks with a marketplace. Capabilities are separate types, so that no
 * connector throws "not implemented": tier 0 brings Catalogue, tier 1 adds Offers, tier 2 adds Ordering and Tracking.
 * Operations are plural: one call carries many elements and answers each of them, in the order given.
 * A call that throws has told nothing: the caller asks again with the same idempotency key, never guesses.
 */
export interface Connector extends Catalogue {
  readonly offers?: Offers;
  readonly ordering?: Ordering;
  readonly tracking?: Tracking;
  readonly sellerActs?: SellerActs;
  readonly quotes?: Quotes;
  readonly settlements?: Settlements;
  readonly sellers?: Sellers;
}

export interface Description {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly currency: 'IDR';
  /** Kemendagri province codes that it delivers to. */
  readonly regions: readonly string[];
}

export type SellerClass = 'micro' | 'small' | 'medium' | 'large';

export interface SellerItem {
  readonly externalId: string;
  readonly name: string;
  readonly sellerClass: SellerClass;
  /** Kemendagri code of the regency or city, such as `32.04`. */
  readonly regionCode: string;
  /** Whether the seller is a taxable entrepreneur (PKP), whose prices contain PPN. */
  readonly isPkp: boolean;
}

export interface OfferItem {
  readonly externalId: string;
  readonly seller: SellerItem;
  readonly title: string;
  readonly description: string;
  /** A Toko Daring category: food · transport · courier · furniture · stationery · souvenir · medical · fashion · tools · creative · accommodation · electronics · rental. */
  readonly category: string;
  readonly unit: string;
  /** What the buyer pays for one unit, PPN included where there is any. */
  readonly price: Sen;
  readonly stock: number;
  readonly weightGrams: number;
  readonly isDomestic: boolean;
  /** Domestic content in per cent, where certified. */
  readonly tkdnPercent: number | null;
  readonly version: number;
}

export interface CataloguePage {
  readonly items: readonly OfferItem[];
  /** External ids of offers that are gone. */
  readonly tombstones: readonly string[];
  /** Opaque. Pulling again with it brings only what changed since. */
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

export interface Catalogue {
  describe(): Promise<Description>;
  pullCatalogue(ask: { readonly cursor: string | null; readonly limit: number }): Promise<CataloguePage>;
}

export interface OfferCheck {
  readonly externalId: string;
  readonly price: Sen;
  readonly stock: number;
  readonly leadTimeDays: number;
  /** To be handed back when ordering. */
  readonly offerToken: string;
}

export interface DeliveryQuote {
  readonly sellerExternalId: string;
  readonly shipping: Sen;
  readonly fee: Sen;
}

/** What one buyer wants to know: these goods, brought to this place. */
export interface OffersAsk {
  readonly lines: readonly { readonly externalId: string; readonly quantity: number }[];
  /** Kemendagri code of the place of delivery. */
  readonly shipTo: string;
}

export interface OffersAnswer {
  readonly lines: readonly OfferCheck[];
  readonly deliveries: readonly DeliveryQuote[];
  readonly validUntil: Instant;
}

export interface Offers {
  /** Live prices and stock, an answer an ask; an external id that is missing in an answer is no longer offered. */
  checkOffers(asks: readonly OffersAsk[]): Promise<readonly OffersAnswer[]>;
}

export interface OrderLine {
  readonly externalId: string;
  readonly quantity: number;
  /** The price that was decided upon: another price is a refusal, never a surprise. */
  readonly price: Sen;
}

/** One order at one marketplace and one seller. */
export interface OrderAsk {
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly sellerExternalId: string;
  readonly buyer: string;
  readonly shipTo: string;
  readonly address: string;
  readonly lines: readonly OrderLine[];
  readonly shipping: Sen;
  readonly total: Sen;
  /** Confirms at once what can be held, for an order that stands alone and waits for nobody. */
  readonly confirm: boolean;
}

export type HoldRefusal = 'no-stock' | 'price-changed' | 'gone' | 'other-body' | 'not-deliverable' | 'seller-closed';

export type HoldAnswer =
  | { readonly status: 'held'; readonly externalId: string; readonly heldUntil: Instant }
  | { readonly status: 'confirmed'; readonly externalId: string }
  | {
      readonly status: 'rejected';
      readonly reason: HoldRefusal;
      readonly lines: readonly { readonly externalId: string; readonly price: Sen; readonly stock: number }[];
    };

export type ConfirmAnswer =
  | { readonly status: 'confirmed' }
  | { readonly status: 'refused'; readonly reason: 'expired' | 'cancelled' | 'unknown-order' | 'seller-closed' };

export type CancelAnswer =
  | { readonly status: 'cancelled' }
  | { readonly status: 'pending' }
  | { readonly status: 'refused'; readonly reason: 'already-shipped' | 'unknown-order' | 'not-allowed' };

export interface Ordering {
  /** Same key and same body: same answer. Same key and another body: rejected with `other-body`. */
  placeOrders(asks: readonly OrderAsk[]): Promise<readonly HoldAnswer[]>;
  confirmOrders(
    asks: readonly { readonly idempotencyKey: string; readonly externalId: string }[],
  ): Promise<readonly ConfirmAnswer[]>;
  cancelOrders(
    asks: readonly { readonly idempotencyKey: string; readonly externalId: string; readonly reason: string }[],
  ): Promise<readonly CancelAnswer[]>;
}

export type MarketOrderStatus =
  | 'held'
  | 'expired'
  | 'cancelled'
  | 'confirmed'
  | 'accepted'
  | 'declined'
  | 'shipped'
  | 'partly-received'
  | 'received'
  | 'paid';

export interface MarketOrder {
  readonly externalId: string;
  readonly reference: string;
  readonly status: MarketOrderStatus;
  readonly heldUntil: Instant | null;
  readonly total: Sen;
  readonly shipments: readonly { readonly number: string; readonly courier: string; readonly at: Instant }[];
  /** Counts up with every change at the marketplace. */
  readonly version: number;
}

export interface Tracking {
  /** The only truth on an order; undefined when the marketplace does not know it. */
  getOrder(externalId: string): Promise<MarketOrder | undefined>;
  reportReceipt(ask: {
    readonly idempotencyKey: string;
    readonly externalId: string;
    readonly lines: readonly { readonly externalId: string; readonly quantity: number }[];
    readonly complete: boolean;
  }): Promise<'done' | 'pending' | 'refused'>;
  reportPayment(ask: {
    readonly idempotencyKey: string;
    readonly externalId: string;
    readonly amount: Sen;
    readonly reference: string;
  }): Promise<'done' | 'pending' | 'refused'>;
  requestReturn(ask: {
    readonly idempotencyKey: string;
    readonly externalId: string;
    readonly reason: string;
  }): Promise<'done' | 'pending' | 'refused'>;
}

/** For a seller who consented that the hub acts for them. */
export interface SellerActs {
  accept(ask: { readonly idempotencyKey: string; readonly externalId: string }): Promise<'done' | 'refused'>;
  decline(ask: {
    readonly idempotencyKey: string;
    readonly externalId: string;
    readonly reason: string;
  }): Promise<'done' | 'refused'>;
  ship(ask: {
    readonly idempotencyKey: string;
    readonly externalId: string;
    readonly courier: string;
    readonly number: string;
  }): Promise<'done' | 'refused'>;
}

export interface Quotes {
  requestQuote(ask: {
    readonly externalId: string;
    readonly quantity: number;
    readonly askedPrice: Sen;
  }): Promise<{ readonly price: Sen; readonly validUntil: Instant } | 'refused'>;
}

export interface Settlements {
  pullSettlements(ask: { readonly cursor: string | null; readonly limit: number }): Promise<{
    readonly items: readonly { readonly externalId: string; readonly paidToSeller: Sen; readonly at: Instant }[];
    readonly nextCursor: string;
  }>;
}

export interface Sellers {
  pullSellers(ask: {
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly SellerItem[]; readonly nextCursor: string }>;
}
