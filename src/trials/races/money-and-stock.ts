import { expect, test } from 'vitest';
import { move } from '../../buying/budget/index.ts';
import { rupiah } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { type Arena, CONNECTIONS } from './arena.ts';
import { atOnce, breaks, holds, inLanes, type Race, times } from './race.ts';
import { dropConstraints, LOCK, type Mend, unlockFunctions } from './sabotage.ts';

const LANES = 32;

/** So many want to reserve on one line, in transactions of their own; exactly half can. Afterwards all of it is given back. */
const lastMoney =
  (each: number): Race =>
  async (arena) => {
    const { institutionId } = arena;
    const amount = rupiah(1000);
    const enough = (LANES * each) / 2;
    const lineId = await arena.line(amount * BigInt(enough));
    const reason = arena.newId();
    const given = { institutionId, reason, at: arena.at() };
    const outcomes = await inLanes(LANES, each, () =>
      arena
        .database()
        .transaction((tx) => move(tx, { ...given, moves: [{ lineId, movement: 'reserve', amount }] }))
        .then(() => 'reserved', codeOf),
    );
    const reserved = outcomes.filter((one) => one === 'reserved').length;
    const others = outcomes.filter((one) => one !== 'reserved' && one !== 'budget/not-enough');
    const wrong = [...others, ...(reserved === enough ? [] : [`${reserved} got money for ${enough}`])];
    const back = { lineId, movement: 'release', amount: amount * BigInt(reserved) } as const;
    await arena
      .database()
      .transaction((tx) => move(tx, { ...given, moves: [back] }))
      .catch((error) => wrong.push(codeOf(error)));
    return wrong;
  };

/** Forty officials ask and submit in one step; the money is enough for five. */
const lastMoneyOfRequests: Race = async (arena) => {
  const price = rupiah(10_000 + 9000);
  const line = await arena.line(price * 5n);
  const body = { ...arena.wanted(line, 'kapur', 1), submit: true, justification: 'Rencana kantor.' };
  const answers = await atOnce(times(CONNECTIONS, () => () => arena.post('ratna', '', body)));
  await arena.settle();
  const bought = answers.filter(({ status }) => status === 201).length;
  const others = answers.filter(({ status, body: told }) => status !== 201 && !/not-enough/.test(JSON.stringify(told)));
  return [
    ...others.map(({ status, body: told }) => `${status} ${JSON.stringify(told)}`),
    ...(bought === 5 ? [] : [`${bought} bought for the money of 5`]),
  ];
};

/** Buyers of other hubs and ours take the last pieces at the marketplace itself; exactly half get one. */
const lastStock =
  (each: number): Race =>
  async (arena) => {
    const enough = (LANES * each) / 2;
    await arena.restock('bangku', enough);
    const [price, shipping] = [rupiah(20_000), rupiah(9000)];
    const answers = await inLanes(LANES, each, async () => {
      const id = crypto.randomUUID();
      const ask = {
        ...{ idempotencyKey: id, reference: id, sellerExternalId: arena.seller, buyer: 'lain', shipTo: '19.02' },
        ...{ address: 'Jl. Melur 14', lines: [{ externalId: 'bangku', quantity: 1, price }], shipping },
        ...{ total: price + shipping, confirm: false },
      };
      const [answer] = await arena.ordering.placeOrders([ask]).catch((error: unknown) => [codeOf(error)]);
      if (typeof answer !== 'object') return String(answer);
      return answer.status === 'rejected' ? answer.reason : answer.status;
    });
    const held = answers.filter((one) => one === 'held').length;
    const others = [...new Set(answers.filter((one) => one !== 'held' && one !== 'no-stock'))];
    return [...others, ...(held === enough ? [] : [`${held} hold one of ${enough} pieces`])];
  };

/** Forty requests through the hub want the last five pieces; those that get none have their money back. */
const lastStockOfRequests: Race = async (arena) => {
  const line = await arena.line(rupiah(10_000_000));
  await arena.restock('bangku', 5);
  const drafts = await atOnce(times(CONNECTIONS, () => () => arena.draft(line, 'bangku')));
  await atOnce(
    drafts.map(
      ({ id }) =>
        () =>
          arena.submit(id),
    ),
  );
  await arena.settle();
  const states = await Promise.all(drafts.map(({ id }) => arena.stateOf(id)));
  const bought = states.filter((state) => state === 'confirmed').length;
  const others = states.filter((state) => state !== 'confirmed' && state !== 'choosing');
  return [...others.map(String), ...(bought === 5 ? [] : [`${bought} bought 5 pieces`])];
};

const codeOf = (error: unknown): string => (error instanceof Problem ? error.code : String(error));

const BALANCE = /available_sen >= 0/;
const STOCK = /stock >= 0/;
const SHELF = { of: /sandbox\.offers/, piece: LOCK };

const unlockLines = ({ owner }: Arena): Promise<Mend> => unlockFunctions(owner, 'budget');

const unlockAndUncheckLines = async (arena: Arena): Promise<Mend> => {
  const mends = [await unlockLines(arena), await dropConstraints(arena.owner, 'budget.balances', BALANCE)];
  return async () => {
    for (const mend of mends) await mend();
  };
};

export function moneyAndStock(sound: Arena, damaged: Arena): void {
  test('32 connections want the last money of a line, 6,400 times: exactly half get it', async () => {
    await holds(sound, lastMoney(100), 2);
    expect(await sound.connected()).toBeGreaterThanOrEqual(LANES);
  });

  test('the lock and the check of a line taken away, money is spent twice', async () => {
    // The lock alone is not enough: then the second line of defence turns the second spender away, with an error.
    const alone = await breaks(damaged, lastMoney(10), unlockLines);
    expect(alone.join()).toMatch(/available_sen_check/);
    expect((await damaged.owner.query(`select from budget.balances where available_sen < 0`)).length).toBe(0);
    const both = await breaks(damaged, lastMoney(10), unlockAndUncheckLines);
    expect(both.join()).toMatch(/got money for/);
  });

  test('40 officials buy at once with the money of five: five do', () => holds(sound, lastMoneyOfRequests, 3));

  test('the lock and the check of a line taken away, six do', async () => {
    const seen = await breaks(damaged, lastMoneyOfRequests, unlockAndUncheckLines);
    expect(seen.join()).toMatch(/bought for the money of 5/);
  });

  test('the last pieces of a shelf, 3,200 times from 32 connections: exactly half get one', () =>
    holds(sound, lastStock(100)));

  test('the lock and the check of the shelf taken away, a piece is sold twice', async () => {
    const unlock = async () => damaged.marketSql.cut(SHELF);
    const alone = await breaks(damaged, lastStock(5), unlock);
    expect(alone.join()).not.toMatch(/stock below zero/);
    const both = await breaks(damaged, lastStock(5), async () => {
      const mends = [await unlock(), await dropConstraints(damaged.marketOwner, 'sandbox.offers', STOCK)];
      return async () => {
        for (const mend of mends) await mend();
      };
    });
    expect(both.join()).toMatch(/stock below zero/);
  });

  test('40 requests want the last five pieces: five get one, the others their money back', () =>
    holds(sound, lastStockOfRequests, 2));
}
