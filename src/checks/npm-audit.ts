import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Audit {
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

/** Asks the registry for known faults in what the program is given on with. A machine without a registry skips it. */
async function auditDependencies(): Promise<void> {
  const asked = ['--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
  // npm ends with 1 when it found something, and says what on standard output all the same.
  const { stdout } = await run('npm', ['audit', ...asked], { maxBuffer: 50_000_000 }).catch(
    (failed: { stdout?: string }) => ({ stdout: failed.stdout ?? '' }),
  );
  const found = read(stdout);
  if (found?.vulnerabilities === undefined) {
    const why = found?.message ?? 'no registry answered';
    console.log(`npm audit: skipped (${why}). Run "npm audit --omit=dev" where a registry knows advisories.`);
    return;
  }
  const faults = Object.entries(found.vulnerabilities);
  for (const [name, { severity, range }] of faults) console.log(`npm audit: ${name} ${range}: ${severity}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log('npm audit: no known fault in what is given on.');
}

function read(text: string): Audit | undefined {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return undefined;
  }
}

await auditDependencies();
