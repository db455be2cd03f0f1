import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '../values/instant.ts';
import type { Database } from './database.ts';
import { log } from './log.ts';
import { readMasterKey } from './master-key.ts';
import { decrypt, derive, encrypt } from './sealing.ts';

export interface Erasure {
  readonly personId: string;
  readonly at: Instant;
}

export interface Sealed {
  readonly personId: string;
  readonly bytes: Buffer;
}

/** Seals personal values under a key per person; destroying that key erases them wherever copies of them lie. */
export interface Vault {
  /** Throws when the person was erased: nothing new may be learnt about them. */
  seal(personId: string, text: string): Promise<Buffer>;
  /** The text, or undefined when the person was erased. Throws when the bytes were tampered with or are another's. */
  open(personId: string, bytes: Buffer): Promise<string | undefined>;
  /** The same for many at once, in their order, with at most one query. */
  openAll(values: readonly Sealed[]): Promise<(string | undefined)[]>;
  /** Finds a sealed value without opening any: the same kind and text always give the same 64 hexadecimal digits. */
  blindIndex(kind: string, normalised: string): string;
  /** Destroys the key and keeps the record of it. Repeating it does nothing. */
  erase(personId: string, at: Instant): Promise<void>;
  /** Every erasure on record here. */
  erasures(): Promise<Erasure[]>;
  /** After a restore: destroys again what was erased since the copy was made. Answers how many keys had come back. */
  replayErasures(erasures: readonly Erasure[]): Promise<number>;
}

/**
 * Opens the vault in a database of its own, with the master key in `masterKeyFile` (made when there is none yet).
 * Throws when the vault was made with another master key: new values would be sealed beside unreadable old ones.
 */
export async function openVault(
  database: Database,
  masterKeyFile: string,
  { cachedKeys = 1000, cacheMs = 30_000 } = {},
): Promise<Vault> {
  const master = await readMasterKey(database, masterKeyFile);
  const wrapping = derive(master, 'wrap');
  const indexing = derive(master, 'blind-index');
  // Another process cannot empty this cache when it erases, so keys are forgotten soon.
  const cache = new KeyCache(cachedKeys, cacheMs);

  const unwrap = (personId: string, wrapped: Buffer) => decrypt(wrapping, personId, wrapped);

  const keysOf = async (personIds: readonly string[]): Promise<Map<string, Buffer>> => {
    const known = new Map<string, Buffer>();
    for (const id of new Set(personIds)) {
      const key = cache.get(id);
      if (key) known.set(id, key);
    }
    const unknown = [...new Set(personIds)].filter((id) => !known.has(id));
    if (unknown.length === 0) return known;
    const epoch = cache.epoch;
    const rows = await database.query<{ id: string; wrapped: Buffer | null }>(
      `select person_id as id, wrapped from platform.person_keys where person_id = any($1)`,
      [unknown],
    );
    for (const { id, wrapped } of rows) {
      if (!wrapped) continue;
      const key = unwrap(id, wrapped);
      known.set(id, key);
      cache.put(id, key, epoch);
    }
    const lost = unknown.length - rows.length;
    if (lost > 0) log.error({ lost }, 'the vault has no key for people whose values are kept: is it an older copy?');
    return known;
  };

  const makeKey = async (personId: string): Promise<Buffer> => {
    const epoch = cache.epoch;
    const fresh = randomBytes(32);
    await database.query(
      `insert into platform.person_keys (person_id, wrapped) values ($1, $2) on conflict do nothing`,
      [personId, encrypt(wrapping, personId, fresh)],
    );
    // Whoever was first made the key that counts.
    const [row] = await database.query<{ wrapped: Buffer | null }>(
      `select wrapped from platform.person_keys where person_id = $1`,
      [personId],
    );
    if (!row?.wrapped) throw new Error(`nothing can be sealed for ${personId}, who was erased`);
    const key = unwrap(personId, row.wrapped);
    cache.put(personId, key, epoch);
    return key;
  };

  const erase = async (personId: string, at: Instant): Promise<boolean> => {
    cache.forget(personId);
    const rows = await database.query<{ had: boolean }>(
      `with before as (select wrapped is not null as had from platform.person_keys where person_id = $1)
       insert into platform.person_keys as key (person_id, wrapped, erased_at) values ($1, null, $2)
       on conflict (person_id) do update set wrapped = null, erased_at = excluded.erased_at where key.erased_at is null
       returning coalesce((select had from before), false) as had`,
      [personId, at],
    );
    cache.forget(personId);
    return rows[0]?.had ?? false;
  };

  return {
    async seal(personId, text) {
      const key = cache.get(personId) ?? (await makeKey(personId));
      return encrypt(key, personId, Buffer.from(text, 'utf8'));
    },
    async open(personId, bytes) {
      const key = (await keysOf([personId])).get(personId);
      return key && decrypt(key, personId, bytes).toString('utf8');
    },
    async openAll(values) {
      const keys = await keysOf(values.map(({ personId }) => personId));
      return values.map(({ personId, bytes }) => {
        const key = keys.get(personId);
        return key && decrypt(key, personId, bytes).toString('utf8');
      });
    },
    blindIndex: (kind, normalised) => createHmac('sha256', indexing).update(`${kind}\0${normalised}`).digest('hex'),
    async erase(personId, at) {
      await erase(personId, at);
    },
    erasures: () =>
      database.query<Erasure>(
        `select person_id as "personId", erased_at as at from platform.person_keys
         where erased_at is not null order by erased_at, person_id`,
      ),
    async replayErasures(erasures) {
      let revived = 0;
      for (const { personId, at } of erasures) if (await erase(personId, at)) revived++;
      return revived;
    },
  };
}

/** The keys used last. A key that was read before an erasure is not kept after it: its epoch has passed. */
class KeyCache {
  readonly #keys = new Map<string, { key: Buffer; until: number }>();
  readonly #size: number;
  readonly #lifetime: number;
  epoch = 0;

  constructor(size: number, lifetime: number) {
    this.#size = size;
    this.#lifetime = lifetime;
  }

  get(personId: string): Buffer | undefined {
    const held = this.#keys.get(personId);
    if (!held) return undefined;
    this.#keys.delete(personId);
    if (held.until < performance.now()) return undefined;
    this.#keys.set(personId, held);
    return held.key;
  }

  put(personId: string, key: Buffer, epoch: number): void {
    if (epoch !== this.epoch) return;
    this.#keys.set(personId, { key, until: performance.now() + this.#lifetime });
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= this.#size) break;
      this.#keys.delete(oldest);
    }
  }

  forget(personId: string): void {
    this.epoch++;
    this.#keys.delete(personId);
  }
}
