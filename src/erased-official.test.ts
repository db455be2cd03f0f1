import { expect, test } from 'vitest';
import { erasePerson } from './parties/account/index.ts';
import { sha256 } from './platform/content-hash.ts';
import { expectInvariants } from './testing/invariants.ts';
import { openHub } from './testing/open-hub.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner, vault, web, people, institutionId, buyUntil, act, cookieOf, dispatcher } = await openHub(at);
const [name, nip] = ['Ratna Wulandari', '198504122010012003'];

/** Every column of every table that holds these words as they are read. */
async function placesOf(words: string): Promise<string[]> {
  const columns = await owner.query<{ place: string; found: string }>(
    `select format('%s.%s.%s', table_schema, table_name, column_name) as place,
       format('select exists (select from %I.%I where %I::text like $1) as found', table_schema, table_name, column_name) as found
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' order by 1`,
  );
  const places: string[] = [];
  for (const { place, found } of columns) {
    const [row] = await owner.query<{ found: boolean }>(found, [`%${words}%`]);
    if (row?.found) places.push(place);
  }
  return places;
}

interface Kept {
  readonly id: string;
  readonly kind: string;
  readonly content: string;
  readonly hash: string;
  readonly code: string;
}
const papers = () =>
  database.query<Kept>(
    `select id, kind, content, content_hash as hash, verify_code as code from document.papers order by id`,
  );

test("an erased official's name stays in the papers of the purchases that they answered for, and nowhere else", async () => {
  await buyUntil('received');
  const open = await buyUntil('shipped');
  const before = await papers();
  expect(before.map(({ kind }) => kind)).toContain('purchase-order');
  expect(before.every(({ content }) => content.includes(name))).toBe(true);

  const by = people.steward ?? '';
  await erasePerson(database, vault, { personId: people.pp ?? '', by, at });

  // The record of the purchase, whole and provable, and the words from which its later papers will be made.
  const recorded = ['document.papers.content', 'fulfilment.deliveries.content', 'settlement.bills.content'];
  expect(await placesOf(name)).toEqual(recorded);
  expect(await placesOf(nip)).toEqual(recorded);
  expect(await papers()).toEqual(before);
  for (const { content, hash, code } of before) {
    expect(sha256(content)).toBe(hash);
    // Whoever checks a paper learns that it is genuine, not who signed it.
    const page = await (await web.request(`/verify/${code}`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain(hash.slice(0, 8));
    expect(page).not.toContain(name);
  }

  // Everywhere else the person is gone: pages name nobody, the session is over, nobody finds them again.
  const auditor = { accept: 'text/html', cookie: await cookieOf('auditor') };
  const pages = ['requests', 'deliveries', `deliveries/${open.orderId}`, 'bills', 'budget'];
  for (const place of pages) {
    const page = await web.request(`/institutions/${institutionId}/${place}`, { headers: auditor });
    expect([place, page.status]).toEqual([place, 200]);
    expect(await page.text()).not.toContain(name);
  }
  await expect(act('pp', `/institutions/${institutionId}/requests`, {})).rejects.toThrow(' 401 ');

  // A purchase under way is finished by the others, and its papers still say who ordered.
  const lines = [{ lineId: open.lineId, quantity: 2 }];
  await act('ppk', `/institutions/${institutionId}/deliveries/${open.orderId}/receipts`, { lines });
  await dispatcher.idle();
  const [bill] = await database.query<{ id: string }>(`select id from settlement.bills where order_id = $1`, [
    open.orderId,
  ]);
  const paying = { method: 'UP', reference: 'TRF-0412', paidOn: '2026-11-25' };
  await act('treasurer', `/institutions/${institutionId}/bills/${bill?.id}/payment`, paying);
  await dispatcher.idle();
  const later = (await papers()).filter(({ id }) => before.every((one) => one.id !== id));
  expect(later.length).toBeGreaterThan(0);
  expect(later.every(({ content }) => content.includes(name))).toBe(true);
  expect(await placesOf(name)).toEqual(recorded);
  await expectInvariants(owner);
});
