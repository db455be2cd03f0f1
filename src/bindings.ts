import { sandboxConnector } from './connectors/sandbox/index.ts';
import {
  type Access,
  type Connector,
  type Connectors,
  listAccess,
  standingEvents,
  watched,
} from './parties/marketplace/index.ts';
import type { Database } from './platform/database.ts';
import type { Subscriber } from './platform/dispatcher.ts';
import { finish } from './platform/outbox.ts';
import type { Clock } from './values/instant.ts';
import { Problem } from './values/problem.ts';

export interface Bindings {
  /** @throws Problem unavailable `marketplace/not-bound` for a marketplace that was not yet known at the last look */
  readonly connectors: Connectors;
  /** Binds marketplaces that were admitted or moved since; whoever is bound stays so, with the calls under way. */
  rebind(): Promise<void>;
}

interface Bound extends Pick<Access, 'baseUrl' | 'apiKey'> {
  readonly connector: Connector;
}

/** A connector for every marketplace that was ever admitted: orders of a suspended one are completed too. */
export async function bindMarketplaces(database: Database, clock: Clock): Promise<Bindings> {
  const bound = new Map<string, Bound>();
  const look = async (): Promise<void> => {
    for (const { marketplaceId, baseUrl, apiKey } of await listAccess(database)) {
      const known = bound.get(marketplaceId);
      if (known?.baseUrl === baseUrl && known.apiKey === apiKey) continue;
      const connector = sandboxConnector({ url: baseUrl, key: apiKey });
      const watching = watched(connector, { marketplaceId, database, clock });
      bound.set(marketplaceId, { baseUrl, apiKey, connector: watching });
    }
  };
  // One look after the other: an older answer that comes later would lead back to where a marketplace was.
  let last = Promise.resolve();
  const rebind = (): Promise<void> => {
    last = last.catch(() => {}).then(look);
    return last;
  };
  const connectors = (marketplaceId: string): Connector => {
    const known = bound.get(marketplaceId);
    if (!known) throw new Problem('unavailable', 'marketplace/not-bound');
    return known.connector;
  };
  await rebind();
  return { connectors, rebind };
}

/** The hub that hears of a marketplace's news binds it at once; every other one looks by itself, each second. */
export function bindingSubscribers({
  database,
  rebind,
}: {
  readonly database: Database;
  readonly rebind: () => Promise<void>;
}): Readonly<Record<string, Subscriber>> {
  const heard: Subscriber = async (messages) => {
    await rebind();
    await database.transaction((tx) => finish(tx, messages));
  };
  return Object.fromEntries(standingEvents.map((event) => [event, heard]));
}
