import type { Actor } from '../../parties/account/index.ts';
import type { Database, Reader } from '../../platform/database.ts';
import type { Clock } from '../../values/instant.ts';
import { findLine } from '../budget/index.ts';
import { findAlternatives, type Offer } from '../catalogue/index.ts';
import { papersOf } from '../document/index.ts';
import { judgeEach, type PoliciesOf } from './judge.ts';
import { type Line, type Order, type Request, refusal, type Step, steps, undecided } from './rules.ts';

/** What the pages show of names that other rooms know. */
export interface Names {
  readonly personName: (id: string) => Promise<string>;
  readonly marketplaceName: (id: string) => Promise<string>;
  readonly placeOf: (institutionId: string) => Promise<{ regionCode: string; address: string }>;
}

interface Deps extends Names {
  readonly database: Database;
  readonly policiesOf: PoliciesOf;
  readonly clock: Clock;
}

/** A good that was lost, and what may take its place, the next best first. */
export interface Alternative {
  readonly order: Order;
  readonly line: Line;
  readonly offers: readonly (Offer & { readonly marketplaceName: string })[];
}

/** For whoever may replace what was lost; empty for everybody else. */
export async function alternativesOf(
  reader: Reader,
  { marketplaceName }: Pick<Names, 'marketplaceName'>,
  { request, actor }: { readonly request: Request; readonly actor: Actor },
): Promise<Alternative[]> {
  if (refusal(request, 'replace', actor)) return [];
  const lost = undecided(request).flatMap((order) => order.lines.map((line) => ({ order, line })));
  const found = await findAlternatives(
    reader,
    lost.map(({ line }) => line),
  );
  const ids = new Set([...found.values()].flat().map(({ marketplaceId }) => marketplaceId));
  const names = await named(ids, marketplaceName);
  return lost.map(({ order, line }) => {
    const offers = found.get(line.offerId) ?? [];
    return {
      ...{ order, line },
      offers: offers.map((offer) => ({ ...offer, marketplaceName: names.get(offer.marketplaceId) ?? '' })),
    };
  });
}

/** All that the page of a request shows beside the request itself. */
export async function viewOf(
  { database, policiesOf, clock, marketplaceName, personName }: Deps,
  request: Request,
  actor: Actor,
) {
  const { institutionId, orders, state, approvedBy } = request;
  const orderIds = orders.map(({ id }) => id);
  const [[judgement], line, papers, marketplaces, madeBy, agreedBy] = await Promise.all([
    state === 'draft' ? judgeEach(database, policiesOf, [request], clock()) : [],
    findLine(database, institutionId, request.budgetLineId),
    papersOf(database, institutionId, orderIds),
    named(new Set(orders.map(({ marketplaceId }) => marketplaceId)), marketplaceName),
    personName(request.createdBy),
    approvedBy ? personName(approvedBy) : undefined,
  ]);
  const open = (Object.keys(steps) as Step[]).filter((step) => !refusal(request, step, actor));
  const mayReplay = actor.roles.includes('auditor');
  return { request, judgement, line, papers, marketplaces, open, createdBy: madeBy, approvedBy: agreedBy, mayReplay };
}

async function named(ids: ReadonlySet<string>, nameOf: (id: string) => Promise<string>): Promise<Map<string, string>> {
  return new Map(await Promise.all([...ids].map(async (id) => [id, await nameOf(id)] as const)));
}
