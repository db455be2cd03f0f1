import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { log } from '../../platform/log.ts';
import type { Clock } from '../../values/instant.ts';
import { actOnOrder } from './act-on-order.ts';
import { OtherBody } from './answer-once.ts';
import * as wire from './mapping.ts';
import { deleteSubscription, upsertSubscription } from './nudges/store.ts';
import { placeOrders } from './place-orders.ts';
import { checkOffers, pullCatalogue, pullSellers, pullSettlements, requestQuote } from './read-shelf.ts';
import { provinces } from './rules.ts';
import { cancelOrders, confirmOrders, expireHolds } from './settle-holds.ts';
import { removeOffer, spoil, stockShelf } from './stock-shelf.ts';
import * as store from './store.ts';

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
  Variables: { faults: readonly store.Fault[] };
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
  const app = new Hono<Env>();
  app.use(onlyWith(key));
  app.use(bodyLimit({ maxSize: MOST_BYTES }));
  app.use(async (c, next) => (c.req.url.includes('%00') ? c.json({ type: 'invalid' }, 422) : next()));
  app.onError((error, c) => {
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
      const [faults] = await Promise.all([store.useFaults(database, name), expireHolds(database, clock())]);
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
    const onConfirm = asks.some(({ confirm }) => confirm) ? await store.useFaults(database, 'confirmOrders') : [];
    c.set('faults', [...c.var.faults, ...onConfirm]);
    const isClosed = c.var.faults.some(({ kind }) => kind === 'refuse-confirm');
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
    const order = await store.selectOrder(database, c.req.param('id'));
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
    await database.transaction((tx) => store.insertFault(tx, { kind, operation: struck, externalId, ms, times }));
    return c.body(null, 204);
  });
  app.delete('/faults', async (c) => {
    await database.transaction(store.endFaults);
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

/** Turns everybody away who does not show the key, before anything else is looked at. */
function onlyWith(key: string): MiddlewareHandler {
  // Equal lengths by hashing, so that the comparison takes the same time whatever was sent.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${key}`);
  return async (c, next) => {
    const shown = digest(c.req.header('authorization') ?? '');
    if (!timingSafeEqual(shown, expected)) return c.json({ type: 'wrong-key' }, 401);
    await next();
  };
}

async function receive<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text();
  const body: unknown = JSON.parse(text);
  // Such characters come only as escapes, so that ordinary bodies are not walked through.
  if (/\\u(0000|d[89a-f])/i.test(text) && holdsUnkept(body)) throw new SyntaxError('a text cannot be kept');
  return schema.parse(body);
}

/** NUL and half a character are JSON, and yet no text that a database can keep. */
function holdsUnkept(body: unknown): boolean {
  if (typeof body === 'string') return /[\0\p{Cs}]/u.test(body);
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).some(([key, value]) => holdsUnkept(key) || holdsUnkept(value));
}

function send<Schema extends z.ZodType>(c: Context, schema: Schema, answer: z.output<Schema>): Response {
  return c.json(z.encode(schema, answer) as object);
}

const idsOf = (lines: readonly { readonly externalId: string }[]): string[] => [
  ...new Set(lines.map(({ externalId }) => externalId)),
];
