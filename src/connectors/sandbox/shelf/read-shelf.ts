import type { z } from 'zod';
import type { OfferCheck, OffersAnswer, OffersAsk } from '../../../parties/marketplace/index.ts';
import type { Database } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import type { Sen } from '../../../values/money.ts';
import type { quoteAnswer } from '../mapping.ts';
import { leadTimeDays, quote, type ShelfOffer, shippingFor, weightOf } from '../rules.ts';
import * as store from './store.ts';

const CHECK_MINUTES = 15;
const QUOTE_MINUTES = 7 * 24 * 60;

const later = (at: Instant, minutes: number): Instant => new Date(at.getTime() + minutes * 60_000);

/** Prices, stock and shipping as they are now, an answer an ask. */
export async function checkOffers(
  database: Database,
  asks: readonly OffersAsk[],
  at: Instant,
): Promise<OffersAnswer[]> {
  const ids = new Set(asks.flatMap(({ lines }) => lines.map(({ externalId }) => externalId)));
  const found = await store.selectShelf(database, [...ids]);
  const all = new Map(found.filter(({ isRemoved }) => !isRemoved).map((offer) => [offer.id, offer]));
  return asks.map((ask) => answer(ask, all, at));
}

function answer({ lines, shipTo }: OffersAsk, all: ReadonlyMap<string, ShelfOffer>, at: Instant): OffersAnswer {
  const shelf = new Map(
    lines.flatMap(({ externalId }) => {
      const offer = all.get(externalId);
      return offer ? [[externalId, offer] as const] : [];
    }),
  );
  const checks = [...new Set(lines.map(({ externalId }) => externalId))].flatMap((id) => {
    const offer = shelf.get(id);
    return offer ? [check(offer, shipTo)] : [];
  });
  const sellers = new Map([...shelf.values()].map(({ sellerId, sellerRegion }) => [sellerId, sellerRegion]));
  const deliveries = [...sellers].map(([sellerExternalId, region]) => {
    const own = lines.filter(({ externalId }) => shelf.get(externalId)?.sellerId === sellerExternalId);
    // The marketplace lives from what it keeps of the seller's money, so the buyer pays no fee.
    return { sellerExternalId, shipping: shippingFor(weightOf(own, shelf), region, shipTo), fee: 0n };
  });
  return { lines: checks, deliveries, validUntil: later(at, CHECK_MINUTES) };
}

function check({ id, price, stock, sellerRegion, version }: ShelfOffer, shipTo: string): OfferCheck {
  const offerToken = `${id}.${version}`;
  return { externalId: id, price, stock, leadTimeDays: leadTimeDays(sellerRegion, shipTo), offerToken };
}

interface QuoteAsk {
  readonly externalId: string;
  readonly quantity: number;
  readonly askedPrice: Sen;
  readonly at: Instant;
}

/** Offers a price for exactly so many pieces; an order may name it for a week. */
export function requestQuote(
  database: Database,
  { externalId, quantity, askedPrice, at }: QuoteAsk,
): Promise<z.output<typeof quoteAnswer>> {
  return database.transaction(async (tx) => {
    const [offer] = await store.selectShelf(tx, [externalId]);
    const price = offer && !offer.isRemoved ? quote(offer.price, quantity, askedPrice) : undefined;
    if (price === undefined) return { result: 'refused' };
    const validUntil = later(at, QUOTE_MINUTES);
    await store.upsertQuote(tx, { offerId: externalId, quantity, price, validUntil });
    return { result: 'offered', price, validUntil };
  });
}
