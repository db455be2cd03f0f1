import { existsSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { importLkpp } from './buying/budget/index.ts';
import { sandboxDatabase } from './connectors/sandbox/bench.ts';
import { sandboxConnector, spawnSandbox } from './connectors/sandbox/index.ts';
import { stockMarketplace } from './demo/stock-marketplace.ts';
import { createHub } from './hub.ts';
import { addPerson, grant, HUB } from './parties/account/index.ts';
import { appointAdministrator } from './parties/institution/index.ts';
import { admitMarketplace, type Connector, watched } from './parties/marketplace/index.ts';
import { openDatabase } from './platform/database.ts';
import { startSession } from './platform/session.ts';
import { cloneDatabase } from './testing/database.ts';
import { expectInvariants } from './testing/invariants.ts';
import { cloneVault } from './testing/vault.ts';

/** What an office starts from: files of the region, goods of two marketplaces, and what is looked for in each. */
interface Input {
  readonly at: Date;
  readonly lkpp: string;
  readonly regionCode: string;
  readonly markets: readonly {
    readonly code: string;
    readonly file: string;
    readonly search: string;
    readonly stocked: number;
    readonly refused: number;
  }[];
  readonly imported: { readonly read: number; readonly refused: number };
}

// Invented, with the defects of the real files.
const twin: Input = {
  at: new Date('2026-11-25T05:00:00Z'),
  ...{ lkpp: 'src/testing/twins/lkpp', regionCode: '19.02', imported: { read: 22, refused: 8 } },
  markets: [
    { code: 'komputa', file: 'src/testing/twins/products.json', search: 'mouse', stocked: 2, refused: 5 },
    { code: 'serba-ada', file: 'src/testing/twins/offers.csv', search: 'kopi', stocked: 3, refused: 4 },
  ],
};
const data = '../shared/data';
const real: Input = {
  at: new Date('2025-11-25T05:00:00Z'),
  ...{ lkpp: `${data}/lkpp-isb/dev`, regionCode: '33.28', imported: { read: 5888, refused: 97 } },
  markets: [
    { code: 'komputa', file: `${data}/tokopedia`, search: 'mouse', stocked: 105, refused: 0 },
    { code: 'serba-ada', file: `${data}/offers-unified`, search: 'kopi', stocked: 10_741, refused: 109 },
  ],
};
const isHere = [real.lkpp, ...real.markets.map(({ file }) => file)].every((path) => existsSync(path));
if (!isHere) console.warn(`skipped: ${data} is absent, only the invented twins were bought from`);

const key = 'kunci-uji-coba';

/** Two marketplaces in processes of their own, and the hub that knows them. */
async function open({ at, markets }: Input) {
  const { database, owner } = await cloneDatabase({ connections: 20 });
  const { vault } = await cloneVault();
  const ends: (() => Promise<void>)[] = [];
  const bound = new Map<string, Connector>();
  const opened = await Promise.all(
    markets.map(async (market) => {
      const { databaseUrl, ownerUrl } = await sandboxDatabase();
      const { code } = market;
      const sandbox = await spawnSandbox({ databaseUrl, code, name: code, key, now: at });
      const books = openDatabase(ownerUrl, { connections: 1 });
      ends.push(sandbox.stop, books.close);
      const access = { code, name: code, baseUrl: sandbox.url, apiKey: key, by: HUB, at };
      const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
      const connector = sandboxConnector({ url: sandbox.url, key });
      bound.set(marketplaceId, watched(connector, { marketplaceId, database, clock: () => at }));
      return { ...market, marketplaceId, books };
    }),
  );
  const connectors = (id: string): Connector => {
    const connector = bound.get(id);
    if (!connector) throw new Error('no such marketplace');
    return connector;
  };
  const baseUrl = 'http://localhost';
  const hub = createHub({ database, vault, clock: () => at, connectors, demo: false, baseUrl });
  await hub.dispatcher.start();
  const close = async (): Promise<void> => {
    await hub.dispatcher.stop();
    for (const end of ends) await end();
  };
  return { ...hub, close, database, owner, vault, markets: opened, baseUrl };
}

// biome-ignore lint/suspicious/noExplicitAny: the hub's JSON is read as a stranger would, without its types
type Json = any;
type Web = Awaited<ReturnType<typeof open>>['web'];

/** Somebody at the hub's HTTP interface, by their session. */
function visitor(web: Web, cookie: string) {
  return async (method: 'GET' | 'POST', path: string, body?: object): Promise<Json> => {
    const isForm = body instanceof FormData;
    const type: Record<string, string> = isForm ? {} : { 'content-type': 'application/json' };
    const headers = { accept: 'application/json', 'idempotency-key': crypto.randomUUID(), cookie, ...type };
    const answer = await web.request(path, {
      method,
      headers,
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status >= 400) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function enter(web: Web, link: string, at: Date) {
  const path = new URL(link, 'http://localhost').pathname;
  const answer = await web.request(path, { method: 'POST', headers: { accept: 'application/json' } });
  expect(answer.status).toBe(204);
  const visit = visitor(web, answer.headers.get('set-cookie')?.split(';')[0] ?? '');
  // Who approves or pays proves themselves by a code of their telephone; here all do.
  const { address } = await visit('GET', '/session/second-factor');
  const secret = Secret.fromBase32(new URL(address).searchParams.get('secret') ?? '');
  await visit('POST', '/session/second-factor', { otp: new TOTP({ secret }).generate({ timestamp: at.getTime() }) });
  return visit;
}

async function buyFromFiles(input: Input): Promise<void> {
  const opened = await open(input);
  await play(input, opened).finally(opened.close);
}

async function play(input: Input, opened: Awaited<ReturnType<typeof open>>): Promise<void> {
  const { at } = input;
  const year = at.getUTCFullYear();
  const today = at.toISOString().slice(0, 10);
  const { web, dispatcher, database, owner, vault, markets } = opened;

  // The region's files bring the institution; its administrator comes in by a link.
  await database.transaction((tx) => addPerson(tx, vault, { name: 'Laksmi Paramita', by: HUB, at }));
  const summary = await importLkpp(database, { folder: input.lkpp, by: HUB, at });
  expect({ read: summary.read, refused: summary.refused }).toEqual(input.imported);
  expect(summary.imported + summary.refused).toBe(summary.read);
  const { institutionId } = summary;
  const who = { institutionId, name: 'Sri Handayani', nip: '198909082015032006', decree: 'SK 1', by: HUB, at };
  const { token } = await database.transaction((tx) => appointAdministrator(tx, vault, who));
  const sri = await enter(web, `/session/link/${token}`, at);
  const base = `/institutions/${institutionId}`;
  const settings = { address: 'Jl. Melur 14', regionCode: input.regionCode, approvalAboveRupiah: '10.000' };
  await sri('POST', `${base}/settings`, settings);

  // An account line by file, under a sub-activity that still has room.
  const { workUnits } = await sri('GET', `${base}/budget?unit=all&year=${year}`);
  const { unit, node } = await roomiest(sri, `${base}/budget?year=${year}`, workUnits);
  const { workUnits: units } = await sri('GET', base);
  const unitCode = units.find(({ id }: Json) => id === unit.id).code;
  const file = new FormData();
  file.set('year', String(year));
  const rows = ['kode_satker;kode_subkegiatan;kode_rekening;uraian;pagu'];
  rows.push(`${unitCode};${node.code};5.1.02.01.01.0099;Belanja uji coba;Rp3.000.000`);
  file.set('file', new File([rows.join('\r\n')], 'pos.csv'));
  expect(await sri('POST', `${base}/budget/lines-file`, file)).toEqual({ added: 1 });
  const { lines } = await sri('GET', `${base}/budget?year=${year}&unit=${unit.id}&at=${node.id}`);
  const line = lines.find(({ name }: Json) => name === 'Belanja uji coba');
  expect(line).toMatchObject({ ceilingSen: '300000000', availableSen: '300000000' });

  // People by decree, each let in by a link of their own.
  const people = await Promise.all(
    (['pp', 'ppk', 'treasurer'] as const).map(async (role, index) => {
      const person = { name: `Pejabat ${role}`, nip: `19850412201001200${index}`, role, workUnitId: unit.id };
      const decree = { decree: `SK ${index}/${year}`, validFrom: today };
      const { personId } = await sri('POST', `${base}/officers`, { ...person, ...decree });
      return enter(web, (await sri('POST', `${base}/people/${personId}/link`)).link, at);
    }),
  );
  const [pp, ppk, treasurer] = people;
  if (!pp || !ppk || !treasurer) throw new Error('three came in');

  // The shelves are filled from files, twice; the second time nothing changes.
  for (const { code, file: path, stocked, refused } of markets) {
    const report = await stockMarketplace(database, { code, path, at });
    expect(report).toMatchObject({ stocked, refused, changed: stocked, followed: { changed: stocked, refused: 0 } });
    expect(report.read).toBe(stocked + refused);
    expect(await stockMarketplace(database, { code, path, at })).toMatchObject({
      changed: 0,
      followed: { changed: 0 },
    });
  }

  // One request over both marketplaces, from search to payment.
  const wishes = await Promise.all(
    markets.map(async ({ marketplaceId, search }) => {
      const query = new URLSearchParams({ q: search, marketplace: marketplaceId, maxPrice: '400000' });
      const { offers } = await pp('GET', `/offers?${query}`);
      const [{ id: offerId, externalId, sellerId, stock: had }] = offers;
      return { offerId, externalId, sellerId, had, quantity: 2 };
    }),
  );
  const { id: requestId } = await pp('POST', `${base}/requests`, {
    ...{ title: 'Perlengkapan kantor', budgetLineId: line.id, shipTo: input.regionCode, address: 'Jl. Melur 14' },
    lines: wishes.map(({ offerId, quantity }) => ({ offerId, quantity })),
  });
  const request = `${base}/requests/${requestId}`;
  await pp('POST', `${request}/submission`, { justification: 'Kebutuhan kantor yang sudah direncanakan.' });
  await dispatcher.idle();
  expect((await pp('GET', request)).state).toBe('awaiting-approval');
  await ppk('POST', `${request}/approval`, {});
  await dispatcher.idle();
  const { state, orders, totalSen } = await pp('GET', request);
  expect(state).toBe('confirmed');
  expect(orders).toHaveLength(2);

  for (const order of orders) {
    const offerId = order.lines[0].offerId;
    const sellerId = wishes.find((one) => one.offerId === offerId)?.sellerId;
    const shop = `/sellers/${sellerId}/orders/${order.id}`;
    const sells = visitor(web, `bangga=${await shopkeeper({ database, vault, at, sellerId })}`);
    await sells('POST', `${shop}/acceptance`, {});
    await sells('POST', `${shop}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-1' });
    const received = order.lines.map(({ id, quantity }: Json) => ({ lineId: id, quantity }));
    await pp('POST', `${base}/deliveries/${order.id}/receipts`, { lines: received });
  }
  await dispatcher.idle();
  const { bills } = await treasurer('GET', `${base}/bills`);
  expect(bills).toHaveLength(2);
  for (const [index, bill] of bills.entries()) {
    const payment = { method: 'UP', reference: `BKU-${index}`, paidOn: today };
    expect(await treasurer('POST', `${base}/bills/${bill.id}/payment`, payment)).toMatchObject({ state: 'paid' });
  }
  await dispatcher.idle();

  // What SQL of its own says, here and in the marketplaces' books.
  await expectInvariants(owner);
  const [balance] = await owner.query<Record<'available' | 'reserved' | 'committed' | 'paid', bigint>>(
    `select available_sen as available, reserved_sen as reserved, committed_sen as committed, paid_sen as paid
     from budget.balances where line_id = $1`,
    [line.id],
  );
  const total = BigInt(totalSen);
  expect(balance).toEqual({ available: 300_000_000n - total, reserved: 0n, committed: 0n, paid: total });
  const ours = await owner.query<{ marketplaceId: string; id: string; total: bigint }>(
    `select marketplace_id as "marketplaceId", external_id as id, total_sen as total from purchase.orders`,
  );
  for (const [index, { marketplaceId, books }] of markets.entries()) {
    const theirs = await books.query<{ id: string; total: bigint; status: string }>(
      `select id, total_sen as total, status from sandbox.orders`,
    );
    const mine = ours.filter((one) => one.marketplaceId === marketplaceId);
    expect(theirs).toEqual(mine.map(({ id, total: sum }) => ({ id, total: sum, status: 'paid' })));
    const wish = wishes[index];
    const [shelf] = await books.query<{ stock: number }>(`select stock from sandbox.offers where id = $1`, [
      wish?.externalId,
    ]);
    expect(shelf?.stock).toBe((wish?.had ?? 0) - 2);
  }
}

/** The sub-activity of the region with most money that no account line has taken yet. */
async function roomiest(sri: ReturnType<typeof visitor>, budget: string, workUnits: Json[]) {
  const [richest] = workUnits.toSorted((a, b) => Number(BigInt(b.ceilingSen) - BigInt(a.ceilingSen)));
  const { unit, nodes } = await sri('GET', `${budget}&unit=${richest.id}`);
  const parents = new Set(nodes.map(({ parentId }: Json) => parentId));
  const left = ({ ceilingSen, linesSen }: Json) => BigInt(ceilingSen) - BigInt(linesSen);
  const [node] = nodes
    .filter(({ id }: Json) => !parents.has(id))
    .toSorted((a: Json, b: Json) => Number(left(b) - left(a)));
  return { unit, node };
}

interface Shop extends Pick<Awaited<ReturnType<typeof open>>, 'database' | 'vault'> {
  readonly at: Date;
  readonly sellerId: string;
}

/** The owner of a shop comes in; how shops join the hub is another story. */
function shopkeeper({ database, vault, at, sellerId }: Shop): Promise<string> {
  return database.transaction(async (tx) => {
    const personId = await addPerson(tx, vault, { name: 'Pemilik toko', by: HUB, at });
    const decree = 'Pemilik usaha';
    await grant(tx, { personId, role: 'seller', sellerId, decree, validFrom: at, by: HUB, at });
    return startSession(tx, { personId, at, hasSecondFactor: true });
  });
}

test('from invented files with the defects of real ones to two paid orders', () => buyFromFiles(twin), 60_000);

test.skipIf(!isHere)(
  'from the files of a real region and real goods to two paid orders',
  () => buyFromFiles(real),
  60_000,
);
