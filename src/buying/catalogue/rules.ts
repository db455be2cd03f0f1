import type { OfferItem, SellerClass } from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

/** The categories of Toko Daring. */
export const categories = [
  ...(['food', 'transport', 'courier', 'furniture', 'stationery', 'souvenir', 'medical'] as const),
  ...(['fashion', 'tools', 'creative', 'accommodation', 'electronics', 'rental'] as const),
] as const;
export type Category = (typeof categories)[number];

export const sellerClasses = ['micro', 'small', 'medium', 'large'] as const satisfies readonly SellerClass[];

/** What a marketplace offers, as it told it last. Its price never binds: a live check comes before every order. */
export interface Offer {
  readonly id: string;
  readonly marketplaceId: string;
  readonly externalId: string;
  readonly sellerId: string;
  readonly sellerExternalId: string;
  readonly sellerName: string;
  readonly sellerClass: SellerClass;
  readonly isPkp: boolean;
  /** Kemendagri code of the seller's regency or city. */
  readonly regionCode: string;
  readonly title: string;
  readonly description: string;
  readonly category: Category;
  readonly unit: string;
  /** For one unit, PPN included where there is any. */
  readonly price: Sen;
  readonly stock: number;
  readonly weightGrams: number;
  readonly isDomestic: boolean;
  readonly tkdnPercent: number | null;
  readonly version: number;
  /** The same for offers of the same title and unit, however the title is written. */
  readonly goods: string;
}

/** A price and the moment since which the hub knows it. */
export interface PastPrice {
  readonly price: Sen;
  readonly at: Instant;
}

export const sorts = ['fitting', 'nearest', 'cheapest', 'dearest', 'newest'] as const;
export type Sort = (typeof sorts)[number];

/** Made here, with at least a quarter or two fifths of domestic content. */
export const domestics = ['d', 't:25', 't:40'] as const;
export type Domestic = (typeof domestics)[number];

export interface Search {
  /** Words as people type them; quotes and a minus work as in other search engines. */
  readonly q?: string | undefined;
  readonly category?: Category | undefined;
  readonly marketplaceId?: string | undefined;
  readonly sellerClass?: SellerClass | undefined;
  /** One of several classes. */
  readonly sellerClasses?: readonly SellerClass[] | undefined;
  readonly sellerId?: string | undefined;
  /** A province or a regency: where the seller is. */
  readonly regionCode?: string | undefined;
  readonly domestic?: Domestic | undefined;
  /** The same goods as another offer's, by its `goods`. */
  readonly goods?: string | undefined;
  readonly minPrice?: Sen | undefined;
  readonly maxPrice?: Sen | undefined;
  readonly inStock?: boolean | undefined;
  /** The regency that distances are counted from. */
  readonly from?: string | undefined;
  /** Without words there is nothing to fit, so the newest come first. */
  readonly sort?: Sort | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
  /** Marketplaces whose offers nobody may see now, such as suspended ones. */
  readonly hiddenMarketplaces?: readonly string[] | undefined;
}

/** How many offers there would be with each answer to a question, everything else asked staying as it is. */
export interface Facets {
  /** Without any filter. */
  readonly base: number;
  readonly category: Readonly<Record<string, number>>;
  readonly marketplace: Readonly<Record<string, number>>;
  readonly class: Readonly<Record<string, number>>;
  readonly province: Readonly<Record<string, number>>;
  readonly distance: Readonly<Record<string, number>>;
  readonly domestic: Readonly<Record<string, number>>;
  readonly stocked: number;
  /** Counted in a sixteenth of the catalogue and multiplied. */
  readonly isEstimated: boolean;
}

export interface Found {
  readonly offers: readonly Offer[];
  /** Exact when not estimated. */
  readonly total: number;
  readonly isEstimated: boolean;
  readonly hasMore: boolean;
  /** Nothing had all the words as typed or corrected, so these have some of them. */
  readonly isWidened: boolean;
  /** What was searched for instead of what was typed; undefined where nothing was put right. */
  readonly correctedTo?: string | undefined;
  readonly facets: Facets;
}

export const PAGE_SIZE = 20;
/** At most so many offers are ranked, so nobody turns more pages than these. */
export const MOST_RANKED = 500;
export const LAST_PAGE = MOST_RANKED / PAGE_SIZE;

export const MOST_COMPARED = 5;

/** Words as the index keeps them apart: letters and digits. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** `1250000` sen for 250 gram, in grams, pieces or sheets as the title says them: what a kilogram or one piece costs. */
export interface UnitPrice {
  readonly per: 'kg' | 'litre' | 'piece' | 'sheet';
  readonly price: Sen;
}

