import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor } from '../../parties/account/index.ts';
import type { ConfirmAnswer, HoldAnswer } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import {
  approved,
  cancelled,
  confirmationsAnswered,
  expired,
  holdsAnswered,
  kept,
  type Outcome,
  rejected,
  released,
  replaced,
  submitted,
} from './outcomes.ts';
import { type Order, type Request, refusal, totalOf } from './rules.ts';

const at = new Date('2026-11-25T05:00:00Z');
const tomorrow = new Date('2026-11-26T05:00:00Z');
const ratna: Actor = { personId: 'ratna', institutionId: 'i', roles: ['pp'], workUnitId: null };
const bambang: Actor = { personId: 'bambang', institutionId: 'i', roles: ['ppk'], workUnitId: null };

const order = (id: string, whole: number): Order => ({
  ...{ id, number: id, marketplaceId: `market-${id}`, sellerId: id, sellerExternalId: id, sellerName: id },
  ...{ sellerClass: 'micro', isPkp: false, state: 'draft', uncertain: false, externalId: null, heldUntil: null },
  ...{ refusal: null, givenUp: false, goods: rupiah(whole), shipping: 0n, total: rupiah(whole), version: 1, lines: [] },
});
const draft = (orders: readonly Order[]): Request => ({
  ...{ institutionId: 'i', id: 'r', number: 'P-2026-000001', workUnitId: 'u', budgetLineId: 'l', title: 'Kursi' },
  ...{ createdBy: 'ratna', state: 'draft', shipTo: '19.02', address: 'Jl. Melur 14', packId: null, approver: null },
  ...{ approvedBy: null, reason: null, at, version: 1, orders },
});
const held: HoldAnswer = { status: 'held', externalId: 'x', heldUntil: tomorrow };
const noStock: HoldAnswer = { status: 'rejected', reason: 'no-stock', lines: [] };
const holds = (...pairs: readonly (readonly [string, HoldAnswer])[]) => new Map<string, HoldAnswer>(pairs);
const submit = (approver: 'ppk' | null = null) =>
  submitted(draft([order('a', 100), order('b', 50)]), { packId: 'pack-2025', approver });

test('the whole way without approval: reserve, hold, confirm, commit', () => {
  const first = submit();
  expect(first.moves).toEqual([{ movement: 'reserve', amount: rupiah(150) }]);
  expect(first.news.map(({ event }) => event)).toEqual(['order.placed', 'order.placed']);
  const half = holdsAnswered(first.request, holds(['a', held]));
  expect(half.request.state).toBe('holding');
  const both = holdsAnswered(half.request, holds(['b', held]));
  expect(both.request.state).toBe('confirming');
  expect(both.moves).toEqual([]);
  const done = confirmationsAnswered(
    both.request,
    new Map([
      ['a', { status: 'confirmed' }],
      ['b', { status: 'confirmed' }],
    ]),
  );
  expect(done.request.state).toBe('confirmed');
  expect(done.moves).toEqual([
    { movement: 'commit', amount: rupiah(100) },
    { movement: 'commit', amount: rupiah(50) },
  ]);
});

test('a refused part gives its money back and asks the official, who keeps the rest', () => {
  const { request } = submit();
  const answered = holdsAnswered(request, holds(['a', held], ['b', noStock]));
  expect(answered.request.state).toBe('choosing');
  expect(answered.moves).toEqual([{ movement: 'release', amount: rupiah(50) }]);
  expect(answered.withdrawn).toEqual(['b']);
  const going = kept(answered.request);
  expect(going.request.state).toBe('confirming');
  expect(totalOf(going.request.orders)).toBe(rupiah(100));
});

test('all refused gives all money back and leaves the choice to the official; there is nothing to keep', () => {
  const { request } = submit();
  const answered = holdsAnswered(request, holds(['a', noStock], ['b', noStock]));
  expect(answered.request.state).toBe('choosing');
  expect(answered.moves).toHaveLength(2);
  expect(refusal(answered.request, 'keep', ratna)).toMatchObject({ code: 'purchase/nothing-left' });
  expect(refusal(answered.request, 'replace', ratna)).toBeUndefined();
});

test('another takes the place of what was lost: it is reserved and held, and the rest waits for it', () => {
  const { request } = submit('ppk');
  const lost = holdsAnswered(request, holds(['a', held], ['b', noStock])).request;
  const going = replaced(lost, [order('c', 70)], 'ppk');
  expect(going.moves).toEqual([{ movement: 'reserve', amount: rupiah(70) }]);
  expect(going.news.map(({ event, order }) => `${event} ${order.id}`)).toEqual(['order.placed c']);
  expect(going.changed).toEqual(['b']);
  const waiting = holdsAnswered(going.request, holds(['c', held])).request;
  expect(waiting.state).toBe('awaiting-approval');
  expect(totalOf(waiting.orders)).toBe(rupiah(170));
  expect(refusal({ ...waiting, state: 'choosing' }, 'replace', ratna)).toMatchObject({ code: 'purchase/nothing-lost' });
});

