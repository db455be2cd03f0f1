import { expect, test } from 'vitest';
import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { sessionPerson, startSession } from '../../platform/session.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import {
  addPerson,
  authorise,
  authoriseMarketplace,
  authoriseSeller,
  authoriseSteward,
  endGrant,
  erasePerson,
  findPerson,
  grant,
  grantsOf,
  namesOf,
  officialsOf,
  replayErasures,
} from './index.ts';

const { database, owner } = await cloneDatabase();
const { vault, owner: vaultOwner } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
const day = (offset: number) => new Date(at.getTime() + offset * 86_400_000);
const [sukamaju, makmur] = [newId(at), newId(at)];
const decree = 'SK 800/17/2026';
const within = <Result>(work: (tx: Tx) => Promise<Result>) => database.transaction(work);
const add = (name: string, more = {}) => within((tx) => addPerson(tx, vault, { name, at, ...more }));
const give = (personId: string, more: Partial<Parameters<typeof grant>[1]>) =>
  within((tx) =>
    grant(tx, {
      ...{ personId, role: 'pp', institutionId: sukamaju, decree, validFrom: at, by: personId, at },
      ...more,
    }),
  );

// Read this one first: it tells one story, as somebody in the office would tell it.
test('Ratna is registered, becomes procurement officer by decree, and acts until the decree ends', async () => {
  const ratna = await add('Ratna Wulandari', { nip: '19870412 201001 2 003' });
  await give(ratna, { validFrom: day(1), validUntil: day(30) });
  const asking = (at: Date) => authorise(database, { personId: ratna, institutionId: sukamaju, roles: ['pp'], at });

  await expect(asking(at)).rejects.toMatchObject({ code: 'account/not-your-institution' });
  expect(await asking(day(1))).toEqual({
    ...{ personId: ratna, institutionId: sukamaju, roles: ['pp'], workUnitId: null },
  });
  expect(await asking(new Date(day(30).getTime() - 1))).toMatchObject({ roles: ['pp'] });
  await expect(asking(day(30))).rejects.toMatchObject({ code: 'account/not-your-institution' });

  expect(await officialsOf(database, vault, sukamaju, day(2))).toEqual([
    { personId: ratna, name: 'Ratna Wulandari', nip: '198704122010012003', roles: ['pp'], workUnitId: null },
  ]);
  expect(await officialsOf(database, vault, sukamaju, day(31))).toEqual([]);
  const audit = `select tenant_id, action, content from platform.audit where subject = $1 order by id`;
  expect(await owner.query(audit, [ratna])).toMatchObject([
    { action: 'person.added', content: '{"values":["name","nip"]}' },
    { tenant_id: sukamaju, action: 'grant.given', content: expect.stringContaining(decree) },
  ]);
});

test('nobody, an unknown person, another institution and another role stay out', async () => {
  const bambang = await add('Bambang Hariyadi');
  await give(bambang, { role: 'ppk' });
  const asking = (personId: string | undefined, institutionId = sukamaju) =>
    authorise(database, { personId, institutionId, roles: ['pp'], at });
  await expect(asking(undefined)).rejects.toMatchObject({ kind: 'unauthenticated', code: 'account/who-are-you' });
  await expect(asking(newId(at))).rejects.toMatchObject({ kind: 'unauthenticated' });
  await expect(asking(bambang)).rejects.toMatchObject({ kind: 'forbidden', code: 'account/not-your-role' });
  await expect(asking(bambang, makmur)).rejects.toMatchObject({
    kind: 'forbidden',
    code: 'account/not-your-institution',
  });
});

test('the same role in another institution is refused', async () => {
  const dewi = await add('Dewi Anggraini');
  await give(dewi, { role: 'pp', institutionId: makmur });
  const asked = { personId: dewi, roles: ['pp'] as const, at };
  expect(await authorise(database, { ...asked, institutionId: makmur })).toMatchObject({ roles: ['pp'] });
  const there = authorise(database, { ...asked, institutionId: sukamaju });
  await expect(there).rejects.toMatchObject({ code: 'account/not-your-institution' });
});

