import { ExponentialBackoff, handleWhen, retry, TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { combinedPer } from '../../platform/combined.ts';
import type { Database } from '../../platform/database.ts';
import { log } from '../../platform/log.ts';
import type { Clock } from '../../values/instant.ts';
import { recordCalls } from './actions.ts';
import type { Connector } from './connector.ts';
import { type Call, isUnknown, type Outcome, TurnedAway, Unknown } from './rules.ts';

/** Gives each marketplace its connector; hub.ts binds it. */
export type Connectors = (marketplaceId: string) => Connector;

interface Watch {
  readonly marketplaceId: string;
  readonly database: Database;
  readonly clock: Clock;
  /** One attempt may take so long; after that its outcome is unknown. */
  readonly timeoutMs?: number;
  /** How often an unknown outcome is asked about again. */
  readonly retries?: number;
}

/**
 * The same connector, with every attempt bounded in time and written to the call log. An attempt whose outcome is
 * unknown is repeated with the same idempotency key. Ask it outside of transactions only.
 * @throws Unknown when no attempt was answered: nothing may be concluded from it
 */
export function watched(connector: Connector, watch: Watch): Connector {
  const { timeoutMs = 10_000, retries = 2 } = watch;
  const bounded = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 2000 });
  const repeated = retry(handleWhen(isUnknown), { maxAttempts: retries, backoff });

  const attempt = async <Answer>(operation: string, elements: number, ask: () => Promise<Answer>): Promise<Answer> => {
    const at = watch.clock();
    const began = performance.now();
    const note = (outcome: Outcome) => {
      const durationMs = Math.round(performance.now() - began);
      return keepCall(watch.database, {
        marketplaceId: watch.marketplaceId,
        operation,
        at,
        durationMs,
        outcome,
        elements,
      });
    };
    try {
      const answer = await bounded.execute(ask);
      await note('answered');
      return answer;
    } catch (cause) {
      const isLate = cause instanceof TaskCancelledError;
      const error = isLate ? new Unknown(`${operation} had no answer in ${timeoutMs} ms`, { cause }) : cause;
      await note(outcomeOf(error));
      throw error;
    }
  };
  const once = attempt;
  const again = <Answer>(operation: string, elements: number, ask: () => Promise<Answer>): Promise<Answer> =>
    repeated.execute(() => attempt(operation, elements, ask));

  const { offers, ordering, tracking, sellerActs, quotes, settlements, sellers } = connector;
  return {
    describe: () => again('describe', 1, () => connector.describe()),
    pullCatalogue: (ask) => again('pullCatalogue', 1, () => connector.pullCatalogue(ask)),
    ...(offers && {
      offers: { checkOffers: (asks) => again('checkOffers', asks.length, () => offers.checkOffers(asks)) },
    }),
    ...(ordering && {
      ordering: {
        placeOrders: (asks) => again('placeOrders', asks.length, () => ordering.placeOrders(asks)),
        confirmOrders: (asks) => again('confirmOrders', asks.length, () => ordering.confirmOrders(asks)),
        cancelOrders: (asks) => again('cancelOrders', asks.length, () => ordering.cancelOrders(asks)),
      },
    }),
    ...(tracking && {
      tracking: {
        getOrder: (externalId) => again('getOrder', 1, () => tracking.getOrder(externalId)),
        reportReceipt: (ask) => again('reportReceipt', 1, () => tracking.reportReceipt(ask)),
        reportPayment: (ask) => again('reportPayment', 1, () => tracking.reportPayment(ask)),
        requestReturn: (ask) => again('requestReturn', 1, () => tracking.requestReturn(ask)),
      },
    }),
    ...(sellerActs && {
      sellerActs: {
        accept: (ask) => again('accept', 1, () => sellerActs.accept(ask)),
        decline: (ask) => again('decline', 1, () => sellerActs.decline(ask)),
        ship: (ask) => again('ship', 1, () => sellerActs.ship(ask)),
      },
    }),
    // A quote carries no key: asking twice could be two negotiations.
    ...(quotes && { quotes: { requestQuote: (ask) => once('requestQuote', 1, () => quotes.requestQuote(ask)) } }),
    ...(settlements && {
      settlements: { pullSettlements: (ask) => again('pullSettlements', 1, () => settlements.pullSettlements(ask)) },
    }),
    ...(sellers && {
      sellers: { pullSellers: (ask) => again('pullSellers', 1, () => sellers.pullSellers(ask)) },
    }),
  };
}

function outcomeOf(error: unknown): Outcome {
  if (isUnknown(error)) return 'unknown';
  return error instanceof TurnedAway ? 'turned-away' : 'failed';
}

/** Calls that end at the same time are logged together. */
const logCalls = combinedPer((database: Database, calls: readonly Call[]) =>
  database.transaction(async (tx) => {
    await recordCalls(tx, calls);
    return calls;
  }),
);

async function keepCall(database: Database, call: Call): Promise<void> {
  try {
    await logCalls(database, call);
  } catch (error) {
    // What the marketplace answered matters more than our log of it.
    log.error({ error }, 'a call to a marketplace could not be logged');
  }
}
