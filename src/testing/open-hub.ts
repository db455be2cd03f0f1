import { afterAll } from 'vitest';
import { marketplaces } from '../demo/stock.ts';
import { openShops, openWorld } from '../demo/world.ts';
import { createHub } from '../hub.ts';
import { createFirstLink } from '../parties/account/index.ts';
import { startSession } from '../platform/session.ts';
import { cloneDatabase } from './database.ts';
import { connectorsOf, openStocked } from './stocked-marketplace.ts';
import { cloneVault } from './vault.ts';

type Role = 'pp' | 'ppk' | 'treasurer' | 'ppspm' | 'bud' | 'administrator' | 'auditor' | 'steward' | 'seller';

/**
 * A whole hub with the demonstration's world and marketplaces, in this process, and hands for everybody in it. With `alive`
 * it also does what is done between requests.
 */
export async function openHub(at: Date, { alive = false } = {}) {
  const { database, owner } = await cloneDatabase();
  const { vault } = await cloneVault();
  const firstLink = await database.transaction((tx) => createFirstLink(tx, { at }));
  const world = await openWorld({ database, vault, at });
  const opened = [];
  for (const { code } of marketplaces) opened.push(await openStocked(database, code, at));
  await openShops({ database, vault, at });
  const connectors = connectorsOf(opened);
  const parts = { database, vault, clock: () => at, connectors, demo: true, baseUrl: 'http://localhost' };
  const hub = createHub(parts);
  const { web, dispatcher } = hub;
  await (alive ? hub.start() : dispatcher.start());
  afterAll(() => (alive ? hub.stop() : dispatcher.stop()));
  const [seller] = await database.query<{ id: string; shopId: string }>(
    `select person_id as id, scope_id as "shopId" from account.grants where role = 'seller' limit 1`,
  );
  const shopId = seller?.shopId ?? '';
  const people: Readonly<Record<Role, string | undefined>> = {
    ...{ pp: world.ids.ratna, ppk: world.ids.bambang, treasurer: world.ids.yohanes, ppspm: world.ids.maria },
    ...{ bud: world.ids.wayan, administrator: world.ids.sri, auditor: world.ids.galuh, steward: world.ids.laksmi },
    seller: seller?.id,
  };

  const sessions = new Map<string, Promise<string>>();
  const cookieOf = async (who: Role | undefined): Promise<string> => {
    const personId = who && people[who];
    if (!personId) return '';
    const session = sessions.get(personId) ?? startSession(database, { personId, at, way: 'demo' });
    sessions.set(personId, session);
    return `bangga=${await session}`;
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as a stranger reads them
  const act = async (who: Role, path: string, body: object): Promise<any> => {
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', cookie: await cookieOf(who) },
      'idempotency-key': crypto.randomUUID(),
    };
    const answer = await web.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${path} ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : answer.json();
  };
  const { institutionId } = world;
  const base = `/institutions/${institutionId}`;
  const [offer] = await database.query<{ id: string }>(
    `select id from catalogue.offers where seller_id = $1 and title ilike '%kursi%' order by price_sen limit 1`,
    [shopId],
  );
  const offerId = offer?.id ?? '';

  /** A request for the cheapest chair of the shop, or another offer; submitted when that is the step. */
  const buy = async (quantity: number, { step, offer = offerId }: { step?: 'submission'; offer?: string } = {}) => {
    const request = await act('pp', `${base}/requests`, {
      ...{ title: `Kursi ${quantity}`, budgetLineId: world.lines[0], shipTo: '19.02', address: 'Jl. Melur 14' },
      lines: [{ offerId: offer, quantity }],
    });
    if (step) await act('pp', `${base}/requests/${request.id}/${step}`, {});
    await dispatcher.idle();
    const [order] = await database.query<{ id: string; lineId: string }>(
      `select o.id, l.id as "lineId" from purchase.orders o join purchase.lines l on l.order_id = o.id
       where o.request_id = $1`,
      [request.id],
    );
    return { orderId: order?.id ?? '', lineId: order?.lineId ?? '' };
  };

  /** A purchase of the shop's chairs, as far as that: accepted by the seller, on its way, or at the office. */
  const buyUntil = async (stage: 'accepted' | 'shipped' | 'received') => {
    const bought = await buy(2, { step: 'submission' });
    const order = `/sellers/${shopId}/orders/${bought.orderId}`;
    await act('seller', `${order}/acceptance`, {});
    if (stage !== 'accepted') await act('seller', `${order}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-1' });
    if (stage !== 'received') return bought;
    const lines = [{ lineId: bought.lineId, quantity: 2 }];
    await act('pp', `${base}/deliveries/${bought.orderId}/receipts`, { lines });
    await dispatcher.idle();
    return bought;
  };

  const hands = { cookieOf, act, buy, buyUntil };
  return {
    database,
    owner,
    vault,
    world,
    web,
    dispatcher,
    people,
    shopId,
    firstLink,
    institutionId,
    offerId,
    ...hands,
  };
}
