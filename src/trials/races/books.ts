import type { Reader } from '../../platform/database.ts';
import { brokenInvariants } from '../../testing/invariants.ts';

/** Notes beside the marketplace's books what was ever put on the shelf, and every line held at another price than the shelf's. */
export async function watchMarket(market: Reader): Promise<void> {
  await market.query(`create schema watch`);
  await market.query(`create table watch.put as select id as offer_id, stock::bigint as quantity from sandbox.offers`);
  await market.query(`create table watch.wrong_prices (order_id text, offer_id text, paid bigint, price bigint)`);
  await market.query(`create function watch.price() returns trigger
    language plpgsql security definer set search_path = pg_catalog as $$
    begin
      insert into watch.wrong_prices select new.order_id, id, new.price_sen, price_sen from sandbox.offers
      where id = new.offer_id and price_sen <> new.price_sen;
      return null;
    end $$`);
  await market.query(`create trigger watch_price after insert on sandbox.order_lines
    for each row execute function watch.price()`);
}

/** What is wrong, one line each; nothing when all is well. */
export async function brokenBooks(hub: Reader, market: Reader): Promise<string[]> {
  const broken = await brokenInvariants(hub);
  const shelf = await market.query<{ what: string }>(marketFaults);
  return [
    ...broken.map((one) => JSON.stringify(one)),
    ...shelf.map(({ what }) => what),
    ...(await differ(hub, market)),
  ];
}

const marketFaults = `
  select 'stock below zero: ' || id as what from sandbox.offers where stock < 0
  union all
  select 'stock is not what was put less what is held and sold: ' || o.id from sandbox.offers o
    join watch.put p on p.offer_id = o.id
    where o.stock <> p.quantity - (select coalesce(sum(l.quantity), 0) from sandbox.order_lines l
      join sandbox.orders s on s.id = l.order_id
      where l.offer_id = o.id and s.status not in ('expired', 'cancelled', 'declined'))
  union all
  select 'two orders for one: ' || reference from sandbox.orders group by reference having count(*) > 1
  union all
  select 'total of ' || s.id from sandbox.orders s
    where total_sen <> shipping_sen + (select sum(quantity * price_sen) from sandbox.order_lines where order_id = s.id)
  union all
  select 'held at another price than the shelf: ' || order_id from watch.wrong_prices`;

interface Side {
  readonly number: string;
  readonly state: string;
  readonly total: bigint;
}

/** Orders that hub and marketplace, once nothing is under way, see differently. */
async function differ(hub: Reader, market: Reader): Promise<string[]> {
  const orders = await hub.query<Side>(
    `select number, state, total_sen as total from purchase.orders
     where state in ('held', 'confirmed', 'rejected', 'cancelled', 'expired')`,
  );
  const there = await market.query<Side>(
    `select reference as number, status as state, total_sen as total from sandbox.orders`,
  );
  const sides = new Map(there.map((one) => [one.number, one]));
  return orders.flatMap(({ number, state, total }) => {
    const side = sides.get(number);
    const binds = side?.state === 'held' || side?.state === 'confirmed';
    if (state === 'confirmed' || state === 'held') {
      const isSame = side?.total === total && (side.state === state || (state === 'held' && side.state === 'expired'));
      return isSame ? [] : [`${number} is ${state} here, ${side?.state} of ${side?.total} there`];
    }
    return side?.state === 'confirmed' || (binds && state === 'rejected')
      ? [`${number} is ${state} here and ${side?.state} there`]
      : [];
  });
}
