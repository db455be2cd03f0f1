import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { sha256 } from '../../platform/content-hash.ts';
import { openDatabase } from '../../platform/database.ts';
import { asAdministrator, createDatabase } from '../../platform/embedded-database.ts';
import { newId } from '../../platform/id.ts';
import { migrate, readMigrations } from '../../platform/migrate.ts';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { recordDecisionOn } from '../../testing/decided.ts';
import { decisionsOn } from './actions.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const order = () =>
  confirmedOrder({ institutionId: newId(at), workUnitId: newId(at), requestedBy: newId(at), at, requestId: newId(at) });

test('a purchase went on under the decision made before its payment, however many were made for payments since', async () => {
  const bought = order();
  const { institutionId, requestId } = bought;
  const first = await database.transaction(async (tx) => {
    const decision = await recordDecisionOn(tx, bought);
    await recordDecisionOn(tx, bought, { payment: 'UP' });
    await recordDecisionOn(tx, bought, { payment: 'LS' });
    return decision;
  });
  expect(await decisionsOn(database, [{ institutionId, requestId }])).toEqual(new Map([[requestId, first]]));
});

test('facts that only speak of a payment in a word do not count as one', async () => {
  const { institutionId, requestId } = order();
  const facts = `{"orders":[{"key":"\\"payment\\":\\"LS\\""}],"payment":null}`;
  await insert(owner, { institutionId, requestId, facts });
  const [row] = await owner.query(`select payment from integrity.decisions where request_id = $1`, [requestId]);
  expect(row).toEqual({ payment: null });
});

test('nobody writes another way of paying than the facts say', async () => {
  await expect(
    database.query(
      `insert into integrity.decisions (institution_id, request_id, pack_id, facts, answer, answer_hash, at, payment)
       values ($1, $1, 'pack', '{"payment":null}', '{}', $2, $3, 'UP')`,
      [newId(at), sha256('{}'), at],
    ),
  ).rejects.toThrow('cannot insert a non-DEFAULT value');
  const asked = { institutionId: newId(at), requestId: newId(at), facts: '{"payment":"KKP"}' };
  await expect(insert(owner, asked)).rejects.toThrow('check constraint');
});

test('decisions that stood before the column are told apart by what their facts always said', async () => {
  const { admin, owner: ownerUrl } = inject('databaseUrls');
  const name = `before_${randomBytes(6).toString('hex')}`;
  await createDatabase(admin, name);
  const url = ownerUrl.replace('DATABASE', name);
  const all = (await readMigrations('migrations')).map((one) => one.name);
  await migrate(url, 'migrations', { first: all.indexOf('0021-decision-payment.sql') });
  const old = openDatabase(url, { connections: 2 });
  try {
    const ids = { institutionId: newId(at), requestId: newId(at) };
    for (const payment of [null, 'LS', 'UP']) {
      await insert(old, { ...ids, facts: `{"on":"2026-11-25","orders":[],"payment":${JSON.stringify(payment)}}` });
    }
    await migrate(url);
    const rows = await old.query<{ payment: string | null }>(`select payment from integrity.decisions order by id`);
    expect(rows.map(({ payment }) => payment)).toEqual([null, 'LS', 'UP']);
  } finally {
    await old.close();
    await asAdministrator(admin, (client) => client.query(`drop database ${name}`));
  }
});

interface Written {
  readonly institutionId: string;
  readonly requestId: string;
  readonly facts: string;
}

async function insert(into: typeof owner, { institutionId, requestId, facts }: Written): Promise<void> {
  await into.query(
    `insert into integrity.decisions (institution_id, request_id, pack_id, facts, answer, answer_hash, at)
     values ($1, $2, 'pack', $3, '{}', $4, $5)`,
    [institutionId, requestId, facts, sha256('{}'), at],
  );
}
