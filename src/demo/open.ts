import type { Connectors } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';
import type { Vault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { allMarketplaces, largeStock } from './large-stock.ts';
import { openLargeWorld } from './large-world.ts';
import { marketplaces, stockOf } from './stock.ts';
import { isWorldOpen, openShops, openWorld } from './world.ts';

const DAYS = 92;
const DAY_MS = 86_400_000;

export type World = 'small' | 'large';

/** The marketplaces of a world and what they sell. */
export function stockedMarketplaces(world: World) {
  if (world === 'small') return marketplaces.map((one) => ({ ...one, goods: stockOf(one.code) }));
  const stock = largeStock();
  return allMarketplaces.map((one) => ({ ...one, goods: stock.get(one.code) ?? [] }));
}

interface Opening {
  readonly database: Database;
  readonly vault: Vault;
  readonly at: Instant;
  readonly world: World;
  readonly connectors: Connectors;
  /** Without marketplaces nobody sells, and there are no shops to open. */
  readonly isStocked: boolean;
}

/** Opens the demonstration's world once: the large one as it has been for three months. */
export async function openDemo({ database, vault, at, world, isStocked }: Opening): Promise<void> {
  if (await isWorldOpen(database)) return;
  const began = world === 'small' ? at : beginningOfHistory(at);
  const { institutionId } = await openWorld({ database, vault, at: began });
  if (isStocked) await openShops({ database, vault, at: began });
  if (world === 'small') return;
  const year = began.getUTCFullYear();
  await database.transaction((tx) => openLargeWorld(tx, { vault, at: began, year }, institutionId));
}

/** Three months ago, but in the year whose budget is spent. */
function beginningOfHistory(at: Instant): Instant {
  const ago = at.getTime() - DAYS * DAY_MS;
  return new Date(Math.max(ago, Math.min(at.getTime(), Date.UTC(at.getUTCFullYear(), 0, 2))));
}
