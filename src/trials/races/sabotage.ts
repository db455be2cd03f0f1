import type { Database, Reader } from '../../platform/database.ts';

/** A piece of SQL, and the statements in which it is looked for. */
interface Cut {
  readonly of: RegExp;
  readonly piece: RegExp;
  readonly by?: string;
}

/** Undoes what was damaged, as far as the rows allow. */
export type Mend = () => Promise<void>;

/** Databases whose SQL can be damaged on its way, to see whether anybody notices. */
export function damageable() {
  let cuts: readonly (Cut & { bites: number })[] = [];
  const edited = (sql: string): string => {
    let text = sql;
    for (const cut of cuts) {
      if (!cut.of.test(text)) continue;
      const after = text.replace(cut.piece, cut.by ?? '');
      if (after !== text) cut.bites += 1;
      text = after;
    }
    return text;
  };
  return {
    damage: (whole: Database): Database => editing(whole, edited),
    /** @throws when mended and no statement was ever damaged: then nothing was proved */
    cut(...wanted: readonly Cut[]): Mend {
      cuts = wanted.map((one) => ({ ...one, bites: 0 }));
      return async () => {
        const idle = cuts.find(({ bites }) => bites === 0);
        cuts = [];
        if (idle) throw new Error(`no statement had the piece ${idle.piece}`);
      };
    },
  };
}

/** Every text that goes in is edited, also inside of a transaction. */
function editing<Target extends object>(target: Target, edit: (sql: string) => string): Target {
  const within = (arg: unknown): unknown => {
    if (typeof arg === 'string') return edit(arg);
    if (typeof arg !== 'function') return arg;
    return (...given: unknown[]) => arg(...given.map((one) => (isReader(one) ? editing(one, edit) : one)));
  };
  return new Proxy(target, {
    get(whole, name) {
      const member: unknown = Reflect.get(whole, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => member.apply(whole, args.map(within));
    },
  });
}

const isReader = (one: unknown): one is Reader => typeof one === 'object' && one !== null && 'query' in one;

export const LOCK = /\bfor (no key )?update( of \w+)?/gi;

/** Takes the locks out of the functions of a schema. @throws when there was none */
export async function unlockFunctions(owner: Database, schema: string): Promise<Mend> {
  const sources = await owner.query<{ source: string }>(
    `select pg_get_functiondef(p.oid) as source from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = $1 and p.prokind = 'f' and p.prosrc ~* 'for (no key )?update'`,
    [schema],
  );
  if (sources.length === 0) throw new Error(`no function of ${schema} locks anything`);
  for (const { source } of sources) await owner.query(source.replace(LOCK, ''));
  return async () => {
    for (const { source } of sources) await owner.query(source);
  };
}

/** Drops the constraints of a table whose definition fits. @throws when none does */
export async function dropConstraints(owner: Database, table: string, kept: RegExp): Promise<Mend> {
  const found = await owner.query<{ name: string; told: string; type: string }>(
    `select conname as name, pg_get_constraintdef(oid) as told, contype as type
     from pg_constraint where conrelid = $1::regclass`,
    [table],
  );
  const fitting = found.filter(({ told }) => kept.test(told));
  if (fitting.length === 0) throw new Error(`${table} has no constraint ${kept}`);
  for (const { name } of fitting) await owner.query(`alter table ${table} drop constraint ${name}`);
  return async () => {
    for (const { name, told, type } of fitting) {
      // What slipped in meanwhile stays; a key that is broken cannot be built again.
      const without = type === 'c' ? ' not valid' : '';
      await owner.query(`alter table ${table} add constraint ${name} ${told}${without}`);
    }
  };
}
