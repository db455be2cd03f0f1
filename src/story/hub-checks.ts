import type { Scene } from './scene.ts';

/** How much a check looked at, and how much of that was wrong. */
export interface Finding {
  readonly name: string;
  readonly asked: string;
  readonly looked: number;
  readonly wrong: number;
}

/** Each counts what it looked at and what of it is wrong, in SQL of its own that shares nothing with the hub's code. */
const questions: readonly (readonly [name: string, sql: string])[] = [
  [
    'the ledger sums to zero',
    `select count(*) as looked, (coalesce(sum(amount_sen), 0) <> 0)::int as wrong from budget.entries`,
  ],
  [
    'every balance is what its transfers say, none below zero or above the ceiling',
    `with said as (
       select line_id, account, sum(amount_sen) as sen from budget.entries group by line_id, account
     ), lines as (
       select b.*, coalesce((select -sen from said where line_id = b.line_id and account = 'treasury'), 0) as ceiling,
         (select coalesce(jsonb_object_agg(account, sen), '{}') from said where line_id = b.line_id) as by_transfers
       from budget.balances b
     )
     select count(*) as looked, count(*) filter (where
       available_sen <> coalesce((by_transfers ->> 'available')::bigint, 0)
       or reserved_sen <> coalesce((by_transfers ->> 'reserved')::bigint, 0)
       or committed_sen <> coalesce((by_transfers ->> 'committed')::bigint, 0)
       or paid_sen <> coalesce((by_transfers ->> 'paid')::bigint, 0)
       or least(available_sen, reserved_sen, committed_sen, paid_sen) < 0
       or reserved_sen + committed_sen + paid_sen > ceiling) as wrong
     from lines`,
  ],
  [
    'what is reserved is exactly what is held at marketplaces',
    `with held as (
       select budget_line_id as line_id, sum(total_sen) as sen
       from purchase.orders o join purchase.requests r on r.id = o.request_id
       where o.state in ('holding', 'held', 'confirming') group by 1
     )
     select count(*) as looked, count(*) filter (where reserved_sen <> coalesce(sen, 0)) as wrong
     from budget.balances left join held using (line_id)`,
  ],
  [
    'what is committed and paid is exactly what was confirmed',
    `with bound as (
       select budget_line_id as line_id, sum(total_sen) as sen
       from purchase.orders o join purchase.requests r on r.id = o.request_id where o.state = 'confirmed' group by 1
     )
     select count(*) as looked, count(*) filter (where committed_sen + paid_sen <> coalesce(sen, 0)) as wrong
     from budget.balances left join bound using (line_id)`,
  ],
  [
    'the ledger paid what the paid bills say, once each',
    `select count(*) as looked, count(*) filter (where amount_sen is distinct from (
       select sum(t.amount_sen) from budget.transfers t where t.reason = b.id and t.to_account = 'paid')) as wrong
     from settlement.bills b where state = 'paid'`,
  ],
  [
    'every total is the sum of its lines and its delivery',
    `select count(*) as looked, count(*) filter (where total_sen <> shipping_sen
       + (select sum(price_sen * quantity) from purchase.lines l where l.order_id = o.id)) as wrong
     from purchase.orders o`,
  ],
  [
    'every order went on with the sum that was decided upon',
    `with decided as (
       select (one ->> 'key')::uuid as id, (one ->> 'goods')::bigint + (one ->> 'shipping')::bigint as sen
       from integrity.decisions, jsonb_array_elements(facts::jsonb -> 'orders') as one
     )
     select count(*) as looked, count(*) filter (where not exists (
       select from decided d where d.id = o.id and d.sen = o.total_sen)) as wrong
     from purchase.orders o where state <> 'draft' and exists (
       select from purchase.requests r where r.id = o.request_id and r.pack_id is not null)`,
  ],
  [
    'above Rp50,000,000 somebody else approved since 2021, and nobody their own request',
    `select count(*) as looked, count(*) filter (where r.approved_by is null or r.approved_by = r.created_by) as wrong
     from purchase.requests r where r.state = 'confirmed' and r.pack_id not like 'pack-2020%'
       and (select sum(total_sen) from purchase.orders o where o.request_id = r.id) > 5000000000`,
  ],
  [
    'a request finishes under the pack that it began under',
    `select count(*) as looked, count(*) filter (where d.pack_id <> r.pack_id) as wrong
     from integrity.decisions d join purchase.requests r on r.id = d.request_id`,
  ],
  [
    'the tax of every paid bill, worked out again from its pack and its way of paying',
    `with due as (
       select t.*, case when t.method = 'LS' or t.pack_id < 'pack-2022-07' then 15 else 5 end as per_mille
       from settlement.taxes t join settlement.bills b on b.id = t.bill_id where b.state = 'paid'
     )
     select count(*) as looked, count(*) filter (where pph22_sen <>
       case when per_mille = 15 and dpp_sen <= 200000000 then 0 else dpp_sen * per_mille / 100000 * 100 end) as wrong
     from due`,
  ],
  [
    'every taxed bill names a decision that is kept, for its way of paying',
    `select count(*) as looked, count(*) filter (where not exists (
       select from integrity.decisions d where d.request_id = b.request_id and d.pack_id = t.pack_id
         and d.answer_hash = t.answer_hash and d.facts::jsonb ->> 'payment' = t.method)) as wrong
     from settlement.taxes t join settlement.bills b on b.id = t.bill_id`,
  ],
  [
    'LS was paid by SPP, SPM and SP2D of three people in the order of their days, UP by none',
    `with said as (
       select b.*, (select array_agg(step order by day, at) from settlement.steps s where s.bill_id = b.id) as steps,
         (select count(distinct by_person) from settlement.steps s where s.bill_id = b.id) as people,
         (select number from settlement.steps s where s.bill_id = b.id and step = 'sp2d') as sp2d
       from settlement.bills b where state = 'paid'
     )
     select count(*) as looked, count(*) filter (where case method
       when 'LS' then steps is distinct from array['spp', 'spm', 'sp2d'] or people <> 3 or sp2d <> reference
       else steps is not null end) as wrong
     from said`,
  ],
  [
    'every paid bill has exactly the papers that its rules demand',
    `select count(*) as looked, count(*) filter (where
       (select array_agg(kind order by kind) from document.papers p where p.subject = b.order_id) is distinct from
       (select array_agg(one ->> 'kind' order by one ->> 'kind') from jsonb_array_elements(b.papers) as one)) as wrong
     from settlement.bills b where state = 'paid'`,
  ],
  [
    'official numbers have no gaps and no doubles',
    `select count(*) as looked, count(*) filter (where last <> (
       select count(distinct sequence) from document.papers p
       where p.institution_id = s.institution_id and p.kind = s.kind and p.year = s.year
         and p.sequence between 1 and s.last)) as wrong
     from document.series s`,
  ],
  [
    'every paper is what its printed hash says',
    `select count(*) as looked, count(*) filter (where
       content_hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex')) as wrong from document.papers`,
  ],
  [
    'every audit row carries the hash of its content',
    `select count(*) as looked, count(*) filter (where
       content_hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex')) as wrong from platform.audit`,
  ],
  [
    'the audit of every request and bill ends where it stands',
    `with stand as (
       select id, state, version from purchase.requests union all select id, state, version from settlement.bills
     ), ends as (
       select distinct on (subject) subject, content::jsonb as said from platform.audit order by subject, id desc
     )
     select count(*) as looked, count(*) filter (where said ->> 'state' is distinct from state
       or (said ->> 'version')::int is distinct from version) as wrong
     from stand left join ends on subject = stand.id`,
  ],
  [
    'no news of an office is left undelivered',
    `select count(*) as looked, count(*) as wrong from platform.outbox
     where tenant_id in (select institution_id from purchase.requests)`,
  ],
];

export function askHub({ ask }: Scene): Promise<Finding[]> {
  return Promise.all(
    questions.map(async ([name, sql]) => {
      const [row] = await ask(sql);
      return { name, asked: 'bangga', looked: Number(row?.looked), wrong: Number(row?.wrong) };
    }),
  );
}
