import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CERTIFICATE_RULES, REQUEST_RULES, SHARED_RULES } from '#core/lint/rules/index.ts'
import { BEGIN, END, ruleTable, summaryOf, withoutAgreement } from './table.ts'
import { comparison, EXPLAINED, hasCorpus } from './zlint.ts'

const REPOSITORY = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/lint.md', REPOSITORY), 'utf8')
const made = page.slice(page.indexOf(BEGIN), page.indexOf(END))

it('docs/lint.md lists every rule as it is (make it anew with scripts/lint-table.ts)', () => {
  expect(withoutAgreement(made)).toContain(withoutAgreement(ruleTable([])))
})

it.skipIf(!hasCorpus)('docs/lint.md publishes the agreement that is measured', async () => {
  const compared = await comparison()
  expect(made).toContain(ruleTable(compared))
  expect(made).toContain(summaryOf(compared))
  for (const { lint, file, why } of EXPLAINED) {
    expect(made).toMatch(new RegExp(`\`${lint}\` · \`${file}\` · \\w+: ${why.slice(0, 20)}`))
  }
})

it('every file of a rule is in the list of rules', () => {
  const rules = new URL('src/core/lint/rules/', REPOSITORY)
  const list = readFileSync(new URL('index.ts', rules), 'utf8')
  const files = readdirSync(rules, { recursive: true }).map(String)
  const missing = files.filter((file) => file.endsWith('.ts') && file !== 'index.ts' && !list.includes(`'./${file}'`))
  expect(missing).toEqual([])
  expect(files.length).toBeGreaterThan(180)
  expect(CERTIFICATE_RULES.length + SHARED_RULES.length + REQUEST_RULES.length).toBeGreaterThan(300)
})
