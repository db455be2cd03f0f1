import type { ConfirmAnswer, Connectors, HoldAnswer } from '../../parties/marketplace/index.ts';
import { combined } from '../../platform/combined.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { finish, type Message } from '../../platform/outbox.ts';
import { grouped } from '../../values/grouped.ts';
import type { Clock } from '../../values/instant.ts';
import * as outcomes from './outcomes.ts';
import type { Order, Request } from './rules.ts';
import { SYSTEM, saveAll } from './save.ts';
import * as store from './store.ts';

interface Deps {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly clock: Clock;
}

interface Due {
  readonly message: Message;
  readonly request: Request;
  readonly order: Order;
}

/**
 * What the hub asks of marketplaces, after the transaction that decided it. A call that gets no answer leaves the
 * order uncertain and is repeated with the same key until the marketplace answers: nothing is ever guessed.
 */
export function purchaseSubscribers({ database, connectors, clock }: Deps) {
  // Answers of several marketplaces that come at the same time share one commit.
  const settle = combined((answers: readonly Answered[]) => settleEach(database, clock, answers), { lingerMs: 10 });
  const deliver = async (messages: readonly Message[], state: Order['state'], call: Call): Promise<void> => {
    const due = await collect(database, messages);
    const open = due.filter(({ order }) => order.state === state);
    const waiting = new Set(open.map(({ message }) => message.id));
    const over = messages.filter(({ id }) => !waiting.has(id));
    if (over.length > 0) await database.transaction((tx) => finish(tx, over));
    const failures: unknown[] = [];
    await Promise.all(
      [...grouped(open, ({ order }) => order.marketplaceId)].map(async ([marketplaceId, own]) => {
        try {
          await settle({ ...(await call(connectors, marketplaceId, own)), due: own });
        } catch (error) {
          failures.push(error);
          const orders = own.map(({ request: { institutionId }, order: { id } }) => ({ institutionId, id }));
          await database.transaction((tx) => store.markUncertain(tx, orders));
        }
      }),
    );
    if (failures.length > 0) throw failures[0];
  };
  return {
    'order.placed': (messages: readonly Message[]) => deliver(messages, 'holding', hold),
    'order.confirming': (messages: readonly Message[]) => deliver(messages, 'confirming', confirm),
    'order.releasing': (messages: readonly Message[]) => deliver(messages, 'releasing', release),
    'order.refused': (messages: readonly Message[]) => letGo({ database, connectors }, messages),
  };
}

/**
 * A marketplace that refuses to confirm may hold the goods still: it is told to let them go, for nobody will come back for
 * them. What it answers changes nothing here, since the order is lost already.
 */
async function letGo({ database, connectors }: Omit<Deps, 'clock'>, messages: readonly Message[]): Promise<void> {
  const due = await collect(database, messages);
  await Promise.all(
    [...grouped(due, ({ order }) => order.marketplaceId)].map(([marketplaceId, own]) =>
      orderingOf(connectors, marketplaceId).cancelOrders(own.map(cancellation)),
    ),
  );
  await database.transaction((tx) => finish(tx, messages));
}

// The same at every repetition, whatever became of the request meanwhile: another body would be turned away.
const cancellation = ({ order }: Due) => ({
  ...{ idempotencyKey: `${order.id}-cancel`, externalId: order.externalId ?? '', reason: 'released by the buyer' },
});

type Settle = (request: Request, orderIds: readonly string[]) => outcomes.Outcome;
interface Told {
  readonly settle: Settle;
  /** What the audit calls it, by what became of the request. */
  readonly action: (after: Request) => string;
}
type Call = (connectors: Connectors, marketplaceId: string, due: readonly Due[]) => Promise<Told>;

/** What one marketplace told about these orders. */
interface Answered extends Told {
  readonly due: readonly Due[];
}

/** A request that two marketplaces answered for is settled twice, since each of its versions has its own audit row. */
async function settleEach(database: Database, clock: Clock, answers: readonly Answered[]): Promise<true[]> {
  let open = answers.flatMap((answer) =>
    [...grouped(answer.due, ({ request }) => request.id).values()].map((due) => ({ ...answer, due })),
  );
  while (open.length > 0) {
    const turn = new Map(open.toReversed().map((one) => [one.due[0]?.request.id ?? '', one]));
    await database.transaction((tx) => settleOnce(tx, clock, turn));
    const done = new Set(turn.values());
    open = open.filter((one) => !done.has(one));
  }
  return answers.map(() => true);
}

