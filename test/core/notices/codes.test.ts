import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messages } from '#core/messages/index.ts'
import { PROBE_REASONS } from '#core/messages/probes.ts'

const CORE = new URL('../../../src/core/notices/', import.meta.url)
const sources = readdirSync(CORE).map((file) => readFileSync(new URL(file, CORE), 'utf8'))
const codes = [...new Set(sources.flatMap((source) => source.match(/(?<=')notice\.[a-z-]+(?=')/g) ?? []))]

describe('what became of a notice is told in both languages', () => {
  it('there are many codes', () => expect(codes.length).toBeGreaterThan(10))

  it.each(codes)('%s', (code) => {
    const text = PROBE_REASONS[code]?.problem ?? messages[code]
    expect(text?.zh).toMatch(/[一-鿿]/)
    expect(text?.en).toMatch(/[a-z]/)
  })
})