const NUMBER = '(\\d+(?:[.,]\\d+)?)';
const weights = new RegExp(`${NUMBER}\\s*(kg|kilogram|gram|gr|g|liter|litre|ltr|l|ml)\\b`, 'i');
const counts = new RegExp(
  `${NUMBER}\\s*(lembar|lbr|sheets?|pcs|pc|buah|bh|biji|lusin|dus isi)\\b|isi\\s*${NUMBER}`,
  'i',
);
const grams: Readonly<Record<string, number>> = { kg: 1000, kilogram: 1000, gram: 1, gr: 1, g: 1 };
const litres: Readonly<Record<string, number>> = { liter: 1000, litre: 1000, ltr: 1000, l: 1000, ml: 1 };

/** What one kilogram, litre, piece or sheet costs, from the size in the title; undefined where it names none. */
export function unitPriceOf({ title, price }: Pick<Offer, 'title' | 'price'>): UnitPrice | undefined {
  const count = counts.exec(title);
  const written = count?.[1] ?? count?.[3];
  const pieces = Math.round(read(written) * (/lusin/i.test(count?.[2] ?? '') ? 12 : 1));
  const isSheet = /lembar|lbr|sheet/i.test(count?.[2] ?? '');
  const size = weights.exec(title);
  const unit = size?.[2]?.toLowerCase() ?? '';
  const milli = Math.round(read(size?.[1]) * (grams[unit] ?? litres[unit] ?? 0));
  if (milli > 0) {
    const all = BigInt(milli) * BigInt(pieces > 1 && !isSheet ? pieces : 1);
    return { per: unit in grams ? 'kg' : 'litre', price: divided(price * 1000n, all) };
  }
  if (pieces < 2) return undefined;
  return { per: isSheet ? 'sheet' : 'piece', price: divided(price, BigInt(pieces)) };
}

const read = (written = ''): number => Number(written.replace(/\.(?=\d{3}\b)/, '').replace(',', '.')) || 0;
const divided = (price: Sen, by: bigint): Sen => (price + by / 2n) / by;

/** Why an offer of a marketplace cannot be kept. */
export type Fault =
  | ('external-id' | 'seller' | 'region' | 'title' | 'description' | 'category' | 'unit')
  | ('price' | 'stock' | 'weight' | 'tkdn' | 'version');

const LARGEST_INTEGER = 2_147_483_647;
const LARGEST_PRICE = 10n ** 15n; // ten trillion rupiah: more is a mistake of units

/** What is wrong with an offer, or undefined when the hub can keep it. One bad offer must not stop its neighbours. */
export function faultOf(item: OfferItem): Fault | undefined {
  const { seller, tkdnPercent: tkdn } = item;
  const checks: readonly (readonly [Fault, boolean])[] = [
    ['external-id', isText(item.externalId, 200)],
    [
      'seller',
      isText(seller.externalId, 200) && isText(seller.name, 200) && sellerClasses.includes(seller.sellerClass),
    ],
    ['region', /^\d{2}\.\d{2}$/.test(seller.regionCode)],
    ['title', isText(item.title, 500)],
    ['description', item.description === '' || isText(item.description, 50_000)],
    ['category', categories.some((category) => category === item.category)],
    ['unit', isText(item.unit, 50)],
    ['price', item.price > 0n && item.price <= LARGEST_PRICE],
    ['stock', isCount(item.stock, LARGEST_INTEGER)],
    ['weight', isCount(item.weightGrams, LARGEST_INTEGER)],
    ['tkdn', tkdn === null || (tkdn >= 0 && tkdn <= 100)],
    ['version', isCount(item.version, Number.MAX_SAFE_INTEGER)],
  ];
  return checks.find(([, isGood]) => !isGood)?.[0];
}

function isText(text: string, longest: number): boolean {
  return text.trim() !== '' && text.length <= longest && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function isCount(count: number, largest: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= largest;
}

/** What the hub knows of an offer before a page is applied. */
export interface Known {
  readonly externalId: string;
  readonly sourceVersion: number;
  readonly isDeleted: boolean;
}

/**
 * The items that may still say something, oldest first, one an offer. An item older than what is known, or as old as
 * an offer that has gone since, comes from a page that was overtaken; one just as old may bring news of its seller.
 */
export function notOvertaken(items: readonly OfferItem[], known: readonly Known[]): OfferItem[] {
  const before = new Map(known.map((one) => [one.externalId, one]));
  const inOrder = items.toSorted((a, b) => a.version - b.version);
  const newest = new Map(inOrder.map((item) => [item.externalId, item]));
  return inOrder.filter((item) => {
    const one = before.get(item.externalId);
    const isNews = !one || item.version > one.sourceVersion || (item.version === one.sourceVersion && !one.isDeleted);
    return isNews && newest.get(item.externalId) === item;
  });
}
