import { addLine, addNode, openYear } from '../src/buying/budget/index.ts';
import { syncMarketplace } from '../src/buying/catalogue/index.ts';
import { type StockRow, sandboxConnector, sandboxDesk } from '../src/connectors/sandbox/index.ts';
import { addPerson, grant, HUB } from '../src/parties/account/index.ts';
import { addWorkUnit, openInstitution } from '../src/parties/institution/index.ts';
import { admitMarketplace, readCursor, saveCursor } from '../src/parties/marketplace/index.ts';
import type { Database } from '../src/platform/database.ts';
import { startSession } from '../src/platform/session.ts';
import type { Vault } from '../src/platform/vault.ts';
import { rupiah } from '../src/values/money.ts';

export const OFFICES = 100;
export const UNITS_EACH = 2;
export const LINES_EACH = 5;
export const SHOPS = 400;
export const OFFERS_EACH = 2_500;

export interface Official {
  readonly institutionId: string;
  readonly cookie: string;
  readonly lineIds: readonly string[];
}

const kinds = ['furniture', 'food', 'stationery', 'souvenir', 'fashion', 'tools', 'creative', 'medical'] as const;

/** Invented goods of one marketplace: small prices, so that no purchase needs an approver, and stock without end. */
export function stockOf(code: string): StockRow[] {
  return Array.from({ length: OFFERS_EACH }, (_, at) => ({
    ...{ externalId: `${code}-${at}`, title: `Barang contoh ${at}`, description: 'Barang rekaan untuk mengukur.' },
    seller: {
      ...{ externalId: `toko-${at % SHOPS}`, name: `Toko contoh ${at % SHOPS}`, sellerClass: 'micro' as const },
      ...{ regionCode: '19.02', isPkp: false },
    },
    category: kinds[at % kinds.length] ?? kinds[0],
    ...{ unit: 'buah', price: rupiah(5_000 + (at % 50) * 700), stock: 1_000_000, weightGrams: 400 },
    ...{ isDomestic: true, tkdnPercent: null },
  }));
}

/** Offices with their budgets, and one signed-in official a work unit. */
export async function openOffices(database: Database, vault: Vault, at: Date): Promise<Official[]> {
  const officials: Official[] = [];
  for (let office = 0; office < OFFICES; office += 1)
    officials.push(...(await openOffice(database, vault, office, at)));
  return officials;
}

async function openOffice(database: Database, vault: Vault, office: number, at: Date): Promise<Official[]> {
  const year = at.getUTCFullYear();
  return database.transaction(async (tx) => {
    const by = HUB;
    const institutionId = await openInstitution(tx, {
      ...{ code: `UKUR-${office}`, name: `Kabupaten contoh ${office}`, kind: 'regency', regionCode: '19.02', by, at },
      ...{ address: 'Jl. Contoh 1', timeZone: 'Asia/Jakarta' },
    });
    const acting = { institutionId, by, at };
    await openYear(tx, { ...acting, year, chart: 'apbd' });
    const officials: Official[] = [];
    for (let unit = 0; unit < UNITS_EACH; unit += 1) {
      const workUnitId = await addWorkUnit(tx, { ...acting, code: `1.0${unit}`, name: `Dinas contoh ${unit}` });
      let parentId: string | null = null;
      for (const code of ['1.01.01', '1.01.01.2.06', '1.01.01.2.06.0002']) {
        const ceiling = rupiah(100_000_000_000);
        parentId = await addNode(tx, { ...acting, year, workUnitId, parentId, code, name: `Simpul ${code}`, ceiling });
      }
      if (parentId === null) throw new Error('the branch has nodes');
      const lineIds: string[] = [];
      for (let line = 0; line < LINES_EACH; line += 1) {
        const place = { nodeId: parentId, code: `5.1.02.01.01.00${10 + line}`, name: `Belanja contoh ${line}` };
        lineIds.push(await addLine(tx, { ...acting, ...place, ceiling: rupiah(10_000_000_000) }));
      }
      const name = `Pejabat contoh ${office}-${unit}`;
      const personId = await addPerson(tx, vault, {
        name,
        nip: `19800101${String(office * 10 + unit).padStart(10, '0')}`,
        by,
        at,
      });
      const decree = 'SK contoh';
      await grant(tx, { personId, role: 'pp', institutionId, workUnitId, decree, validFrom: at, by, at });
      const token = await startSession(tx, { personId, at, way: 'demo' });
      officials.push({ institutionId, cookie: `bangga=${token}`, lineIds });
    }
    return officials;
  });
}

/** Stocks a sandbox and brings its catalogue into the hub. */
export async function join(
  database: Database,
  { code, url, key, at }: { code: string; url: string; key: string; at: Date },
): Promise<void> {
  const access = { code, name: code, baseUrl: url, apiKey: key, by: HUB, at };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  await sandboxDesk({ url, key }).stock(stockOf(code));
  const connector = sandboxConnector({ url, key });
  await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at, limit: 500 });
}
