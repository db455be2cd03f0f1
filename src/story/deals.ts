import { at, type Play, type Scene, until } from './scene.ts';
import type { Answer } from './stage.ts';

interface Order {
  readonly id: string;
  readonly lines: readonly { readonly id: string; readonly quantity: number }[];
}

/** The office counts in what arrived, by line; a line of which nothing came is left out. */
export function receive(scene: Scene, order: Order, counts: readonly number[]): Promise<Answer> {
  const lines = order.lines
    .map(({ id }, index) => ({ lineId: id, quantity: counts[index] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  return scene.stage.send('ratna', 'POST', `${at(scene)}/deliveries/${order.id}/receipts`, { lines });
}

export const receiveAll = (scene: Scene, order: Order): Promise<Answer> =>
  receive(
    scene,
    order,
    order.lines.map(({ quantity }) => quantity),
  );

/** The address of an order's bill, once the marketplace was asked what it bills. */
export async function billOf(scene: Scene, orderId: string): Promise<string> {
  let id: string | undefined;
  await until(async () => {
    const { body } = await scene.stage.send('yohanes', 'GET', `${at(scene)}/bills`);
    id = body.bills?.find((one: { orderId: string }) => one.orderId === orderId)?.id;
    return id !== undefined;
  });
  if (!id) throw new Error(`order ${orderId} has no bill`);
  return `${at(scene)}/bills/${id}`;
}

export const payUp = (scene: Play, bill: string, reference: string): Promise<Answer> =>
  scene.stage.send('yohanes', 'POST', `${bill}/payment`, { method: 'UP', reference, paidOn: scene.today() });

/** One paper of the treasury, recorded by whoever may. */
export const recordLs = (scene: Play, bill: string, step: string, who: string, number: string): Promise<Answer> =>
  scene.stage.send(who, 'POST', `${bill}/${step}`, { number, on: scene.today() });

/** What the marketplace was told that the office paid, in its own database. */
export async function paidAt(scene: Scene, market: string, externalId: string): Promise<bigint | undefined> {
  const read = async () => {
    const [row] = await scene.askMarket(
      market,
      `select amount_sen from sandbox.payments where order_id = '${externalId}'`,
    );
    return row?.amount_sen === undefined ? undefined : BigInt(String(row.amount_sen));
  };
  await until(async () => (await read()) !== undefined);
  return read();
}

/** The decisions on a request as the auditor replays them. */
export async function decisionsOn(scene: Scene, requestId: string) {
  const { body } = await scene.stage.send('galuh', 'GET', `${at(scene)}/decisions/${requestId}`);
  return body.decisions.map(({ facts, answer, ...one }: { facts: string; answer: string }) => ({
    ...{ ...one, facts: JSON.parse(facts), answer: JSON.parse(answer) },
  }));
}

/** `Rp1.250.000`, from sen in digits. */
export const rp = (sen: string | bigint): string => `Rp${(BigInt(sen) / 100n).toLocaleString('id-ID')}`;

/** The four accounts of a budget line, in sen. */
export async function moneyOn(scene: Scene, lineId: string) {
  const [row] = await scene.ask(
    `select available_sen as available, reserved_sen as reserved, committed_sen as committed, paid_sen as paid
     from budget.balances where line_id = $1`,
    [lineId],
  );
  const sum = (name: string) => BigInt(String(row?.[name] ?? 0));
  const [available, reserved, committed, paid] = ['available', 'reserved', 'committed', 'paid'].map(sum);
  return { available, reserved, committed, paid };
}

export const same = (one: object, other: object): boolean => written(one) === written(other);
export const written = (value: object): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
