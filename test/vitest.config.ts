import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Unit suites need nothing but this process; integration suites start real parts on loopback. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/runtimes/workerd/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ['default'],
  },
})
