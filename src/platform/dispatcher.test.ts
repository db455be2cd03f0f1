import { expect, test } from 'vitest';
import { cloneDatabase } from '../testing/database.ts';
import { createDispatcher } from './dispatcher.ts';
import { newId } from './id.ts';
import { finish, publish } from './outbox.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');

test('what a process leaves before it has a receiver reaches its subscriber too', async () => {
  const tell = (version: number) =>
    database.transaction((tx) =>
      publish(tx, { tenantId: newId(at), at, event: 'test.told', subject: newId(at), version }),
    );
  await tell(1);
  const heard: number[] = [];
  const dispatcher = createDispatcher(database, { pollMs: 20 });
  dispatcher.subscribe('test.told', async (messages) => {
    heard.push(...messages.map(({ version }) => version));
    await database.transaction((tx) => finish(tx, messages));
  });
  await dispatcher.start();
  await tell(2);
  await dispatcher.idle();
  await dispatcher.stop();
  expect(new Set(heard)).toEqual(new Set([1, 2]));
});
