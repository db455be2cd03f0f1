import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database.ts';
import { asAdministrator, createDatabase } from '../platform/embedded-database.ts';
import { migrate, readMigrations } from '../platform/migrate.ts';
import { verifyAudit } from '../platform/verify-audit.ts';
import { expectInvariants } from '../testing/invariants.ts';

interface Release {
  readonly version: string;
  /** What each file's text hashed to when it went out. */
  readonly migrations: Readonly<Record<string, string>>;
}

const releases: readonly Release[] = JSON.parse(readFileSync('migrations/released.json', 'utf8'));
const folders = ['migrations', 'migrations/sandbox', 'migrations/vault'] as const;

const { admin, owner: ownerUrl } = inject('databaseUrls');
async function emptyDatabase(): Promise<{ name: string; url: string; owner: Database }> {
  const name = `migrated_${randomBytes(6).toString('hex')}`;
  await createDatabase(admin, name);
  const url = ownerUrl.replace('DATABASE', name);
  const owner = openDatabase(url, { connections: 2 });
  afterAll(async () => {
    await owner.close();
    await asAdministrator(admin, (client) => client.query(`drop database ${name}`));
  });
  return { name, url, owner };
}

test('a file that went out with a release is never changed, moved or taken away', async () => {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const inside = folder.replace(/^migrations\/?/, '');
    for (const { name, hash } of await readMigrations(folder)) found.set(inside ? `${inside}/${name}` : name, hash);
  }
  const released = releases.flatMap(({ migrations }) => Object.entries(migrations));
  expect(released.length).toBeGreaterThan(10);
  expect(released.filter(([name, hash]) => found.get(name) !== hash).map(([name]) => name)).toEqual([]);
  // What is new comes after all that went out.
  for (const folder of folders) {
    const inside = folder.replace(/^migrations\/?/, '');
    const names = (await readMigrations(folder)).map(({ name }) => (inside ? `${inside}/${name}` : name));
    const out = names.filter((name) => released.some(([one]) => one === name));
    expect(names.slice(0, out.length)).toEqual(out);
  }
});

test.each(folders)('%s runs from an empty database, and again changes nothing', async (folder) => {
  const { url } = await emptyDatabase();
  const names = (await readMigrations(folder)).map(({ name }) => name);
  expect(await migrate(url, folder)).toEqual(names);
  expect(await migrate(url, folder)).toEqual([]);
});

test.each(releases)(
  'a hub of release $version in full work comes to the newest state with all its rows',
  async (release) => {
    const first = Object.keys(release.migrations).filter((name) => !name.includes('/')).length;
    const { name, url, owner } = await emptyDatabase();
    await migrate(url, 'migrations', { first });
    const rows = await loadWorld(name, `migrations/released/${release.version}-world.json`);
    expect(rows.size).toBeGreaterThan(25);
    const all = (await readMigrations('migrations')).map((one) => one.name);
    expect(await migrate(url)).toEqual(all.slice(first));
    for (const [table, count] of rows) {
      const [now] = await owner.query<{ n: bigint }>(`select count(*) as n from ${table}`);
      expect(Number(now?.n), table).toBeGreaterThanOrEqual(count);
    }
    await expectInvariants(owner);
    expect(await verifyAudit(owner)).toMatchObject({ ok: true, brokenChains: [] });
    const fresh = await emptyDatabase();
    await migrate(fresh.url);
    expect(await shapeOf(owner)).toEqual(await shapeOf(fresh.owner));
  },
);

/** Rows as that release wrote them, past triggers and the order of foreign keys; answers how many each table has. */
async function loadWorld(name: string, file: string): Promise<Map<string, number>> {
  if (!existsSync(file)) throw new Error(`${file} is missing: a release leaves rows that it wrote`);
  const world: Record<string, Record<string, unknown>[]> = JSON.parse(readFileSync(file, 'utf8'));
  await asAdministrator(admin.replace(/\/[^/]*$/, `/${name}`), async (client) => {
    await client.query('set session_replication_role = replica');
    for (const [table, rows] of Object.entries(world)) {
      const columns = Object.keys(rows[0] ?? {}).map((column) => `"${column}"`);
      await client.query(
        `insert into ${table} (${columns.join(', ')}) overriding system value
         select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1) on conflict do nothing`,
        [JSON.stringify(rows)],
      );
    }
  });
  return new Map(Object.entries(world).map(([table, rows]) => [table, rows.length]));
}

/** Columns, checks, keys, indexes, functions and rights, as text. */
async function shapeOf(owner: Database): Promise<string[]> {
  const rows = await owner.query<{ line: string }>(
    `with ours as (select oid, nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema')
     select format('%s.%s.%s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
         pg_get_expr(d.adbin, d.adrelid)) as line
       from ours n join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'v', 'm')
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         left join pg_attrdef d on (d.adrelid, d.adnum) = (c.oid, a.attnum)
     union all select format('%s %s', k.conrelid::regclass, pg_get_constraintdef(k.oid)) from pg_constraint k join ours n on n.oid = k.connamespace
     union all select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join ours n on n.oid = c.relnamespace
     union all select pg_get_functiondef(p.oid) from pg_proc p join ours n on n.oid = p.pronamespace
     union all select format('%s.%s %s', n.nspname, c.relname, c.relacl) from pg_class c join ours n on n.oid = c.relnamespace
     order by 1`,
  );
  expect(rows.length).toBeGreaterThan(300);
  return rows.map(({ line }) => line);
}
