import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { cloneDatabase } from '../testing/database.ts';
import { recordAudit } from './audit.ts';
import { createLive } from './live.ts';

const { database } = await cloneDatabase();
const subject = '01a21111-0000-7000-8000-00000000000a';
const other = '01a21111-0000-7000-8000-00000000000b';
const person = '01a21111-0000-7000-8000-0000000000aa';
const at = new Date('2026-11-25T05:00:00Z');

const here = createLive(database, { streams: 3, each: 2 });
here.start();
afterAll(() => here.stop());

const change = (id: string, fails = false) =>
  database.transaction(async (tx) => {
    await recordAudit(tx, { tenantId: person, at, by: person, action: 'request.changed', subject: id, content: {} });
    if (fails) throw new Error('rolled back');
  });

const listeners = async () =>
  database.query<{ pid: number }>(
    `select pid from pg_stat_activity where query = 'listen bangga_live' and datname = current_database()`,
  );
while ((await listeners()).length === 0) await pause(20);

/** Reads a stream until it said so much, and leaves it. */
async function heard(stream: ReadableStream<Uint8Array>, until: string, meanwhile = async () => {}): Promise<string> {
  const reader = stream.getReader();
  let text = new TextDecoder().decode((await reader.read()).value);
  await meanwhile();
  while (!text.includes(until)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  await reader.cancel();
  return text;
}

function follow(seen: string, mark: () => Promise<string>, personId = person) {
  const stream = here.follow({ personId, subjects: [subject], mark, seen });
  if (!stream) throw new Error('too many');
  return stream;
}

test('a change that is committed anywhere is told, with the mark by which a browser comes back', async () => {
  let version = '1';
  const said = await heard(
    follow('1', async () => version),
    'changed',
    async () => {
      version = '2';
      await change(subject);
    },
  );
  expect(said).toContain('id: 2\nevent: changed');
});

test('what came between the page and its stream is told at once', async () => {
  expect(
    await heard(
      follow('1', async () => '2'),
      'changed',
    ),
  ).toContain('id: 2');
});

test('what concerns another, what was rolled back and what changed nothing is not told', async () => {
  let looks = 0;
  let version = '1';
  const mark = async () => {
    looks += 1;
    return version;
  };
  const said = await heard(follow('1', mark), 'id: 2', async () => {
    await change(other);
    await change(subject, true).catch(() => {});
    await change(subject); // the same mark as before
    while (looks < 2) await pause(20);
    version = '2';
    await change(subject);
  });
  expect(said.match(/event: changed/g)).toHaveLength(1);
});

test('a person has few streams, a process not many, and whoever leaves makes room', async () => {
  const mark = async () => '1';
  const first = follow('1', mark);
  const second = follow('1', mark);
  expect(here.follow({ personId: person, subjects: [subject], mark, seen: '1' })).toBeUndefined();
  const third = follow('1', mark, other);
  expect(here.follow({ personId: subject, subjects: [subject], mark, seen: '1' })).toBeUndefined();
  await first.cancel();
  const fourth = follow('1', mark);
  for (const stream of [second, third, fourth]) await stream.cancel();
});

test('the listening connection is one, and comes back when it was lost, with what was missed', async () => {
  const [connection] = await listeners();
  expect(await listeners()).toHaveLength(1);
  let version = '1';
  const said = await heard(
    follow('1', async () => version),
    'changed',
    async () => {
      await database.query('select pg_terminate_backend($1)', [connection?.pid]);
      version = '2';
    },
  );
  expect(said).toContain('id: 2');
});

test('a stream ends by itself, so that its session is looked at again', async () => {
  const short = createLive(database, { lifeMs: 20 });
  const stream = short.follow({ personId: person, subjects: [subject], mark: async () => '1', seen: '1' });
  const reader = stream?.getReader();
  await reader?.read();
  expect((await reader?.read())?.done).toBe(true);
  await short.stop();
});
