import type { ConfirmAnswer, Connectors, HoldAnswer } from '../../parties/marketplace/index.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { finish, type Message } from '../../platform/outbox.ts';
import { grouped } from '../../values/grouped.ts';
import type { Clock } from '../../values/instant.ts';
import { load, SYSTEM, save } from './actions.ts';
import type { Order, Outcome, Request } from './rules.ts';
import * as rules from './rules.ts';
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
export function purchaseSubscribers(deps: Deps) {
  return {
    'order.placed': (messages: readonly Message[]) => deliver(deps, messages, 'holding', hold),
    'order.confirming': (messages: readonly Message[]) => deliver(deps, messages, 'confirming', confirm),
    'order.releasing': (messages: readonly Message[]) => deliver(deps, messages, 'releasing', release),
  };
}

type Settle = (request: Request, orderIds: readonly string[]) => Outcome;
type Call = (
  connectors: Connectors,
  marketplaceId: string,
  due: readonly Due[],
) => Promise<{ settle: Settle; action: string }>;

async function deliver(deps: Deps, messages: readonly Message[], state: Order['state'], call: Call): Promise<void> {
  const due = await collect(deps.database, messages);
  const open = due.filter(({ order }) => order.state === state);
  const over = messages.filter((message) => !open.some((one) => one.message.id === message.id));
  if (over.length > 0) await deps.database.transaction((tx) => finish(tx, over));
  const failures: unknown[] = [];
  await Promise.all(
    [...grouped(open, ({ order }) => order.marketplaceId)].map(async ([marketplaceId, own]) => {
      try {
        const { settle, action } = await call(deps.connectors, marketplaceId, own);
        for (const [, ofRequest] of grouped(own, ({ request }) => request.id)) {
          await deps.database.transaction((tx) => settleRequest(tx, deps.clock, ofRequest, settle, action));
        }
      } catch (error) {
        failures.push(error);
        await deps.database.transaction(async (tx) => {
          for (const { order, request } of own) await store.markUncertain(tx, request.institutionId, [order.id]);
        });
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
}

async function settleRequest(tx: Tx, clock: Clock, due: readonly Due[], settle: Settle, action: string): Promise<void> {
  const [first] = due;
  if (!first) return;
  const request = await load(tx, first.request.institutionId, first.request.id);
  const outcome = settle(
    request,
    due.map(({ order }) => order.id),
  );
  await save(tx, outcome, { action, by: SYSTEM, at: clock() });
  await finish(
    tx,
    due.map(({ message }) => message),
  );
}

async function collect(database: Database, messages: readonly Message[]): Promise<Due[]> {
  const due: Due[] = [];
  const requests = new Map<string, Request | undefined>();
  for (const message of messages) {
    const { requestId } = JSON.parse(message.payload ?? '{}') as { requestId: string };
    if (!requests.has(requestId))
      requests.set(requestId, await store.selectRequest(database, message.tenantId, requestId));
    const request = requests.get(requestId);
    const order = request?.orders.find(({ id }) => id === message.subject);
    if (request && order) due.push({ message, request, order });
  }
  return due;
}

const hold: Call = async (connectors, marketplaceId, due) => {
  const ordering = orderingOf(connectors, marketplaceId);
  const asks = due.map(({ request, order }) => ({
    ...{ idempotencyKey: `${order.id}-hold`, reference: order.number, sellerExternalId: order.sellerExternalId },
    ...{ buyer: request.institutionId, shipTo: request.shipTo, address: request.address },
    ...{ shipping: order.shipping, total: order.total },
    lines: order.lines.map(({ externalId, quantity, price }) => ({ externalId, quantity, price })),
  }));
  const answers = byOrder<HoldAnswer>(due, await ordering.placeOrders(asks));
  return { action: 'request.held', settle: (request) => rules.holdsAnswered(request, answers) };
};

const confirm: Call = async (connectors, marketplaceId, due) => {
  const asks = due.map(({ order }) => ({ idempotencyKey: `${order.id}-confirm`, externalId: order.externalId ?? '' }));
  const answers = byOrder<ConfirmAnswer>(due, await orderingOf(connectors, marketplaceId).confirmOrders(asks));
  return {
    action: 'request.confirmation-answered',
    settle: (request) => rules.confirmationsAnswered(request, answers),
  };
};

const release: Call = async (connectors, marketplaceId, due) => {
  const asks = due.map(({ request, order }) => ({
    ...{ idempotencyKey: `${order.id}-cancel`, externalId: order.externalId ?? '' },
    reason: request.reason ?? request.state,
  }));
  const answers = byOrder(due, await orderingOf(connectors, marketplaceId).cancelOrders(asks));
  return {
    action: 'request.released',
    settle: (request, orderIds) => {
      let outcome: Outcome = { request, moves: [], news: [], withdrawn: [] };
      for (const id of orderIds) {
        const answer = answers.get(id);
        if (!answer || answer.status === 'pending')
          throw new Error('the marketplace has not decided on the cancellation yet');
        const next = rules.released(outcome.request, id, answer.status === 'cancelled');
        outcome = {
          request: next.request,
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
