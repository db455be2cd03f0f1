import { z } from 'zod';
import { dayText, senText } from '../../platform/route.ts';
import { isDay } from '../../values/calendar.ts';
import { rupiah } from '../../values/money.ts';
import { readRegionCode } from '../../values/region.ts';
import { readNpwp } from '../../values/tax-id.ts';
import { type Officer, roles } from '../account/index.ts';
import { daysOf, type Institution, kinds, timeZones, type WorkUnit } from './rules.ts';

const workUnit = z.object({
  id: z.uuid(),
  code: z.string(),
  codeText: z.string(),
  name: z.string(),
  active: z.boolean(),
});
export const answer = z
  .object({
    ...{ id: z.uuid(), code: z.string(), name: z.string(), kind: z.enum(kinds), regionCode: z.string().nullable() },
    ...{ address: z.string(), npwp: z.string().nullable(), timeZone: z.enum(timeZones), version: z.int() },
    ...{ approvalAboveSen: senText.nullable(), workUnits: z.array(workUnit) },
  })
  .meta({ id: 'Institution' });

/** An empty field of a form says that nothing is known. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal('').transform(() => null), z.null(), schema]).default(null);
const read = <Value>(reader: (text: string) => Value | undefined) =>
  z
    .string()
    .max(100)
    .transform((text, issues) => {
      const value = reader(text.trim());
      if (value === undefined) issues.addIssue({ code: 'custom', message: 'cannot be read' });
      return value ?? z.NEVER;
    });
/** `50000000`, `50.000.000`, `Rp50.000.000`. */
const readWholeRupiah = (text: string) => {
  const [, digits] = /^(?:Rp\s?)?(\d{1,13}|\d{1,3}(?:\.\d{3}){1,4})$/.exec(text) ?? [];
  return digits === undefined ? undefined : rupiah(BigInt(digits.replaceAll('.', '')));
};
export const settings = z
  .object({
    address: z.string().trim().max(500),
    regionCode: orNothing(read(readRegionCode)),
    npwp: orNothing(read(readNpwp)),
    approvalAboveRupiah: orNothing(read(readWholeRupiah)),
  })
  .meta({ examples: [{ address: 'Jalan Melur 14', regionCode: '19.02', approvalAboveRupiah: 'Rp10.000.000' }] });

const day = z
  .string()
  .trim()
  .refine(isDay)
  .meta({ format: 'date', examples: ['2026-11-25'] });
const text = (most: number) => z.string().trim().min(1).max(most);
export const appointment = z
  .object({
    ...{ name: text(120), nip: orNothing(text(40)), email: orNothing(text(254)), role: z.enum(roles) },
    ...{ workUnitId: orNothing(z.uuid()), decree: text(200), validFrom: day, validUntil: orNothing(day) },
  })
  .meta({
    examples: [
      { name: 'Ratna Wulandari', nip: '198504122010012003', role: 'pp', decree: 'SK 1/2026', validFrom: '2026-01-02' },
    ],
  });
export const officerAnswer = z
  .object({
    ...{ id: z.uuid(), personId: z.uuid(), name: z.string(), role: z.enum(roles), workUnitId: z.uuid().nullable() },
    ...{ decree: z.string(), validFrom: dayText, validUntil: dayText.nullable() },
  })
  .meta({ id: 'Officer' });
export const officersAnswer = z.object({ officers: z.array(officerAnswer) });
export const linkAnswer = z.object({ link: z.string().meta({ format: 'uri' }) });

export function institutionJson({ approvalAbove, ...facts }: Institution, units: readonly WorkUnit[]) {
  return {
    ...facts,
    approvalAboveSen: approvalAbove === null ? null : String(approvalAbove),
    workUnits: units.map(({ id, code, codeText, name, active }) => ({ id, code, codeText, name, active })),
  };
}

export function officerJson(
  { id, personId, name, role, workUnitId, decree, ...dates }: Officer,
  { timeZone }: Institution,
) {
  const held = roles.find((one) => one === role);
  if (!held) throw new Error(`nobody is ${role} at an institution`);
  const { validFrom, validUntil } = daysOf(dates, timeZone);
  return { id, personId, name, role: held, workUnitId, decree, validFrom, validUntil };
}
