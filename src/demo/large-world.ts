import { addLine, addNode, openYear } from '../buying/budget/index.ts';
import { SYSTEM } from '../buying/purchase/index.ts';
import { addPerson, grant } from '../parties/account/index.ts';
import { addWorkUnit, openInstitution } from '../parties/institution/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Vault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { rupiah } from '../values/money.ts';
import { ministry, type Office, regencyUnits, shallowOffices, type Unit } from './offices.ts';
import { ministryPeople, type OfficialRow, regencyPeople, shallowPeople } from './officials.ts';

export interface OpenUnit {
  readonly id: string;
  readonly name: string;
  /** Ids of its account lines by their code. */
  readonly lines: ReadonlyMap<string, string>;
}

export interface OpenOfficial {
  readonly personId: string;
  readonly demoCode: string;
  readonly role: OfficialRow[2];
  readonly unit: number | undefined;
}

export interface OpenOffice {
  readonly institutionId: string;
  readonly regionCode: string;
  readonly address: string;
  readonly units: readonly OpenUnit[];
  readonly people: readonly OpenOfficial[];
}

interface Opening {
  readonly vault: Vault;
  readonly at: Instant;
  readonly year: number;
}

/** The regency's other work units, the ministry and eighteen shallow offices, with everybody in them. */
export async function openLargeWorld(tx: Tx, opening: Opening, regencyId: string): Promise<OpenOffice[]> {
  const numbers = nips();
  const offices = [await growRegency(tx, opening, { regencyId, numbers })];
  offices.push(await openOffice(tx, opening, { office: ministry, people: ministryPeople, numbers }));
  for (const [place, office] of shallowOffices.entries()) {
    offices.push(await openOffice(tx, opening, { office, people: shallowPeople[place] ?? [], numbers }));
  }
  return offices;
}

type Numbers = Iterator<string>;

async function growRegency(
  tx: Tx,
  opening: Opening,
  { regencyId: institutionId, numbers }: { regencyId: string; numbers: Numbers },
): Promise<OpenOffice> {
  const units: OpenUnit[] = [];
  for (const unit of regencyUnits) units.push(await openUnit(tx, opening, { institutionId, unit }));
  const people = await openPeople(tx, opening, { institutionId, units, people: regencyPeople, numbers });
  return { institutionId, regionCode: '19.02', address: 'Jl. Melur 14, Teluk Kenanga', units, people };
}

async function openOffice(
  tx: Tx,
  opening: Opening,
  { office, people: rows, numbers }: { office: Office; people: readonly OfficialRow[]; numbers: Numbers },
): Promise<OpenOffice> {
  const { code, name, kind, regionCode, address, chart } = office;
  const acting = { by: SYSTEM, at: opening.at };
  const institutionId = await openInstitution(tx, { code, name, kind, regionCode, address, ...acting });
  await openYear(tx, { institutionId, year: opening.year, chart, ...acting });
  const units: OpenUnit[] = [];
  for (const unit of office.units) units.push(await openUnit(tx, opening, { institutionId, unit }));
  const people = await openPeople(tx, opening, { institutionId, units, people: rows, numbers });
  return { institutionId, regionCode, address, units, people };
}

async function openUnit(
  tx: Tx,
  { at, year }: Opening,
  { institutionId, unit }: { institutionId: string; unit: Unit },
): Promise<OpenUnit> {
  const acting = { institutionId, by: SYSTEM, at };
  const workUnitId = await addWorkUnit(tx, { ...acting, code: unit.code, name: unit.name });
  const nodes = new Map<string, string>();
  const lines = new Map<string, string>();
  for (const { path, lines: accounts } of unit.budget) {
    let parentId: string | null = null;
    let way = '';
    for (const [code, name] of path) {
      way += `/${code}`;
      const known = nodes.get(way);
      const ceiling = rupiah(6_000_000_000);
      const nodeId: string =
        known ?? (await addNode(tx, { ...acting, year, workUnitId, parentId, code, name, ceiling }));
      nodes.set(way, nodeId);
      parentId = nodeId;
    }
    if (parentId === null) throw new Error('a branch has nodes');
    for (const [code, name, thousands] of accounts) {
      const ceiling = rupiah(thousands * 1000);
      lines.set(code, await addLine(tx, { ...acting, nodeId: parentId, code, name, ceiling }));
    }
  }
  return { id: workUnitId, name: unit.name, lines };
}

async function openPeople(
  tx: Tx,
  { vault, at, year }: Opening,
  wanted: {
    readonly institutionId: string;
    readonly units: readonly OpenUnit[];
    readonly people: readonly OfficialRow[];
    readonly numbers: Numbers;
  },
): Promise<OpenOfficial[]> {
  const { institutionId, units, people, numbers } = wanted;
  const open: OpenOfficial[] = [];
  for (const [demoCode, name, role, unit] of people) {
    const nip: string = numbers.next().value;
    const personId = await addPerson(tx, vault, { name, nip, demoCode, by: SYSTEM, at });
    const workUnitId = unit === undefined ? undefined : units[unit]?.id;
    const decree = `SK ${year}/${demoCode} (contoh)`;
    await grant(tx, { personId, role, institutionId, workUnitId, decree, validFrom: at, by: SYSTEM, at });
    open.push({ personId, demoCode, role, unit });
  }
  return open;
}

/** Numbers shaped like those of civil servants: a birthday, a first month of service, a sex, a sequence. */
function* nips(): Generator<string> {
  for (let n = 1; ; n += 1) {
    const month = (value: number) => String((value % 12) + 1).padStart(2, '0');
    const day = String((n % 27) + 1).padStart(2, '0');
    yield `${1972 + (n % 22)}${month(n)}${day}${2000 + (n % 18)}${month(n + 5)}${1 + (n % 2)}${String(n).padStart(3, '0')}`;
  }
}
