import type { Connectors, DeliveryQuote, OfferCheck } from '../../parties/marketplace/index.ts';
import type { Reader } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { grouped } from '../../values/grouped.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { type Offer, selectOffers } from '../catalogue/index.ts';
import type { Line, Order } from './rules.ts';

export interface Wish {
  readonly offerId: string;
  readonly quantity: number;
}

interface Ask {
  readonly wishes: readonly Wish[];
  /** Kemendagri code of the place of delivery. */
  readonly shipTo: string;
  readonly number: string;
  readonly at: Instant;
}

/**
 * Asks the marketplaces for live prices, stock and delivery, and answers one draft order per marketplace and seller.
 * The catalogue's price never binds. No transaction may be open: marketplaces are far away.
 * @throws Problem missing `purchase/no-such-offer`, conflict `purchase/too-little-stock`, unavailable `purchase/marketplace-silent`
 */
export async function compose(reader: Reader, connectors: Connectors, ask: Ask): Promise<Order[]> {
  const wishes = merged(ask.wishes);
  const offers = await selectOffers(reader, [...wishes.keys()]);
  if (offers.length < wishes.size) throw new Problem('missing', 'purchase/no-such-offer');
  const groups = grouped(offers, ({ marketplaceId }) => marketplaceId);
  const quotes = await Promise.all(
    [...groups].map(([marketplaceId, own]) => quote(connectors, marketplaceId, own, wishes, ask)),
  );
  return quotes.flat().map((order, index) => ({ ...order, number: `${ask.number}-${index + 1}` }));
}

async function quote(
  connectors: Connectors,
  marketplaceId: string,
  offers: readonly Offer[],
  wishes: ReadonlyMap<string, number>,
  { shipTo, at }: Ask,
): Promise<Order[]> {
  const live = connectors(marketplaceId).offers;
  if (!live) throw new Problem('conflict', 'purchase/not-orderable');
  const lines = offers.map(({ id, externalId }) => ({ externalId, quantity: wishes.get(id) ?? 0 }));
  const answer = await live.checkOffers({ lines, shipTo }).catch((cause: unknown) => {
    throw Object.assign(new Problem('unavailable', 'purchase/marketplace-silent'), { cause });
  });
  const checks = new Map(answer.lines.map((check) => [check.externalId, check]));
  const deliveries = new Map(answer.deliveries.map((delivery) => [delivery.sellerExternalId, delivery]));
  return [...grouped(offers, ({ sellerId }) => sellerId).values()].map((own) =>
    draftOrder(own, { checks, deliveries, wishes, at }),
  );
}

interface Live {
  readonly checks: ReadonlyMap<string, OfferCheck>;
  readonly deliveries: ReadonlyMap<string, DeliveryQuote>;
  readonly wishes: ReadonlyMap<string, number>;
  readonly at: Instant;
}

function draftOrder(offers: readonly Offer[], { checks, deliveries, wishes, at }: Live): Order {
  const lines = offers.map((offer): Line => {
    const check = checks.get(offer.externalId);
    if (!check) throw new Problem('missing', 'purchase/no-such-offer');
    const quantity = wishes.get(offer.id) ?? 0;
    if (check.stock < quantity) {
      throw new Problem('conflict', 'purchase/too-little-stock', { title: offer.title, stock: String(check.stock) });
    }
    const { externalId, title, unit, category, isDomestic, tkdnPercent } = offer;
    const offered = { offerId: offer.id, externalId, title, unit, category, isDomestic, tkdnPercent };
    return { ...offered, id: newId(at), quantity, price: check.price, amount: check.price * BigInt(quantity) };
  });
  const [first] = offers;
  if (!first) throw new Error('an order has at least one offer');
  const { marketplaceId, sellerId, sellerExternalId, sellerName, sellerClass, isPkp } = first;
  const delivery = deliveries.get(sellerExternalId);
  const goods = lines.reduce((sum, { amount }) => sum + amount, 0n);
  const shipping = delivery ? delivery.shipping + delivery.fee : 0n;
  return {
    ...{ id: newId(at), number: '', marketplaceId, sellerId, sellerExternalId, sellerName, sellerClass, isPkp },
    ...{ state: 'draft', uncertain: false, externalId: null, heldUntil: null, refusal: null, version: 1 },
    ...{ goods, shipping, total: goods + shipping, lines },
  };
}

function merged(wishes: readonly Wish[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { offerId, quantity } of wishes) sums.set(offerId, (sums.get(offerId) ?? 0) + quantity);
  return sums;
}