test('a grant at an id counts for its own kind of place alone', async () => {
  const yanti = await add('Yanti Kurniasih');
  const place = newId(at);
  await give(yanti, { role: 'seller', institutionId: undefined, sellerId: place });
  const asked = { personId: yanti, at };
  expect(await authoriseSeller(database, { ...asked, sellerId: place })).toEqual({ personId: yanti, sellerId: place });
  const others = [
    authoriseSeller(database, { ...asked, sellerId: newId(at) }),
    authoriseMarketplace(database, { ...asked, marketplaceId: place }),
    authorise(database, { ...asked, institutionId: place }),
    authoriseSteward(database, asked),
  ];
  expect((await Promise.allSettled(others)).map((one) => 'reason' in one && one.reason.code)).toEqual([
    ...['account/not-your-shop', 'account/not-your-marketplace', 'account/not-your-institution', 'account/not-steward'],
  ]);
});

test('a partner and a steward come in at their own doors', async () => {
  const andi = await add('Andi Rumengan');
  const lokabina = newId(at);
  await give(andi, { role: 'partner', institutionId: undefined, marketplaceId: lokabina, validFrom: day(-1) });
  await give(andi, { role: 'steward', institutionId: undefined });
  await authoriseMarketplace(database, { personId: andi, marketplaceId: lokabina, at });
  await authoriseSteward(database, { personId: andi, at });
  expect(await grantsOf(database, andi, at)).toMatchObject([
    { role: 'steward', institutionId: null, sellerId: null, marketplaceId: null },
    { role: 'partner', institutionId: null, sellerId: null, marketplaceId: lokabina },
  ]);
});

test('an ended grant stops counting at once, and ends once', async () => {
  const joko = await add('Joko Susanto');
  const grantId = await give(joko, { role: 'treasurer' });
  const end = () => within((tx) => endGrant(tx, { grantId, scopeId: sukamaju, by: joko, at: day(1) }));
  await end();
  const asking = (at: Date) => authorise(database, { personId: joko, institutionId: sukamaju, at });
  expect(await asking(at)).toMatchObject({ roles: ['treasurer'] }); // the past stays as it was
  await expect(asking(day(1))).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(end()).rejects.toMatchObject({ code: 'account/no-such-grant' });
});

test('asking who acts is one query', async () => {
  const sri = await add('Sri Lestari');
  await give(sri, {});
  let queries = 0;
  const counting: Reader = {
    query: (sql, values) => {
      queries++;
      return database.query(sql, values);
    },
  };
  await authorise(counting, { personId: sri, institutionId: sukamaju, roles: ['pp'], at });
  expect(queries).toBe(1);
});

test('no name, NIP, e-mail or telephone lies readable anywhere in the database', async () => {
  const values = ['Kartika Sembiring', '199001012015032001', 'kartika@sukamaju.go.id', '+6281234567890'];
  const [name = '', nip, email, phone] = values;
  const kartika = await add(name, { nip, email, phone });
  const rows = await owner.query<{ row: string; name: Buffer }>(
    `select person::text as row, name from account.people as person where id = $1`,
    [kartika],
  );
  const audit = await owner.query<{ row: string }>(`select entry::text as row from platform.audit as entry`);
  const hex = (text: string) => Buffer.from(text).toString('hex');
  for (const { row } of [...rows, ...audit]) {
    for (const value of values) {
      expect(row).not.toContain(value);
      expect(row).not.toContain(hex(value));
    }
  }
  expect(rows[0]?.name.toString('latin1')).not.toContain('Kartika');
  for (const identity of [{ nip }, { email: 'KARTIKA@sukamaju.go.id' }, { phone: '0812 3456 7890' }]) {
    expect(await findPerson(database, vault, identity)).toBe(kartika);
  }
  expect(await namesOf(database, vault, [kartika, kartika, newId(at)])).toEqual(new Map([[kartika, name]]));
});

