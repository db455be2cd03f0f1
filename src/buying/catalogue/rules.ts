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
}

/** A price and the moment since which the hub knows it. */
export interface PastPrice {
  readonly price: Sen;
  readonly at: Instant;
}

export const sorts = ['fitting', 'cheapest', 'newest'] as const;
export type Sort = (typeof sorts)[number];

export interface Search {
  /** Words as people type them; quotes and a minus work as in other search engines. */
  readonly q?: string | undefined;
  readonly category?: Category | undefined;
  readonly marketplaceId?: string | undefined;
  readonly sellerClass?: SellerClass | undefined;
  readonly sellerId?: string | undefined;
  readonly maxPrice?: Sen | undefined;
  /** Without words there is nothing to fit, so the newest come first. */
  readonly sort?: Sort | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  /** Marketplaces whose offers nobody may see now, such as suspended ones. */
  readonly hiddenMarketplaces?: readonly string[] | undefined;
}

export interface Found {
  readonly offers: readonly Offer[];
  /** Exact below `MOST_COUNTED`, and never more than that. */
  readonly total: number;
  readonly hasMore: boolean;
  /** Nothing had the words as typed, so these have words that begin like them. */
  readonly isWidened: boolean;
}

export const PAGE_SIZE = 20;
export const LAST_PAGE = 500;
export const MOST_COUNTED = 10_000;

/** `kursi rot` → `kursi:* & rot:*`. Letters and digits only, so it is always well formed; undefined without any. */
export function beginnings(q: string): string | undefined {
  const wanted = q.replace(/(^|\s)-\S+/g, ' ');
  const words = wanted.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? undefined : words.map((word) => `${word}:*`).join(' & ');
}

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
