import { DEFAULT_LIMITS, type Limits } from './platform/limits.ts';
import { Problem } from './values/problem.ts';

export interface Config {
  readonly port: number;
  /** Where people reach the hub: papers and links name it, and https makes the session's cookie a `__Host-` one. */
  readonly baseUrl: string;
  /** Where the program keeps its own PostgreSQL and its keys when no database is named. */
  readonly dataDir: string;
  /** Two roles: the owner only migrates, the application only works. The vault keeps personal keys apart. */
  readonly database:
    | { readonly owner: string; readonly application: string; readonly vaultOwner: string; readonly vault: string }
    | undefined;
  readonly demo: boolean;
  /** How much there is to try: the small world is what the story and the tests know. */
  readonly world: 'small' | 'large';
  /** With DEMO only: where the clock starts, so that an older rule pack can be met. */
  readonly now: Date | undefined;
  readonly limits: Limits;
  /** The header in which the proxy in front names the address that it saw. */
  readonly addressHeader: string | undefined;
}

/** The only reader of process.env. @throws Problem invalid with a sentence that says what to set */
export function readConfig(): Config {
  const { PORT = '3000', DATA_DIR = './data', DATABASE_URL, DATABASE_OWNER_URL, DEMO, NOW } = process.env;
  const { VAULT_URL, VAULT_OWNER_URL } = process.env;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Problem('invalid', 'hub/bad-port', { port: PORT });
  const urls = [DATABASE_URL, DATABASE_OWNER_URL, VAULT_URL, VAULT_OWNER_URL];
  const named = urls.filter((url) => url !== undefined).length;
  if (named !== 0 && named !== urls.length) throw new Problem('invalid', 'hub/database-urls');
  const demo = DEMO === undefined ? DATABASE_URL === undefined : DEMO === '1' || DEMO === 'small';
  const now = NOW === undefined ? undefined : new Date(NOW);
  if (now && (!demo || Number.isNaN(now.getTime()))) throw new Problem('invalid', 'hub/bad-now', { now: NOW ?? '' });
  return {
    port,
    baseUrl: readBaseUrl(port),
    dataDir: DATA_DIR,
    database:
      DATABASE_URL && DATABASE_OWNER_URL && VAULT_URL && VAULT_OWNER_URL
        ? { application: DATABASE_URL, owner: DATABASE_OWNER_URL, vault: VAULT_URL, vaultOwner: VAULT_OWNER_URL }
        : undefined,
    demo,
    world: DEMO === 'small' ? 'small' : 'large',
    now,
    limits: readLimits(),
    addressHeader: process.env.ADDRESS_HEADER || undefined,
  };
}

function readBaseUrl(port: number): string {
  const { PUBLIC_URL } = process.env;
  if (!PUBLIC_URL) return `http://localhost:${port}`;
  const url = URL.canParse(PUBLIC_URL) ? new URL(PUBLIC_URL) : undefined;
  const isSite = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isSite) throw new Problem('invalid', 'hub/bad-public-url', { url: PUBLIC_URL });
  return url.origin;
}

function readLimits(): Limits {
  const { WRITES_PER_MINUTE, HEAVY_READS_PER_MINUTE, STRANGERS_PER_MINUTE } = process.env;
  const asked = { WRITES_PER_MINUTE, HEAVY_READS_PER_MINUTE, STRANGERS_PER_MINUTE };
  for (const [name, value] of Object.entries(asked)) {
    const isRight = value === undefined || /^[1-9]\d{0,8}$/.test(value);
    if (!isRight) throw new Problem('invalid', 'hub/bad-limit', { name, value });
  }
  return {
    writes: Number(WRITES_PER_MINUTE ?? DEFAULT_LIMITS.writes),
    heavyReads: Number(HEAVY_READS_PER_MINUTE ?? DEFAULT_LIMITS.heavyReads),
    strangers: Number(STRANGERS_PER_MINUTE ?? DEFAULT_LIMITS.strangers),
  };
}

/** The environment of a hub started as a child: this one's, with other settings. */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { DATABASE_URL, DATABASE_OWNER_URL, VAULT_URL, VAULT_OWNER_URL, NOW, PUBLIC_URL, ...rest } = process.env;
  return { ...rest, ...settings };
}