async function settleOnce(tx: Tx, clock: Clock, turn: ReadonlyMap<string, Answered>): Promise<void> {
  const due = [...turn.values()].flatMap((one) => one.due);
  const at = clock();
  const requests = await store.lockRequests(
    tx,
    due.map(({ request }) => request),
  );
  const changes = requests.flatMap((request) => {
    const answered = turn.get(request.id);
    if (!answered) return [];
    const orderIds = answered.due.map(({ order }) => order.id);
    const outcome = answered.settle(request, orderIds);
    return [{ outcome, action: answered.action(outcome.request), by: SYSTEM, at }];
  });
  const messages = due.map(({ message }) => message);
  await Promise.all([saveAll(tx, changes), finish(tx, messages)]);
}

async function collect(database: Database, messages: readonly Message[]): Promise<Due[]> {
  const ids = messages.map(({ payload }) => (JSON.parse(payload ?? '{}') as { requestId: string }).requestId);
  const keys = messages.map(({ tenantId }, place) => ({ institutionId: tenantId, id: ids[place] ?? '' }));
  const requests = new Map((await store.selectRequestsByKey(database, keys)).map((request) => [request.id, request]));
  return messages.flatMap((message, place) => {
    const request = requests.get(ids[place] ?? '');
    const order = request?.orders.find(({ id }) => id === message.subject);
    return request && order ? [{ message, request, order }] : [];
  });
}

const CONFIRMED = 'request.confirmation-answered';

const hold: Call = async (connectors, marketplaceId, due) => {
  const ordering = orderingOf(connectors, marketplaceId);
  const asks = due.map(({ request, order }) => ({
    ...{ idempotencyKey: `${order.id}-hold`, reference: order.number, sellerExternalId: order.sellerExternalId },
    ...{ buyer: request.institutionId, shipTo: request.shipTo, address: request.address },
    ...{ shipping: order.shipping, total: order.total, confirm: outcomes.isConfirmedAtOnce(request) },
    lines: order.lines.map(({ externalId, quantity, price }) => ({ externalId, quantity, price })),
  }));
  const answers = byOrder<HoldAnswer>(due, await ordering.placeOrders(asks));
  const settle = (request: Request) => outcomes.holdsAnswered(request, answers);
  return { action: ({ state }) => (state === 'confirmed' ? CONFIRMED : 'request.held'), settle };
};

const confirm: Call = async (connectors, marketplaceId, due) => {
  const asks = due.map(({ order }) => ({ idempotencyKey: `${order.id}-confirm`, externalId: order.externalId ?? '' }));
  const answers = byOrder<ConfirmAnswer>(due, await orderingOf(connectors, marketplaceId).confirmOrders(asks));
  return {
    action: () => CONFIRMED,
    settle: (request) => outcomes.confirmationsAnswered(request, answers),
  };
};

const release: Call = async (connectors, marketplaceId, due) => {
  const answers = byOrder(due, await orderingOf(connectors, marketplaceId).cancelOrders(due.map(cancellation)));
  return {
    action: () => 'request.released',
    settle: (request, orderIds) => {
      let outcome: outcomes.Outcome = { request, changed: [], moves: [], news: [], withdrawn: [] };
      for (const id of orderIds) {
        const answer = answers.get(id);
        if (!answer || answer.status === 'pending')
          throw new Error('the marketplace has not decided on the cancellation yet');
        const next = outcomes.released(outcome.request, id, answer.status === 'cancelled');
        outcome = {
          request: next.request,
          changed: [...outcome.changed, ...next.changed],
          moves: [...outcome.moves, ...next.moves],
          news: [...outcome.news, ...next.news.filter(({ event }) => event !== 'order.confirmed')],
          withdrawn: [...outcome.withdrawn, ...next.withdrawn],
        };
      }
      return outcome;
    },
  };
};

function orderingOf(connectors: Connectors, marketplaceId: string) {
  const { ordering } = connectors(marketplaceId);
  if (!ordering) throw new Error(`marketplace ${marketplaceId} takes no orders`);
  return ordering;
}

function byOrder<Answer>(due: readonly Due[], answers: readonly Answer[]): ReadonlyMap<string, Answer> {
  if (answers.length !== due.length) throw new Error('the marketplace answered another number of elements than asked');
  return new Map(
    due.flatMap(({ order }, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [[order.id, answer] as const];
    }),
  );
}
