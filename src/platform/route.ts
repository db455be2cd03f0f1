import type { Context, Handler } from 'hono';
import { z } from 'zod';
import { Problem, type WrongField } from '../values/problem.ts';
import type { WebEnv } from './web.tsx';

/** `office` is whoever holds a role at the institution in the address; a list names those roles that may. */
export type Who = 'anyone' | 'signed-in' | 'office' | readonly string[];

/** What a route says of itself. It reads by the very schemas it is described with, so the two cannot differ. */
export interface Description {
  /** Programs call the operation so; what it is for stands in the sentence `api.<name>`. */
  readonly name: string;
  readonly who: Who;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Whether a repeated request is made harmless by its key. */
  readonly keyed?: true;
  /** What programs are answered; a route without one answers 204, leads elsewhere or has a page alone. */
  readonly answer?: z.ZodType;
  readonly status?: 200 | 201 | 204 | 303;
  /** Other answers that are no plain refusals, by their status. */
  readonly otherwise?: Readonly<Record<number, z.ZodType>>;
  /** What browsers get where programs get JSON; a written form leads to a page by 303. */
  readonly page?: 'text/html' | 'application/pdf' | 'text/event-stream';
}

/** A value as it is handed to JSON: nothing in it is changed any more. */
type Sent<Value> = Value extends Date
  ? Date
  : Value extends readonly (infer Element)[]
    ? readonly Sent<Element>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Sent<Value[Key]> }
      : Value;

/** What a handler may ask of its request: only what its route describes. */
interface Asked<Said extends Description> {
  readonly who: Said['who'];
  /** @throws Problem invalid `platform/invalid-input`, naming every field that is wrong */
  readonly query: Said extends { query: infer Schema extends z.ZodType } ? () => z.output<Schema> : undefined;
  /** A form or a JSON body. @throws Problem invalid `platform/invalid-input`, naming every field that is wrong */
  readonly body: Said extends { body: infer Schema extends z.ZodType } ? () => Promise<z.output<Schema>> : undefined;
  /** @throws Problem invalid `platform/key-missing` */
  readonly key: Said extends { keyed: true } ? () => Promise<string> : undefined;
  readonly json: Said extends { answer: infer Schema extends z.ZodType }
    ? (value: Sent<z.input<Schema>>) => Response
    : undefined;
}

const said = new WeakMap<object, Description>();

/** A handler that carries its description wherever it is mounted. */
export function described<const Said extends Description>(
  description: Said,
  handle: (c: Context<WebEnv>, asked: Asked<Said>) => Response | Promise<Response>,
): Handler<WebEnv> {
  const { query, body, keyed, answer, status = 200 } = description;
  const handler: Handler<WebEnv> = async (c) => {
    await c.var.toll?.(c, description);
    const asked = {
      who: description.who,
      query: query && (() => readQuery(c, query)),
      body: body && (async () => parse(body, await rawBody(c))),
      key: keyed && (() => idempotencyKey(c)),
      json: answer && ((value: object) => c.json(value, status === 201 ? 201 : 200)),
    };
    return handle(c, asked as unknown as Asked<Said>);
  };
  said.set(handler, description);
  return handler;
}

export function descriptionOf(handler: object): Description | undefined {
  return said.get(handler);
}

/** A form sends its empty fields too: in an address they ask for nothing. One that stands more than once is a list. */
function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  const written = Object.entries(c.req.queries()).map(([name, values]) => [name, values.filter(Boolean).join(',')]);
  return parse(schema, Object.fromEntries(written.filter(([, value]) => value !== '')));
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success && !holdsNul(body)) return parsed.data;
  const issues = parsed.success ? [] : parsed.error.issues;
  const fields = issues.map((issue) => ({ name: issue.path.join('.') || 'body', ...reasonOf(issue, body) }));
  throw new Problem('invalid', 'platform/invalid-input', { field: fields[0]?.name ?? 'body' }, fields);
}

async function rawBody(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('application/json')) return c.req.json().catch(() => undefined);
  const form = await c.req.parseBody({ all: true }).catch(() => undefined);
  return form && unfold(form);
}

/** `lines.0.quantity=3` in a form is `{ lines: [{ quantity: '3' }] }` in JSON: one schema reads both. */
function unfold(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form)) {
    const steps = name.split('.');
    if (steps.length > 4 || steps.some((step) => ['__proto__', 'constructor', 'prototype'].includes(step))) continue;
    let place: Record<string, unknown> = root;
    for (const [depth, step] of steps.entries()) {
      if (depth === steps.length - 1) place[step] = value;
      else {
        if (typeof place[step] !== 'object' || place[step] === null) place[step] = {};
        place = place[step] as Record<string, unknown>;
      }
    }
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, listed(value)]));
}

function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof File || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key) => /^\d{1,3}$/.test(key));
  return isList ? Object.values(value) : value;
}

function holdsNul(body: unknown): boolean {
  if (typeof body === 'string') return body.includes('\0');
  if (typeof body !== 'object' || body === null || body instanceof File) return false;
  return Object.entries(body).some(([key, value]) => key.includes('\0') || holdsNul(value));
}

/** What is wrong, with the measure that would be right. */
function reasonOf(issue: z.core.$ZodIssue, body: unknown): Omit<WrongField, 'name'> {
  const written = issue.path.reduce((place, step) => Object(place)[step], body);
  if (issue.code === 'unrecognized_keys') return { reason: 'platform.reason-unknown' };
  if (written === undefined || written === '') return { reason: 'platform.reason-empty' };
  if (issue.code === 'too_big') {
    const values = { most: String(issue.maximum) };
    return { reason: `platform.reason-too-${issue.origin === 'string' ? 'long' : 'big'}`, values };
  }
  if (issue.code === 'too_small') {
    if (issue.origin !== 'string')
      return { reason: 'platform.reason-too-small', values: { least: String(issue.minimum) } };
    return {
      reason: issue.minimum === 1 ? 'platform.reason-empty' : 'platform.reason-too-short',
      values: { least: String(issue.minimum) },
    };
  }
  return { reason: 'platform.reason-shape' };
}

/** What an idempotency key looks like, wherever one is read. */
export const KEY_SHAPE = '^[\\w-]{8,100}$';

/** The key that makes a repeated request harmless: a header from programs, a hidden field from forms. */
async function idempotencyKey(c: Context): Promise<string> {
  const fromHeader = c.req.header('idempotency-key');
  const isForm = c.req.header('content-type')?.includes('form');
  const key = fromHeader ?? (isForm ? (await c.req.parseBody())['idempotency-key'] : undefined);
  if (typeof key !== 'string' || !new RegExp(KEY_SHAPE).test(key)) throw new Problem('invalid', 'platform/key-missing');
  return key;
}

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
export const senText = z
  .string()
  .regex(/^-?\d{1,18}$/)
  .meta({ id: 'Sen', description: 'Hundredths of a rupiah in decimal digits.', examples: ['125000000'] });

/** A civil day of an answer, `2026-11-25`. */
export const dayText = z.string().meta({ format: 'date', examples: ['2026-11-25'] });
