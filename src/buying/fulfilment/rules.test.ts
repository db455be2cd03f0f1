import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MarketOrder } from '../../parties/marketplace/index.ts';
import { deliveryOf } from '../../testing/ordered.ts';
import { rupiah } from '../../values/money.ts';
import { received, receivedWorth } from './count-goods.ts';
import { advance, type Delivery, receiveRefusal, type Step, steps } from './rules.ts';
import { acted, missedSteps } from './seller-steps.ts';

const at = new Date('2026-11-25T05:00:00Z');
const delivery = deliveryOf();

test('a part is received, then the rest, and nothing more', () => {
  const part = received(
    delivery,
    [
      { lineId: 'kursi', quantity: 6 },
      { lineId: 'meja', quantity: 1 },
    ],
    at,
  );
  expect(part).toMatchObject({
    step: 'receivePart',
    delivery: { state: 'partly-received', version: 4, receivedAt: null },
  });
  expect(receivedWorth(part.delivery)).toBe(rupiah(7000));
  const two = () => received(part.delivery, [{ lineId: 'meja', quantity: 2 }], at);
  expect(two).toThrow(
    expect.objectContaining({ code: 'fulfilment/more-than-ordered', details: { title: 'Meja', open: '1' } }),
  );
  const rest = received(
    part.delivery,
    [
      { lineId: 'kursi', quantity: 0 },
      { lineId: 'meja', quantity: 1 },
    ],
    at,
  );
  expect(rest).toMatchObject({ step: 'receive', delivery: { state: 'received', receivedAt: at } });
  expect(() => received(rest.delivery, [{ lineId: 'meja', quantity: 1 }], at)).toThrow('fulfilment/more-than-ordered');
});

test.each([
  [[], 'fulfilment/nothing-received'],
  [[{ lineId: 'kursi', quantity: 0 }], 'fulfilment/nothing-received'],
  [[{ lineId: 'kursi', quantity: -1 }], 'fulfilment/nothing-received'],
  [[{ lineId: 'kursi', quantity: 1.5 }], 'fulfilment/nothing-received'],
  [[{ lineId: 'kursi', quantity: Number.NaN }], 'fulfilment/nothing-received'],
  [[{ lineId: 'lemari', quantity: 1 }], 'fulfilment/no-such-line'],
  [
    [
      { lineId: 'meja', quantity: 1 },
      { lineId: 'meja', quantity: 2 },
    ],
    'fulfilment/more-than-ordered',
  ],
])('%j cannot be received: %s', (counted, code) => {
  expect(() => received(delivery, counted, at)).toThrow(code);
});

test('however the goods are counted, nobody ever has more than was ordered', () => {
  const counting = fc.array(
    fc.record({ lineId: fc.constantFrom('kursi', 'meja'), quantity: fc.integer({ min: -1, max: 8 }) }),
    {
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(fc.array(counting, { maxLength: 12 }), (countings) => {
      let now = delivery;
      for (const counted of countings) {
        try {
          now = received(now, counted, at).delivery;
        } catch {}
      }
      for (const { quantity, received } of now.lines) expect(received).toBeLessThanOrEqual(quantity);
      expect(now.state === 'received').toBe(now.lines.every(({ quantity, received }) => received === quantity));
      expect(now.state === 'received').toBe(now.receivedAt !== null);
    }),
  );
});

test('every step is refused from everywhere but where the table says', () => {
  const states = ['waiting', 'accepted', 'shipped', 'partly-received', 'received', 'declined', 'cancelled'] as const;
  for (const step of Object.keys(steps) as Step[]) {
    const { from, to }: { from: readonly string[]; to: string } = steps[step];
    for (const state of states) {
      const take = () => advance({ ...delivery, state }, step);
      if (from.includes(state)) expect(take()).toMatchObject({ state: to, version: 4 });
      else expect(take).toThrow('fulfilment/wrong-state');
    }
  }
});

test('only the office that ordered receives, by its PP or PPK, for its own work unit', () => {
  const actor = { personId: 'ratna', institutionId: 'sukamaju', roles: ['pp'], workUnitId: null } as const;
  expect(receiveRefusal(delivery, actor)).toBeUndefined();
  expect(receiveRefusal(delivery, { ...actor, roles: ['ppk'], workUnitId: 'dinas' })).toBeUndefined();
  expect(receiveRefusal(delivery, { ...actor, roles: ['treasurer'] })?.code).toBe('fulfilment/not-your-step');
  expect(receiveRefusal(delivery, { ...actor, workUnitId: 'badan' })?.code).toBe('fulfilment/other-work-unit');
  expect(receiveRefusal({ ...delivery, state: 'accepted' }, actor)?.code).toBe('fulfilment/wrong-state');
});

test('what the seller did at the marketplace is taken over step by step, never a receipt', () => {
  const market: MarketOrder = {
    ...{ externalId: 'LB-1', reference: 'P-1-1', status: 'shipped', heldUntil: null, total: 0n, version: 1 },
    shipments: [{ number: 'KN-1', courier: 'Pos', at }],
  };
  const waiting = { ...delivery, state: 'waiting' } as const;
  const steps = missedSteps(waiting, market);
  expect(steps).toEqual([{ step: 'accept' }, { step: 'ship', courier: 'Pos', parcel: 'KN-1' }]);
  const after = steps.reduce((now: Delivery, choice) => acted(now, choice, at), waiting);
  expect(after).toMatchObject({ state: 'shipped', parcel: 'KN-1', answeredAt: at, shippedAt: at });
  expect(missedSteps(after, { ...market, status: 'received' })).toEqual([]);
  expect(missedSteps(waiting, { ...market, status: 'confirmed' })).toEqual([]);
  expect(missedSteps(waiting, { ...market, status: 'declined' })).toMatchObject([{ step: 'decline' }]);
  expect(missedSteps({ ...waiting, state: 'accepted' }, { ...market, status: 'accepted' })).toEqual([]);
});
