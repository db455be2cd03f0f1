import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Content, canonical } from '../platform/content-hash.ts';
import { Problem } from '../values/problem.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
/** Never a way out of the folder. */
const path = z.string().regex(/^[a-z0-9_-]+(\/[a-z0-9_-]+)?(\.[a-z0-9_-]+)*$/);

const file = z.object({ path, rows: z.number().int().min(0), hash });
const database = z.object({
  /** The hub's own, or a sandbox's. */
  name: z.string().regex(/^(bangga|bangga_vault|sandbox_[a-z0-9_]{1,50})$/),
  migrations: z.array(z.object({ name: z.string(), hash })).min(1),
  epoch: z.uuid().nullable(),
  tables: z.array(z.object({ schema: name, name, columns: z.array(name).min(1), file })),
  /** Null: it has given no number yet. */
  sequences: z.array(
    z.object({
      schema: name,
      name,
      last: z
        .string()
        .regex(/^\d{1,19}$/)
        .nullable(),
    }),
  ),
});
const VERSION = 1;
const head = { version: z.literal(VERSION), takenAt: z.iso.datetime(), erasures: file, signature: hash };

const dataManifest = z.object({
  ...head,
  format: z.literal('bangga-backup'),
  /** Names the master key whose keys open the personal values in here, and tells nothing else about it. */
  fingerprint: hash,
  databases: z.array(database).min(1),
});
const keysManifest = z.object({ ...head, format: z.literal('bangga-keys'), masterKey: path, vault: database });

export type FileRecord = z.infer<typeof file>;
export type DatabaseRecord = z.infer<typeof database>;
export type DataManifest = z.infer<typeof dataManifest>;
export type KeysManifest = z.infer<typeof keysManifest>;

export const DATA_MANIFEST = 'manifest.json';
export const KEYS_MANIFEST = 'keys.json';

/** @throws Problem `backup/not-a-backup`, `backup/newer-format` */
export const readDataManifest = (folder: string) => read(folder, DATA_MANIFEST, dataManifest);
export const readKeysManifest = (folder: string) => read(folder, KEYS_MANIFEST, keysManifest);

async function read<Manifest>(folder: string, file: string, schema: z.ZodType<Manifest>): Promise<Manifest> {
  const foreign = new Problem('invalid', 'backup/not-a-backup', { folder, file });
  const text = await readFile(join(folder, file), 'utf8').catch(() => {
    throw foreign;
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw foreign;
  }
  const later = z.object({ format: z.string().startsWith('bangga-'), version: z.number().gt(VERSION) });
  if (later.safeParse(json).success) throw new Problem('conflict', 'backup/newer-format', { folder });
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw foreign;
  return parsed.data;
}

/** Signs with the master key, which lies apart: who holds the data alone cannot change it unseen. */
export function signed<Manifest extends { readonly signature: string }>(
  manifest: Omit<Manifest, 'signature'>,
  masterKey: Buffer,
): Manifest {
  return { ...manifest, signature: signatureOf(manifest, masterKey) } as unknown as Manifest;
}

export function isSignedBy(manifest: { readonly signature: string }, masterKey: Buffer): boolean {
  const { signature, ...rest } = manifest;
  return timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(signatureOf(rest, masterKey), 'hex'));
}

function signatureOf(manifest: object, masterKey: Buffer): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'bangga backup', 32));
  return createHmac('sha256', key)
    .update(canonical(manifest as Content))
    .digest('hex');
}

/** Written last and in one step: a backup that was cut off has no manifest, and so is none. */
export async function writeManifest(folder: string, file: string, manifest: DataManifest | KeysManifest) {
  const draft = join(folder, `${file}.draft`);
  await writeFile(draft, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(folder, file));
}
