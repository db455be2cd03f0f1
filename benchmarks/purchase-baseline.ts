import type { Reader } from '../src/platform/database.ts';

type Sample = Readonly<Record<string, string | number | boolean | null>>;

/**
 * What the hub writes for one complete purchase, as one transaction for pgbench: one read for what it is about, then
 * a statement for every row that the hub inserts, updates or deletes. The texts are those of a real purchase.
 */
export async function statements(admin: Reader, baseline: Reader): Promise<string> {
  await baseline.query(`
    create schema if not exists bench;
    create table if not exists bench.lines as
      select row_number() over () as n, l.institution_id, l.id as line_id, l.work_unit_id from budget.lines l;
    create table if not exists bench.offers as
      select row_number() over () as n, o.* from catalogue.offers o;
    create unique index if not exists lines_n on bench.lines (n);
    create unique index if not exists offers_n on bench.offers (n);
    grant usage on schema bench to bangga_owner;
    grant select on all tables in schema bench to bangga_owner`);
  await baseline.query('analyze bench.lines');
  await baseline.query('analyze bench.offers');
  const [decision] = await admin.query<Sample>(
    `select facts, answer, answer_hash, pack_id from integrity.decisions limit 1`,
  );
  const [delivery] = await admin.query<Sample>(
    `select tax_collector, budget_moves::text as moves, papers::text as papers, pack_id, content
     from fulfilment.deliveries limit 1`,
  );
  const [paper] = await admin.query<Sample>(`select kind, content, content_hash from document.papers limit 1`);
  const [outbox] = await admin.query<Sample>(
    `select '{"requestId":"' || id || '"}' as payload from purchase.requests limit 1`,
  );
  const audits = await admin.query<Sample>(
    `select distinct on (action) action, content, content_hash from platform.audit
     where action like 'request.%' or action = 'delivery.opened' or action = 'document.issued'`,
  );
  if (!decision || !delivery || !outbox) throw new Error('the hub has completed no purchase yet');
  const audit = audits.map(
    ({
      action,
      content,
      content_hash,
    }) => `insert into platform.audit (tenant_id, at, by_person, action, subject, content, content_hash)
  values (:institution, now(), :person, ${quote(action)}, :request, ${quote(content)}, ${quote(content_hash)});`,
  );
  const outboxRow = (
    event: string,
  ) => `insert into platform.outbox (tenant_id, at, event, subject, version, payload, leased_by)
  values (:institution, now(), '${event}', :order, 2, ${quote(outbox.payload)}, 1);`;
  const moved = (
    from: string,
    to: string,
  ) => `update budget.balances set ${from}_sen = ${from}_sen - :price, ${to}_sen = ${to}_sen + :price
  where institution_id = :institution and line_id = :line;
insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
  values (:institution, :line, '${from}', '${to}', :price, :request, now());`;
  const step = (
    state: string,
    order: string,
    more = '',
  ) => `update purchase.requests set state = '${state}', version = version + 1
  where institution_id = :institution and id = :request;
update purchase.orders set state = '${order}'${more}, version = version + 1, xid = pg_current_xact_id()
  where institution_id = :institution and id = :order;`;
  const issued = paper
    ? `insert into document.series as series (institution_id, kind, year, last) values (:institution, ${quote(paper.kind)}, 2098, 1)
  on conflict (institution_id, kind, year) do update set last = series.last + 1 returning last \\gset
insert into document.papers (institution_id, id, kind, year, sequence, number, subject, content, content_hash,
  verify_code, issued_at, issued_by) values (:institution, :line_row, ${quote(paper.kind)}, 2098, :last,
  'bench/' || :last, :order, ${quote(paper.content)}, ${quote(paper.content_hash)}, translate(upper(substr(replace(:order, '-', ''), 9)), 'ILOU', 'XXXX'), now(), :person);`
    : '';
  return `\\set l random(1, 1000)
\\set o random(1, 10000)
begin;
select l.institution_id as institution, l.line_id as line, l.work_unit_id as unit, o.id as offer, o.seller_id as seller,
  o.marketplace_id as marketplace, o.price_sen as price, uuidv7() as request, uuidv7() as order, uuidv7() as line_row,
  uuidv7() as person from bench.lines l, bench.offers o where l.n = :l and o.n = :o \\gset
insert into platform.idempotency (tenant_id, key, body_hash, answer, at)
  values (:institution, :request, ${quote(decision.answer_hash)}, :request, now());
insert into purchase.requests (institution_id, id, number, work_unit_id, budget_line_id, title, created_by, state,
  ship_to, address, pack_id, at, version) values (:institution, :request, 'X-' || :request, :unit, :line, 'Pembelian contoh',
  :person, 'holding', '19.02', 'Jl. Contoh 1', ${quote(decision.pack_id)}, now(), 1);
insert into purchase.orders (institution_id, id, request_id, number, marketplace_id, seller_id, seller_external_id,
  seller_name, seller_class, is_pkp, state, goods_sen, shipping_sen, total_sen, version) values (:institution, :order,
  :request, 'X', :marketplace, :seller, 'toko', 'Toko contoh', 'micro', false, 'holding', :price, 0, :price, 1);
insert into purchase.lines (institution_id, id, order_id, offer_id, external_id, title, unit, category, quantity,
  price_sen, amount_sen, is_domestic) values (:institution, :line_row, :order, :offer, 'barang', 'Barang contoh', 'buah',
  'food', 1, :price, :price, true);
insert into integrity.decisions (institution_id, request_id, pack_id, facts, answer, answer_hash, at)
  values (:institution, :request, ${quote(decision.pack_id)}, ${quote(decision.facts)}, ${quote(decision.answer)},
  ${quote(decision.answer_hash)}, now());
insert into integrity.orders (institution_id, order_id, request_id, work_unit_id, seller_id, categories, amount_sen, at)
  values (:institution, :order, :request, :unit, :seller, '{food}', :price, now());
${moved('available', 'reserved')}
${outboxRow('order.placed')}
${step('confirmed', 'confirmed', ", external_id = 'X-1'")}
${moved('reserved', 'committed')}
delete from platform.outbox where id = currval('platform.outbox_id_seq');
${outboxRow('order.confirmed')}
insert into fulfilment.deliveries (institution_id, order_id, work_unit_id, request_id, request_number, order_number,
  requested_by, marketplace_id, marketplace_name, seller_id, seller_name, external_id, state, shipping_sen, total_sen,
  dpp_sen, ppn_sen, pph22_sen, tax_collector, seller_receives_sen, budget_moves, papers, payments, pack_id, content,
  ordered_at, version) values (:institution, :order, :unit, :request, 'X', 'X-1', :person, :marketplace, 'Contoh', :seller,
  'Toko contoh', 'X-1', 'waiting', 0, :price, :price, 0, 0, ${quote(delivery.tax_collector)}, :price,
  ${quote(delivery.moves)}, ${quote(delivery.papers)}, '{UP}', ${quote(delivery.pack_id)}, ${quote(delivery.content)}, now(), 1);
insert into fulfilment.lines (institution_id, order_id, id, position, external_id, title, unit, quantity, price_sen)
  values (:institution, :order, :line_row, 1, 'barang', 'Barang contoh', 'buah', 1, :price);
${audit.join('\n')}
${issued}
delete from platform.outbox where id = currval('platform.outbox_id_seq');
commit;
`;
}

/** A literal in which pgbench finds no variable of its own: it looks for colons also inside of texts. */
function quote(value: Sample[string] | undefined): string {
  const text = String(value ?? '')
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/:/g, '\\x3a')
    .replace(/\n/g, '\\n');
  return `E'${text}'`;
}
