// `node --import tsx scripts/lint-table.ts`: writes the table of rules and the agreement with zlint's material into docs/lint.md.
// Needs ../shared; a test fails on drift.

import { readFileSync, writeFileSync } from 'node:fs'
import { BEGIN, END, ruleTable, summaryOf } from '../test/core/lint/table.ts'
import { comparison, EXPLAINED } from '../test/core/lint/zlint.ts'

const page = new URL('../docs/lint.md', import.meta.url)
const compared = await comparison()
const explained = EXPLAINED.map(({ lint, file, expected, why }) => `- \`${lint}\` · \`${file}\` · ${expected}: ${why}.`)
const made = [summaryOf(compared), '', ...explained, '', ruleTable(compared)].join('\n')
const text = readFileSync(page, 'utf8')
writeFileSync(page, `${text.slice(0, text.indexOf(BEGIN) + BEGIN.length)}\n${made}\n${text.slice(text.indexOf(END))}`)
