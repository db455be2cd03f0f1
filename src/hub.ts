import type { Context, Hono } from 'hono';
import { bindingSubscribers } from './bindings.ts';
import { budgetRoutes } from './buying/budget/index.ts';
import { catalogueRoutes, followCatalogues, placeInTiers, savedSearchRoutes } from './buying/catalogue/index.ts';
import { documentRoutes } from './buying/document/index.ts';
import { fulfilmentRoutes, fulfilmentSubscribers } from './buying/fulfilment/index.ts';
import { inboxRoutes } from './buying/inbox/index.ts';
import { integrityRoutes } from './buying/integrity/index.ts';
import { expirePurchases, paymentHeard, personalRoutes, personalSubscribers } from './buying/personal/index.ts';
import { expireHolds, purchaseRoutes, purchaseSubscribers } from './buying/purchase/index.ts';
import { rulebookRoutes } from './buying/rulebook/index.ts';
import { moneyOf, settlementRoutes, settlementSubscribers } from './buying/settlement/index.ts';
import { qrisSandbox, qrisSandboxRoutes } from './connectors/qris-sandbox/index.ts';
import { deliverySubscribers } from './deliveries.ts';
import { demoRoutes } from './demo/home.tsx';
import { nudgeSubscribers } from './nudges.ts';
import {
  accountRoutes,
  accountSubscribers,
  grantsOf,
  type HeldGrant,
  isGuarded,
  namesOf,
  requireSecondFactor,
} from './parties/account/index.ts';
import { findInstitution, findInstitutions, institutionRoutes } from './parties/institution/index.ts';
import { type Connectors, listMarketplaces, marketplaceRoutes, sweepNudges } from './parties/marketplace/index.ts';
import { findSellers, sellerRoutes } from './parties/seller/index.ts';
import { aboutRoutes } from './platform/about.tsx';
import { apiRoutes } from './platform/api.tsx';
import { auditRootRoutes } from './platform/audit-roots.tsx';
import type { Database, Reader } from './platform/database.ts';
import { createDispatcher, type Dispatcher } from './platform/dispatcher.ts';
import type { Translate } from './platform/i18n.ts';
import { addressBy, DEFAULT_LIMITS, type Limits, limiter } from './platform/limits.ts';
import { createLive } from './platform/live.ts';
import { simulatedMailer, sweepMails } from './platform/mail.ts';
import { mailRoutes } from './platform/mailbox.tsx';
import type { Frame } from './platform/page.tsx';
import { publishRoot } from './platform/roots.ts';
import { described, type Who } from './platform/route.ts';
import { sealAll } from './platform/sealer.ts';
import { readSessionCookie, SESSION_COOKIE, sweepSessions, visitorOf } from './platform/session.ts';
import { everySoOften } from './platform/ticker.ts';
import type { Vault } from './platform/vault.ts';
import { createWeb, type WebEnv } from './platform/web.tsx';
import type { Clock } from './values/instant.ts';

export interface HubParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly connectors: Connectors;
  /** Looks which marketplaces there are now and where; left out, they are those that were there at the start. */
  readonly rebind?: () => Promise<void>;
  readonly demo: boolean;
  /** Where this hub answers, as people and papers name it. */
  readonly baseUrl: string;
  /** How much a visitor may ask in a minute; left out, what suits an office. */
  readonly limits?: Limits;
  /** The header in which a proxy names whom it speaks for; left out, no header is believed. */
  readonly addressHeader?: string | undefined;
}

