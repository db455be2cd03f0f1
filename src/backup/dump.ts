import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeCopy } from './files.ts';
import type { DatabaseRecord } from './manifest.ts';
import * as store from './store.ts';

export type Progress = (text: string) => void | Promise<void>;

interface Dump {
  readonly folder: string;
  readonly name: string;
  /** The folder within, where it is not the database's name. */
  readonly under?: string;
  /** People whose keys are left out. */
  readonly forgotten?: readonly string[];
  readonly onProgress: Progress;
}

/** Writes what the client's snapshot sees of one database, a file a table, into `folder`. */
export async function dump(client: store.Client, choice: Dump): Promise<DatabaseRecord> {
  const { folder, name, under = name, forgotten = [], onProgress } = choice;
  await mkdir(dirname(join(folder, under, '-')), { recursive: true, mode: 0o700 });
  const tables: DatabaseRecord['tables'] = [];
  for (const table of await store.tablesOf(client)) {
    const path = `${under}/${table.schema}.${table.name}.copy.gz`;
    const file = await writeCopy(client, store.copyOutOf(table, forgotten), folder, path);
    tables.push({ schema: table.schema, name: table.name, columns: [...table.columns], file });
    await onProgress(`${name}: ${table.schema}.${table.name}, ${file.rows} rows`);
  }
  const migrations = await store.migrationsOf(client);
  const epoch = await store.epochOf(client);
  return { name, migrations, epoch, tables, sequences: await store.sequencesOf(client) };
}
