import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Cron fields of Workers: UTC; minute hour day month weekday. */
function crons(): string[] {
  const [, list = ''] = /crons = \[([^\]]*)\]/.exec(readFileSync('wrangler.toml', 'utf8')) ?? []
  return [...list.matchAll(/"([^"]+)"/g)].map(([, cron]) => cron ?? '')
}

describe('the cron triggers of the Worker', () => {
  it('fire in every minute, so that no time zone and no window of a plan can fall between them', () => {
    expect(crons()).toEqual(['* * * * *'])
  })
})
