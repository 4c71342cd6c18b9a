import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { RestoreAttempts } from '#cli/restore-attempts.ts'
import { LOCK_MS, MAX_FAILED_ATTEMPTS } from '#features/accounts/index.ts'
import { NOW } from '../context.ts'
import { passableFolder } from '../folder.ts'

const folder = passableFolder('restore-attempts')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('wrong passwords of a restore are counted over processes: after the fifth one waits, and no longer', () => {
  for (let n = 0; n < MAX_FAILED_ATTEMPTS; n++) {
    expect(new RestoreAttempts(folder).waitMs(NOW)).toBe(0)
    new RestoreAttempts(folder).failed(NOW)
  }
  const waiting = new RestoreAttempts(folder)
  expect([waiting.waitMs(NOW), waiting.waitMs(NOW + LOCK_MS - 1), waiting.waitMs(NOW + LOCK_MS)]).toEqual([
    LOCK_MS,
    1,
    0,
  ])
  waiting.succeeded()
  expect(waiting.waitMs(NOW)).toBe(0)
  writeFileSync(join(folder, 'restore-attempts.json'), '{"failures":')
  expect(waiting.waitMs(NOW)).toBe(0)
})
