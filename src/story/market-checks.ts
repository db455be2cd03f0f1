import { marketplaces, stockOf } from '../demo/stock.ts';
import type { Finding } from './hub-checks.ts';
import type { Scene } from './scene.ts';

const alive = `status in ('held', 'confirmed', 'accepted', 'shipped', 'partly-received', 'received', 'paid')`;

interface OfHub {
  readonly code: string;
  readonly number: string;
  readonly external: string | null;
  readonly state: string;
  readonly total: bigint;
  readonly received: bigint;
  readonly paid: bigint | null;
}

/** Both sides of every order, from two databases that cannot see each other. */
const ofHub = `
  select m.code, o.number, o.external_id as external, o.state, o.total_sen as total,
    coalesce((select sum(received) from fulfilment.lines l where l.order_id = o.id), 0)::bigint as received,
    (select case t.collector when 'treasurer' then t.seller_receives_sen else b.amount_sen end
     from settlement.bills b join settlement.taxes t on t.bill_id = b.id
     where b.order_id = o.id and b.state = 'paid') as paid
  from purchase.orders o join marketplace.marketplaces m on m.id = o.marketplace_id where o.state <> 'draft'`;

const ofMarket = `
  select id, reference, total_sen as total, ${alive} as alive, status,
    coalesce((select sum(quantity) from sandbox.receipts r where r.order_id = o.id), 0)::bigint as received,
    (select amount_sen from sandbox.payments p where p.order_id = o.id) as paid
  from sandbox.orders o`;

interface OfMarket {
  readonly id: string;
  readonly reference: string;
  readonly total: bigint;
  readonly alive: boolean;
  readonly status: string;
  readonly received: bigint;
  readonly paid: bigint | null;
}

/** What the marketplaces believe, held against what the hub believes. */
export async function askMarkets(scene: Scene): Promise<Finding[]> {
  const ours = (await scene.ask(ofHub)) as unknown as OfHub[];
  const findings = await Promise.all(
    marketplaces.map(async ({ code }) => {
      const theirs = (await scene.askMarket(code, ofMarket)) as unknown as OfMarket[];
      const here = ours.filter((one) => one.code === code);
      return [...compare(here, theirs), await countShelf(scene, code)];
    }),
  );
  return findings.flat().map((one) => ({ ...one, asked: 'lokapasar' }));
}

type Counted = Omit<Finding, 'asked'>;

function compare(ours: readonly OfHub[], theirs: readonly OfMarket[]): Counted[] {
  const confirmed = ours.filter(({ state }) => state === 'confirmed');
  const lost = ours.filter(({ state }) => ['rejected', 'refused', 'cancelled', 'expired', 'declined'].includes(state));
  const living = theirs.filter((one) => one.alive);
  const at = ({ number }: OfHub) => theirs.filter(({ reference }) => reference === number);
  const twin = (order: OfHub) => theirs.find(({ id }) => id === order.external);
  const paid = theirs.filter(({ paid }) => paid !== null);
  return [
    counted('every confirmed order stands at its marketplace once, for the same sum', confirmed, (order) => {
      const [only, ...more] = at(order).filter((one) => one.alive);
      return only?.id === order.external && only?.total === order.total && more.length === 0;
    }),
    counted('what the office gave up or was refused, no marketplace still keeps', lost, (order) =>
      at(order).every((one) => !one.alive),
    ),
    counted('no marketplace keeps an order that the office does not know', living, (one) =>
      ours.some((order) => order.external === one.id && !lost.includes(order)),
    ),
    counted(
      'both sides counted the same goods as received',
      confirmed,
      (order) => twin(order)?.received === order.received,
    ),
    counted('every payment reached its marketplace once, less the tax that the treasurer kept', paid, (order) =>
      ours.some((one) => one.external === order.id && one.paid === order.paid),
    ),
    counted(
      'no bill is paid of which its marketplace heard nothing',
      ours.filter((one) => one.paid !== null),
      (order) => twin(order)?.paid === order.paid && twin(order)?.status === 'paid',
    ),
  ];
}

function counted<Row>(name: string, rows: readonly Row[], isRight: (row: Row) => boolean): Counted {
  return { name, looked: rows.length, wrong: rows.filter((row) => !isRight(row)).length };
}

/** Goods do not appear or vanish: on the shelf and in living orders there is what was there at first. */
async function countShelf(scene: Scene, code: (typeof marketplaces)[number]['code']): Promise<Counted> {
  const rows = await scene.askMarket(
    code,
    `select id, stock + coalesce((select sum(quantity) from sandbox.order_lines l join sandbox.orders o on o.id = l.order_id
       where l.offer_id = f.id and ${alive}), 0) as goods from sandbox.offers f`,
  );
  const first = new Map(stockOf(code).map(({ externalId, stock }) => [externalId, stock]));
  const name = 'on the shelf and in living orders lie the goods that were there at first';
  return counted(name, rows, ({ id, goods }) => first.get(String(id)) === Number(goods));
}
