import { join } from 'node:path';
import { createDatabase, type EmbeddedServer } from '../platform/embedded-database.ts';
import { migrate, readMigrations } from '../platform/migrate.ts';
import { Problem } from '../values/problem.ts';
import type { Progress } from './dump.ts';
import { loadCopy, measureCopy } from './files.ts';
import type { DatabaseRecord } from './manifest.ts';
import * as store from './store.ts';

interface Load {
  readonly folder: string;
  readonly record: DatabaseRecord;
  readonly migrations: string;
  readonly onProgress: Progress;
}

function migrationsFor(name: string, migrations: string): string {
  if (name === 'bangga') return migrations;
  return join(migrations, name === 'bangga_vault' ? 'vault' : 'sandbox');
}

/** @throws Problem `backup/newer-code` or `backup/other-past` when this code cannot have made the backup's tables */
export async function refuseOtherSchema({ name, migrations }: DatabaseRecord, folder: string): Promise<void> {
  const known = await readMigrations(migrationsFor(name, folder));
  migrations.forEach((one, position) => {
    const ours = known[position];
    if (!ours) throw new Problem('conflict', 'backup/newer-code', { migration: one.name });
    if (ours.name !== one.name || ours.hash !== one.hash) {
      throw new Problem('conflict', 'backup/other-past', { migration: one.name });
    }
  });
}

/** Makes the database as it was on the day of the backup, fills it, and compares every table with the manifest. */
export async function load(server: EmbeddedServer, { folder, record, migrations, onProgress }: Load): Promise<void> {
  const { name } = record;
  await createDatabase(server.url('postgres', 'postgres'), name);
  const first = record.migrations.length;
  await migrate(server.url('bangga_owner', name), migrationsFor(name, migrations), { first });
  const client = await store.connect(server.url('postgres', name));
  try {
    const tables = matched(await store.tablesOf(client), record, folder);
    await store.beginLoad(
      client,
      tables.map(([table]) => table),
    );
    for (const [table, { file }] of tables) {
      await onProgress(`${name}: ${table.schema}.${table.name}, ${file.rows} rows`);
      await loadCopy(client, store.copyInto(table), folder, file);
    }
    await store.setSequences(client, matchedSequences(await store.sequencesOf(client), record, folder));
    await client.query('commit');
    for (const [table, { file }] of tables) {
      const { rows, hash } = await measureCopy(client, store.copyOutOf(table));
      if (rows !== file.rows || hash !== file.hash) {
        throw new Problem('conflict', 'backup/differs', { table: `${table.schema}.${table.name}` });
      }
    }
  } finally {
    await client.end();
  }
}

/** Brings a loaded database to this code, and begins a new life of it; answers the migrations that ran. */
export async function finish(server: EmbeddedServer, name: string, migrations: string): Promise<string[]> {
  const ran = await migrate(server.url('bangga_owner', name), migrationsFor(name, migrations));
  const client = await store.connect(server.url('postgres', name));
  try {
    await store.renumberTransactions(client);
    await store.beginEpoch(client);
    await store.tidy(client);
    return ran;
  } finally {
    await client.end();
  }
}

/** The tables that stand here beside what the manifest says of them; nothing may be left over on either side. */
function matched(tables: readonly store.Table[], record: DatabaseRecord, folder: string) {
  const wanted = new Map(record.tables.map((one) => [`${one.schema}.${one.name}`, one]));
  const pairs = tables.map((table) => {
    const found = wanted.get(`${table.schema}.${table.name}`);
    if (found?.columns.join() !== table.columns.join()) throw new Problem('conflict', 'backup/incomplete', { folder });
    return [table, found] as const;
  });
  if (pairs.length !== record.tables.length) throw new Problem('conflict', 'backup/incomplete', { folder });
  return pairs;
}

function matchedSequences(sequences: readonly store.Sequence[], record: DatabaseRecord, folder: string) {
  const names = (all: readonly store.Sequence[]) => all.map(({ schema, name }) => `${schema}.${name}`).join();
  if (names(sequences) !== names(record.sequences)) throw new Problem('conflict', 'backup/incomplete', { folder });
  return record.sequences;
}
