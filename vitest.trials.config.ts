import { defineConfig } from 'vitest/config';

/** The hub and its marketplaces killed at every point of a purchase: minutes, not seconds, and one file after the other. */
export default defineConfig({
  test: {
    include: ['src/**/*.trial.ts'],
    globalSetup: ['src/testing/server.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
