import type { PaymentStatus } from '../../buying/personal/index.ts';
import type { Reader } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

export interface Payment {
  readonly id: string;
  readonly buyerId: string;
  readonly amount: Sen;
  readonly until: Instant;
  readonly state: Exclude<PaymentStatus, 'unknown'>;
}

export async function insertPayment(reader: Reader, { id, buyerId, amount, until }: Omit<Payment, 'state'>) {
  await reader.query(
    `insert into qris_sandbox.payments (id, buyer_id, amount_sen, until, state) values ($1, $2, $3, $4, 'waiting')
     on conflict (id) do nothing`,
    [id, buyerId, amount, until],
  );
}

export async function selectPayment(reader: Reader, id: string): Promise<Payment | undefined> {
  const [payment] = await reader.query<Payment>(
    `select id, buyer_id as "buyerId", amount_sen as amount, until, state from qris_sandbox.payments where id = $1`,
    [id],
  );
  return payment;
}

/** Whether it went from one state to the other just now. */
export async function movePayment(reader: Reader, id: string, from: Payment['state'], to: Payment['state']) {
  const rows = await reader.query(
    `update qris_sandbox.payments set state = $3 where id = $1 and state = $2 returning id`,
    [id, from, to],
  );
  return rows.length === 1;
}
