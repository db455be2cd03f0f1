import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from './config.ts';

afterEach(() => vi.unstubAllEnvs());

test('people reach the hub at its own port unless its site is named', () => {
  vi.stubEnv('PORT', '3210');
  expect(readConfig().baseUrl).toBe('http://localhost:3210');
  vi.stubEnv('PUBLIC_URL', 'https://bangga.example.go.id/');
  expect(readConfig().baseUrl).toBe('https://bangga.example.go.id');
});

test.for([
  ['PORT', '70000', 'hub/bad-port'],
  ['PORT', 'tiga', 'hub/bad-port'],
  ['PUBLIC_URL', 'bangga.example.go.id', 'hub/bad-public-url'],
  ['PUBLIC_URL', 'https://example.go.id/bangga', 'hub/bad-public-url'],
  ['PUBLIC_URL', 'ftp://example.go.id', 'hub/bad-public-url'],
  ['WRITES_PER_MINUTE', '0', 'hub/bad-limit'],
  ['NOW', 'kemarin', 'hub/bad-now'],
  ['DATABASE_URL', 'postgres://x@y/z', 'hub/database-urls'],
] as const)('%s=%s is refused with %s', ([name, value, code]) => {
  vi.stubEnv(name, value);
  expect(() => readConfig()).toThrow(code);
});
