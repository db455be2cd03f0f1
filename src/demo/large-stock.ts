import type { OfferItem, SellerItem } from '../parties/marketplace/index.ts';
import { rupiah } from '../values/money.ts';
import { allGoods, type GoodsCategory, specialsOf } from './goods/index.ts';
import { provinces } from './sellers-by-province.ts';
import { marketplaces, stockOf } from './stock.ts';
import { type Trade, trades } from './trades.ts';

/** Two more marketplaces than the small world has. */
export const allMarketplaces = [
  ...marketplaces,
  { code: 'warung-kita', name: 'Warung Kita' },
  { code: 'bahari-niaga', name: 'Bahari Niaga' },
] as const;

type LargeCode = (typeof allMarketplaces)[number]['code'];

const OFFERS = 3000;
const SHOPS_A_PROVINCE = 10;
const SHOPS_A_PROVINCE_OF_JAVA = 12;

interface Shop {
  readonly seller: SellerItem;
  readonly category: GoodsCategory;
  readonly province: string;
  /** The first shop of a province, where all its specialities are. */
  readonly isRegional: boolean;
}

interface Wanted {
  readonly title: string;
  readonly category: GoodsCategory;
  readonly unit: string;
  readonly rupiah: number;
  readonly grams: number;
}

/** The goods of all six marketplaces: the small world's, and 392 more sellers from everywhere with theirs. */
export function largeStock(): ReadonlyMap<LargeCode, readonly OfferItem[]> {
  const stock = new Map<LargeCode, OfferItem[]>(allMarketplaces.map(({ code }) => [code, []]));
  for (const { code } of marketplaces) stock.get(code)?.push(...stockOf(code));
  let left = OFFERS - [...stock.values()].reduce((sum, { length }) => sum + length, 0);
  const shops = allShops().map((shop, place) => {
    const code = allMarketplaces[place % allMarketplaces.length]?.code ?? 'lokabina';
    return { shop, goods: stock.get(code) ?? [], titles: new Set<string>() };
  });
  const put = ({ shop, goods, titles }: (typeof shops)[number], wanted: Wanted): void => {
    if (left === 0 || titles.has(wanted.title)) return;
    titles.add(wanted.title);
    goods.push(offerOf(shop, wanted, titles.size));
    left -= 1;
  };
  for (const one of shops) for (const special of ownSpecials(one.shop)) put(one, special);
  const goods = allGoods();
  const next = new Map<GoodsCategory, number>();
  while (left > 0) {
    for (const one of shops) {
      const all = goods.get(one.shop.category) ?? [];
      const turn = next.get(one.shop.category) ?? 0;
      next.set(one.shop.category, turn + 1);
      // A step that shares no factor with the number of goods meets each of them before any comes twice.
      const good = all[(turn * coprime(all.length)) % all.length];
      if (good) put(one, good);
    }
  }
  return stock;
}

function coprime(count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.floor(count * 0.382) + 1;
  while (divisor(step, count) !== 1) step += 1;
  return step;
}

function allShops(): Shop[] {
  const taken = new Set<string>();
  let turn = 0;
  return provinces.flatMap(({ regions, words }) => {
    const province = regions[0]?.slice(0, 2) ?? '';
    const count = province.startsWith('3') ? SHOPS_A_PROVINCE_OF_JAVA : SHOPS_A_PROVINCE;
    return Array.from({ length: count }, (_, place) => {
      const word = words[place % words.length] ?? '';
      const isRegional = place === 0;
      let trade: readonly [string, GoodsCategory] = ['Oleh-oleh', 'food'];
      if (!isRegional) {
        do trade = tradeAt(turn++);
        while (taken.has(`${trade[0]} ${word}`));
      }
      const [name, category] = trade;
      taken.add(`${name} ${word}`);
      const regionCode = regions[place % regions.length] ?? '';
      return { seller: sellerOf(`${name} ${word}`, regionCode), category, province, isRegional };
    });
  });
}

const tradeAt = (turn: number): Trade => trades[turn % trades.length] ?? trades[0];

function sellerOf(name: string, regionCode: string): SellerItem {
  const chance = chanceOf(name);
  const sellerClass = chance < 0.7 ? 'micro' : chance < 0.94 ? 'small' : 'medium';
  const isPkp = sellerClass === 'medium' || (sellerClass === 'small' && chance > 0.88);
  return { externalId: slug(`${name} ${regionCode}`), name, sellerClass, regionCode, isPkp };
}

/** The first shop has them all; others sell those of their own category too, so that prices can be compared. */
function ownSpecials({ province, category, isRegional, seller }: Shop): Wanted[] {
  return specialsOf(province)
    .filter((special) => isRegional || special.category === category)
    .flatMap(({ titles, ...special }) =>
      titles
        .filter((title) => isRegional || chanceOf(seller.name + title) < 0.6)
        .map((title) => ({ ...special, title })),
    );
}

const domesticContent = { furniture: 55, fashion: 40, food: 45, souvenir: 60, stationery: 42 } as const;

function offerOf({ seller }: Shop, wanted: Wanted, place: number): OfferItem {
  const { title, category, unit, grams: weightGrams } = wanted;
  const chance = chanceOf(`${seller.externalId} ${title}`);
  const whole = wanted.rupiah * (0.93 + 0.1 * chanceOf(seller.externalId) + 0.06 * chance);
  const step = whole < 20_000 ? 100 : whole < 1_000_000 ? 500 : 5000;
  const content = Object.entries(domesticContent).find(([name]) => name === category)?.[1];
  const isDomestic = category !== 'electronics' || chance < 0.45;
  const many = Math.max(4, Math.min(900, Math.round(60_000_000 / whole)));
  return {
    ...{ externalId: `${slug(title).slice(0, 60)}-${slug(seller.externalId)}-${place}`, seller, title, category, unit },
    ...{ description: `${title}, dari ${seller.name}. Barang contoh.`, weightGrams },
    ...{ price: rupiah(Math.max(step, Math.round(whole / step) * step)) },
    stock: chance > 0.97 ? 0 : Math.ceil(many * (0.3 + chance)),
    ...{ isDomestic, tkdnPercent: isDomestic && content && chance > 0.5 ? content + Math.round(chance * 20) : null },
    version: 1,
  };
}

/** Lower case without what an address cannot carry: `Kopi Lokon 71.73` → `kopi-lokon-71-73`. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The same text has the same chance everywhere: 0 up to 1. */
function chanceOf(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}
