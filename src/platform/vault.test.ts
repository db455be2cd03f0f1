import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloneVault } from '../testing/vault.ts';
import { newId } from './id.ts';
import { openVault } from './vault.ts';

const { vault, database, owner, masterKeyFile } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
const person = () => newId(at);

test('what is sealed is not there to read, and opens again', async () => {
  const ratna = person();
  const sealed = await vault.seal(ratna, 'Ratna Wulandari');
  expect(sealed.toString('latin1')).not.toContain('Ratna');
  expect(await vault.open(ratna, sealed)).toBe('Ratna Wulandari');
});

test('any text of any person comes back as it was, and never twice as the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      const somebody = person();
      const [once, again] = [await vault.seal(somebody, text), await vault.seal(somebody, text)];
      expect(once.equals(again)).toBe(false);
      expect(await vault.openAll([once, again].map((bytes) => ({ personId: somebody, bytes })))).toEqual([text, text]);
    }),
    { numRuns: 30 },
  );
});

test("one flipped bit, or another person's bytes, are refused", async () => {
  const [ratna, bambang] = [person(), person()];
  const sealed = await vault.seal(ratna, 'Ratna Wulandari');
  await vault.seal(bambang, 'Bambang Hariyadi');
  await expect(vault.open(bambang, sealed)).rejects.toThrow();
  for (const place of [0, 13, sealed.length - 1]) {
    const flipped = Buffer.from(sealed);
    flipped[place] = (flipped[place] ?? 0) ^ 1;
    await expect(vault.open(ratna, flipped)).rejects.toThrow();
  }
});

test("another person's wrapped key does not pass for one's own", async () => {
  const [ratna, bambang] = [person(), person()];
  await vault.seal(ratna, 'Ratna Wulandari');
  const sealed = await vault.seal(bambang, 'Bambang Hariyadi');
  await owner.query(
    `update platform.person_keys set wrapped = (select wrapped from platform.person_keys where person_id = $1)
     where person_id = $2`,
    [ratna, bambang],
  );
  const fresh = await openVault(database, masterKeyFile);
  await expect(fresh.open(bambang, sealed)).rejects.toThrow();
});

test('twenty seals at once for a new person use one key', async () => {
  const yanti = person();
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => vault.seal(yanti, `nomor ${n}`)));
  const fresh = await openVault(database, masterKeyFile);
  const opened = await fresh.openAll(all.map((bytes) => ({ personId: yanti, bytes })));
  expect(opened).toEqual(all.map((_, n) => `nomor ${n}`));
});

test('the erased cannot be read, also not by a process that read them a moment ago', async () => {
  const yohanes = person();
  const sealed = await vault.seal(yohanes, 'Yohanes Tukan');
  const other = await openVault(database, masterKeyFile, { cacheMs: 0 });
  expect(await vault.open(yohanes, sealed)).toBe('Yohanes Tukan');
  await vault.erase(yohanes, at);
  expect(await vault.open(yohanes, sealed)).toBeUndefined();
  expect(await other.open(yohanes, sealed)).toBeUndefined();
  await expect(vault.seal(yohanes, 'Yohanes again')).rejects.toThrow('erased');
  await vault.erase(yohanes, new Date());
  expect(await vault.erasures()).toContainEqual({ personId: yohanes, at });
});

test('an erasure in the middle of a reading leaves no key behind in memory', async () => {
  const slow: (() => void)[] = [];
  const melati = person();
  const sealed = await vault.seal(melati, 'Melati Simbolon');
  const delayed = await openVault(
    {
      ...database,
      query: async (sql, values) => {
        const rows = await database.query(sql, values);
        if (sql.includes('any($1)')) await new Promise<void>((resolve) => slow.push(resolve));
        return rows as never;
      },
    },
    masterKeyFile,
  );
  const reading = delayed.open(melati, sealed);
  await expect.poll(() => slow.length).toBe(1);
  await delayed.erase(melati, at);
  slow.pop()?.();
  expect(await reading).toBe('Melati Simbolon'); // it was on its way before
  const after = delayed.open(melati, sealed);
  await expect.poll(() => slow.length).toBe(1);
  slow.pop()?.();
  expect(await after).toBeUndefined();
});

test('an older copy of the vault, told again, forgets again', async () => {
  const [galuh, andi] = [person(), person()];
  const [name, other] = [await vault.seal(galuh, 'Galuh Prasetyo'), await vault.seal(andi, 'Andi Rumengan')];
  const copy = await owner.query(`select * from platform.person_keys`);
  await vault.erase(galuh, at);
  const record = await vault.erasures();

  await restore(copy);
  const restored = await openVault(database, masterKeyFile);
  expect(await restored.open(galuh, name)).toBe('Galuh Prasetyo'); // the copy was older
  expect(await restored.replayErasures(record)).toBeGreaterThanOrEqual(1);
  expect(await restored.open(galuh, name)).toBeUndefined();
  expect(await restored.open(andi, other)).toBe('Andi Rumengan');
  expect(await restored.replayErasures(record)).toBe(0);
});

test('the database itself refuses to bring an erased key back', async () => {
  const dewi = person();
  await vault.seal(dewi, 'Dewi');
  await vault.erase(dewi, at);
  const back = database.query(
    `update platform.person_keys set wrapped = decode(repeat('00', 60), 'hex'), erased_at = null where person_id = $1`,
    [dewi],
  );
  await expect(back).rejects.toThrow('does not come back');
  await expect(database.query(`delete from platform.person_keys`)).rejects.toThrow('permission denied');
});

test('the blind index finds the same text, tells kinds apart and depends on the master key', async () => {
  const nip = '198704122010012003';
  expect(vault.blindIndex('nip', nip)).toMatch(/^[0-9a-f]{64}$/);
  expect(vault.blindIndex('nip', nip)).toBe((await openVault(database, masterKeyFile)).blindIndex('nip', nip));
  expect(vault.blindIndex('phone', nip)).not.toBe(vault.blindIndex('nip', nip));
});

test('the master key is for its owner alone, and a wrong, loose or missing one is not accepted', async () => {
  expect((await stat(masterKeyFile)).mode & 0o777).toBe(0o600);
  const folder = await mkdtemp(join(tmpdir(), 'bangga-keys-'));
  const missing = openVault(database, join(folder, 'missing.key'));
  await expect(missing).rejects.toThrow('bring the file back');
  const wrong = join(folder, 'wrong.key');
  await writeFile(wrong, Buffer.alloc(32, 7), { mode: 0o600 });
  await expect(openVault(database, wrong)).rejects.toThrow('is not the one of this vault');
  await writeFile(wrong, 'short');
  await expect(openVault(database, wrong)).rejects.toThrow('5 bytes instead of 32');
  const loose = join(folder, 'loose.key');
  await writeFile(loose, await readFile(masterKeyFile));
  await chmod(loose, 0o644);
  await expect(openVault(database, loose)).rejects.toThrow('chmod 600');
});

/** What a restore does: the rows are those of the copy, whatever happened since. */
async function restore(rows: readonly Record<string, unknown>[]): Promise<void> {
  await owner.query(`truncate platform.person_keys`);
  for (const { person_id, wrapped, made_at, erased_at } of rows) {
    await owner.query(
      `insert into platform.person_keys (person_id, wrapped, made_at, erased_at) values ($1, $2, $3, $4)`,
      [person_id, wrapped, made_at, erased_at],
    );
  }
}
