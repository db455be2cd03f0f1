import type { Reader } from '../platform/database.ts';
import { brokenInvariants } from '../testing/invariants.ts';
import type { Purchase } from './buyer.ts';

export interface Books {
  /** The hub's database and the marketplaces' own, asked as their owners, past all code of theirs. */
  readonly books: Reader;
  readonly markets: readonly { readonly code: string; readonly books: Reader }[];
}

type Asked = readonly [fault: string, sql: string];

/** Each asks for what must not be. $1 is the title of a purchase, $2 its keys. */
const hubAsks: readonly Asked[] = [
  ['not one request', `select count(*) as what from purchase.requests where title = $1 having count(*) <> 1`],
  ['request not confirmed', `select state as what from purchase.requests where title = $1 and state <> 'confirmed'`],
  ['not two orders', `select count(*) as what from mine_orders having count(*) <> 2`],
  [
    'order not confirmed',
    `select number || ' ' || state as what from mine_orders where state <> 'confirmed' or uncertain or external_id is null`,
  ],
  [
    'not one audit row for each version of the request',
    `select mine.version || ': ' || coalesce(string_agg(a.content::jsonb ->> 'version', ' ' order by a.id), '-') as what
     from mine left join platform.audit a on a.tenant_id = mine.institution_id and a.subject = mine.id
     group by mine.id, mine.version
     having array_agg((a.content::jsonb ->> 'version')::integer order by a.id)
       is distinct from (select array_agg(version) from generate_series(1, mine.version) version)`,
  ],
  [
    'not one decision',
    `select count(d.id) as what from mine left join integrity.decisions d
       on d.institution_id = mine.institution_id and d.request_id = mine.id
     group by mine.id having count(d.id) <> 1`,
  ],
  [
    'order not counted once by integrity',
    `select o.number as what from mine_orders o left join integrity.orders i
       on i.institution_id = o.institution_id and i.order_id = o.id and not i.withdrawn
     group by o.number having count(i.order_id) <> 1`,
  ],
  [
    'order without its delivery',
    `select o.number as what from mine_orders o left join fulfilment.deliveries d
       on d.institution_id = o.institution_id and d.order_id = o.id
     where d.external_id is distinct from o.external_id or d.total_sen <> o.total_sen`,
  ],
  [
    'not one paper for each order',
    `select o.number as what from mine_orders o left join document.papers p
       on p.institution_id = o.institution_id and p.subject = o.id
     group by o.number having count(p.id) <> 1`,
  ],
  [
    'numbers of papers with a gap',
    `select kind as what from document.papers group by institution_id, kind, year having max(sequence) <> count(*)`,
  ],
  [
    'key without an answer',
    `select asked.key as what from unnest($2::text[]) asked (key) left join platform.idempotency i
       on i.key = asked.key and i.tenant_id = (select institution_id from mine limit 1)
     where i.answer is null`,
  ],
  [
    'money not moved once',
    `select t.from_account || ' to ' || t.to_account || ' ' || sum(t.amount_sen) as what
     from mine join budget.transfers t on t.institution_id = mine.institution_id and t.reason = mine.id
     group by t.from_account, t.to_account
     having sum(t.amount_sen) <> (select sum(total_sen) from mine_orders)
       or (t.from_account, t.to_account) not in (('available', 'reserved'), ('reserved', 'committed'))`,
  ],
  [
    'money not moved at all',
    `select count(distinct (t.from_account, t.to_account)) as what
     from mine left join budget.transfers t on t.institution_id = mine.institution_id and t.reason = mine.id
     having count(distinct (t.from_account, t.to_account)) <> 2`,
  ],
  [
    'audit row not sealed once',
    `select s.tenant_id as what from (select tenant_id, sum(rows) as sealed from platform.seals group by tenant_id) s
     where s.sealed <> (select count(*) from platform.audit a where a.tenant_id = s.tenant_id and (a.xid, a.id) <=
       (select upto_xid, upto_id from platform.seals order by upto_xid desc, upto_id desc limit 1))`,
  ],
  [
    'message left behind',
    `select event as what from platform.outbox where tenant_id in (select institution_id from mine)`,
  ],
];

/**
 * $1 are the hub's orders of this purchase at this marketplace, $2 the numbers of all that it ever placed here, $3 what it
 * bought of each offer, $4 how many there were of each at first.
 */
