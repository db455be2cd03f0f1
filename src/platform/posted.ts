import type { Context } from 'hono';

/** What somebody wrote, kept for the page that answers a refusal. */
export interface Posted {
  readonly method: 'post' | 'get';
  /** Where the form leads. */
  readonly action: string;
  /** By field; without files, secrets and our own marks. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The names of what is secret: it was sent, and is written anew. */
  readonly secrets: readonly string[];
  /** The page on which the form stood, where we know it. */
  readonly page: string | undefined;
  /** Files were sent along: a page cannot give them back. */
  readonly hasFiles: boolean;
}

/** The hidden field that remembers, on a page that answers a refusal, where the form stood first. */
export const PAGE_FIELD = 'form-page';

/** The hidden field by which a repeated act is one act. */
export const KEY_FIELD = 'idempotency-key';

const SECRET = /password|secret|token|otp|pin$/i;
const MOST_FIELDS = 300;
const MOST_LETTERS = 100_000;

/** What the refused request had written, or nothing where it cannot or must not be shown once more. */
export async function readPosted(c: Context): Promise<Posted | undefined> {
  const here = new URL(c.req.url);
  if (c.req.method === 'GET') {
    const { searchParams, pathname } = here;
    if (searchParams.size === 0) return undefined;
    const entries = [...searchParams].filter(([name]) => name !== 'lang');
    const page = ownPage(c.req.header('referer'), c) ?? pathname;
    return keep({ method: 'get', action: pathname, page, hasFiles: false }, entries);
  }
  const type = c.req.header('content-type') ?? '';
  if (c.req.method !== 'POST' || !type.includes('form')) return undefined;
  const form = await c.req.formData().catch(() => undefined);
  if (!form) return undefined;
  const entries = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  const files = [...form.values()].filter((value) => typeof value !== 'string');
  const marked = form.get(PAGE_FIELD);
  const page = ownPage(typeof marked === 'string' ? marked : c.req.header('referer'), c);
  const hasFiles = files.some((file) => typeof file !== 'string' && file.size > 0);
  return keep({ method: 'post', action: here.pathname + here.search, page, hasFiles }, entries);
}

function keep(
  form: Omit<Posted, 'values' | 'secrets'>,
  entries: readonly (readonly [string, string])[],
): Posted | undefined {
  const shown = entries.filter(([name]) => name !== PAGE_FIELD && !SECRET.test(name));
  const letters = shown.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const secrets = entries.flatMap(([name]) => (SECRET.test(name) ? [name] : []));
  if (shown.length + secrets.length === 0 || shown.length > MOST_FIELDS || letters > MOST_LETTERS) return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of shown) values.set(name, [...(values.get(name) ?? []), value.replaceAll('\0', '')]);
  return { ...form, values, secrets };
}

/** A page of ours by its address, whoever named it; another site's is none. */
function ownPage(address: string | undefined, c: Context): string | undefined {
  if (!address) return undefined;
  const here = new URL(c.req.url);
  const host = c.req.header('host') ?? here.host;
  const there = URL.canParse(address, here.origin) ? new URL(address, here.origin) : undefined;
  if (!there || (there.origin !== here.origin && there.host !== host)) return undefined;
  return there.pathname + there.search;
}
