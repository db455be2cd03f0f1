import type { Database, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import { writing } from '../feed/store.ts';
import { answerOnce } from '../keys/answer-once.ts';
import { type Act, actAnswer, acts, type Noun } from '../mapping.ts';
import { can, paidToSeller, quantities, type SandboxOrder, type Step, steps } from '../rules.ts';
import { save } from './settle-holds.ts';
import * as store from './store.ts';

type Result = 'done' | 'pending' | 'refused';
type Doer<Of extends Noun> = (tx: Tx, order: SandboxOrder, act: Act<Of>, at: Instant) => Promise<Result>;

const doers: { readonly [Of in Noun]: Doer<Of> } = {
  acceptances: (tx, order, _, at) => step(tx, order, 'accept', at),
  declinations: (tx, order, _, at) => step(tx, order, 'decline', at),

  async shipments(tx, order, act, at) {
    if (!can(order, 'ship', at)) return 'refused';
    await store.insertShipment(tx, act, at);
    return step(tx, order, 'ship', at);
  },

  /** The order is received when the office says so or when nothing is missing; more than was ordered is refused. */
  async receipts(tx, order, act, at) {
    if (!can(order, 'receive', at)) return 'refused';
    const open = quantities(await store.selectOrdered(tx, [order.id]));
    const arrived = [...(await store.selectReceived(tx, order.id)), ...act.lines];
    for (const { externalId, quantity } of arrived) open.set(externalId, (open.get(externalId) ?? 0) - quantity);
    const missing = [...open.values()];
    if (missing.some((quantity) => quantity < 0)) return 'refused';
    await store.insertReceipts(tx, act, at);
    const isWhole = act.complete || missing.every((quantity) => quantity === 0);
    return step(tx, order, isWhole ? 'receive' : 'receivePart', at);
  },

  /** A treasurer may withhold tax, so less than the total pays the order; more is refused. */
  async payments(tx, order, act, at) {
    if (!can(order, 'pay', at) || act.amount > order.total) return 'refused';
    await store.insertPayment(tx, act, paidToSeller(act.amount), at);
    return step(tx, order, 'pay', at);
  },

  /** The seller answers a return later, outside of the hub. */
  async returns(tx, order, act, at) {
    if (!['shipped', 'partly-received', 'received'].includes(order.status)) return 'refused';
    await store.insertReturn(tx, act, at);
    return 'pending';
  },
};

/** Does one thing to one order, once per key. @throws OtherBody */
export async function actOnOrder<Of extends Noun>(
  database: Database,
  { noun, act, at }: { noun: Of; act: Act<Of>; at: Instant },
): Promise<Result> {
  const question = { operation: noun, ask: acts[noun], answer: actAnswer, asks: [act], at };
  const [answer] = await writing(database, (tx) =>
    answerOnce(tx, question, async () => {
      const [order] = await store.lockOrders(tx, [act.externalId]);
      const result = order ? await doers[noun](tx, order, act, at) : ('refused' as const);
      return new Map([[act.idempotencyKey, { result }]]);
    }),
  );
  if (!answer) throw new Error('one ask has one answer');
  return answer.result;
}

/** Where the order is already, it does not go again. */
async function step(tx: Tx, order: SandboxOrder, name: Step, at: Instant): Promise<Result> {
  if (can(order, name, at)) await save(tx, [order], name, at);
  else if (order.status !== steps[name].to) return 'refused';
  return 'done';
}
