import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const UNIT = ['test/core/**/*.test.ts', 'test/proof/**/*.test.ts', 'test/architecture.test.ts']

/** Unit suites need nothing but this process; integration suites start real parts on loopback, among them one PostgreSQL for the whole run. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      // Pure functions: a worker may keep the modules of one suite for the next, which halves its time.
      {
        extends: true,
        test: { name: 'unit', include: UNIT, isolate: false, testTimeout: 30_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...UNIT, 'test/runtimes/workerd/**', 'node_modules/**'],
          globalSetup: ['test/database.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
