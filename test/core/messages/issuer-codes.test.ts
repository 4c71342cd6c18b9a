import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messages } from '#core/messages/index.ts'

const SOURCES = new URL('../../../src/', import.meta.url)
const FOLDERS = ['adapters/issuers', 'features/issuers']

/** Every quoted `issuer.…` in the sources of issuing. */
function codes(): string[] {
  const texts = FOLDERS.flatMap((folder) => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    return files
      .filter((name) => name.startsWith(`${folder}/`) && name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'))
  })
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/'(issuer\.[a-z0-9-]+)'/g)].map(([, code]) => code ?? ''))),
  ]
}

describe('every refusal and every step of issuing has its texts', () => {
  it('there are many of them', () => expect(codes().length).toBeGreaterThan(30))

  it.each(codes())('%s', (code) => {
    const text = messages[code]
    expect(text?.zh).toMatch(/[一-鿿]/)
    expect(text?.en).toMatch(/[a-z]/)
    const placeholders = (of: string | undefined) => [...(of ?? '').matchAll(/\{\w+\}/g)].map(String).sort()
    expect(placeholders(text?.zh)).toEqual(placeholders(text?.en))
  })
})
