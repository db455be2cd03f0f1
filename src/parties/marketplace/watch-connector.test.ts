import { expect, test } from 'vitest';
import { cloneDatabase } from '../../testing/database.ts';
import { admitMarketplace } from './actions.ts';
import type { CataloguePage, Connector } from './connector.ts';
import { isUnknown, TurnedAway, Unknown } from './rules.ts';
import { watched } from './watch-connector.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const by = '01990000-0000-7000-8000-000000000001';

const page: CataloguePage = { items: [], tombstones: [], nextCursor: 'akhir', hasMore: false };
const never = () => new Promise<never>(() => {});

/** A marketplace that answers one call after the other as it is told. */
async function watching(...answers: (() => Promise<CataloguePage>)[]) {
  const code = `uji-${crypto.randomUUID().slice(0, 8)}`;
  const access = { code, name: code, baseUrl: 'http://localhost', apiKey: 'x', by, at };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  const next = () => (answers.shift() ?? never)();
  const connector: Connector = {
    describe: never,
    pullCatalogue: next,
    quotes: { requestQuote: () => next().then(() => 'refused' as const) },
  };
  const calls = async () => {
    const rows = await database.query<{ outcome: string }>(
      `select outcome from marketplace.calls where marketplace_id = $1 order by id`,
      [marketplaceId],
    );
    return rows.map(({ outcome }) => outcome);
  };
  const watch = { marketplaceId, database, clock: () => at, timeoutMs: 100, retries: 2 };
  return { connector: watched(connector, watch), calls };
}

const answered = async () => page;
const lost = () => Promise.reject(new Unknown('lost'));
const turnedAway = () => Promise.reject(new TurnedAway('wrong key'));
const pull = { cursor: null, limit: 10 };

test('an answer that gets lost is asked for again, and every attempt is in the log', async () => {
  const { connector, calls } = await watching(lost, never, answered);
  expect(await connector.pullCatalogue(pull)).toEqual(page);
  expect(await calls()).toEqual(['unknown', 'unknown', 'answered']);
});

test('silence ends as unknown after a bounded number of attempts', async () => {
  const { connector, calls } = await watching();
  await expect(connector.pullCatalogue(pull)).rejects.toSatisfy(isUnknown);
  expect(await calls()).toEqual(['unknown', 'unknown', 'unknown']);
});

test('who is turned away does not insist', async () => {
  const { connector, calls } = await watching(turnedAway, answered);
  await expect(connector.pullCatalogue(pull)).rejects.toThrow(TurnedAway);
  expect(await calls()).toEqual(['turned-away']);
});

test('a bug is thrown as it is', async () => {
  const { connector, calls } = await watching(() => Promise.reject(new TypeError('ours')), answered);
  await expect(connector.pullCatalogue(pull)).rejects.toThrow(TypeError);
  expect(await calls()).toEqual(['failed']);
});

test('a price is never asked for twice', async () => {
  const { connector, calls } = await watching(lost, answered);
  const ask = { externalId: 'kertas-1', quantity: 10, askedPrice: 100n };
  await expect(connector.quotes?.requestQuote(ask)).rejects.toSatisfy(isUnknown);
  expect(await calls()).toEqual(['unknown']);
});

test('what a marketplace cannot do, the watched connector cannot do either', async () => {
  const { connector } = await watching();
  expect(Object.keys(connector).sort()).toEqual(['describe', 'pullCatalogue', 'quotes']);
});
