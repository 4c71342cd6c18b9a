import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readPem } from '#core/bytes/pem.ts'
import { lintFacts } from '#core/lint/facts.ts'
import { lintCertificate } from '#core/lint/lint.ts'

const CASES = new URL('../../../../shared/corpora/x509-limbo/cases/', import.meta.url)
const hasCases = existsSync(CASES)

/** Chains that well-known sites served in 2025 and 2026, as x509-limbo keeps them. */
function sites(): [string, Uint8Array][] {
  const folders = readdirSync(CASES).filter((name) => name.startsWith('online__'))
  return folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, CASES)).flatMap((file): [string, Uint8Array][] =>
      readPem(readFileSync(new URL(`${folder}/${file}`, CASES), 'latin1')).map(({ bytes }) => [
        `${folder}/${file}`,
        bytes,
      ]),
    ),
  )
}

async function errorsOf(bytes: Uint8Array): Promise<string[]> {
  const facts = await lintFacts('certificate', bytes, nodePrimitives)
  const report = lintCertificate(bytes, { audience: 'public', at: Date.UTC(2026, 10, 21), ...facts })
  if (!report.ok) return [report.error.code]
  return report.value.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

describe.skipIf(!hasCases)('certificates of well-known sites break no MUST (skipped where ../shared is absent)', () => {
  const found = hasCases ? sites() : []

  it('there are some', () => expect(found.length).toBeGreaterThan(10))

  it.each(found)('%s', async (name, bytes) => {
    // This old root does carry the serial number zero.
    const known = name === 'online__fastly.com/anchor-0.pem' ? ['lint.serial-not-positive'] : []
    expect(await errorsOf(bytes)).toEqual(known)
  })
})
