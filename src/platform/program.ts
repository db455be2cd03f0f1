import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The bundle has its files beside it; the sources have them at the root of the repository. */
const isBundle = existsSync(join(here, 'migrations'));

/** Where the program's own files lie, wherever it is started from. */
export const programFolder = isBundle ? here : resolve(here, '..', '..');

/** How Node starts a part of this program in a process of its own. */
export function startedAs(part: 'bangga' | 'sandbox'): string[] {
  if (isBundle) return [join(here, `${part}.js`)];
  const sources = { bangga: ['src', 'main.ts'], sandbox: ['src', 'connectors', 'sandbox', 'main.ts'] };
  return ['--import', 'tsx', join(programFolder, ...sources[part])];
}

/** A file that a package brings: in the bundle a copy of it, else the package's own. */
export function broughtFile(inBundle: string, inPackage: () => string): string {
  return isBundle ? join(here, inBundle) : inPackage();
}