export interface Hub {
  readonly web: Hono<WebEnv>;
  readonly dispatcher: Dispatcher;
  /** Starts what works between requests: the outbox, holds that run out, the sealer, the daily root. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The only place where everything is put together: each room gets what it needs, and nothing else. */
export function createHub(parts: HubParts): Hub {
  const { database, vault, clock, connectors, rebind = async () => {}, demo, baseUrl } = parts;
  const secure = baseUrl.startsWith('https:');
  const grantsIn = grantsOnce(parts);
  const web = createWeb({
    personOf: visitorOf({ database, clock, secure }),
    frameOf: (c) => frameOf(parts, c, grantsIn),
    toll: tollOf(parts, secure),
  });

  const policiesOf = async (reader: Reader, institutionIds: readonly string[]) => {
    const institutions = await findInstitutions(reader, institutionIds);
    return new Map(institutions.map(({ id, approvalAbove }) => [id, { approvalAbove }]));
  };
  const live = createLive(database);
  const outside = { connectors, policiesOf };
  const personNames = (ids: readonly string[]) => namesOf(database, vault, ids);
  // A marketplace keeps its name, so it is asked for only when one is not known yet.
  let knownMarketplaces: ReadonlyMap<string, string> = new Map();
  const marketplaceNames = async (ids: readonly string[]) => {
    if (ids.some((id) => !knownMarketplaces.has(id))) {
      knownMarketplaces = new Map((await listMarketplaces(database)).map(({ id, name }) => [id, name] as const));
    }
    return knownMarketplaces;
  };
  const placeOf = async (institutionId: string) => {
    const institution = await findInstitution(database, institutionId);
    return { regionCode: institution?.regionCode ?? '', address: institution?.address ?? '' };
  };

  const namePlaces = async (grants: readonly { readonly scopeId: string }[]) => {
    const ids = [...new Set(grants.map(({ scopeId }) => scopeId))];
    const [institutions, sellers] = await Promise.all([
      Promise.all(ids.map((id) => findInstitution(database, id))),
      findSellers(database, ids),
    ]);
    const places = [...institutions, ...sellers].flatMap((place) => (place ? [[place.id, place.name] as const] : []));
    return new Map(places);
  };

  const home = { name: 'lead-home', who: 'anyone', status: 303 } as const;
  web.get(
    '/',
    described(home, async (c) =>
      c.redirect(c.var.personId ? await firstPage(parts, c.var.personId) : demo ? '/demo' : '/session/new', 303),
    ),
  );
  web.route('/', apiRoutes({ routes: () => web.routes, baseUrl, cookie: SESSION_COOKIE(secure) }));
  web.route('/', aboutRoutes());
  web.route('/', demoRoutes({ database, clock, demo }));
  web.route('/', auditRootRoutes({ database }));
  // Only the demonstration has post: a hub that serves people waits for a mailer of its own.
  const mailer = demo ? simulatedMailer(vault) : undefined;
  const front = { namePlaces, addressOf: addressBy(parts.addressHeader), hasMail: mailer !== undefined };
  web.route('/', mailRoutes({ database, vault, demo }));
  web.route('/', accountRoutes({ database, vault, clock, demo, secure, ...front }));
  web.route('/', institutionRoutes({ database, vault, clock, baseUrl }));
  web.route('/', marketplaceRoutes({ database, vault, clock }));
  web.route('/', sellerRoutes({ database }));
  web.route('/', catalogueRoutes({ database, placeOf }));
  web.route('/', savedSearchRoutes({ database, clock }));
  web.route('/', rulebookRoutes());
  web.route('/', budgetRoutes({ database, clock }));
  web.route('/', integrityRoutes({ database, clock }));
  web.route('/', documentRoutes({ database, clock, baseUrl, sample: demo }));
  web.route('/', purchaseRoutes({ database, clock, ...outside, live, personNames, marketplaceNames, placeOf }));

  const payments = qrisSandbox(database);
  if (demo) {
    const walletOf = (paymentId: string) => `/qris/${paymentId}`;
    const personal = { database, connectors, payments, vault, clock, marketplaceNames, walletOf };
    web.route('/', personalRoutes({ ...personal, homeOf: (personId) => homeOf(database, personId, clock()) }));
    const onPaid = (paid: Parameters<typeof paymentHeard>[2]) => paymentHeard(database, payments, paid);
    web.route('/', qrisSandboxRoutes({ database, clock, onPaid }));
  }
  web.route('/', fulfilmentRoutes({ database, clock, connectors, live, moneyOf }));
  web.route('/', settlementRoutes({ database, clock }));
  web.route('/', inboxRoutes({ database, clock, grantsIn }));

  const dispatcher = createDispatcher(database);
  const subscribers = {
    ...accountSubscribers({ database, vault, clock, baseUrl, mailer }),
    ...purchaseSubscribers({ database, connectors, clock }),
    ...personalSubscribers({ database, connectors, payments, vault, clock }),
    ...deliverySubscribers({ database, vault, clock }),
    ...bindingSubscribers({ database, rebind }),
    ...nudgeSubscribers({ database, connectors, clock }),
    ...fulfilmentSubscribers({ database, connectors }),
    ...settlementSubscribers({ database, connectors, clock }),
  };
  for (const [event, subscriber] of Object.entries(subscribers)) dispatcher.subscribe(event, subscriber);

  const tickers = [
    () => everySoOften(1000, () => expireHolds(database, clock())),
    () => everySoOften(1000, () => expirePurchases(database, clock())),
    // News of a marketplace reaches one hub; the others look.
    () => everySoOften(1000, rebind),
    () => everySoOften(3_600_000, () => sweepSessions(database, clock())),
    () => everySoOften(3_600_000, () => sweepMails(database, clock())),
    () => everySoOften(3_600_000, () => sweepNudges(database, clock())),
    () => everySoOften(1000, () => sealAll(database, clock)),
    () => everySoOften(60_000, () => publishRoot(database, { at: clock() })),
    // A price in the catalogue never binds, so it may be a minute old.
    () => everySoOften(60_000, () => followCatalogues(database, { connectors, at: clock() })),
    () => everySoOften(3_600_000, () => placeInTiers(database)),
  ];
  let stops: (() => Promise<void>)[] = [];
  return {
    web,
    dispatcher,
    start: async () => {
      live.start();
      await dispatcher.start();
      stops = tickers.map((start) => start());
    },
    stop: async () => {
      await live.stop();
      await Promise.all(stops.map((stop) => stop()));
      await dispatcher.stop();
    },
  };
}

/** Work of these roles comes to the inbox. */
const tasked: readonly string[] = ['pp', 'ppk', 'kpa', 'treasurer', 'ppspm', 'bud'];
const officeRoles = ['pp', 'ppk', 'kpa', 'treasurer', 'ppspm', 'bud', 'administrator', 'auditor', 'official'];

/** Reads that cost the hub more than a page: a search, a PDF, a replay, a proof. */
const heavyReads = new Set(['search-offers', 'read-paper', 'replay-decisions', 'prove-audit', 'read-api-json']);
/** Signed by a marketplace, cheap, and as many as there are orders in the busiest hour. */
const free = new Set(['nudge', 'end-session']);

function tollOf({ database, clock, limits = DEFAULT_LIMITS, addressHeader }: HubParts, secure: boolean) {
  const addressOf = addressBy(addressHeader);
  const spend = limiter(limits, { sessionOf: (c) => readSessionCookie(c, secure), addressOf });
  return async (c: Context<WebEnv>, { name, who }: { readonly name: string; readonly who: Who }): Promise<void> => {
    if (free.has(name)) return;
    if (c.req.method !== 'GET') {
      await spend(c, 'writes');
      const token = readSessionCookie(c, secure);
      if (isGuarded(who)) await requireSecondFactor(database, { token, at: clock() });
    } else if (heavyReads.has(name)) await spend(c, 'heavyReads');
  };
}

/** Where each role's next piece of work lies. */
async function firstPage({ database, clock }: HubParts, personId: string): Promise<string> {
  const grants = await grantsOf(database, personId, clock());
  const office = grants.find(({ institutionId }) => institutionId);
  if (office) {
    if (grants.some(({ role }) => role === 'ppk' || role === 'kpa')) return '/inbox';
    const pays = grants.some(({ role }) => role === 'treasurer' || role === 'ppspm' || role === 'bud');
    return `/institutions/${office.institutionId}/${pays ? 'bills' : 'requests'}`;
  }
  const shop = grants.find(({ sellerId }) => sellerId);
  if (shop) return `/sellers/${shop.sellerId}/orders`;
  return grants.some(({ role }) => role === 'steward') ? '/marketplaces' : '/offers';
}

type GrantsIn = (c: Context<WebEnv>) => Promise<readonly HeldGrant[]>;

/** What the visitor may do, asked once a request, for the masthead and for pages that need it too. */
function grantsOnce({ database, clock }: HubParts): GrantsIn {
  const known = new WeakMap<Context<WebEnv>, Promise<readonly HeldGrant[]>>();
  return (c) => {
    const { personId } = c.var;
    const grants = known.get(c) ?? (personId ? grantsOf(database, personId, clock()) : Promise.resolve([]));
    known.set(c, grants);
    return grants;
  };
}

async function frameOf(parts: HubParts, c: Context<WebEnv>, grantsIn: GrantsIn): Promise<Frame> {
  const { database, vault, demo } = parts;
  const { t, personId } = c.var;
  const { pathname, search } = new URL(c.req.url);
  const path = pathname + search;
  const publicNav = [
    { href: '/offers', label: t('hub.nav-offers') },
    { href: '/marketplaces', label: t('hub.nav-marketplaces') },
    { href: '/rules', label: t('hub.nav-rules') },
  ];
  if (!personId) return { demo, path, nav: publicNav };
  const [grants, names] = await Promise.all([grantsIn(c), namesOf(database, vault, [personId])]);
  const nav = [...publicNav.slice(0, 1), ...navOf(grants, t), ...publicNav.slice(1)];
  const title = [...new Set(grants.map(({ role }) => t(`account.role-${role}`)))].join(', ');
  const who = { name: names.get(personId) ?? '–', title, href: '/session' };
  return {
    demo,
    path,
    nav,
    who,
    officeId: grants.find(({ institutionId }) => institutionId)?.institutionId ?? undefined,
  };
}

function navOf(grants: readonly HeldGrant[], t: Translate): Frame['nav'] {
  const office = grants.find(({ institutionId, role }) => institutionId && officeRoles.includes(role));
  const base = `/institutions/${office?.institutionId}`;
  const shop = grants.find(({ sellerId }) => sellerId);
  if (shop) return [{ href: `/sellers/${shop.sellerId}/orders`, label: t('hub.nav-orders') }];
  if (!office) return [];
  const keeps = grants.some(({ role }) => role === 'administrator');
  const works = grants.some(({ role }) => tasked.includes(role));
  return [
    ...(keeps ? [{ href: base, label: t('hub.nav-institution') }] : []),
    ...(works ? [{ href: '/inbox', label: t('hub.nav-inbox') }] : []),
    { href: `${base}/requests`, label: t('hub.nav-requests') },
    { href: `${base}/deliveries`, label: t('hub.nav-orders') },
    { href: `${base}/bills`, label: t('hub.nav-bills') },
    { href: `${base}/budget`, label: t('hub.nav-budget') },
  ];
}

/** The office of this person, if there is one: things for oneself are mostly brought there. */
async function homeOf(database: Database, personId: string, at: Date) {
  const office = (await grantsOf(database, personId, at)).find(({ institutionId }) => institutionId !== null);
  const institution = office?.institutionId ? await findInstitution(database, office.institutionId) : undefined;
  return institution?.regionCode ? { regionCode: institution.regionCode, address: institution.address } : undefined;
}
