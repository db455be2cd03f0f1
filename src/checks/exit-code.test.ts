import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

// The embedded server's package once ended every run with 0: all was green for whoever reads only the exit code.
test('a run with a failing test fails', async () => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'src/checks/planted.config.ts'];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  expect(code).toBe(1);
}, 60_000);
