import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addWorkUnit, openInstitution } from '../../parties/institution/index.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah, type Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { moveAny } from './actions.ts';
import { addLine, addNode, findLine, move, openYear } from './index.ts';
import { type Move, movements } from './rules.ts';

const CALLERS = 32;
const held = await cloneDatabase({ connections: CALLERS });
const unguarded = await cloneDatabase({ connections: CALLERS });
const at = new Date('2026-11-25T05:00:00Z');
const by = newId(at);

test('32 connections want the money of 5 purchases: 5 get it, 27 are told why not', async () => {
  const { institutionId, lines } = await openBudget(held.database, 'D911', [100_000]);
  await openEveryConnection(held);
  const { taken, refusals } = await race(held.database, institutionId, lines);
  expect(taken).toBe(5);
  expect(refusals).toHaveLength(27);
  for (const refusal of refusals) {
    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({ code: 'budget/not-enough', details: { heldSen: '0', neededSen: '2000000' } });
  }
  const [line = ''] = lines;
  expect(await findLine(held.database, institutionId, line)).toMatchObject({
    available: 0n,
    reserved: rupiah(100_000),
  });
  expect(await broken(held.owner)).toEqual([]);
});

test('batches over the same lines in opposite orders neither deadlock nor lose a sen', async () => {
  const { institutionId, lines } = await openBudget(held.database, 'D912', [1_000_000, 1_000_000]);
  await openEveryConnection(held);
  await Promise.all(
    Array.from({ length: CALLERS * 4 }, (_, n) =>
      held.database.transaction(async (tx) => {
        const order = n % 2 === 0 ? lines : [...lines].reverse();
        const moves = order.map((lineId) => ({ lineId, movement: 'reserve' as const, amount: rupiah(1000) }));
        await move(tx, { institutionId, moves, reason: newId(at), at });
      }),
    ),
  );
  for (const lineId of lines) {
    expect(await findLine(held.database, institutionId, lineId)).toMatchObject({ reserved: rupiah(128_000) });
  }
  expect(await broken(held.owner)).toEqual([]);
});

test('the test above can fail: without the lock and the check the same race spends money that is not there', async () => {
  const { owner, database } = unguarded;
  for (const account of ['available', 'reserved', 'committed', 'paid']) {
    await owner.query(`alter table budget.balances drop constraint balances_${account}_sen_check`);
  }
  // Reads first, thinks, writes what it decided then: what anybody would write who forgot the others.
  await owner.query(`
    create or replace function budget.move_many(institution uuid, moves jsonb, reason uuid, at timestamptz)
    returns table (line_id uuid, account text, held_sen bigint, needed_sen bigint)
    language plpgsql security definer set search_path = pg_catalog as $$
    #variable_conflict use_column
    declare wanted bigint; left_sen bigint; line uuid := (moves -> 0 ->> 'line')::uuid;
    begin
      wanted := (moves -> 0 ->> 'amount')::bigint;
      if moves -> 0 ->> 'from' = 'treasury' then
        update budget.balances b set available_sen = wanted where b.line_id = line;
      else
        select available_sen into left_sen from budget.balances b where b.line_id = line;
        perform pg_sleep(0.05);
        if left_sen < wanted then
          return query select line, 'available', left_sen, wanted;
          return;
        end if;
        update budget.balances b
          set available_sen = available_sen - wanted, reserved_sen = reserved_sen + wanted where b.line_id = line;
      end if;
      insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
      values (institution, line, moves -> 0 ->> 'from', moves -> 0 ->> 'to', wanted, reason, at);
    end $$;
    create or replace function budget.move_each(
      institutions uuid[], lines uuid[], froms text[], tos text[], amounts bigint[], reasons uuid[], at timestamptz
    ) returns table (reason uuid, line_id uuid, account text, held_sen bigint, needed_sen bigint)
    language plpgsql security definer set search_path = pg_catalog as $$
    begin
      return query select reasons[1], short.* from budget.move_many(institutions[1], jsonb_build_array(
        jsonb_build_object('line', lines[1], 'from', froms[1], 'to', tos[1], 'amount', amounts[1])
      ), reasons[1], at) as short;
    end $$`);
  const { institutionId, lines } = await openBudget(database, 'D913', [100_000]);
  await openEveryConnection(unguarded);
  const { taken } = await race(database, institutionId, lines);
  expect(taken).toBeGreaterThan(5);
  expect(await broken(owner)).toContainEqual({ wrong: 'below zero' });
});

test('whatever is tried on the ledger, it sums to zero and no account falls below zero', async () => {
  const { institutionId, lines } = await openBudget(held.database, 'D914', [500, 700]);
  const names = Object.keys(movements) as Move['movement'][];
  const step = fc.record({
    lineId: fc.constantFrom(...lines),
    movement: fc.constantFrom(...names),
    amount: fc.bigInt({ min: 1n, max: rupiah(400) }),
  });
  const model = new Map(
    await Promise.all(
      lines.map(async (id) => {
        const line = await findLine(held.database, institutionId, id);
        const { available = 0n, reserved = 0n, committed = 0n, paid = 0n } = line ?? {};
        return [id, { available, reserved, committed, paid } as Record<string, Sen>] as const;
      }),
    ),
  );
  let done = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (moves) => {
      const outcome = await held.database
        .transaction((tx) => moveAny(tx, { institutionId, moves, reason: newId(at), at }))
        .then(
          () => 'done',
          (refusal: unknown) => (refusal instanceof Problem ? refusal.code : refusal),
        );
      const after = new Map([...model].map(([id, balance]) => [id, { ...balance }]));
      for (const { lineId, movement, amount } of moves) {
        const balance = after.get(lineId) ?? {};
        const { from, to } = movements[movement];
        if (from !== 'treasury') balance[from] = (balance[from] ?? 0n) - amount;
        if (to !== 'treasury') balance[to] = (balance[to] ?? 0n) + amount;
      }
      const isPossible = [...after.values()].every((balance) => Object.values(balance).every((one) => one >= 0n));
      expect(outcome).toBe(isPossible ? 'done' : 'budget/not-enough');
      if (isPossible) {
        done += 1;
        for (const [id, balance] of after) model.set(id, balance);
      }
      for (const [id, balance] of model) {
        expect(await findLine(held.database, institutionId, id)).toMatchObject(balance);
      }
    }),
    { numRuns: 150 },
  );
  expect(done).toBeGreaterThan(20);
  expect(await broken(held.owner)).toEqual([]);
});

