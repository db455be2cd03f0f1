import type { Database } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { Problem } from '../../values/problem.ts';
import { recordDecisions } from '../integrity/index.ts';
import { type Asked, loadFor } from './actions.ts';
import { compose, type Outside, type Wish } from './compose.ts';
import { judgeEach, newOrders, objection, SPLITTING_LIMIT } from './judge.ts';
import { replaced } from './outcomes.ts';
import { isLost, type Order, type Request, steps } from './rules.ts';
import { load, save } from './save.ts';
import * as store from './store.ts';

interface Replacing extends Asked {
  readonly requestId: string;
  readonly lines: readonly Wish[];
  readonly justification?: string | undefined;
}

/**
 * Orders these goods, at live prices, in the place of all that was lost: refused, declined or no longer held. The same
 * goods may be asked for again. It is decided anew with what still stands, under the pack of the request.
 * @throws the Problems of `compose`, `submitRequest` and `rules.refusal`
 */
export async function replaceLost(
  database: Database,
  { connectors, policiesOf }: Outside,
  { by, at, key, requestId, lines, justification }: Replacing,
): Promise<Request> {
  const { institutionId } = by;
  const before = await store.selectRequest(database, institutionId, requestId);
  if (!before) throw new Problem('missing', 'purchase/none');
  const added = await compose(database, connectors, { wishes: lines, shipTo: before.shipTo, number: '', at });
  const wishes = lines.map((wish) => ({ ...wish }));
  const body = { action: steps.replace.event, by: by.personId, requestId, lines: wishes };
  return database.transaction(async (tx) => {
    const asked = { tenantId: institutionId, key, at, body: { ...body, justification: justification ?? null } };
    await once(tx, asked, async () => {
      const request = await loadFor(tx, by, requestId, 'replace');
      const drafts = numberedAfter(request, added);
      const standing = request.orders.filter((order) => !isLost(order));
      const [judgement] = await judgeEach(tx, policiesOf, [{ ...request, orders: [...standing, ...drafts] }], at);
      if (!judgement) throw new Error('one request has one judgement');
      const problem = objection(judgement, justification);
      if (problem) throw problem;
      const outcome = replaced(request, drafts, judgement.decision.approver);
      const placed = outcome.request.orders.slice(request.orders.length);
      await store.insertOrders(
        tx,
        placed.map((order) => ({ institutionId, requestId, order })),
      );
      const { workUnitId } = request;
      const orders = newOrders({ ...request, orders: drafts });
      const decision = { institutionId, workUnitId, requestId, orders, limit: SPLITTING_LIMIT, ...judgement };
      await recordDecisions(tx, [{ ...decision, justification, at }]);
      await save(tx, outcome, { action: steps.replace.event, by: by.personId, at });
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

/** The numbers go on where those of the request end. */
function numberedAfter({ number, orders }: Request, added: readonly Order[]): Order[] {
  return added.map((order, index) => ({ ...order, number: `${number}-${orders.length + index + 1}` }));
}
