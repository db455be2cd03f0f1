import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';

/** Turns everybody away who does not show the key, before anything else is looked at. */
export function onlyWith(key: string): MiddlewareHandler {
  // Equal lengths by hashing, so that the comparison takes the same time whatever was sent.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${key}`);
  return async (c, next) => {
    const shown = digest(c.req.header('authorization') ?? '');
    if (!timingSafeEqual(shown, expected)) return c.json({ type: 'wrong-key' }, 401);
    await next();
  };
}

export async function receive<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text();
  const body: unknown = JSON.parse(text);
  // Such characters come only as escapes, so that ordinary bodies are not walked through.
  if (/\\u(0000|d[89a-f])/i.test(text) && holdsUnkept(body)) throw new SyntaxError('a text cannot be kept');
  return schema.parse(body);
}

/** NUL and half a character are JSON, and yet no text that a database can keep. */
function holdsUnkept(body: unknown): boolean {
  if (typeof body === 'string') return /[\0\p{Cs}]/u.test(body);
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).some(([key, value]) => holdsUnkept(key) || holdsUnkept(value));
}

export function send<Schema extends z.ZodType>(c: Context, schema: Schema, answer: z.output<Schema>): Response {
  return c.json(z.encode(schema, answer) as object);
}
