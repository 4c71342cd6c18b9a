// `npm run differences [-- --write]`: every corpus file OpenSSL can read, judged by both. With --write the table in
// docs/differences.md is made anew; without, it is only printed. Ends badly where a difference has no written reason.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HAS_CORPORA, WITHOUT_CORPORA } from '../test/core/corpora/corpus.ts'
import { differences, MARKS, tableOf, unexplained } from '../test/proof/differences.ts'
import { hasOpenssl } from '../test/proof/openssl.ts'

if (!HAS_CORPORA || !hasOpenssl()) {
  console.log(HAS_CORPORA ? 'SKIPPED: openssl is not installed' : WITHOUT_CORPORA)
  process.exit(0)
}

const found = await differences()
const table = tableOf(found)
console.log(table)
if (process.argv.includes('--write')) {
  const file = fileURLToPath(new URL('../docs/differences.md', import.meta.url))
  const text = readFileSync(file, 'utf8')
  const [before = ''] = text.split(MARKS.begin)
  const [, after = ''] = text.split(MARKS.end)
  writeFileSync(file, `${before}${MARKS.begin}\n${table}${MARKS.end}${after}`)
}
const open = unexplained(found)
for (const one of open) console.log(`UNEXPLAINED ${one.relation} ${one.id}: ${one.because}`)
process.exitCode = open.length === 0 ? 0 : 1
