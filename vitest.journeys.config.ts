import { defineConfig } from 'vitest/config';

/** What a person sees, in a real browser; skipped with a printed reason where Chromium is absent. */
export default defineConfig({
  test: {
    include: ['src/**/*.journey.{ts,tsx}'],
    globalSetup: ['src/testing/server.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
