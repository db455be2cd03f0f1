import { type Content, canonical } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Bill, Method, TreasuryStep } from './rules.ts';

const columns = `institution_id as "institutionId", id, order_id as "orderId", request_id as "requestId",
  work_unit_id as "workUnitId", order_number as "orderNumber", title, marketplace_id as "marketplaceId",
  marketplace_name as "marketplaceName", seller_id as "sellerId", seller_name as "sellerName",
  external_id as "externalId", state, mismatches, amount_sen as amount, invoiced_sen as invoiced,
  tax_collector as collector, dpp_sen as dpp, ppn_sen as ppn, pph22_sen as pph22,
  seller_receives_sen as "sellerReceives", budget_moves as "budgetMoves", papers, payments, content,
  received_on as "receivedOn", due_on as "dueOn", method, reference, paid_on as "paidOn", paid_by as "paidBy",
  report, at, version`;

type Row = Omit<Bill, 'steps' | 'tax' | 'taxFor' | 'budgetMoves' | 'content'> &
  Bill['tax'] & {
    readonly budgetMoves: readonly { readonly lineId: string; readonly amount: string }[];
    readonly content: string;
  };

/** Answers false when the order has its bill already. */
export async function insertBill(tx: Tx, bill: Bill): Promise<boolean> {
  const { tax } = bill;
  const rows = await tx.query(
    `insert into settlement.bills (institution_id, id, order_id, request_id, work_unit_id, order_number, title,
       marketplace_id, marketplace_name, seller_id, seller_name, external_id, state, mismatches, amount_sen,
       invoiced_sen, tax_collector, dpp_sen, ppn_sen, pph22_sen, seller_receives_sen, budget_moves, papers, payments,
       content, received_on, due_on, at, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
       $24, $25, $26, $27, $28, $29)
     on conflict do nothing returning id`,
    [
      ...[bill.institutionId, bill.id, bill.orderId, bill.requestId, bill.workUnitId, bill.orderNumber, bill.title],
      ...[bill.marketplaceId, bill.marketplaceName, bill.sellerId, bill.sellerName, bill.externalId, bill.state],
      ...[bill.mismatches, bill.amount, bill.invoiced, tax.collector, tax.dpp, tax.ppn, tax.pph22, tax.sellerReceives],
      ...[canonical(asContent(bill.budgetMoves)), canonical(asContent(bill.papers)), bill.payments],
      ...[canonical(asContent(bill.content)), bill.receivedOn, bill.dueOn, bill.at, bill.version],
    ],
  );
  return rows.length > 0;
}

/** Through JSON, with bigint as digits, so that a member left undefined is left out. */
const asContent = (value: object): Content =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)));

/** The bill, held until the transaction ends, so that it cannot be paid twice. */
export async function lockBill(tx: Tx, institutionId: string, id: string): Promise<Bill | undefined> {
  const rows = await tx.query<Row>(
    `select ${columns} from settlement.bills
     where institution_id = $1 and id = $2 for update`,
    [institutionId, id],
  );
  return (await completed(tx, institutionId, rows))[0];
}

export async function selectBill(reader: Reader, institutionId: string, id: string): Promise<Bill | undefined> {
  const rows = await reader.query<Row>(
    `select ${columns} from settlement.bills where institution_id = $1 and id = $2`,
    [institutionId, id],
  );
  return (await completed(reader, institutionId, rows))[0];
}

/** What is owed, the earliest due first, then what was paid last. */
export async function selectBills(reader: Reader, institutionId: string): Promise<Bill[]> {
  const rows = await reader.query<Row>(
    `(select ${columns} from settlement.bills
      where institution_id = $1 and state <> 'paid' order by due_on, id limit 200)
     union all
     (select ${columns} from settlement.bills
      where institution_id = $1 and state = 'paid' order by paid_on desc, id desc limit 20)`,
    [institutionId],
  );
  return completed(reader, institutionId, rows);
}

async function completed(reader: Reader, institutionId: string, rows: readonly Row[]): Promise<Bill[]> {
  if (rows.length === 0) return [];
  const steps = await reader.query<TreasuryStep & { readonly billId: string }>(
    `select bill_id as "billId", step, number, day, by_person as by, at
     from settlement.steps
     where institution_id = $1 and bill_id = any($2) order by array_position(array['spp', 'spm', 'sp2d'], step)`,
    [institutionId, rows.map(({ id }) => id)],
  );
  const taxes = await reader.query<Bill['tax'] & { readonly billId: string; readonly method: Method }>(
    `select bill_id as "billId", method, dpp_sen as dpp, ppn_sen as ppn, pph22_sen as pph22, collector,
       seller_receives_sen as "sellerReceives"
     from settlement.taxes where institution_id = $1 and bill_id = any($2)`,
    [institutionId, rows.map(({ id }) => id)],
  );
  return rows.map(({ dpp, ppn, pph22, collector, sellerReceives, budgetMoves, content, ...row }) => ({
    ...row,
    ...taxOf(taxes.find(({ billId }) => billId === row.id) ?? { dpp, ppn, pph22, collector, sellerReceives }),
    budgetMoves: budgetMoves.map(({ lineId, amount }) => ({ lineId, amount: BigInt(amount) })),
    content: JSON.parse(content),
    steps: steps.filter(({ billId }) => billId === row.id).map(({ billId: _, ...step }) => step),
  }));
}

