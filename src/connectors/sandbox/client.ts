import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { TurnedAway, Unknown } from '../../parties/marketplace/index.ts';

export interface SandboxAddress {
  readonly url: string;
  readonly key: string;
}

interface Sent {
  readonly method?: Dispatcher.HttpMethod;
  readonly body?: unknown;
}

/** Longer than the hub's own patience, so that a connection never hangs for ever. */
const MOST_MS = 30_000;

export interface Client {
  /** Sends and reads one answer. @throws Unknown, TurnedAway */
  ask<Schema extends z.ZodType>(path: string, answer: Schema, sent?: Sent): Promise<z.output<Schema>>;
  /** The same, where "there is none" is an answer. */
  find<Schema extends z.ZodType>(path: string, answer: Schema): Promise<z.output<Schema> | undefined>;
  /** Sends where no answer is read. */
  tell(path: string, sent: Sent): Promise<void>;
}

/** The wire: HTTP with a bearer key and JSON. */
export function connect({ url, key }: SandboxAddress): Client {
  const send = async (path: string, { method = 'GET', body }: Sent) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const content = body === undefined ? null : JSON.stringify(body);
    const bounds = { headersTimeout: MOST_MS, bodyTimeout: MOST_MS };
    try {
      const answer = await request(new URL(path, url), { method, headers, body: content, ...bounds });
      return { path, status: answer.statusCode, text: await answer.body.text() };
    } catch (cause) {
      throw new Unknown(`${path} was not answered`, { cause });
    }
  };
  return {
    ask: async (path, schema, sent = {}) => read(await send(path, sent), schema),
    find: async (path, schema) => {
      const answer = await send(path, {});
      return answer.status === 404 ? undefined : read(answer, schema);
    },
    tell: async (path, sent) => {
      read(await send(path, sent), z.unknown());
    },
  };
}

interface Received {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

function read<Schema extends z.ZodType>({ path, status, text }: Received, schema: Schema): z.output<Schema> {
  if (status >= 400 && status < 500) throw new TurnedAway(`${path} was turned away with ${status}: ${text}`);
  if (status >= 500) throw new Unknown(`${path} was answered with ${status}`);
  try {
    return schema.parse(text === '' ? undefined : JSON.parse(text));
  } catch (cause) {
    throw new Unknown(`${path} was answered with something else than it should be`, { cause });
  }
}
