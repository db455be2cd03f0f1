import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { broughtFile, programFolder } from './program.ts';

export interface ScriptAsset {
  readonly path: string;
  readonly body: string;
}

/** Where the scripts of browsers lie: ready to be sent in the bundle, as TypeScript in the sources. */
const folder = broughtFile('browser', () => join(programFolder, 'src', 'platform', 'browser'));

/**
 * The small scripts that pages may name, each by its file; every page works without them. They are named by their
 * content, so a browser may keep them for ever.
 */
const assets: ReadonlyMap<string, ScriptAsset> = new Map(
  await Promise.all(
    readdirSync(folder)
      .filter((file) => /^[a-z-]+\.(ts|js)$/.test(file))
      .map(async (file): Promise<[string, ScriptAsset]> => {
        const [name = ''] = file.split('.');
        const written = readFileSync(join(folder, file), 'utf8');
        const body = file.endsWith('.ts') ? await forBrowsers(written) : written;
        const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
        return [name, { path: `/assets/${name}.${hash}.js`, body }];
      }),
  ),
);

/** Small JavaScript that browsers of 2020 understand, and that leaves no name behind. */
export async function forBrowsers(typeScript: string): Promise<string> {
  const { transform } = await import('esbuild'); // the bundle brings its scripts ready
  const made = await transform(typeScript, { loader: 'ts', format: 'iife', minify: true, target: 'es2020' });
  return made.code;
}

export function scriptAsset(name: string): ScriptAsset {
  const asset = assets.get(name);
  if (!asset) throw new Error(`there is no script ${name} in platform/browser`);
  return asset;
}

export const scriptAssets = (): readonly ScriptAsset[] => [...assets.values()];