function taxOf(row: Bill['tax'] & { readonly method?: Method }): Pick<Bill, 'tax' | 'taxFor'> {
  const { method = null, dpp, ppn, pph22, collector, sellerReceives } = row;
  return { tax: { dpp, ppn, pph22, collector, sellerReceives }, taxFor: method };
}

/** Keeps the tax decided for the way of paying, once for each bill. */
export async function insertTax(
  tx: Tx,
  { institutionId, id, tax }: Bill,
  { method, packId, answerHash, at }: { method: Method; packId: string; answerHash: string; at: Instant },
): Promise<void> {
  const { collector, dpp, ppn, pph22, sellerReceives } = tax;
  await tx.query(
    `insert into settlement.taxes (institution_id, bill_id, method, pack_id, answer_hash, collector, dpp_sen, ppn_sen,
       pph22_sen, seller_receives_sen, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [institutionId, id, method, packId, answerHash, collector, dpp, ppn, pph22, sellerReceives, at],
  );
}

export async function updateBill(tx: Tx, bill: Bill): Promise<void> {
  const { institutionId, id, state, method, reference, paidOn, paidBy, version } = bill;
  await tx.query(
    `update settlement.bills set state = $3, method = $4, reference = $5, paid_on = $6, paid_by = $7, version = $8
     where institution_id = $1 and id = $2`,
    [institutionId, id, state, method, reference, paidOn, paidBy, version],
  );
}

export async function insertStep(tx: Tx, { institutionId, id }: Bill, recorded: TreasuryStep): Promise<void> {
  const { step, number, day, by, at } = recorded;
  await tx.query(
    `insert into settlement.steps (institution_id, bill_id, step, number, day, by_person, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [institutionId, id, step, number, day, by, at],
  );
}

export async function updateReport(tx: Tx, { institutionId, id }: Bill, report: Bill['report']): Promise<void> {
  await tx.query(
    `update settlement.bills set report = $3
     where institution_id = $1 and id = $2`,
    [institutionId, id, report],
  );
}

type MoneyRow = Pick<Bill, 'orderId' | 'state' | 'dueOn' | 'paidOn' | 'method' | 'taxFor'> & Bill['tax'];

/** When the money for these orders comes, and how it is taxed; an order without a bill has none. */
export async function selectMoney(
  reader: Reader,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
): Promise<Pick<Bill, 'orderId' | 'state' | 'dueOn' | 'paidOn' | 'method' | 'taxFor' | 'tax'>[]> {
  const rows = await reader.query<MoneyRow>(
    `select b.order_id as "orderId", b.state, b.due_on as "dueOn", b.paid_on as "paidOn", b.method,
       t.method as "taxFor", t.dpp_sen as dpp, t.ppn_sen as ppn, t.pph22_sen as pph22, t.collector,
       t.seller_receives_sen as "sellerReceives"
     from settlement.bills b
       left join settlement.taxes t on t.institution_id = b.institution_id and t.bill_id = b.id
     where (b.institution_id, b.order_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [orders.map(({ institutionId }) => institutionId), orders.map(({ orderId }) => orderId)],
  );
  return rows.map(({ dpp, ppn, pph22, collector, sellerReceives, ...row }) => ({
    ...row,
    tax: { dpp, ppn, pph22, collector, sellerReceives },
  }));
}

export interface WaitingBill {
  readonly institutionId: string;
  readonly id: string;
  readonly orderNumber: string;
  readonly title: string;
  readonly sellerName: string;
  readonly state: 'due' | 'spp' | 'spm';
  readonly amount: bigint;
  readonly dueOn: string;
  readonly at: Instant;
}

/** Bills that stand where one of these seats has its turn; a null unit means the whole institution. */
export function selectPayable(
  reader: Reader,
  seats: readonly { readonly institutionId: string; readonly workUnitId: string | null; readonly state: string }[],
): Promise<WaitingBill[]> {
  return reader.query(
    `select b.institution_id as "institutionId", b.id, b.order_number as "orderNumber", b.title,
       b.seller_name as "sellerName", b.state, b.amount_sen as amount, b.due_on as "dueOn", b.at
     from settlement.bills b
     where b.state in ('due', 'spp', 'spm') and exists (
       select from unnest($1::uuid[], $2::uuid[], $3::text[]) as seat (institution_id, unit_id, state)
       where seat.institution_id = b.institution_id and seat.state = b.state
         and (seat.unit_id is null or seat.unit_id = b.work_unit_id))
     order by b.due_on, b.id limit 100`,
    [
      ...[seats.map(({ institutionId }) => institutionId), seats.map(({ workUnitId }) => workUnitId)],
      seats.map(({ state }) => state),
    ],
  );
}
