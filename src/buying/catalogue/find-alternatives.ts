import { listMarketplaces } from '../../parties/marketplace/index.ts';
import type { Reader } from '../../platform/database.ts';
import { grouped } from '../../values/grouped.ts';
import type { Offer } from './rules.ts';
import * as store from './store.ts';

/** How many offers may stand in for one that was lost. */
const BEST = 3;

/**
 * What may take the place of each offer, the next best first, by the id of the offer that was lost: the same category and
 * unit, enough in stock, at a marketplace that is open, the title alike, and of those equally alike the cheapest.
 */
export async function findAlternatives(
  reader: Reader,
  lost: readonly { readonly offerId: string; readonly quantity: number }[],
): Promise<ReadonlyMap<string, readonly Offer[]>> {
  if (lost.length === 0) return new Map();
  const closed = (await listMarketplaces(reader)).filter(({ state }) => state === 'suspended').map(({ id }) => id);
  return grouped(await store.selectAlike(reader, { lost, closed, best: BEST }), ({ insteadOf }) => insteadOf);
}
