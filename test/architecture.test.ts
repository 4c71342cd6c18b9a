import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

interface Cruise {
  modules: { source: string }[]
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number }
}

function cruise(): Cruise {
  const args = [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    'scripts/lint/boundaries.cjs',
    '--output-type',
    'json',
    'src',
  ]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })) as Cruise
}

describe('architecture', () => {
  const seen = cruise()

  it('was seen whole: a guard that looked at nothing guards nothing', () => {
    expect(seen.modules.filter((module) => module.source.startsWith('src/')).length).toBeGreaterThanOrEqual(9)
  })

  it('has imports that point down only', () => {
    expect(seen.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`)).toEqual([])
  })
})
