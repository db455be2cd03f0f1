import { z } from 'zod';
import type {
  CancelAnswer,
  CataloguePage,
  ConfirmAnswer,
  Connector,
  Description,
  HoldAnswer,
  MarketOrder,
  OfferCheck,
  OfferItem,
  OffersAnswer,
  OffersAsk,
  OrderAsk,
  SellerItem,
} from '../../parties/marketplace/index.ts';
import { isNudgeSecret } from '../../parties/marketplace/index.ts';

/*
 * The sandbox's language on the wire, each sentence once for both directions: `z.decode` reads, `z.encode` writes.
 * Sen travel as decimal strings, since a JSON number cannot hold every amount; instants travel as ISO 8601.
 */
const sen = z.codec(z.string().regex(/^-?\d{1,18}$/), z.bigint(), { decode: BigInt, encode: String });
const cost = sen.refine((amount) => amount >= 0n);
const price = sen.refine((amount) => amount > 0n);
const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (at) => at.toISOString(),
});
const externalId = z.string().min(1).max(200);
const key = z.string().min(1).max(200);
const text = z.string().max(5000);
const quantity = z.int().positive().max(1_000_000);
const list = <Item extends z.ZodType>(item: Item, most = 5000) => z.array(item).max(most).readonly();

export const categories = [
  ...['food', 'transport', 'courier', 'furniture', 'stationery', 'souvenir', 'medical', 'fashion', 'tools'],
  ...['creative', 'accommodation', 'electronics', 'rental'],
];

export const description = z.object({
  name: z.string(),
  version: z.string(),
  capabilities: list(z.string()),
  currency: z.literal('IDR'),
  regions: list(z.string()),
}) satisfies z.ZodType<Description>;

export const sellerItem = z.object({
  externalId,
  name: z.string().min(1).max(200),
  sellerClass: z.enum(['micro', 'small', 'medium', 'large']),
  regionCode: z.string().regex(/^\d\d\.\d\d$/),
  isPkp: z.boolean(),
}) satisfies z.ZodType<SellerItem>;

/** A row of the partner's own upload: an offer without a version, which the marketplace counts itself. */
export const stockRow = z.object({
  externalId,
  seller: sellerItem,
  title: z.string().min(1).max(500),
  description: text,
  category: z.string().refine((name) => categories.includes(name)),
  unit: z.string().min(1).max(50),
  price,
  stock: z.int().nonnegative().max(2_000_000_000),
  weightGrams: z.int().nonnegative().max(2_000_000_000),
  isDomestic: z.boolean(),
  tkdnPercent: z.number().min(0).max(100).nullable(),
});
export type StockRow = z.output<typeof stockRow>;

export const stock = list(stockRow).refine(
  (rows) => new Set(rows.map((row) => row.externalId)).size === rows.length,
  'an offer stands in the upload twice',
);

/** How many rows of an upload were new or different. */
export const stocked = z.object({ changed: z.int().nonnegative() });

export const offerItem = stockRow.extend({ version: z.int().positive() }) satisfies z.ZodType<OfferItem>;

export const cataloguePage = z.object({
  items: list(offerItem),
  tombstones: list(z.string()),
  nextCursor: z.string(),
  hasMore: z.boolean(),
}) satisfies z.ZodType<CataloguePage>;

export const offersAsk = z.object({
  lines: list(z.object({ externalId, quantity })),
  shipTo: z.string().max(13),
}) satisfies z.ZodType<OffersAsk>;
export const offersAsks = list(offersAsk);

export const offersAnswer = z.object({
  lines: list(
    z.object({
      externalId,
      price,
      stock: z.int().nonnegative(),
      leadTimeDays: z.int(),
      offerToken: z.string(),
    }) satisfies z.ZodType<OfferCheck>,
  ),
  deliveries: list(z.object({ sellerExternalId: externalId, shipping: cost, fee: cost })),
  validUntil: instant,
}) satisfies z.ZodType<OffersAnswer>;
export const offersAnswers = list(offersAnswer);

export const orderAsk = z.object({
  idempotencyKey: key,
  reference: z.string().max(200),
  sellerExternalId: externalId,
  buyer: z.string().max(500),
  shipTo: z.string().max(13),
  address: text,
  lines: list(z.object({ externalId, quantity, price })).refine((lines) => lines.length > 0),
  shipping: cost,
  total: price,
  confirm: z.boolean(),
}) satisfies z.ZodType<OrderAsk>;
export const orderAsks = list(orderAsk);

