import type {
  Connectors,
  DeliveryQuote,
  OfferCheck,
  OffersAnswer,
  OffersAsk,
} from '../../parties/marketplace/index.ts';
import type { Reader } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { grouped } from '../../values/grouped.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { type Offer, selectOffers } from '../catalogue/index.ts';
import type { PoliciesOf } from './judge.ts';
import type { Line, Order } from './rules.ts';

/** What purchase needs from the outside: where the marketplaces are, and what the institutions themselves ruled. */
export interface Outside {
  readonly connectors: Connectors;
  readonly policiesOf: PoliciesOf;
}

export interface Wish {
  readonly offerId: string;
  readonly quantity: number;
}

interface Ask {
  readonly wishes: readonly Wish[];
  /** Kemendagri code of the place of delivery. */
  readonly shipTo: string;
  readonly at: Instant;
}

/**
 * Asks the marketplaces for live prices, stock and delivery, and answers one draft order per marketplace and seller.
 * The catalogue's price never binds. No transaction may be open: marketplaces are far away.
 * @throws Problem missing `purchase/no-such-offer`, conflict `purchase/too-little-stock` and `purchase/not-orderable`,
 * unavailable `purchase/marketplace-silent`
 */
export async function compose(reader: Reader, connectors: Connectors, ask: Ask & { number: string }): Promise<Order[]> {
  const [orders] = await composeEach(reader, connectors, [ask]);
  if (!orders || orders instanceof Problem) throw orders ?? new Error('one ask has one answer');
  return orders.map((order, index) => ({ ...order, number: `${ask.number}-${index + 1}` }));
}

interface Part {
  readonly place: number;
  readonly marketplaceId: string;
  readonly offers: readonly Offer[];
  readonly question: OffersAsk;
}

/** The same for many asks, with one question to each marketplace; a Problem in the place of what cannot be had. */
export async function composeEach(
  reader: Reader,
  connectors: Connectors,
  asks: readonly Ask[],
): Promise<(Order[] | Problem)[]> {
  const wished = asks.map(({ wishes }) => merged(wishes));
  const ids = new Set(wished.flatMap((wishes) => [...wishes.keys()]));
  const offers = new Map((await selectOffers(reader, [...ids])).map((offer) => [offer.id, offer]));
  const parts = asks.flatMap(({ shipTo }, place): Part[] => {
    const own = [...(wished[place]?.keys() ?? [])].flatMap((id) => offers.get(id) ?? []);
    return [...grouped(own, ({ marketplaceId }) => marketplaceId)].map(([marketplaceId, offers]) => {
      const lines = offers.map(({ id, externalId }) => ({ externalId, quantity: wished[place]?.get(id) ?? 0 }));
      return { place, marketplaceId, offers, question: { lines, shipTo } };
    });
  });
  const answers = new Map<Part, OffersAnswer | Problem>();
  await Promise.all(
    [...grouped(parts, ({ marketplaceId }) => marketplaceId)].map(async ([marketplaceId, own]) => {
      const told = await question(connectors, marketplaceId, own);
      for (const [at, part] of own.entries()) {
        answers.set(
          part,
          told instanceof Problem ? told : (told[at] ?? new Problem('missing', 'purchase/no-such-offer')),
        );
      }
    }),
  );
  const partsOf = grouped(parts, ({ place }) => String(place));
  return asks.map(({ at }, place) => {
    const wishes = wished[place] ?? new Map<string, number>();
    if ([...wishes.keys()].some((id) => !offers.has(id))) return new Problem('missing', 'purchase/no-such-offer');
    return problemOr(() =>
      (partsOf.get(String(place)) ?? []).flatMap((part) => {
        const answer = answers.get(part);
        if (!answer || answer instanceof Problem) throw answer ?? new Error('every part was asked');
        return draftOrders(part.offers, answer, wishes, at);
      }),
    );
  });
}

async function question(
  connectors: Connectors,
  marketplaceId: string,
  parts: readonly Part[],
): Promise<readonly OffersAnswer[] | Problem> {
  const live = connectors(marketplaceId).offers;
  if (!live) return new Problem('conflict', 'purchase/not-orderable');
  try {
    return await live.checkOffers(parts.map(({ question }) => question));
  } catch (cause) {
    return Object.assign(new Problem('unavailable', 'purchase/marketplace-silent'), { cause });
  }
}

function problemOr(work: () => Order[]): Order[] | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function draftOrders(
  offers: readonly Offer[],
  answer: OffersAnswer,
  wishes: ReadonlyMap<string, number>,
  at: Instant,
): Order[] {
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
    ...{
      state: 'draft',
      uncertain: false,
      externalId: null,
      heldUntil: null,
      refusal: null,
      givenUp: false,
      version: 1,
    },
    ...{ goods, shipping, total: goods + shipping, lines },
  };
}

function merged(wishes: readonly Wish[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { offerId, quantity } of wishes) sums.set(offerId, (sums.get(offerId) ?? 0) + quantity);
  return sums;
}
