import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Licences under which this program may be given on as it is (Apache-2.0). */
const allowed = new Set([
  ...['Apache-2.0', 'MIT', 'MIT-0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'PostgreSQL', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0', 'Zlib', 'Unicode-3.0'],
]);

/** Packages whose metadata name no licence, with words of the licence text that lies in them. */
const named: Readonly<Record<string, { readonly licence: string; readonly words: string }>> = {
  'node_modules/png-js': { licence: 'MIT', words: 'Permission is hereby granted, free of charge' },
};

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** `(MIT AND Zlib)` asks for both, `MIT OR GPL-3.0` for one of them. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/ OR /.test(bare)) return bare.split(' OR ').some(isAllowed);
  return bare.split(' AND ').every((one) => allowed.has(one));
}

function faultOf(place: string, { license }: Locked): string | undefined {
  const known = named[place];
  if (license === undefined && known) return holds(place, known.words) ? undefined : `${place}: its text is another`;
  return license !== undefined && isAllowed(license) ? undefined : `${place}: ${license ?? 'no licence named'}`;
}

function holds(place: string, words: string): boolean {
  const texts = readdirSync(place).filter((file) => /^(licen[sc]e|copying|readme)/i.test(file));
  return texts.some((file) => readFileSync(`${place}/${file}`, 'utf8').replace(/\s+/g, ' ').includes(words));
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const shipped = Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev);

test('everything that is given on with the program is under a licence that allows it', () => {
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.flatMap(([place, one]) => faultOf(place, one) ?? [])).toEqual([]);
});

test.each([
  ['GPL-3.0-only', false],
  ['(MIT AND GPL-2.0)', false],
  ['MIT OR GPL-2.0', true],
  ['(MIT AND Zlib)', true],
  ['SEE LICENSE IN x', false],
])('%s is judged', (license, good) => {
  expect(faultOf('node_modules/planted', { license }) === undefined).toBe(good);
});

test('a package without a licence is named', () => {
  expect(faultOf('node_modules/planted', {})).toBe('node_modules/planted: no licence named');
});
