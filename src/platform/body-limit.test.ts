import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { afterAll, expect, test } from 'vitest';
import { limitBody } from './body-limit.ts';

const app = new Hono();
app.use(
  limitBody(100, () => {
    throw new HTTPException(413, { message: 'too large' });
  }),
);
app.post('/', async (c) => c.text(String((await c.req.text()).length)));
const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

async function send(head: string, body: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${head}\r\n\r\n${body}`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return `${answer.split(' ')[1]} ${answer.split('\r\n\r\n')[1] ?? ''}`;
}
const chunks = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

test.for([
  ['a body of an announced length', 'content-length: 100', 'x'.repeat(100), '200 100'],
  ['a body that is announced as too long', 'content-length: 101', 'x'.repeat(101), '413'],
  ['a body in pieces', 'transfer-encoding: chunked', chunks('x'.repeat(100)), '200 100'],
  ['a body in pieces that grows too long', 'transfer-encoding: chunked', chunks('x'.repeat(101)), '413'],
  ['no body', 'accept: */*', '', '200 0'],
] as const)('%s', async ([, head, body, answer]) => {
  expect(await send(head, body)).toContain(answer);
});

test('a request that came over no wire is counted too', async () => {
  expect((await app.request('/', { method: 'POST', body: 'x'.repeat(101) })).status).toBe(413);
});
