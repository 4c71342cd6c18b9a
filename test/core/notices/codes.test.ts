import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messages } from '#core/messages/index.ts'

const CORE = new URL('../../../src/core/notices/', import.meta.url)
const sources = readdirSync(CORE).map((file) => readFileSync(new URL(file, CORE), 'utf8'))
const codes = [...new Set(sources.flatMap((source) => source.match(/(?<=')notice\.[a-z-]+(?=')/g) ?? []))]

describe('what became of a notice is told in both languages', () => {
  it('there are many codes', () => expect(codes.length).toBeGreaterThan(10))

  it.each(codes)('%s', (code) => {
    expect(messages[code]?.zh).toMatch(/[一-鿿]/)
    expect(messages[code]?.en).toMatch(/[a-z]/)
  })
})
