import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { Problem } from '../values/problem.ts';
import type { FileRecord } from './manifest.ts';

const NEWLINE = 10;

/** Counts and hashes what flows through. In COPY's text every row ends with the only newline that it holds. */
function meter() {
  const sum = createHash('sha256');
  let rows = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      sum.update(chunk);
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) rows++;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ rows, hash: sum.digest('hex') }) };
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Streams what `source` holds into a compressed file that only its owner may read. */
async function write(source: NodeJS.ReadableStream, folder: string, path: string): Promise<FileRecord> {
  const { stream, result } = meter();
  const target = createWriteStream(join(folder, path), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(source, stream, createGzip({ level: 4 }), target);
  return { path, ...result() };
}

export const writeCopy = (client: pg.Client, sql: string, folder: string, path: string): Promise<FileRecord> =>
  write(client.query(copyTo(sql)), folder, path);

export async function loadCopy(client: pg.Client, sql: string, folder: string, { path }: FileRecord): Promise<void> {
  await pipeline(createReadStream(join(folder, path)), createGunzip(), client.query(copyFrom(sql)));
}

export async function measureCopy(client: pg.Client, sql: string): Promise<{ rows: number; hash: string }> {
  const { stream, result } = meter();
  await pipeline(client.query(copyTo(sql)), stream, nowhere());
  return result();
}

/** @throws Problem `backup/broken` when the file is absent, cut off, or not what the manifest says */
export async function checkFile(folder: string, { path, rows, hash }: FileRecord): Promise<void> {
  const { stream, result } = meter();
  const broken = new Problem('conflict', 'backup/broken', { folder, file: path });
  await pipeline(createReadStream(join(folder, path)), createGunzip(), stream, nowhere()).catch(() => {
    throw broken;
  });
  const found = result();
  if (found.rows !== rows || found.hash !== hash) throw broken;
}

/** The folder with every link followed, also where its last steps are not there yet. */
export async function realFolder(folder: string): Promise<string> {
  const whole = resolve(folder);
  try {
    return await realpath(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(await realFolder(dirname(whole)), basename(whole));
  }
}

export function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || !(way.startsWith('..') || resolve(way) === way);
}
