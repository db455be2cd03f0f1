import { expect, test } from 'vitest';
import { rupiah } from '../../values/money.ts';
import type { Answer, Arena, Who } from './arena.ts';
import { atOnce, breaks, holds, type Race, times } from './race.ts';
import { dropConstraints, LOCK, type Mend } from './sabotage.ts';

const GROUPS = 8;
const RICH = rupiah(20_000_000_000);

const won = ({ status }: Answer): boolean => status < 300;
const groupsOf = <One>(all: readonly One[], size: number): One[][] =>
  times(Math.ceil(all.length / size), (nth) => all.slice(nth * size, (nth + 1) * size));

/** Several steps at once on each of eight requests; answers how many were taken on each. */
async function contested(
  arena: Arena,
  requests: readonly { readonly id: string }[],
  steps: readonly ((id: string) => Promise<Answer>)[],
): Promise<{ id: string; answers: Answer[] }[]> {
  const all = await atOnce(requests.flatMap(({ id }) => steps.map((step) => () => step(id))));
  await arena.settle(5000);
  return groupsOf(all, steps.length).map((answers, nth) => ({ id: requests[nth]?.id ?? '', answers }));
}

const faultsIn = (answers: readonly Answer[]): string[] =>
  answers.filter(({ status }) => status >= 500).map(({ status, body }) => `${status} ${JSON.stringify(body)}`);

async function drafts(arena: Arena, good: 'lampu' | 'panggung' = 'lampu'): Promise<{ id: string }[]> {
  const line = await arena.line(RICH);
  return Promise.all(times(GROUPS, () => arena.draft(line, good)));
}

async function waiting(arena: Arena): Promise<{ id: string }[]> {
  const made = await drafts(arena, 'panggung');
  await Promise.all(made.map(({ id }) => arena.submit(id)));
  await arena.settle();
  return made;
}

const approve = (arena: Arena, who: Who) => (id: string) => arena.post(who, `/${id}/approval`, {});
const cancel = (arena: Arena) => (id: string) => arena.post('ratna', `/${id}/cancellation`, { reason: 'Batal.' });

/** The same click five times, with one key: all are answered alike, and it happens once. */
const submittedFiveTimes: Race = async (arena) => {
  const keys = new Map<string, string>();
  const made = await drafts(arena);
  for (const { id } of made) keys.set(id, crypto.randomUUID());
  const steps = times(5, () => (id: string) => arena.submit(id, keys.get(id)));
  const groups = await contested(arena, made, steps);
  return groups.flatMap(({ answers }) => (answers.every(won) ? [] : answers.map(({ status }) => `answered ${status}`)));
};

/** Asked and submitted in one step, five times with one key, at four hubs: one request comes of it. */
const placedFiveTimes: Race = async (arena) => {
  const line = await arena.line(RICH);
  const body = { ...arena.wanted(line, 'lampu', 1), submit: true, justification: 'Rencana kantor.' };
  const keys = times(GROUPS, () => crypto.randomUUID());
  const all = await atOnce(keys.flatMap((key) => times(5, () => () => arena.post('ratna', '', body, key))));
  await arena.settle(5000);
  return groupsOf(all, 5).flatMap((answers) => {
    const made = new Set(answers.map(({ body: told }) => told?.id));
    return [
      ...faultsIn(answers),
      ...(answers.every(won) && made.size === 1 ? [] : [`${made.size} requests came of it`]),
    ];
  });
};

/** Five clicks in five windows, each with a key of its own: one is taken, four are told that it was. */
const submittedFiveWays: Race = async (arena) => {
  const groups = await contested(
    arena,
    await drafts(arena),
    times(5, () => (id: string) => arena.submit(id)),
  );
  return groups.flatMap(({ answers }) => [
    ...faultsIn(answers),
    ...(answers.filter(won).length === 1 ? [] : [`${answers.filter(won).length} submissions taken`]),
  ]);
};

/** Somebody adds to a draft that somebody else submits: what was reserved is what was placed. */
const addedWhilePlacing: Race = async (arena) => {
  const more = (quantity: number) => (id: string) =>
    arena.post('ratna', `/${id}/lines`, { lines: [arena.wish('lampu', quantity), arena.wish('kapur', 1)] });
  const submit = (id: string) => arena.submit(id);
  const groups = await contested(arena, await drafts(arena), [more(2), submit, more(3), more(4)]);
  return groups.flatMap(({ answers }) => faultsIn(answers));
};

