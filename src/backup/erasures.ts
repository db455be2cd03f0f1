import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Erasure } from '../platform/vault.ts';
import { Problem } from '../values/problem.ts';
import type { FileRecord } from './manifest.ts';

/** Ids and moments alone, one erasure a line: it may be kept anywhere, and be read by anybody. */
const ERASURES = 'erasures.jsonl';

const line = z.object({ personId: z.uuid(), at: z.iso.datetime() });

export async function writeErasures(folder: string, erasures: readonly Erasure[], under = ''): Promise<FileRecord> {
  const path = under === '' ? ERASURES : `${under}/${ERASURES}`;
  const text = erasures.map(({ personId, at }) => `${JSON.stringify({ personId, at })}\n`).join('');
  await writeFile(join(folder, path), text, { mode: 0o600, flag: 'wx', flush: true });
  return { path, rows: erasures.length, hash: hashOf(text) };
}

/** @throws Problem `backup/bad-erasures` naming the line that is none */
export async function readErasures(file: string): Promise<Erasure[]> {
  return parse(file, await textOf(file));
}

/** @throws Problem `backup/broken` when they are not those that the manifest names */
export async function readRecordedErasures(folder: string, { path, rows, hash }: FileRecord): Promise<Erasure[]> {
  const text = await textOf(join(folder, path));
  const erasures = hashOf(text) === hash ? parse(join(folder, path), text) : [];
  if (hashOf(text) !== hash || erasures.length !== rows) {
    throw new Problem('conflict', 'backup/broken', { folder, file: path });
  }
  return erasures;
}

function parse(file: string, text: string): Erasure[] {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  return lines.map((one, index) => {
    const bad = new Problem('invalid', 'backup/bad-erasures', { file, line: String(index + 1) });
    try {
      const { personId, at } = line.parse(JSON.parse(one));
      return { personId, at: new Date(at) };
    } catch {
      throw bad;
    }
  });
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new Problem('missing', 'backup/no-file', { file });
  });
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
