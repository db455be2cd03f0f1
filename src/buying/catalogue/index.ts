export { priceHistory, type Refused, type Synced, selectOffers, syncMarketplace } from './actions.ts';
export { findAlternatives } from './find-alternatives.ts';
export { followCatalogues } from './follow-catalogues.ts';
export { catalogueRoutes } from './http.ts';
export { placeInTiers } from './place-in-tiers.ts';
export {
  type Category,
  categories,
  type Fault,
  type Found,
  type Offer,
  type PastPrice,
  type Search,
  wordsOf,
} from './rules.ts';
export { savedSearchRoutes } from './saved-searches-http.ts';
export { searchOffers } from './search-offers.ts';