test('the same NIP is one person, also when two offices register it at the same moment', async () => {
  const nip = '199112122016011002';
  const both = await Promise.allSettled([add('Agus Salim', { nip }), add('Agus S.', { nip })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(add('A. Salim', { nip })).rejects.toMatchObject({ kind: 'conflict', code: 'account/known-already' });
});

test('erasing makes the person unreadable, unfindable and signed out; the audit stays as it was', async () => {
  const hana = await add('Hana Pertiwi', { email: 'hana@sukamaju.go.id' });
  const admin = await add('Admin');
  await give(hana, { role: 'official' });
  const token = await startSession(database, { personId: hana, at });
  const audit = () => owner.query(`select * from platform.audit where subject = $1 order by id`, [hana]);
  const before = await audit();

  await erasePerson(database, vault, { personId: hana, by: admin, at });
  expect(await namesOf(database, vault, [hana])).toEqual(new Map());
  expect(await findPerson(database, vault, { email: 'hana@sukamaju.go.id' })).toBeUndefined();
  expect(await sessionPerson(database, token, at)).toBeUndefined();
  const asking = authorise(database, { personId: hana, institutionId: sukamaju, at });
  await expect(asking).rejects.toMatchObject({ code: 'account/who-are-you' });
  expect((await officialsOf(database, vault, sukamaju, at)).map(({ personId }) => personId)).not.toContain(hana);
  const [row] = await owner.query<{ name: Buffer }>(`select name from account.people where id = $1`, [hana]);
  expect(row && (await vault.open(hana, row.name))).toBeUndefined();

  const after = await audit();
  expect(after.slice(0, -1)).toEqual(before);
  expect(after.at(-1)).toMatchObject({ action: 'person.erased', by_person: admin, content: '{}' });
  await erasePerson(database, vault, { personId: hana, by: admin, at: day(1) });
  expect(await audit()).toEqual(after);
  await add('Hana again', { email: 'hana@sukamaju.go.id' });
});

test('whichever database is restored from an older copy, the other one tells it whom to forget', async () => {
  const wahyu = await add('Wahyu Nugroho', { phone: '0813 1111 2222' });
  const [person] = await owner.query<Record<string, unknown>>(`select * from account.people where id = $1`, [wahyu]);
  const [key] = await vaultOwner.query<{ wrapped: Buffer }>(
    `select wrapped from platform.person_keys where person_id = $1`,
    [wahyu],
  );
  await erasePerson(database, vault, { personId: wahyu, by: wahyu, at });

  // The vault comes from a copy made before.
  await vaultOwner.query(`delete from platform.person_keys where person_id = $1`, [wahyu]);
  await vaultOwner.query(`insert into platform.person_keys (person_id, wrapped) values ($1, $2)`, [
    wahyu,
    key?.wrapped,
  ]);
  expect(await vault.open(wahyu, person?.name as Buffer)).toBe('Wahyu Nugroho');
  expect(await replayErasures(database, vault)).toBe(1);
  expect(await vault.open(wahyu, person?.name as Buffer)).toBeUndefined();

  // The data comes from a copy made before.
  await owner.query(`delete from account.erasures where person_id = $1`, [wahyu]);
  await owner.query(`update account.people set erased_at = null, phone_index = $2 where id = $1`, [
    wahyu,
    person?.phone_index,
  ]);
  expect(await findPerson(database, vault, { phone: '081311112222' })).toBe(wahyu);
  expect(await replayErasures(database, vault)).toBe(1);
  expect(await findPerson(database, vault, { phone: '081311112222' })).toBeUndefined();
  expect(await replayErasures(database, vault)).toBe(0);
});

test('a crash between the two databases is made good at the next start', async () => {
  const tri = await add('Tri Handayani');
  const crashing = { ...vault, erase: () => Promise.reject(new Error('the machine stopped')) };
  await expect(erasePerson(database, crashing, { personId: tri, by: tri, at })).rejects.toThrow('stopped');
  expect(await replayErasures(database, vault)).toBe(1);
  expect(await vault.erasures()).toContainEqual({ personId: tri, at });
});

test('the database itself refuses a role at the wrong place and the application cannot rewrite a grant', async () => {
  const eka = await add('Eka Putri');
  const forged = owner.query(
    `insert into account.grants (scope_id, id, person_id, scope, role, decree, valid_from, granted_by, at)
     values ($1, $2, $3, 'institution', 'steward', 'none', $4, $3, $4)`,
    [sukamaju, newId(at), eka, at],
  );
  await expect(forged).rejects.toThrow('check constraint');
  await expect(database.query(`update account.grants set role = 'kpa'`)).rejects.toThrow('permission denied');
  await expect(database.query(`delete from account.people`)).rejects.toThrow('permission denied');
});
