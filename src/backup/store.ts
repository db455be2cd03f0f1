import pg from 'pg';
import type { Erasure } from '../platform/vault.ts';

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Without the generated ones, in their order. */
  readonly columns: readonly string[];
  /** Of the primary key. */
  readonly key: readonly string[];
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly last: string | null;
}

export type Client = pg.Client;

// COPY writes text, so whatever decides how a value is written is decided here.
const OPTIONS = ['search_path=pg_catalog', 'datestyle=ISO', 'timezone=UTC', 'intervalstyle=iso_8601']
  .concat(['bytea_output=hex', 'extra_float_digits=1', 'client_encoding=UTF8', 'statement_timeout=0'])
  .map((setting) => `-c ${setting}`)
  .join(' ');

export async function connect(url: string): Promise<Client> {
  const client = new pg.Client({ connectionString: url, options: OPTIONS });
  client.on('error', () => {}); // the query that waits is told too
  await client.connect();
  return client;
}

/** From here to the end of its transaction the client sees one moment, whatever others write meanwhile. */
export async function takeSnapshot(client: Client): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await client.query('select pg_current_snapshot()'); // the snapshot is taken by the first query, not by begin
}

export async function databaseNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select datname::text as name from pg_database where datname in ('bangga', 'bangga_vault') or datname like 'sandbox\\_%'
     order by datname`,
  );
  return rows.map(({ name }) => name);
}

/** Every table but the runner's own, in an order that does not change. */
export async function tablesOf(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname::text as schema, c.relname::text as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select a.attname::text from pg_index i
         cross join lateral unnest(i.indkey) with ordinality as k (attnum, position)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
         where i.indrelid = c.oid and i.indisprimary order by k.position) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
       and (n.nspname, c.relname) <> ('platform', 'migrations')
     order by n.nspname, c.relname`,
  );
  return rows;
}

/** Sequences know no snapshot: read after the rows, they are never behind them. */
export async function sequencesOf(client: Client): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select schemaname::text as schema, sequencename::text as name, last_value::text as last from pg_sequences
     order by schemaname, sequencename`,
  );
  return rows;
}

export async function migrationsOf(client: Client): Promise<{ name: string; hash: string }[]> {
  const { rows } = await client.query<{ name: string; hash: string }>(
    `select name, hash from platform.migrations order by name`,
  );
  return rows;
}

export async function fingerprintOf(vault: Client): Promise<string | undefined> {
  const { rows } = await vault.query<{ hex: string }>(
    `select encode(fingerprint, 'hex') as hex from platform.master_key`,
  );
  return rows[0]?.hex;
}

export async function erasuresOf(vault: Client): Promise<Erasure[]> {
  const { rows } = await vault.query<Erasure>(
    `select person_id as "personId", erased_at as at from platform.person_keys
     where erased_at is not null order by erased_at, person_id`,
  );
  return rows;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const full = ({ schema, name }: { schema: string; name: string }) => `${quoted(schema)}.${quoted(name)}`;
const columnList = ({ columns }: Table) => columns.map(quoted).join(', ');

/** In the order of the key, so that the same rows always give the same bytes. Without the keys of `forgotten` people. */
export function copyOutOf(table: Table, forgotten: readonly string[] = []): string {
  const order = (table.key.length > 0 ? table.key : table.columns).map(quoted).join(', ');
  const ids = forgotten.map((id) => pg.escapeLiteral(id)).join(', ');
  const filter = ids && table.name === 'person_keys' ? `where person_id not in (${ids})` : '';
  return `copy (select ${columnList(table)} from ${full(table)} ${filter} order by ${order}) to stdout`;
}

export const copyInto = (table: Table) => `copy ${full(table)} (${columnList(table)}) from stdin`;

/** What migrations filled in makes room for what was backed up. No trigger and no foreign key speaks meanwhile. */
export async function beginLoad(administrator: Client, tables: readonly Table[]): Promise<void> {
  await administrator.query('set session_replication_role = replica');
  await administrator.query('begin');
  await administrator.query(`truncate ${tables.map(full).join(', ')}`);
}

export async function setSequences(administrator: Client, sequences: readonly Sequence[]): Promise<void> {
  for (const { last, ...sequence } of sequences) {
    if (last === null) await administrator.query(`alter sequence ${full(sequence)} restart`);
    else await administrator.query(`select setval($1::regclass, $2::bigint)`, [full(sequence), last]);
  }
}

/**
 * Gives every number of a transaction (`xid8`) another, in the same order and below those to come. This server counts
 * from its own beginning: a row that carries a number of the old server would stay in the future, unseen by the sealer
 * and the change feeds, and what is written from now on would sort before it.
 */
export async function renumberTransactions(administrator: Client): Promise<void> {
  const { rows: columns } = await administrator.query<{ schema: string; name: string; column: string }>(
    `select n.nspname::text as schema, c.relname::text as name, a.attname::text as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.atttypid = 'xid8'::regtype and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and n.nspname not like 'pg\\_%'`,
  );
  if (columns.length === 0) return;
  const all = columns.map((one) => `select ${quoted(one.column)} as old from ${full(one)}`).join(' union ');
  await administrator.query(
    `create temp table renumbered as
     select old, (2 + row_number() over (order by old))::text::xid8 as new from (${all}) as every where old is not null`,
  );
  await administrator.query('analyze pg_temp.renumbered');
  // Transactions without content, so that the numbers given here belong to the past.
  await administrator.query(`set synchronous_commit = off`);
  await administrator.query(
    `do $$ declare last xid8 := (select coalesce(max(new), '0'::xid8) from pg_temp.renumbered);
     begin while pg_current_xact_id() <= last loop commit; end loop; end $$`,
  );
  await administrator.query('begin');
  await silenceTriggers(administrator);
  for (const one of columns) {
    await administrator.query(
      `update ${full(one)} as t set ${quoted(one.column)} = r.new from pg_temp.renumbered r where t.${quoted(one.column)} = r.old`,
    );
  }
  await administrator.query('commit');
  await administrator.query(`drop table pg_temp.renumbered`);
}

/** To the end of the transaction, where the server lets us: on a server of one's own the owner may not, and no trigger there minds a number. */
async function silenceTriggers(client: Client): Promise<void> {
  await client.query(
    `do $$ begin set local session_replication_role = replica; exception when insufficient_privilege then null; end $$`,
  );
}

/** Whether somebody else is connected. */
export async function isInUse(owner: Client): Promise<boolean> {
  const { rowCount } = await owner.query(
    `select from pg_stat_activity where datname = current_database() and usename <> current_user limit 1`,
  );
  return (rowCount ?? 0) > 0;
}

async function epochTable(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname = 'epoch' and c.relkind = 'r' and n.nspname in ('platform', 'sandbox')`,
  );
  return rows[0] && full(rows[0]);
}

/** Which life of the database this is; undefined where it keeps none yet. */
export async function epochOf(client: Client): Promise<string | null> {
  const table = await epochTable(client);
  if (!table) return null;
  const { rows } = await client.query<{ id: string }>(`select id from ${table}`);
  return rows[0]?.id ?? null;
}

/** Whoever has read further than this database knows begins anew; whoever was logged in logs in again. */
export async function beginEpoch(administrator: Client): Promise<void> {
  const table = await epochTable(administrator);
  if (table) await administrator.query(`update ${table} set id = gen_random_uuid()`);
  await administrator.query(
    `do $$ begin if to_regclass('platform.sessions') is not null then delete from platform.sessions; end if; end $$`,
  );
}

export async function tidy(administrator: Client): Promise<void> {
  await administrator.query('vacuum (analyze)');
}
