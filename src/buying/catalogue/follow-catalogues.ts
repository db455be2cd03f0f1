import { type Connectors, listMarketplaces, readCursor, saveCursor } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { log } from '../../platform/log.ts';
import type { Instant } from '../../values/instant.ts';
import { syncMarketplace } from './actions.ts';

const PAGE = 500;

/**
 * Pulls what changed at every admitted marketplace, so that later prices, stocks and goods reach the catalogue. One that
 * is silent keeps no other from being heard; it is asked again the next time.
 */
export async function followCatalogues(
  database: Database,
  { connectors, at }: { connectors: Connectors; at: Instant },
): Promise<void> {
  const admitted = (await listMarketplaces(database)).filter(({ state }) => state === 'admitted');
  await Promise.all(
    admitted.map(async ({ id: marketplaceId, code }) => {
      try {
        const connector = connectors(marketplaceId);
        const sync = { marketplaceId, connector, readCursor, saveCursor, at, limit: PAGE };
        const { refused } = await syncMarketplace(database, sync);
        if (refused.length > 0) log.warn({ code, refused }, 'a marketplace offers what cannot be kept');
      } catch (error) {
        log.warn({ error, code }, 'a catalogue could not be pulled; it will be tried again');
      }
    }),
  );
}
