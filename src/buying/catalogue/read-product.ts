import { listMarketplaces, type Marketplace } from '../../parties/marketplace/index.ts';
import type { Reader } from '../../platform/database.ts';
import { priceHistory } from './actions.ts';
import type { Offer, PastPrice } from './rules.ts';
import { searchOffers } from './search-offers.ts';
import * as store from './store.ts';

const MOST_SELLERS = 8;

export interface Product {
  readonly offer: Offer;
  readonly marketplaces: readonly Marketplace[];
  /** The newest first. */
  readonly prices: readonly PastPrice[];
  /** Others who sell the same, the cheapest first. */
  readonly others: readonly Offer[];
}

/** One offer with its past prices and those who sell the same; undefined when it is gone or its marketplace is closed. */
export async function readProduct(reader: Reader, offerId: string): Promise<Product | undefined> {
  const [[offer], marketplaces] = await Promise.all([store.selectOffers(reader, [offerId]), listMarketplaces(reader)]);
  const closed = marketplaces.filter(({ state }) => state !== 'admitted').map(({ id }) => id);
  if (!offer || closed.includes(offer.marketplaceId)) return undefined;
  const { goods } = offer;
  const alike = { goods, sort: 'cheapest', pageSize: MOST_SELLERS, hiddenMarketplaces: closed } as const;
  const [prices, same] = await Promise.all([priceHistory(reader, offerId), searchOffers(reader, alike)]);
  return { offer, marketplaces, prices, others: same.offers.filter(({ id }) => id !== offerId) };
}
