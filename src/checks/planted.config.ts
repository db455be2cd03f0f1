import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/checks/planted-failure.ts'], globalSetup: ['src/testing/server.ts'] },
});
