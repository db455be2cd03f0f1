import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/**
 * Refuses a body of more than `largest` bytes. Where its length is announced, Node itself reads no more than that; only
 * a body of unknown length is counted while it comes, which costs twice the whole request.
 */
export function limitBody(largest: number, refuse: () => never): MiddlewareHandler {
  const counted = bodyLimit({ maxSize: largest, onError: refuse });
  return (c, next) => {
    const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
    const length = c.req.header('content-length');
    if (c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    if (length === undefined) return incoming ? next() : counted(c, next);
    if (Number(length) > largest) refuse();
    return next();
  };
}