/** One approves while the other cancels: the request ends as one of them wanted. */
const approvedAgainstCancelled: Race = async (arena) => {
  const steps = [approve(arena, 'bambang'), cancel(arena)];
  const groups = await contested(arena, await waiting(arena), steps);
  const ends = await Promise.all(groups.map(({ id }) => arena.stateOf(id)));
  return groups.flatMap(({ answers }, nth) => {
    const [approval, cancellation] = answers;
    // A request that was approved and confirmed in the meantime may be cancelled after all.
    const isRight = ends[nth] === 'cancelled' ? cancellation && won(cancellation) : approval && won(approval);
    return [...faultsIn(answers), ...(isRight ? [] : [`ended as ${ends[nth]} though nobody was told so`])];
  });
};

/** Two approvers, both at once: one approves, the other is told that it was done. */
const approvedTwice: Race = async (arena) => {
  const steps = [
    approve(arena, 'bambang'),
    approve(arena, 'surya'),
    approve(arena, 'bambang'),
    approve(arena, 'surya'),
  ];
  const groups = await contested(arena, await waiting(arena), steps);
  return groups.flatMap(({ answers }) => [
    ...faultsIn(answers),
    ...(answers.filter(won).length === 1 ? [] : [`${answers.filter(won).length} approvals taken`]),
  ]);
};

/** Holds run out while somebody approves, and each side has its own idea of the time. */
const expiredWhileApproving: Race = async (arena) => {
  const made = await waiting(arena);
  const told: Answer = { status: 200, body: {} };
  const expire = async (): Promise<Answer> => {
    const failure: unknown = await arena.expire().catch((error: unknown) => error);
    return failure instanceof Error ? { status: 500, body: failure.message } : told;
  };
  const steps = times(2, () => [approve(arena, 'bambang'), expire]).flat();
  const racing = contested(arena, made, steps);
  if (Math.random() < 0.5) setTimeout(arena.passHolds, 20);
  const groups = await racing;
  arena.passHolds();
  const last = await expire();
  await arena.settle(5000);
  const ends = await Promise.all(groups.map(({ id }) => arena.stateOf(id)));
  const faults = groups.flatMap(({ answers }, nth) => {
    const end = ends[nth] ?? 'none';
    const isOver = ['confirmed', 'expired', 'choosing'].includes(end);
    const taken = answers.filter((answer) => answer !== told && won(answer)).length;
    return [...faultsIn(answers), ...(isOver ? [] : [`stands at ${end}`]), ...(taken > 1 ? ['approved twice'] : [])];
  });
  return [...faultsIn([last]), ...faults];
};

const unlock = (arena: Arena): Promise<Mend> =>
  Promise.resolve(arena.hubSql.cut({ of: /\bfrom purchase\.requests\b/, piece: LOCK }));

const forgetKeys = async ({ owner }: Arena): Promise<Mend> => {
  await dropConstraints(owner, 'platform.idempotency', /primary key/i);
  return async () => {
    await owner.query(`delete from platform.idempotency`);
    await owner.query(`alter table platform.idempotency add primary key (tenant_id, key)`);
  };
};

const unlockAndForgetKeys = async (arena: Arena): Promise<Mend> => {
  const mends = [await forgetKeys(arena), await unlock(arena)];
  return async () => {
    for (const mend of mends) await mend();
  };
};

export function requestsInRace(sound: Arena, damaged: Arena): void {
  test('five submissions at once with one key are one', () => holds(sound, submittedFiveTimes, 2));
  test('keys that are not unique: the same click does not do one thing', () =>
    breaks(damaged, submittedFiveTimes, unlockAndForgetKeys));

  test('asked and submitted in one step, five times with one key, is one request', () =>
    holds(sound, placedFiveTimes, 2));
  test('keys that are not unique: it is several', () => breaks(damaged, placedFiveTimes, forgetKeys));

  test('of five submissions with keys of their own one is taken', () => holds(sound, submittedFiveWays, 2));
  test('without the lock of the request it is submitted more than once', () =>
    breaks(damaged, submittedFiveWays, unlock));

  test('a line is added while the request is placed: money and orders agree', () => holds(sound, addedWhilePlacing, 3));
  test('without the lock of the request they do not', () => breaks(damaged, addedWhilePlacing, unlock));

  test('approval against cancellation: one of them is told that it happened', () =>
    holds(sound, approvedAgainstCancelled, 3));
  test('without the lock of the request both happen', () => breaks(damaged, approvedAgainstCancelled, unlock));

  test('of two approvers one approves', () => holds(sound, approvedTwice, 2));
  test('without the lock of the request both do', async () => {
    const seen = await breaks(damaged, approvedTwice, unlock);
    expect(seen.join()).toMatch(/approvals taken|version twice/);
  });

  test('a hold runs out while its request is approved', () => holds(sound, expiredWhileApproving, 4));
  test('without the lock of the request it is expired and approved', () =>
    breaks(damaged, expiredWhileApproving, unlock));
}
