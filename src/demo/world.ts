import { addLine, addNode, openYear } from '../buying/budget/index.ts';
import { searchOffers } from '../buying/catalogue/index.ts';
import { SYSTEM } from '../buying/purchase/index.ts';
import { addPerson, grant, type HeldGrant } from '../parties/account/index.ts';
import { addWorkUnit, findByCode, openInstitution } from '../parties/institution/index.ts';
import type { Database, Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { rupiah } from '../values/money.ts';

const CODE = 'CONTOH-01';

interface DemoPerson {
  readonly demoCode: string;
  readonly name: string;
  readonly nip: string;
  readonly role: HeldGrant['role'];
  /** Bound to the education office, or serving the whole regency; the steward serves the hub. */
  readonly isBound: boolean;
  /** What the terminal says beside the name, and where the link leads. */
  readonly work: string;
  readonly to: string;
}

/** Everybody in the demonstration is invented. */
export const people: readonly DemoPerson[] = [
  {
    ...{ demoCode: 'ratna', name: 'Ratna Wulandari', nip: '198504122010012003', role: 'pp', isBound: true },
    ...{ work: 'Pejabat Pengadaan: mencari dan mengajukan pembelian', to: '/offers?q=kursi+rotan' },
  },
  {
    ...{ demoCode: 'bambang', name: 'Bambang Hariyadi', nip: '197811032005011004', role: 'ppk', isBound: true },
    ...{ work: 'PPK: memutus permintaan di atas Rp50.000.000', to: '/' },
  },
  {
    ...{ demoCode: 'yohanes', name: 'Yohanes Tukan', nip: '198207192008011002', role: 'treasurer', isBound: true },
    ...{ work: 'Bendahara: membayar tagihan', to: '/' },
  },
  {
    ...{ demoCode: 'maria', name: 'Maria Lestari Hutapea', nip: '198012252006042005', role: 'ppspm', isBound: true },
    ...{ work: 'PPSPM: menandatangani SPM', to: '/' },
  },
  {
    ...{ demoCode: 'wayan', name: 'Wayan Sudarsana', nip: '197606302002121001', role: 'bud', isBound: false },
    ...{ work: 'BUD: menerbitkan SP2D', to: '/' },
  },
  {
    ...{ demoCode: 'sri', name: 'Sri Handayani', nip: '198909082015032006', role: 'administrator', isBound: false },
    ...{ work: 'Administrator: anggaran dan unit kerja', to: '/' },
  },
  {
    ...{ demoCode: 'galuh', name: 'Galuh Prasetyo', nip: '198701152012011007', role: 'auditor', isBound: false },
    ...{ work: 'Auditor (APIP): memutar ulang keputusan', to: '/' },
  },
  {
    ...{ demoCode: 'laksmi', name: 'Laksmi Paramita', nip: '198303032009122008', role: 'steward', isBound: false },
    ...{ work: 'Pengelola Bangga: menangguhkan dan menerima kembali lokapasar', to: '/marketplaces' },
  },
];

/** The link that lets somebody in as this person and leads on; `to` is an address of its own, so it travels encoded. */
export function demoLink(baseUrl: string, { demoCode, to }: { demoCode: string; to: string }): string {
  return `${baseUrl}/session/demo/${demoCode}?to=${encodeURIComponent(to)}`;
}

export async function isWorldOpen(reader: Reader): Promise<boolean> {
  return (await findByCode(reader, CODE)) !== undefined;
}

/** The invented regency, its education office, people and budget; also the world of the tests. Answers its ids. */
export function openWorld({ database, vault, at }: { database: Database; vault: Vault; at: Instant }) {
  return database.transaction(async (tx) => {
    const by = SYSTEM;
    const institutionId = await openInstitution(tx, {
      ...{ code: CODE, name: 'Kabupaten Teluk Kenanga (contoh)', kind: 'regency', regionCode: '19.02', by, at },
      ...{ address: 'Jl. Melur 14, Teluk Kenanga', timeZone: 'Asia/Jakarta' },
    });
    const acting = { institutionId, by, at };
    const workUnitId = await addWorkUnit(tx, { ...acting, code: '1.01.01', name: 'Dinas Pendidikan' });
    const lines = await openBudget(tx, { ...acting, workUnitId, year: at.getUTCFullYear() });
    const ids: Record<string, string> = {};
    for (const { demoCode, name, nip, role, isBound } of people) {
      const personId = await addPerson(tx, vault, { name, nip, demoCode, by, at });
      const decree = `SK Bupati ${at.getUTCFullYear()}/${demoCode} (contoh)`;
      const place = role === 'steward' ? {} : { institutionId, ...(isBound ? { workUnitId } : {}) };
      await grant(tx, { personId, role, ...place, decree, validFrom: at, by, at });
      ids[demoCode] = personId;
    }
    return { institutionId, workUnitId, lines, ids };
  });
}

/** The account lines of the education office. */
export const accounts = [
  ['5.2.02.05.02.0001', 'Belanja Mebel Kantor', 260_000_000],
  ['5.1.02.01.01.0024', 'Belanja Alat Tulis Kantor', 45_000_000],
  ['5.1.02.01.01.0052', 'Belanja Makanan dan Minuman Rapat', 80_000_000],
  ['5.1.02.01.01.0026', 'Belanja Suvenir dan Cenderamata', 35_000_000],
] as const;

async function openBudget(
  tx: Tx,
  acting: { institutionId: string; workUnitId: string; by: string; at: Instant; year: number },
): Promise<string[]> {
  const { workUnitId, year, institutionId, by, at } = acting;
  await openYear(tx, { institutionId, by, at, year, chart: 'apbd' });
  const branch = [
    ['1.01.01', 'Penunjang urusan pemerintahan'],
    ['1.01.01.2.06', 'Administrasi umum perangkat daerah'],
    ['1.01.01.2.06.0002', 'Penyediaan peralatan dan perlengkapan kantor'],
  ] as const;
  let parentId: string | null = null;
  for (const [code, name] of branch) {
    const ceiling = rupiah(500_000_000);
    parentId = await addNode(tx, { institutionId, by, at, year, workUnitId, parentId, code, name, ceiling });
  }
  if (parentId === null) throw new Error('the branch has nodes');
  const lines: string[] = [];
  for (const [code, name, whole] of accounts) {
    lines.push(await addLine(tx, { institutionId, by, at, nodeId: parentId, code, name, ceiling: rupiah(whole) }));
  }
  return lines;
}

/** Shopkeepers of the sandboxes' sellers: who sells what, so that buyer and seller can be tried side by side. */
export const shopkeepers = [
  {
    demoCode: 'darsono',
    name: 'Darsono',
    sells: 'kursi tamu rotan dudukan busa',
    work: 'Penjual rotan: menerima dan mengirim pesanan',
    to: '/',
  },
  {
    demoCode: 'yanti',
    name: 'Yanti Kurniasih',
    sells: 'keripik singkong balado 200 gram',
    work: 'Penjual keripik: menerima pesanan',
    to: '/',
  },
] as const;

/** Gives the shopkeepers their shops, once the marketplaces have told the hub of their sellers. */
export async function openShops({
  database,
  vault,
  at,
}: {
  database: Database;
  vault: Vault;
  at: Instant;
}): Promise<void> {
  for (const { demoCode, name, sells } of shopkeepers) {
    const { offers } = await searchOffers(database, { q: sells });
    const [offer] = offers;
    if (!offer) throw new Error(`nobody sells ${sells}`);
    await database.transaction(async (tx) => {
      const by = SYSTEM;
      const personId = await addPerson(tx, vault, { name, demoCode, by, at });
      const decree = 'Pemilik usaha (contoh)';
      await grant(tx, { personId, role: 'seller', sellerId: offer.sellerId, decree, validFrom: at, by, at });
    });
  }
}
