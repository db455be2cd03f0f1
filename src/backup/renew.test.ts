import { expect, test } from 'vitest';
import { recordAudit } from '../platform/audit.ts';
import { newId } from '../platform/id.ts';
import { brokenSeals, seal } from '../platform/sealer.ts';
import { cloneDatabase } from '../testing/database.ts';
import { renew } from './index.ts';

const { database, owner, ownerUrl } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const tenantId = newId(at);

/** As pg_restore leaves it: rows that carry the numbers of a server that had lived much longer. */
async function restoredElsewhere(): Promise<void> {
  for (const [xid, action] of [
    ['9000000007', 'first'],
    ['9000000003', 'second'],
    ['9000000009', 'third'],
  ]) {
    await owner.query(
      `insert into platform.audit (tenant_id, xid, at, by_person, action, subject, content, content_hash)
       values ($1, $2::text::xid8, $3, $1, $4, $1, '{}', encode(sha256('{}'), 'hex'))`,
      [tenantId, xid, at, action],
    );
  }
}

test('a database restored on another server is sealed on, in the old order, and the old before the new', async () => {
  await restoredElsewhere();
  const [before] = await owner.query<{ id: string }>(`select id from platform.epoch`);
  const epoch = await renew(ownerUrl);
  expect(epoch).not.toBe(before?.id);

  const entry = { tenantId, at, by: tenantId, action: 'fourth', subject: tenantId, content: {} };
  await database.transaction((tx) => recordAudit(tx, entry));
  const rows = await owner.query<{ action: string }>(`select action from platform.audit order by xid, id`);
  expect(rows.map(({ action }) => action)).toEqual(['second', 'first', 'third', 'fourth']);

  let sealed = 0;
  for (let tries = 0; tries < 200 && sealed < 4; tries += 1) {
    sealed += await seal(database, { at });
    await new Promise((resolve) => setTimeout(resolve, 20)); // a transaction elsewhere on the server may be open
  }
  expect(sealed).toBe(4);
  expect(await brokenSeals(owner, tenantId)).toEqual([]);
  await expect(renew(ownerUrl)).rejects.toMatchObject({ code: 'backup/in-use' });
});
