import pg from 'pg';

/** Something that can be asked. Reading functions take it; it may or may not be inside a transaction. */
export interface Reader {
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
}

declare const open: unique symbol;

/** An open transaction. Writing functions ask for it, so the compiler refuses a write outside of one. */
export interface Tx extends Reader {
  readonly [open]: true;
  /** Names this process's lease on the messages that the transaction leaves in the outbox. */
  readonly instance: number;
  /** Hands a message to the process's own receiver once the transaction has committed; forgotten when it rolls back. */
  handOver(message: object): void;
  /** Says that this subject is not as it was, for whoever watches once the transaction has committed. */
  touch(subject: string): void;
}

export interface Database extends Reader {
  readonly instance: number;
  /** Commits when `work` resolves, rolls back when it throws. Only the outermost action calls it. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** From now on `receive` is handed what this process's transactions hand over, right after they commit. */
  receive(receive: (message: object) => void): void;
  /** From now on `watch` is told what this process's transactions touched, right after they commit. */
  watch(watch: (subjects: ReadonlySet<string>) => void): void;
  /** A connection of its own, kept until `release`; for session locks, and to hear what is notified. */
  reserve(): Promise<
    Reader & { release(): void; hear(heard: (payload: string) => void): void; readonly lost: Promise<void> }
  >;
  close(): Promise<void>;
}

const INT8 = 20;
const DATE = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return BigInt;
    if (oid === DATE) return String; // a civil date has no moment, so it stays `2026-11-25`
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

const names = new Map<string, string>();

/** With parameters a statement is prepared once a connection and then called by its name: it is parsed and planned once. */
function prepared(text: string, values: unknown[] | undefined): pg.QueryConfig {
  if (!values) return { text };
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return { name, text, values };
}

/** Opens a pool of at most `connections`. int8 arrives as bigint; every table must be named with its schema. */
export function openDatabase(url: string, { connections = 10 } = {}): Database {
  const options = '-c search_path=pg_catalog -c lock_timeout=4s -c statement_timeout=15s';
  // Pipelined: statements of one transaction that do not wait for each other's answers travel together.
  const pool = new pg.Pool({ connectionString: url, max: connections, types, options, pipeline: true });
  let receiver = (_message: object): void => {};
  let watcher = (_subjects: ReadonlySet<string>): void => {};
  const instance = 1 + Math.floor(Math.random() * 2_000_000_000);
  // An idle connection that the server closes would otherwise end the process.
  pool.on('error', (error) => console.error('an idle database connection was lost:', error.message));
  return {
    instance,
    query: async (sql, values) => (await pool.query(prepared(sql, values))).rows,
    transaction: (work) =>
      inTransaction(pool, instance, work, {
        receive: (message) => receiver(message),
        watch: (subjects) => watcher(subjects),
      }),
    receive: (receive) => {
      receiver = receive;
    },
    watch: (watch) => {
      watcher = watch;
    },
    reserve: async () => {
      const client = await pool.connect();
      const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
      client.on('error', () => {});
      return {
        query: async (sql, values) => (await client.query(prepared(sql, values))).rows,
        release: () => client.release(true),
        hear: (heard) => client.on('notification', ({ payload = '' }) => heard(payload)),
        lost,
      };
    },
    close: () => pool.end(),
  };
}

async function inTransaction<Result>(
  pool: pg.Pool,
  instance: number,
  work: (tx: Tx) => Promise<Result>,
  after: { receive: (message: object) => void; watch: (subjects: ReadonlySet<string>) => void },
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const began = client.query('begin');
    began.catch(() => {}); // the statements that follow it fail as well
    const messages: object[] = [];
    const touched = new Set<string>();
    const tx: Omit<Tx, typeof open> = {
      instance,
      query: async (sql, values) => (await client.query(prepared(sql, values))).rows,
      handOver: (message) => messages.push(message),
      touch: (subject) => touched.add(subject),
    };
    const result = await work(tx as Tx);
    const commit = await client.query('commit');
    // PostgreSQL answers the commit of a failed transaction politely, with ROLLBACK.
    if (commit.command !== 'COMMIT') throw new Error('the transaction was rolled back at commit');
    for (const message of messages) after.receive(message);
    if (touched.size > 0) after.watch(touched);
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
