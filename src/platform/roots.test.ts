import { expect, test } from 'vitest';
import { cloneDatabase } from '../testing/database.ts';
import { recordAudit } from './audit.ts';
import { languages, translator } from './i18n.ts';
import { merklePath, merkleRoot, rootOf } from './merkle.ts';
import { proveInclusion, publishRoot, readRoots } from './roots.ts';
import { seal } from './sealer.ts';
import { explainVerified, readPublished } from './verified.ts';
import { verifyAudit } from './verify-audit.ts';

const noon = (day: string) => new Date(`${day}T12:00:00+07:00`);
const [teluk, bukit, hulu] = [1, 2, 3].map((n) => `01a2000${n}-0000-7000-8000-000000000000`) as [
  string,
  string,
  string,
];
const by = '01a20009-0000-7000-8000-000000000000';

/** Three days at two offices, a third joining on the last; each row has a seal of its own, so a fault names one row. */
async function threeDays() {
  const { database, owner } = await cloneDatabase();
  const act = async (tenantId: string, day: string) => {
    const at = noon(day);
    const entry = { tenantId, at, by, action: 'request.submitted', subject: by, content: { day, tenantId } };
    await database.transaction((tx) => recordAudit(tx, entry));
    while ((await seal(database, { at })) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  for (const day of ['2026-11-23', '2026-11-24', '2026-11-25']) {
    for (const tenant of day === '2026-11-25' ? [teluk, bukit, hulu] : [teluk, bukit]) {
      await act(tenant, day);
      await act(tenant, day);
    }
    await publishRoot(database, { at: new Date(noon(day).getTime() + 86_400_000) });
  }
  await owner.query('alter table platform.audit drop constraint audit_check');
  return { database, owner };
}

// Read this one first: what is published, and who can check it.
test('each day in Jakarta has one root, and each root names the one before', async () => {
  const { database } = await threeDays();
  const roots = await readRoots(database);
  expect(roots.map(({ day, tenants }) => [day, tenants])).toEqual([
    ['2026-11-25', 3],
    ['2026-11-24', 2],
    ['2026-11-23', 2],
  ]);
  expect(roots.map(({ previous }) => previous)).toEqual([roots[1]?.hash, roots[2]?.hash, '0'.repeat(64)]);
  expect(await verifyAudit(database)).toMatchObject({ ok: true, chains: 3, rows: 14, seals: 14, roots: 3 });
  // Nothing more is published for a day that has its root, or before the day is over.
  expect(await publishRoot(database, { at: noon('2026-11-26') })).toBeUndefined();
  const { path, holds } = (await proveInclusion(database, hulu)) ?? { path: [], holds: false };
  expect([path.length, holds]).toEqual([1, true]);
  expect(await proveInclusion(database, hulu, '2026-11-24')).toBeUndefined();
});

test('a root waits for the rows of its day', async () => {
  const { database } = await cloneDatabase();
  const entry = { tenantId: teluk, by, action: 'x', subject: by, content: {} };
  await database.transaction((tx) => recordAudit(tx, { ...entry, at: noon('2026-11-24') }));
  while ((await seal(database, { at: noon('2026-11-24') })) === 0);
  await database.transaction((tx) => recordAudit(tx, { ...entry, at: noon('2026-11-25') }));
  const tomorrow = noon('2026-11-26');
  expect(await publishRoot(database, { at: tomorrow })).toBeUndefined();
  // 16:59:59 UTC is the last second of the day in Jakarta.
  while ((await seal(database, { at: new Date('2026-11-25T16:59:59Z') })) === 0);
  expect(await publishRoot(database, { at: tomorrow })).toMatchObject({ day: '2026-11-25', tenants: 1 });
});

test('many hubs publish one root', async () => {
  const { database } = await threeDays();
  const at = noon('2026-11-27');
  const made = await Promise.all(Array.from({ length: 6 }, () => publishRoot(database, { at })));
  expect(made.filter(Boolean)).toHaveLength(1);
});

const third = `(select id from platform.audit where tenant_id = '${bukit}' order by xid, id offset 2 limit 1)`;
const idOf = `select ${third} as id`;
test.each([
  ['the content of a row', `update platform.audit set content = '{"day":"2020-01-01"}' where id = ${third}`, 'content'],
  [
    'the content and its hash',
    `update platform.audit set content = '{}', content_hash = encode(sha256('{}'), 'hex') where id = ${third}`,
    'changed',
  ],
  ['who did it', `update platform.audit set by_person = gen_random_uuid() where id = ${third}`, 'changed'],
  ['a row that is gone', `delete from platform.audit where id = ${third}`, 'rows'],
  [
    'two rows that changed places',
    `with a as (select id, xid from platform.audit where id = ${third}),
       b as (select id, xid from platform.audit where tenant_id = '${bukit}' order by xid desc, id desc limit 1)
     update platform.audit t set xid = case t.id when a.id then b.xid else a.xid end from a, b where t.id in (a.id, b.id)`,
    'rows',
  ],
  [
    'a row that was put in between',
    `insert into platform.audit (tenant_id, xid, at, by_person, action, subject, content, content_hash)
     select tenant_id, xid, at, by_person, action, subject, content, content_hash from platform.audit where id = ${third}`,
    'rows',
  ],
  ['a seal that is gone', `delete from platform.seals where tenant_id = '${bukit}' and number = 3`, 'seal'],
])('%s is named', async (_, sql, what) => {
  const { database, owner } = await threeDays();
  const [named] = await owner.query<{ id: bigint }>(idOf);
  await owner.query(sql);
  const found = await verifyAudit(database);
  const { ok, brokenChains } = found;
  const [broken] = brokenChains;
  for (const language of languages) expect(explainVerified(found, translator(language))[0]).toContain(bukit);
  expect({ ok, what: broken?.what, tenant: broken?.tenant }).toEqual({ ok: false, what, tenant: bukit });
  const isNext = sql.startsWith('insert') || sql.includes('platform.seals');
  if (!isNext) expect(broken?.row).toBe(named?.id);
});

const day = `day = '2026-11-24'`;
/** Changes a root so that its own hash is right again. */
const rehashed = (body: string, change: string) =>
  `update platform.roots set ${change}, hash = encode(sha256(convert_to(concat_ws('|', ${body}), 'UTF8')), 'hex') where ${day}`;
test.each([
  ['another hash', `update platform.roots set hash = repeat('a', 64) where ${day}`, 'root', '2026-11-24'],
  [
    'another Merkle root',
    rehashed(`previous, day, tenants, repeat('a', 64)`, `merkle = repeat('a', 64)`),
    'root',
    '2026-11-24',
  ],
  ['another number of chains', rehashed('previous, day, 7, merkle', 'tenants = 7'), 'root', '2026-11-24'],
  [
    'a root that is gone',
    `with gone as (delete from platform.root_heads where ${day}) delete from platform.roots where ${day}`,
    'previous',
    '2026-11-25',
  ],
  ['another head', `update platform.root_heads set hash = repeat('a', 64) where ${day}`, 'head', '2026-11-24'],
  [
    'the last rows and seals, cut off',
    `with s as (delete from platform.seals where tenant_id = '${hulu}') delete from platform.audit where tenant_id = '${hulu}'`,
    'head',
    '2026-11-25',
  ],
])('a root is caught with %s', async (_, sql, what, on) => {
  const { database, owner } = await threeDays();
  await owner.query(sql);
  const found = await verifyAudit(database);
  expect(found).toMatchObject({ ok: false, brokenRoot: { what, day: on } });
  for (const language of languages) expect(explainVerified(found, translator(language)).join()).toContain(on);
});

test('somebody who rewrites everything is caught by what was published', async () => {
  const { database, owner } = await threeDays();
  const published = await readRoots(database);
  await owner.query(
    `update platform.audit set content = '{}', content_hash = encode(sha256('{}'), 'hex') where tenant_id = '${bukit}'`,
  );
  await owner.query('truncate platform.seals, platform.roots, platform.root_heads');
  for (const on of ['2026-11-23', '2026-11-24', '2026-11-25']) await seal(database, { at: noon(on) });
  await publishRoot(database, { at: noon('2026-11-26') });
  expect(await verifyAudit(database)).toMatchObject({ ok: true });
  const { ok, brokenRoot } = await verifyAudit(database, { published });
  expect({ ok, brokenRoot }).toEqual({ ok: false, brokenRoot: { what: 'gone', day: '2026-11-23', tenant: null } });
});

test('a list of roots that cannot be read is refused', async () => {
  await expect(readPublished('package.json')).rejects.toMatchObject({ code: 'audit/unreadable' });
  await expect(readPublished('no-such-file')).rejects.toMatchObject({ code: 'audit/unreadable' });
});

test('the application may neither change nor delete a root', async () => {
  const { database } = await threeDays();
  for (const table of ['roots', 'root_heads', 'seals', 'audit']) {
    for (const sql of [`delete from platform.${table}`, `truncate platform.${table}`]) {
      await expect(database.query(sql)).rejects.toThrow('permission denied');
    }
  }
  await expect(database.query(`update platform.roots set hash = ''`)).rejects.toThrow('permission denied');
  await expect(database.query(`update platform.root_heads set hash = ''`)).rejects.toThrow('permission denied');
});

test('every leaf of every small tree has its path, and no other', () => {
  for (let count = 1; count <= 17; count += 1) {
    const leaves = Array.from({ length: count }, (_, n) => `leaf ${n}`);
    const root = merkleRoot(leaves);
    for (const [index, leaf] of leaves.entries()) {
      expect(rootOf(leaf, merklePath(leaves, index))).toBe(root);
      expect(rootOf('another', merklePath(leaves, index))).not.toBe(root);
    }
  }
});

test('the tree is that of RFC 6962: these roots are of its known test vectors', () => {
  expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(merkleRoot([''])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  const leaves = ['', '\0', '\x10', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
  expect(merkleRoot(leaves)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});
