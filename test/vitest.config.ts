import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const UNIT = ['test/core/**/*.test.ts', 'test/proof/**/*.test.ts', 'test/architecture.test.ts']
/** The service's own modules on a database. */
const DATABASE = ['test/db/**/*.test.ts', 'test/features/**/*.test.ts', 'test/http/**/*.test.ts']
const ON_A_DATABASE = { globalSetup: ['test/database.setup.ts'], testTimeout: 30_000, hookTimeout: 120_000 }

/**
 * Unit suites need nothing but this process; the others have one PostgreSQL for the whole run, and integration suites start other real parts
 * on loopback. Without `isolate` a worker keeps the modules of one suite for the next, which halves the time: only where no suite changes
 * what another one finds in them.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: UNIT, isolate: false, testTimeout: 30_000, hookTimeout: 120_000 },
      },
      { extends: true, test: { name: 'database', include: DATABASE, isolate: false, ...ON_A_DATABASE } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: [...UNIT, ...DATABASE, 'test/runtimes/workerd/**', 'node_modules/**'],
          ...ON_A_DATABASE,
        },
      },
    ],
  },
})
