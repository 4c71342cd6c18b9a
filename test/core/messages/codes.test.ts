import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CHAIN_RULES } from '#core/lint/chain.ts'
import { CERTIFICATE_RULES, REQUEST_RULES, SHARED_RULES } from '#core/lint/rules/index.ts'
import { messages } from '#core/messages/index.ts'
import { profileCodes } from '#core/x509/profile.ts'

const ROOT = new URL('../../../src/core/', import.meta.url)

/** Quoted codes of findings and steps in the sources of these folders. Parse errors are shown as they are. */
function codesIn(folders: readonly string[], prefixes: readonly string[]): string[] {
  const code = new RegExp(`'((?:${prefixes.join('|')})\\.[a-z][a-z0-9-]*)'`, 'g')
  const sources = folders.flatMap((folder) => {
    const directory = new URL(`${folder}/`, ROOT)
    const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile())
    return files.map(({ name }) => readFileSync(new URL(name, directory), 'utf8'))
  })
  return [
    ...new Set(sources.flatMap((source) => [...source.matchAll(code)].map(([, found]) => found as string))),
  ].sort()
}

/** Codes of `malformed(…)`: they name a place in the bytes and travel as a parameter. */
const PARSE_ERRORS =
  /^(crl\.(entry|entry-extension|extensions-need-version-2|too-large|version)|evidence-record\.(chain-empty|hash-list-empty|too-many-hashes|too-many-timestamps)|tsp\.accuracy|ocsp\.(cert-status|responder-id|response-bytes-missing|response-status|response-type|too-large|version))$/

describe('every finding about certificates, revocation and timestamps has its texts', () => {
  const folders = ['x509', 'revocation', 'evidence-records', 'tsp', 'seals', 'documents/ofd', 'documents/ofd/drawing']
  const codes = codesIn(folders, [
    'path',
    'crl',
    'ocsp',
    'revocation',
    'evidence-record',
    'tsp',
    'ofd',
    'ofd-drawing',
  ]).filter((code) => !PARSE_ERRORS.test(code))

  it('there are many of them', () => expect(codes.length).toBeGreaterThan(60))

  it.each([...codes, ...profileCodes()])('%s', (code) => {
    // A step has its text under a name of its own.
    const text = messages[code] ?? messages[`step.${code}`]
    expect(text?.zh).toMatch(/[一-鿿]/)
    expect(text?.en).toMatch(/[a-z]/)
    const placeholders = (of: string | undefined) => [...(of ?? '').matchAll(/\{\w+\}/g)].map(String).sort()
    expect(placeholders(text?.zh)).toEqual(placeholders(text?.en))
  })
})

describe('every lint has its texts', () => {
  const rules = [...CERTIFICATE_RULES, ...REQUEST_RULES, ...SHARED_RULES, ...CHAIN_RULES].map(({ id }) => id)

  it('there are many of them, and no two share an id', () => {
    expect(rules.length).toBeGreaterThan(200)
    expect(new Set(rules).size).toBe(rules.length)
  })

  it.each(rules)('%s', (code) => {
    expect(messages[code]?.zh).toMatch(/[一-鿿]/)
    expect(messages[code]?.en).toMatch(/[a-z]/)
    expect(messages[code]?.zh.includes('{seen}')).toBe(messages[code]?.en.includes('{seen}'))
  })
})