test.each([
  `update budget.balances set available_sen = available_sen + 1`,
  `insert into budget.balances select institution_id, gen_random_uuid(), 1, 0, 0, 0 from budget.balances`,
  `insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
     select institution_id, line_id, 'treasury', 'available', 1, line_id, now() from budget.balances`,
  `update budget.transfers set amount_sen = 1`,
  `delete from budget.transfers`,
  `truncate budget.transfers`,
  `delete from budget.lines`,
])('the application may not: %s', async (sql) => {
  await expect(held.database.query(sql)).rejects.toThrow('permission denied');
});

test.each([
  ['treasury', 'reserved', '1', 'allowed_pairs'],
  ['reserved', 'paid', '1', 'allowed_pairs'],
  ['paid', 'available', '1', 'allowed_pairs'],
  ['treasury', 'available', '0', 'amount_sen_check'],
  ['treasury', 'available', '-5', 'check constraint'],
])('the database refuses a transfer from %s to %s of %s sen', async (from, to, amount, why) => {
  const [line] = await held.owner.query<{ institution_id: string; line_id: string }>(
    `select institution_id, line_id from budget.balances where paid_sen >= 0 limit 1`,
  );
  const insert = held.owner.query(
    `insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
     values ($1, $2, $3, $4, $5, $2, now())`,
    [line?.institution_id, line?.line_id, from, to, amount],
  );
  await expect(insert).rejects.toThrow(why);
});

test('a line of another institution cannot be moved', async () => {
  const { lines } = await openBudget(held.database, 'D915', [500]);
  const other = await openBudget(held.database, 'D916', [500]);
  const moves = [{ lineId: lines[0] ?? '', movement: 'reserve', amount: 1n }] as const;
  const tried = held.database.transaction((tx) =>
    move(tx, { institutionId: other.institutionId, moves, reason: by, at }),
  );
  await expect(tried).rejects.toMatchObject({ code: 'budget/no-such-line' });
});

/** An institution with one sub-activity and an account line for each ceiling. */
async function openBudget(database: Database, code: string, ceilings: readonly number[]) {
  return database.transaction(async (tx) => {
    const acting = { by, at };
    const institutionId = await openInstitution(tx, { code, name: `Kab. ${code}`, kind: 'regency', ...acting });
    const workUnitId = await addWorkUnit(tx, { institutionId, code: '1', name: 'Dinas Pendidikan', ...acting });
    await openYear(tx, { institutionId, year: 2026, chart: 'apbd', ...acting });
    let parentId: string | null = null;
    for (const nodeCode of ['1.01.01', '1.01.01.2.06', '1.01.01.2.06.0002']) {
      const node = { year: 2026, workUnitId, parentId, code: nodeCode, name: `Bagian ${nodeCode}` };
      parentId = await addNode(tx, { institutionId, ...node, ceiling: rupiah(10_000_000), ...acting });
    }
    const lines: string[] = [];
    for (const [n, ceiling] of ceilings.entries()) {
      const line = { code: `5.1.02.01.01.000${n + 1}`, name: `Belanja ${n + 1}`, ceiling: rupiah(ceiling) };
      lines.push(await addLine(tx, { institutionId, nodeId: parentId ?? '', ...line, ...acting }));
    }
    return { institutionId, lines };
  });
}

async function race(database: Database, institutionId: string, [lineId = '']: readonly string[]) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: CALLERS }, () =>
      database.transaction((tx) => {
        const moves = [{ lineId, movement: 'reserve', amount: rupiah(20_000) }] as const;
        return move(tx, { institutionId, moves, reason: newId(at), at });
      }),
    ),
  );
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  return { taken: CALLERS - refusals.length, refusals };
}

/** What must hold, asked in SQL that shares nothing with the code under test. */
function broken(owner: Database): Promise<{ wrong: string }[]> {
  return owner.query(`
    with said as (
      select institution_id, line_id, account, sum(amount_sen) as amount from budget.entries group by 1, 2, 3
    )
    select 'sum' as wrong from said group by institution_id, line_id having sum(amount) <> 0
    union all
    select 'below zero' from budget.balances where least(available_sen, reserved_sen, committed_sen, paid_sen) < 0
    union all
    select 'balance' from budget.balances b,
      lateral (values ('available', available_sen), ('reserved', reserved_sen), ('committed', committed_sen),
        ('paid', paid_sen)) as kept (account, amount)
      where kept.amount <> coalesce((select amount from said where said.institution_id = b.institution_id
        and said.line_id = b.line_id and said.account = kept.account), 0)`);
}

// A race run over one connection proves nothing, so the test counts them.
async function openEveryConnection({ database, owner }: typeof held): Promise<void> {
  await Promise.all(Array.from({ length: CALLERS }, () => database.query('select pg_sleep(0.2)')));
  const connected = await owner.query(
    `select from pg_stat_activity where datname = current_database() and usename = 'bangga_app'`,
  );
  expect(connected).toHaveLength(CALLERS);
}
