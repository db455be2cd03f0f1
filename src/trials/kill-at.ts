import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import pg from 'pg';

/**
 * Loaded into a process before its program (`--import`), which knows nothing of it. It counts the moments at which the
 * process and the world may come to differ – before and after every commit, before, in and after every call to another
 * server – and kills the process at the one it is told to. It counts nothing until it is armed.
 */
export interface Point {
  readonly phase: 'before' | 'sent' | 'after';
  /** `commit of` the tables and functions written, or the method and path of a `call`. */
  readonly what: string;
}

export interface Orders {
  /** Where every point is written as it is reached, a JSON object a line; left out, nothing is. */
  readonly log?: string;
  /** Left out, nobody is killed; `what` may also be `commit` or `call` alone, which is any. */
  readonly killAt?: Point & { readonly nth: number };
}

/** Armed from birth when it comes back from a death and is to die again. */
const { TRIAL_ORDERS } = process.env;
let orders = TRIAL_ORDERS === undefined ? undefined : (JSON.parse(TRIAL_ORDERS) as Orders);
let met = 0;

function reach(phase: Point['phase'], what: string): void {
  if (!orders) return;
  const { log, killAt } = orders;
  if (log) appendFileSync(log, `${JSON.stringify({ phase, what })}\n`);
  if (killAt?.phase !== phase || (killAt.what !== what && killAt.what !== what.split(' ')[0])) return;
  met += 1;
  // SIGKILL to ourselves ends us before the next instruction: nothing is flushed, closed or rolled back.
  if (met === killAt.nth) process.kill(process.pid, 'SIGKILL');
}

process.on('message', (given: Orders) => {
  orders = given;
  met = 0;
  process.send?.('armed');
});
// A trial that is interrupted leaves no process behind.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();

interface Called {
  readonly request: { readonly method: string; readonly path: string };
}

for (const [channel, phase] of [
  ['undici:request:create', 'before'],
  ['undici:request:bodySent', 'sent'],
  ['undici:request:trailers', 'after'],
] as const) {
  subscribe(channel, (message) => {
    const { method, path } = (message as Called).request;
    reach(phase, `call ${method} ${path.replace(/\?.*$/, '').replace(/\/[^/]*\d[^/]*/g, '/:id')}`);
  });
}

/** What each connection's open transaction has written so far; none when no transaction is open. */
const transactions = new WeakMap<object, Set<string>>();

/** What this statement commits; undefined when it commits nothing. */
function committedBy(client: object, text: string): string | undefined {
  const statement = text.trim().toLowerCase();
  if (/^(begin|start transaction)\b/.test(statement)) transactions.set(client, new Set());
  const open = transactions.get(client);
  const written = open ?? new Set<string>();
  for (const name of writtenIn(statement)) written.add(name);
  const isCommit = /(^|;)\s*commit\s*;?$/.test(statement);
  if (open && !isCommit && statement !== 'rollback') return undefined;
  transactions.delete(client);
  return written.size > 0 && statement !== 'rollback' ? `commit of ${[...written].join(' ')}` : undefined;
}

/** Tables written and our own functions called: from here it cannot be seen whether a function writes. */
function writtenIn(statement: string): string[] {
  const tables = statement.matchAll(/\b(?:insert\s+into|update|delete\s+from|merge\s+into|copy)\s+([a-z_]+\.[a-z_]+)/g);
  const functions = statement.matchAll(/\b((?!pg_catalog\.)[a-z_]+\.[a-z_]+)\(/g);
  return [...tables, ...functions].flatMap(([, name]) => name ?? []);
}

type Callback = (error: Error | null, result: unknown) => void;
const isFunction = (one: unknown): one is Callback => typeof one === 'function';

const { prototype } = pg.Client;
const send: (...given: unknown[]) => unknown = prototype.query;

function watchedQuery(this: pg.Client, ...given: unknown[]): unknown {
  const [asked] = given;
  const text = typeof asked === 'string' ? asked : (asked as { text?: unknown } | null)?.text;
  const what = typeof text === 'string' ? committedBy(this, text) : undefined;
  if (what === undefined) return send.apply(this, given);
  reach('before', what);
  // A pool asks with a callback, everybody else with a promise.
  const position = given.findIndex(isFunction);
  const callback = given[position];
  if (isFunction(callback)) {
    const reaching: Callback = (error, result) => {
      if (!error) reach('after', what);
      callback(error, result);
    };
    return send.apply(this, given.with(position, reaching));
  }
  return (send.apply(this, given) as Promise<unknown>).then((result) => {
    reach('after', what);
    return result;
  });
}
prototype.query = watchedQuery as typeof prototype.query;