export const holdAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('held'), externalId, heldUntil: instant }),
  z.object({ status: z.literal('confirmed'), externalId }),
  z.object({
    status: z.literal('rejected'),
    reason: z.enum(['no-stock', 'price-changed', 'gone', 'other-body', 'not-deliverable', 'seller-closed']),
    lines: list(z.object({ externalId, price, stock: z.int() })),
  }),
]) satisfies z.ZodType<HoldAnswer>;
export const holdAnswers = list(holdAnswer);

const onOrder = z.object({ idempotencyKey: key, externalId });
const withReason = onOrder.extend({ reason: text });

export const confirmAsk = onOrder;
export const confirmAsks = list(confirmAsk);
export const confirmAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('confirmed') }),
  z.object({
    status: z.literal('refused'),
    reason: z.enum(['expired', 'cancelled', 'unknown-order', 'seller-closed']),
  }),
]) satisfies z.ZodType<ConfirmAnswer>;
export const confirmAnswers = list(confirmAnswer);

export const cancelAsk = withReason;
export const cancelAsks = list(cancelAsk);
export const cancelAnswer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('pending') }),
  z.object({ status: z.literal('refused'), reason: z.enum(['already-shipped', 'unknown-order', 'not-allowed']) }),
]) satisfies z.ZodType<CancelAnswer>;
export const cancelAnswers = list(cancelAnswer);

export const marketOrder = z.object({
  externalId,
  reference: z.string(),
  status: z.enum([
    ...(['held', 'expired', 'cancelled', 'confirmed', 'accepted', 'declined', 'shipped'] as const),
    ...(['partly-received', 'received', 'paid'] as const),
  ]),
  heldUntil: instant.nullable(),
  total: sen,
  shipments: list(z.object({ number: z.string(), courier: z.string(), at: instant })),
  version: z.int(),
}) satisfies z.ZodType<MarketOrder>;

/** What is done to one order, by the noun of its address. */
export const acts = {
  receipts: onOrder.extend({ lines: list(z.object({ externalId, quantity })), complete: z.boolean() }),
  payments: onOrder.extend({ amount: price, reference: z.string().max(200) }),
  returns: withReason,
  acceptances: onOrder,
  declinations: withReason,
  shipments: onOrder.extend({ courier: z.string().min(1).max(100), number: z.string().min(1).max(100) }),
} as const;
export type Noun = keyof typeof acts;
export type Act<Of extends Noun> = z.output<(typeof acts)[Of]>;

export const actAnswer = z.object({ result: z.enum(['done', 'pending', 'refused']) });

export const quoteAsk = z.object({ externalId, quantity, askedPrice: price });
export const quoteAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('offered'), price, validUntil: instant }),
  z.object({ result: z.literal('refused') }),
]);

export const settlementsPage = z.object({
  items: list(z.object({ externalId, paidToSeller: sen, at: instant })),
  nextCursor: z.string(),
});
export const sellersPage = z.object({ items: list(sellerItem), nextCursor: z.string() });

export const pageAsk = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});

/** Where the hub wants to be told of changed orders, and by which secret the telling is signed. */
export const subscription = z.object({
  url: z.url({ protocol: /^https?$/ }).max(500),
  secret: z.string().max(100).refine(isNudgeSecret),
});

/** The operations of the port, flat, as the marketplace counts and troubles them. */
export const operations = [
  ...(['describe', 'pullCatalogue', 'checkOffers', 'placeOrders', 'confirmOrders', 'cancelOrders'] as const),
  ...(['getOrder', 'reportReceipt', 'reportPayment', 'requestReturn', 'accept', 'decline', 'ship'] as const),
  ...(['requestQuote', 'pullSettlements', 'pullSellers'] as const),
  // What it sends by itself.
  'nudge',
] as const;
export type Operation = (typeof operations)[number];

export const fault = z.object({
  kind: z.enum([
    ...(['slow', 'lose-answer', 'price-change', 'stock-gone', 'refuse-confirm', 'down'] as const),
    // A nudge is sent twice at once, or held back for `ms` so that later ones overtake it.
    ...(['duplicate-webhook', 'late-webhook'] as const),
  ]),
  /**
   * Left out: the next call of any kind; a change of goods strikes the next placing, a refusal the next confirming, and
   * what is about webhooks the next nudge.
   */
  operation: z.enum(operations).optional(),
  times: z.int().positive().max(1_000_000).default(1),
  ms: z.int().nonnegative().max(600_000).default(1000),
  /** The offer whose price or stock changes, or the order that is refused; left out: all in the call. */
  externalId: externalId.optional(),
});
export type FaultAsk = z.input<typeof fault>;

export type FullConnector = Required<Connector>;
