import { syncMarketplace } from '../buying/catalogue/index.ts';
import { SYSTEM } from '../buying/purchase/index.ts';
import { openSandbox } from '../connectors/sandbox/bench.ts';
import { sandboxConnector, sandboxDesk } from '../connectors/sandbox/index.ts';
import { type MarketplaceCode, marketplaces, stockOf } from '../demo/stock.ts';
import { admitMarketplace, type Connectors, readCursor, saveCursor } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';

type Opened = Awaited<ReturnType<typeof openStocked>>;

/** A sandbox with the goods of the demonstration, admitted to the hub, which knows its offers. */
export async function openStocked(database: Database, code: MarketplaceCode, at: Date) {
  const sandbox = await openSandbox({ at });
  const desk = sandboxDesk(sandbox);
  await desk.stock(stockOf(code));
  const name = marketplaces.find((one) => one.code === code)?.name ?? code;
  const access = { code, name, baseUrl: sandbox.url, apiKey: sandbox.key, by: SYSTEM, at };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  const connector = sandboxConnector(sandbox);
  await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at, limit: 100 });
  return { marketplaceId, connector, desk, sandbox };
}

/** The connectors of these marketplaces, and of no other. */
export function connectorsOf(opened: readonly Pick<Opened, 'marketplaceId' | 'connector'>[]): Connectors {
  return (id) => {
    const found = opened.find(({ marketplaceId }) => marketplaceId === id);
    if (!found) throw new Error('no such marketplace');
    return found.connector;
  };
}
