import { expect, test } from 'vitest';
import type { Reader } from '../../platform/database.ts';
import type { Arena } from './arena.ts';
import { atOnce } from './race.ts';

const records = ['platform.audit', 'platform.seals', 'platform.roots', 'budget.transfers', 'integrity.decisions'];
const written = ['integrity.flags', 'budget.balances'];

/** Every way to change or take away what was recorded. */
async function ways(owner: Reader): Promise<string[]> {
  const columns = await owner.query<{ name: string; column: string }>(
    `select table_schema || '.' || table_name as name, column_name as column from information_schema.columns
     where table_schema || '.' || table_name = any($1) and is_generated = 'NEVER' and is_identity = 'NO'`,
    [[...records, ...written]],
  );
  const all = [...records, ...written].flatMap((name) => [
    ...[`delete from ${name}`, `truncate ${name}`, `truncate ${name} cascade`, `drop table ${name}`],
    ...[`alter table ${name} disable trigger all`, `alter table ${name} owner to bangga_app`],
  ]);
  return [
    ...columns.map(({ name, column }) => `update ${name} set ${column} = ${column}`),
    ...all,
    `insert into budget.transfers (line_id) select line_id from budget.transfers`,
    `insert into budget.balances select * from budget.balances`,
    `set role bangga_owner`,
    `alter role bangga_app superuser`,
  ];
}

class TakenBack extends Error {}

/** Those that were not refused for want of a right; nothing that they did remains. */
async function open(arena: Arena, tried: readonly string[]): Promise<string[]> {
  const outcomes = await atOnce(
    tried.map((sql) => async () => {
      const asked = arena.database().transaction(async (tx) => {
        await tx.query(sql);
        throw new TakenBack();
      });
      const error: unknown = await asked.catch((thrown: unknown) => thrown);
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return code === '42501' ? [] : [sql];
    }),
  );
  return outcomes.flat();
}

export function recordsStand(sound: Arena, damaged: Arena): void {
  test("the application's connection can neither change nor delete what was recorded", async () => {
    const tried = await ways(sound.owner);
    expect(tried.length).toBeGreaterThan(80);
    expect(await open(sound, tried)).toEqual([]);
    const [kept] = await sound.owner.query<{ audit: bigint; transfers: bigint }>(
      `select (select count(*) from platform.audit) as audit, (select count(*) from budget.transfers) as transfers`,
    );
    expect(kept?.audit).toBeGreaterThan(0n);
    expect(kept?.transfers).toBeGreaterThan(0n);
  });

  test.each(records)('one right too many on %s is noticed', async (name) => {
    const tried = await ways(damaged.owner);
    await damaged.owner.query(`grant update, delete on ${name} to bangga_app`);
    const opened = await open(damaged, tried);
    await damaged.owner.query(`revoke update, delete on ${name} from bangga_app`);
    expect(opened).toContain(`delete from ${name}`);
    expect(opened.some((sql) => sql.startsWith(`update ${name}`))).toBe(true);
  });
}
