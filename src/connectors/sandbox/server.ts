import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { limitBody } from '../../platform/body-limit.ts';
import type { Database } from '../../platform/database.ts';
import { log } from '../../platform/log.ts';
import type { Clock } from '../../values/instant.ts';
import { spoil } from './faults/spoil-shelf.ts';
import { endFaults, type Fault, insertFault } from './faults/store.ts';
import { strikesOf } from './faults/strike.ts';
import { pullCatalogue, pullSellers, pullSettlements } from './feed/read-feed.ts';
import { onlyWith, receive, send } from './http.ts';
import { OtherBody } from './keys/answer-once.ts';
import * as wire from './mapping.ts';
import { deleteSubscription, upsertSubscription } from './nudges/store.ts';
import { actOnOrder } from './orders/act-on-order.ts';
import { lapsesOf } from './orders/lapses.ts';
import { placeOrders } from './orders/place-orders.ts';
import { cancelOrders, confirmOrders } from './orders/settle-holds.ts';
import { selectOrder } from './orders/store.ts';
import { provinces } from './rules.ts';
import { checkOffers, requestQuote } from './shelf/read-shelf.ts';
import { removeOffer, stockShelf } from './shelf/stock-shelf.ts';

export interface SandboxOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The bearer key that every request must carry. */
  readonly key: string;
  readonly code?: string;
  readonly name?: string;
  /** How long goods are held for an order that is not confirmed yet; a day, unless told otherwise. */
  readonly holdMs?: number;
}

interface Env {
  Bindings: Partial<HttpBindings>;
  Variables: { faults: readonly Fault[] };
}

const DAY = 24 * 60 * 60 * 1000;
const MOST_BYTES = 32 * 1024 * 1024;

const nouns = {
  receipts: 'reportReceipt',
  payments: 'reportPayment',
  returns: 'requestReturn',
  acceptances: 'accept',
  declinations: 'decline',
  shipments: 'ship',
} as const satisfies Record<wire.Noun, wire.Operation>;

