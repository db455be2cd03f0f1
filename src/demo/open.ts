import type { Connectors } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';
import { log } from '../platform/log.ts';
import type { Vault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { playHistory } from './history.ts';
import type { Desk, Planned } from './history-acts.ts';
import { educationPlans, ministryPlans, shallowPlans } from './history-plans.ts';
import { allMarketplaces, largeStock } from './large-stock.ts';
import { type OpenOffice, openLargeWorld } from './large-world.ts';
import { marketplaces, stockOf } from './stock.ts';
import { accounts, isWorldOpen, openShops, openWorld } from './world.ts';

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
export async function openDemo({ database, vault, at, world, connectors, isStocked }: Opening): Promise<void> {
  if (await isWorldOpen(database)) return;
  const began = world === 'small' ? at : beginningOfHistory(at);
  const regency = await openWorld({ database, vault, at: began });
  if (isStocked) await openShops({ database, vault, at: began });
  if (world === 'small') return;
  const year = began.getUTCFullYear();
  const opening = { vault, at: began, year };
  const offices = await database.transaction((tx) => openLargeWorld(tx, opening, regency.institutionId));
  if (!isStocked) return;
  const days = Math.floor((at.getTime() - began.getTime()) / DAY_MS);
  const { failures } = await playHistory({ database, vault, connectors, until: at }, planned(regency, offices, days));
  if (failures.length > 0) log.warn({ failures }, 'some purchases of the sample history went otherwise');
}

type Regency = Awaited<ReturnType<typeof openWorld>>;

function planned({ institutionId, lines, ids }: Regency, offices: readonly OpenOffice[], days: number): Planned[] {
  const { ratna: pp, bambang: ppk, yohanes: treasurer, maria: ppspm, wayan: bud } = ids;
  const people = { pp, ppk, treasurer, ppspm, bud } as Desk['people'];
  const codes = new Map(accounts.map(([code], place) => [code, lines[place] ?? '']));
  const place = { shipTo: '19.02', address: 'Jl. Melur 14, Teluk Kenanga' };
  const education: Desk = { institutionId, ...place, lines: codes, people };
  const [health, ministry, ...shallow] = offices.map(deskOf);
  const turns = shallow.flatMap((desk, turn) =>
    [0, 4, 8].flatMap((step) => {
      const plan = shallowPlans[(turn + step) % shallowPlans.length];
      return plan ? [{ desk, plan }] : [];
    }),
  );
  const all = [
    ...educationPlans.map((plan) => ({ desk: education, plan })),
    ...(ministry ? ministryPlans.map((plan) => ({ desk: ministry, plan })) : []),
    ...(health ? shallowPlans.map((plan) => ({ desk: health, plan })) : []),
    ...turns,
  ];
  return all.filter(({ plan }) => plan.daysAgo < days);
}

/** The first work unit buys; its people come first. */
function deskOf({ institutionId, regionCode: shipTo, address, units, people }: OpenOffice): Desk {
  const who = new Map(people.toReversed().map(({ role, personId }) => [role, personId]));
  return { institutionId, shipTo, address, lines: units[0]?.lines ?? new Map(), people: Object.fromEntries(who) };
}

/** Three months ago, but in the year whose budget is spent. */
function beginningOfHistory(at: Instant): Instant {
  const ago = at.getTime() - DAYS * DAY_MS;
  return new Date(Math.max(ago, Math.min(at.getTime(), Date.UTC(at.getUTCFullYear(), 0, 2))));
}
