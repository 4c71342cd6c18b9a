import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('million-entries.ts', import.meta.url))

// Two seconds, most of them for making the list; a process of its own, so that nothing else is measured.
it('a list of a million entries is loaded and asked in 1.5 times its size of memory', () => {
  const text = execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', PROGRAM], { timeout: 60_000 })
  const measured = JSON.parse(text.toString())
  expect(measured).toMatchObject({ count: 1_000_000, isFound: true, isFoundBeyond: false })
  expect(measured.ratio).toBeLessThan(1.5)
}, 90_000)