/** A whole marketplace over HTTP, with faults that can be switched on. */
export function createSandbox(options: SandboxOptions): Hono<Env> {
  const { database, clock, key, code = 'sandbox', name = 'Sandbox', holdMs = DAY } = options;
  const strikes = strikesOf(database);
  const lapses = lapsesOf(database);
  const app = new Hono<Env>();
  app.use(onlyWith(key));
  app.use(
    limitBody(MOST_BYTES, () => {
      throw new HTTPException(413, { message: 'the body is too large' });
    }),
  );
  app.use(async (c, next) => (c.req.url.includes('%00') ? c.json({ type: 'invalid' }, 422) : next()));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof OtherBody) return c.json({ type: 'other-body', title: error.message }, 409);
    if (error instanceof z.ZodError) return c.json({ type: 'invalid', issues: error.issues }, 422);
    if (error instanceof SyntaxError)
      return c.json({ type: 'invalid', title: 'the body is no JSON that can be kept' }, 422);
    log.error({ error, path: c.req.path }, 'a request failed by our mistake');
    return c.json({ type: 'our-mistake' }, 500);
  });

  /** Opens one operation of the port: ended holds give goods back, and the faults switched on for it strike. */
  const operation =
    (name: wire.Operation): MiddlewareHandler<Env> =>
    async (c, next) => {
      const [faults] = await Promise.all([strikes.use(name), lapses.pass(clock())]);
      c.set('faults', faults);
      for (const { ms } of faults.filter(({ kind }) => kind === 'slow')) await sleep(ms);
      if (faults.some(({ kind }) => kind === 'down')) return c.json({ type: 'down' }, 503);
      await next();
      // By now everything is committed; only the answer gets lost.
      if (!c.var.faults.some(({ kind }) => kind === 'lose-answer')) return;
      c.env.incoming?.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    };

  app.get('/description', operation('describe'), (c) => {
    const regions = [...provinces];
    return send(c, wire.description, { name, version: '1', capabilities, currency: 'IDR', regions });
  });

  app.get('/catalogue', operation('pullCatalogue'), async (c) =>
    send(c, wire.cataloguePage, await pullCatalogue(database, wire.pageAsk.parse(c.req.query()))),
  );
  app.get('/sellers', operation('pullSellers'), async (c) =>
    send(c, wire.sellersPage, await pullSellers(database, wire.pageAsk.parse(c.req.query()))),
  );
  app.get('/settlements', operation('pullSettlements'), async (c) =>
    send(c, wire.settlementsPage, await pullSettlements(database, wire.pageAsk.parse(c.req.query()))),
  );

  app.post('/offer-checks', operation('checkOffers'), async (c) => {
    const asks = await receive(c, wire.offersAsks);
    await spoil(database, c.var.faults, idsOf(asks.flatMap(({ lines }) => lines)));
    return send(c, wire.offersAnswers, await checkOffers(database, asks, clock()));
  });
  app.post('/quotes', operation('requestQuote'), async (c) => {
    const ask = await receive(c, wire.quoteAsk);
    return send(c, wire.quoteAnswer, await requestQuote(database, { ...ask, at: clock() }));
  });

  app.post('/orders', operation('placeOrders'), async (c) => {
    const asks = await receive(c, wire.orderAsks);
    await spoil(database, c.var.faults, idsOf(asks.flatMap(({ lines }) => lines)));
    // Confirming at once is confirming too: what strikes that strikes here.
    const onConfirm = asks.some(({ confirm }) => confirm) ? await strikes.use('confirmOrders') : [];
    c.set('faults', [...c.var.faults, ...onConfirm]);
    const isClosed = c.var.faults.some(({ kind }) => kind === 'refuse-confirm');
    lapses.expect(new Date(clock().getTime() + holdMs));
    const placing = { asks, at: clock(), holdMs, prefix: code.toUpperCase(), isClosed };
    return send(c, wire.holdAnswers, await placeOrders(database, placing));
  });
  app.post('/confirmations', operation('confirmOrders'), async (c) => {
    const asks = await receive(c, wire.confirmAsks);
    const closed = c.var.faults.filter(({ kind }) => kind === 'refuse-confirm');
    const isClosed = (id: string) => closed.some(({ externalId }) => externalId === null || externalId === id);
    return send(c, wire.confirmAnswers, await confirmOrders(database, { asks, at: clock(), isClosed }));
  });
  app.post('/cancellations', operation('cancelOrders'), async (c) => {
    const asks = await receive(c, wire.cancelAsks);
    return send(c, wire.cancelAnswers, await cancelOrders(database, { asks, at: clock() }));
  });

  app.get('/orders/:id', operation('getOrder'), async (c) => {
    const order = await selectOrder(database, c.req.param('id'));
    return order ? send(c, wire.marketOrder, order) : c.json({ type: 'unknown-order' }, 404);
  });
  for (const noun of Object.keys(nouns) as wire.Noun[]) {
    app.post(`/orders/:id/${noun}`, operation(nouns[noun]), async (c) => {
      const act = await receive(c, wire.acts[noun]);
      z.literal(c.req.param('id')).parse(act.externalId);
      return send(c, wire.actAnswer, { result: await actOnOrder(database, { noun, act, at: clock() }) });
    });
  }

  app.put('/stock', async (c) =>
    send(c, wire.stocked, { changed: await stockShelf(database, await receive(c, wire.stock)) }),
  );
  app.delete('/stock/:id', async (c) =>
    (await removeOffer(database, c.req.param('id'))) ? c.body(null, 204) : c.json({ type: 'gone' }, 404),
  );

  app.put('/subscription', async (c) => {
    await upsertSubscription(database, await receive(c, wire.subscription));
    return c.body(null, 204);
  });
  app.delete('/subscription', async (c) => {
    await deleteSubscription(database);
    return c.body(null, 204);
  });

  app.post('/faults', async (c) => {
    const { kind, operation, externalId = null, ms, times } = await receive(c, wire.fault);
    const struck = operation ?? usuallyStrikes[kind] ?? null;
    await database.transaction((tx) => insertFault(tx, { kind, operation: struck, externalId, ms, times }));
    strikes.expect();
    return c.body(null, 204);
  });
  app.delete('/faults', async (c) => {
    await database.transaction(endFaults);
    return c.body(null, 204);
  });
  return app;
}

const capabilities = ['catalogue', 'offers', 'ordering', 'tracking', 'seller-acts', 'quotes', 'settlements', 'sellers'];

const usuallyStrikes: Partial<Record<string, wire.Operation>> = {
  'price-change': 'placeOrders',
  'stock-gone': 'placeOrders',
  'refuse-confirm': 'confirmOrders',
  'duplicate-webhook': 'nudge',
  'late-webhook': 'nudge',
};

const idsOf = (lines: readonly { readonly externalId: string }[]): string[] => [
  ...new Set(lines.map(({ externalId }) => externalId)),
];
