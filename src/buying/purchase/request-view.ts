import type { Actor } from '../../parties/account/index.ts';
import type { Database, Reader } from '../../platform/database.ts';
import type { Clock, Instant } from '../../values/instant.ts';
import { findLine } from '../budget/index.ts';
import { findAlternatives, type Offer } from '../catalogue/index.ts';
import { papersOf } from '../document/index.ts';
import { decisionsOn, flagsOn } from '../integrity/index.ts';
import { judgeEach, type PoliciesOf } from './judge.ts';
import { type Line, type Order, type Request, refusal, type Step, steps, undecided } from './rules.ts';

/** What the pages show of names that other rooms know. */
export interface Names {
  readonly personNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly marketplaceNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
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
  { marketplaceNames }: Pick<Names, 'marketplaceNames'>,
  { request, actor }: { readonly request: Request; readonly actor: Actor },
): Promise<Alternative[]> {
  if (refusal(request, 'replace', actor)) return [];
  const lost = undecided(request).flatMap((order) => order.lines.map((line) => ({ order, line })));
  const found = await findAlternatives(
    reader,
    lost.map(({ line }) => line),
  );
  const names = await marketplaceNames([...found.values()].flat().map(({ marketplaceId }) => marketplaceId));
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
  { database, policiesOf, clock, marketplaceNames, personNames }: Deps,
  request: Request,
  actor: Actor,
) {
  const { institutionId, id, orders, createdBy, approvedBy } = request;
  const open = (Object.keys(steps) as Step[]).filter((step) => !refusal(request, step, actor));
  const mayReplay = actor.roles.includes('auditor');
  // Papers begin with a confirmed order.
  const isUnpapered = orders.every((order) => ['draft', 'holding', 'held'].includes(order.state));
  const people = [createdBy, ...(approvedBy ? [approvedBy] : [])];
  const [judgement, explained, line, papers, marketplaces, names] = await Promise.all([
    judgementOn(database, policiesOf, request, clock()),
    // Flags are for those alone who decide; who checks reads them beside the replay.
    open.includes('approve') ? flagsOn(database, institutionId, id) : [],
    findLine(database, institutionId, request.budgetLineId),
    isUnpapered
      ? []
      : papersOf(
          database,
          institutionId,
          orders.map((order) => order.id),
        ),
    marketplaceNames(orders.map(({ marketplaceId }) => marketplaceId)),
    personNames(people),
  ]);
  const nameOf = (person: string): string => names.get(person) ?? '–';
  return {
    ...{ request, judgement, explained, line, papers, marketplaces, open, mayReplay },
    ...{ createdBy: nameOf(createdBy), approvedBy: approvedBy ? nameOf(approvedBy) : undefined },
  };
}

/** A draft is judged as it stands now; what was submitted stands under the decision that was stored. */
async function judgementOn(reader: Reader, policiesOf: PoliciesOf, request: Request, at: Instant) {
  const { institutionId, id } = request;
  if (request.state === 'draft') return (await judgeEach(reader, policiesOf, [request], at))[0];
  const decision = (await decisionsOn(reader, [{ institutionId, requestId: id }])).get(id);
  return decision && { decision, flags: [] };
}