test('what is lost after an approval is replaced with a new one; refusing it leaves what was confirmed', () => {
  const { request } = submit('ppk');
  const waiting = holdsAnswered(request, holds(['a', held], ['b', held])).request;
  const answers = new Map<string, ConfirmAnswer>([
    ['a', { status: 'confirmed' }],
    ['b', { status: 'refused', reason: 'expired' }],
  ]);
  const half = confirmationsAnswered(approved(waiting, 'bambang', at).request, answers);
  expect(half.request.state).toBe('choosing');
  expect(half.news.map(({ event }) => event)).toEqual(['order.confirmed', 'order.refused']);
  const again = holdsAnswered(replaced(half.request, [order('c', 60)], 'ppk').request, holds(['c', held])).request;
  expect(again).toMatchObject({ state: 'awaiting-approval', approvedBy: null });
  const refused = rejected(again, 'terlalu mahal');
  expect(refused.request.state).toBe('confirmed');
  expect(refused.request.orders.map(({ state }) => state)).toEqual(['confirmed', 'refused', 'releasing']);
  expect(released(refused.request, 'c', true)).toMatchObject({
    request: { state: 'confirmed' },
    moves: [{ movement: 'release', amount: rupiah(60) }],
  });
});

test('holds that ran out may be asked for again, those given back with them too', () => {
  const { request } = submit('ppk');
  const short: HoldAnswer = { ...held, heldUntil: at };
  const waiting = holdsAnswered(request, holds(['a', short], ['b', held])).request;
  const over = expired(waiting, at).request;
  expect(over.orders.map(({ state }) => state)).toEqual(['expired', 'releasing']);
  const free = released(over, 'b', true).request;
  expect(free.state).toBe('expired');
  const again = replaced(free, [order('c', 100), order('d', 50)], 'ppk');
  expect(again.changed).toEqual(['a', 'b']);
  expect(holdsAnswered(again.request, holds(['c', held], ['d', held])).request.state).toBe('awaiting-approval');
});

test('whoever keeps the rest is not asked about the refused part again', () => {
  const { request } = submit();
  const keeping = kept(holdsAnswered(request, holds(['a', held], ['b', noStock])).request).request;
  const done = confirmationsAnswered(keeping, new Map([['a', { status: 'confirmed' }]]));
  expect(done.request.state).toBe('confirmed');
});

test('an answer that comes twice changes no money the second time', () => {
  const { request } = submit('ppk');
  const once = holdsAnswered(request, holds(['a', held], ['b', noStock]));
  const twice = holdsAnswered(once.request, holds(['a', held], ['b', noStock]));
  expect(twice.moves).toEqual([]);
  expect(twice.news).toEqual([]);
});

test('approval waits for another person with the role, while the price is still held', () => {
  const { request } = submit('ppk');
  const waiting = holdsAnswered(request, holds(['a', held], ['b', held])).request;
  expect(waiting.state).toBe('awaiting-approval');
  expect(refusal(waiting, 'approve', bambang)).toBeUndefined();
  expect(refusal(waiting, 'approve', { ...bambang, personId: 'ratna' })).toMatchObject({
    code: 'purchase/own-request',
  });
  expect(refusal(waiting, 'approve', ratna)).toMatchObject({ code: 'purchase/not-your-step' });
  expect(approved(waiting, 'bambang', at).request.state).toBe('confirming');
  expect(() => approved(waiting, 'bambang', tomorrow)).toThrow('purchase/hold-ended');
  expect(expired(waiting, tomorrow).moves).toEqual([
    { movement: 'release', amount: rupiah(100) },
    { movement: 'release', amount: rupiah(50) },
  ]);
});

test('a confirmed order is uncommitted only when its marketplace lets it go', () => {
  const { request } = submit();
  const holding = holdsAnswered(request, holds(['a', held], ['b', held])).request;
  const answers = new Map([
    ['a', { status: 'confirmed' } as const],
    ['b', { status: 'confirmed' } as const],
  ]);
  const confirmed = confirmationsAnswered(holding, answers).request;
  const ended = cancelled(confirmed, 'tidak jadi');
  expect(ended.moves).toEqual([]);
  expect(ended.news.map(({ event }) => event)).toEqual(['order.releasing', 'order.releasing']);
  const free = released(ended.request, 'a', true);
  expect(free.moves).toEqual([{ movement: 'uncommit', amount: rupiah(100) }]);
  const stuck = released(free.request, 'b', false);
  expect(stuck.moves).toEqual([]);
  expect(stuck.request.state).toBe('confirmed');
});

test('whatever the marketplaces answer, every sen that was reserved is committed, released or still bound', () => {
  const answer = fc.constantFrom<'held' | 'rejected'>('held', 'rejected');
  const last = fc.constantFrom<'confirmed' | 'refused'>('confirmed', 'refused');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9999 }), answer, last), { minLength: 1, maxLength: 6 }),
      (rows) => {
        const orders = rows.map(([whole], index) => order(String(index), whole));
        const outcomes: Outcome[] = [submitted(draft(orders), { packId: 'p', approver: null })];
        const now = () => outcomes.at(-1)?.request ?? draft(orders);
        outcomes.push(
          holdsAnswered(
            now(),
            holds(...rows.map(([, one], i) => [String(i), one === 'held' ? held : noStock] as const)),
          ),
        );
        if (!refusal(now(), 'keep', ratna)) outcomes.push(kept(now()));
        const answers = new Map<string, ConfirmAnswer>(
          rows.map(([, , one], i) => [
            String(i),
            one === 'confirmed' ? { status: 'confirmed' } : { status: 'refused', reason: 'expired' },
          ]),
        );
        outcomes.push(confirmationsAnswered(now(), answers));
        const sum = (movement: string) =>
          outcomes
            .flatMap(({ moves }) => moves)
            .reduce((all, one) => (one.movement === movement ? all + one.amount : all), 0n);
        expect(sum('reserve')).toBe(sum('commit') + sum('release'));
        expect(sum('commit')).toBe(totalOf(now().orders));
      },
    ),
  );
});