const marketAsks: readonly Asked[] = [
  [
    'order not once at its marketplace',
    `select h.number || ': ' || count(s.id) as what from h left join sandbox.orders s on s.reference = h.number
     group by h.number having count(s.id) <> 1`,
  ],
  [
    'the two sides disagree on an order',
    `select h.number || ' ' || s.status as what from h join sandbox.orders s on s.reference = h.number
     where s.status <> h.state or s.id is distinct from h.external_id or s.total_sen <> h.total
       or s.shipping_sen <> h.shipping or s.idempotency_key not like h.id || '%'`,
  ],
  [
    'the two sides disagree on lines',
    `(select h.number || ' ' || l.offer as what from h, jsonb_to_recordset(h.lines) as l (offer text, quantity integer, price bigint)
      except select s.reference || ' ' || l.offer_id from sandbox.orders s join sandbox.order_lines l on l.order_id = s.id
        join h on h.number = s.reference
        join jsonb_to_recordset(h.lines) as m (offer text, quantity integer, price bigint)
          on m.offer = l.offer_id and m.quantity = l.quantity and m.price = l.price_sen)
     union all
     select h.number || ' counts other lines' from h where jsonb_array_length(h.lines) <>
       (select count(*) from sandbox.orders s join sandbox.order_lines l on l.order_id = s.id where s.reference = h.number)`,
  ],
  [
    'not asked under one key',
    `select h.number || ' ' || operation || ' ' || count(r.key) as what
     from h cross join unnest(array['placeOrders', 'confirmOrders']) operation
     left join sandbox.requests r using (operation)
     where r.key is null or r.key like h.id || '%'
     group by h.number, operation having count(r.key) <> 1`,
  ],
  ['order that the hub does not know', `select id as what from sandbox.orders where reference <> all ($2)`],
  [
    'stock not reduced once',
    `select o.id || ' ' || o.stock as what from sandbox.offers o left join jsonb_to_recordset($3) as sold (offer text, quantity integer)
       on sold.offer = o.id
     where o.stock + coalesce(sold.quantity, 0) <> $4`,
  ],
];

/** Names everything that is wrong with a purchase which should be confirmed, on both sides. */
export async function faultsOf({ books, markets }: Books, stock: number, { title, keys }: Purchase): Promise<string[]> {
  const faults: string[] = [];
  const note = async (reader: Reader, where: string, [fault, sql]: Asked, values: unknown[]) => {
    const rows = await reader.query<{ what: unknown }>(sql, values);
    for (const { what } of rows) faults.push(`${where}${fault} (${what})`);
  };
  for (const [fault, sql] of hubAsks) await note(books, '', [fault, hubSide + sql], [title, keys]);
  for (const market of markets) {
    const orders = await books.query(hubsOrders, [market.code, title]);
    const numbers = await books.query<{ number: string }>(hubsNumbers, [market.code]);
    const sold = await books.query(hubsSales, [market.code]);
    const values = [
      ...[JSON.stringify(orders.map(({ order }) => order)), numbers.map(({ number }) => number)],
      ...[JSON.stringify(sold), stock],
    ];
    for (const [fault, sql] of marketAsks)
      await note(market.books, `${market.code}: `, [fault, marketSide + sql], values);
  }
  for (const broken of await brokenInvariants(books)) faults.push(`invariant broken: ${JSON.stringify(broken)}`);
  return faults;
}

const hubSide = `with mine as (select * from purchase.requests where title = $1),
  mine_orders as (
    select o.* from purchase.orders o join mine on mine.institution_id = o.institution_id and mine.id = o.request_id
  ), given as (select $2::text[]) `;

const hubsNumbers = `select o.number from purchase.orders o
  join marketplace.marketplaces m on m.id = o.marketplace_id where m.code = $1`;

const hubsSales = `select l.external_id as offer, sum(l.quantity)::integer as quantity from purchase.lines l
  join purchase.orders o on o.institution_id = l.institution_id and o.id = l.order_id
  join marketplace.marketplaces m on m.id = o.marketplace_id
  where m.code = $1 and o.state in ('held', 'confirming', 'confirmed') group by l.external_id`;

const hubsOrders = `select jsonb_build_object('id', o.id, 'number', o.number, 'state', o.state,
    'external_id', o.external_id, 'total', o.total_sen, 'shipping', o.shipping_sen, 'lines', (
      select jsonb_agg(jsonb_build_object('offer', l.external_id, 'quantity', l.quantity, 'price', l.price_sen))
      from purchase.lines l where l.institution_id = o.institution_id and l.order_id = o.id)) as order
  from purchase.orders o join purchase.requests r on r.institution_id = o.institution_id and r.id = o.request_id
  join marketplace.marketplaces m on m.id = o.marketplace_id where m.code = $1 and r.title = $2`;

const marketSide = `with h as (
    select * from jsonb_to_recordset($1) as h (id text, number text, state text, external_id text, total bigint,
      shipping bigint, lines jsonb)
  ), given as (select $2::text[], $3::jsonb, $4::integer) `;
