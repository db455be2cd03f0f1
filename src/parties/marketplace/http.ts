import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { described } from '../../platform/route.ts';
import type { Vault } from '../../platform/vault.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { authoriseSteward, grantsOf, HUB } from '../account/index.ts';
import { moveMarketplace } from './actions.ts';
import { checkNudge, hearNudge } from './hear-nudge.ts';
import { marketplacesPage } from './pages.tsx';
import type { Call, Marketplace, Step } from './rules.ts';
import { selectLatestCalls, selectMarketplaces } from './store.ts';

const LATEST = 8;

const call = z.object({
  ...{ operation: z.string(), at: z.date(), durationMs: z.int(), elements: z.int() },
  outcome: z.enum(['answered', 'unknown', 'turned-away', 'failed']),
});
const standing = z
  .object({
    ...{ id: z.uuid(), code: z.string(), name: z.string(), state: z.enum(['admitted', 'suspended']) },
    ...{ syncedAt: z.date().nullable(), version: z.int() },
  })
  .meta({ id: 'MarketplaceStanding' });
const marketplace = standing.extend({ calls: z.array(call) }).meta({ id: 'Marketplace' });
const answer = z.object({ marketplaces: z.array(marketplace) });
const why = z
  .object({ reason: z.string().trim().min(1).max(500) })
  .meta({ examples: [{ reason: 'Pesanan tidak dikirim selama tiga minggu' }] });

const moving = { who: ['steward'], keyed: true, body: why, answer: standing, page: 'text/html' } as const;
const ways = {
  suspension: { ...moving, name: 'suspend-marketplace', step: 'suspend' },
  readmission: { ...moving, name: 'readmit-marketplace', step: 'readmit' },
} as const satisfies Record<string, typeof moving & { name: string; step: Step }>;

/** Thin, as Standard Webhooks advises: it says that something happened, and the hub asks the marketplace what. */
const nudge = z
  .object({
    type: z.string().trim().min(1).max(100),
    timestamp: z.iso.datetime({ offset: true }),
    data: z.object({ externalId: z.string().min(1).max(200) }).loose(),
  })
  .meta({
    examples: [{ type: 'order.shipped', timestamp: '2026-11-25T05:00:00Z', data: { externalId: 'LOKABINA-00000042' } }],
  });

interface Deps {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}

/**
 * Which marketplaces the hub speaks with and how well that goes: no prices, no orders and no people, so no log-in.
 * The steward of the hub suspends and readmits them.
 */
export function marketplaceRoutes({ database, vault, clock }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/marketplaces',
    described({ name: 'list-marketplaces', who: 'anyone', answer, page: 'text/html' }, async (c, { json }) => {
      const [all, latest] = await Promise.all([selectMarketplaces(database), selectLatestCalls(database, LATEST)]);
      const marketplaces = all.map((one) => ({
        ...one,
        calls: latest.filter(({ marketplaceId }) => marketplaceId === one.id),
      }));
      if (!wantsJson(c)) {
        const { personId } = c.var;
        const held = personId === undefined ? [] : await grantsOf(database, personId, clock());
        const formKey = held.some(({ role }) => role === 'steward') ? crypto.randomUUID() : undefined;
        return c.html(marketplacesPage({ ...c.var, marketplaces, formKey }));
      }
      return json({ marketplaces: marketplaces.map((one) => ({ ...one, calls: one.calls.map(toJson) })) });
    }),
  );

  for (const [noun, { step, ...description }] of Object.entries(ways)) {
    routes.post(
      `/marketplaces/:marketplaceId/${noun}`,
      described(description, async (c, { body, key, json }) => {
        const at = clock();
        const { personId: by } = await authoriseSteward(database, { personId: c.var.personId, at });
        const { reason } = await body();
        const marketplaceId = idParam(c, 'marketplaceId');
        const keyed = { tenantId: HUB, key: await key(), at, body: { action: step, by, marketplaceId, reason } };
        await database.transaction((tx) =>
          once(tx, keyed, async () => {
            await moveMarketplace(tx, { marketplaceId, step, reason, by, at });
            return marketplaceId;
          }),
        );
        const now = (await selectMarketplaces(database)).find(({ id }) => id === marketplaceId);
        if (!now) throw new Error('a marketplace that moved is there');
        return wantsJson(c) ? json(now satisfies Marketplace) : c.redirect(`/marketplaces?lang=${c.var.language}`, 303);
      }),
    );
  }

  // A marketplace has no session: it shows by its signature who it is, and that is looked at before anything else.
  const nudging = { name: 'nudge', who: ['partner'], body: nudge, status: 204 } as const;
  routes.post(
    '/marketplaces/:marketplaceId/nudges',
    described(nudging, async (c, { body }) => {
      const at = clock();
      const marketplaceId = idParam(c, 'marketplaceId');
      const headers = {
        'webhook-id': c.req.header('webhook-id'),
        'webhook-timestamp': c.req.header('webhook-timestamp'),
        'webhook-signature': c.req.header('webhook-signature'),
      };
      const raw = new Uint8Array(await c.req.arrayBuffer());
      const id = await checkNudge(database, vault, { marketplaceId, headers, body: raw, at });
      const { externalId } = (await body()).data;
      await hearNudge(database, { marketplaceId, id, externalId, at });
      return c.body(null, 204);
    }),
  );

  return routes;
}

function toJson({ operation, at, durationMs, outcome, elements }: Call) {
  return { operation, at, durationMs, outcome, elements };
}
