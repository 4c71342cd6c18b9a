import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeXml } from '#core/documents/xml/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import { codesOf } from '#core/verification-report.ts'

const HOME = '../shared/corpora/dss-evidence-record/'
const HAS_FILES = existsSync(HOME)

const TRUST: TrustInputs = {
  anchors: [],
  intermediates: [],
  crls: [],
  ocsps: [],
  at: Date.UTC(2026, 10, 21),
  requireRevocation: false,
}

function judge(record: Uint8Array, content?: Uint8Array) {
  return judgeXml({ file: record, trust: TRUST, ...(content && { content }) }, nodePrimitives)
}

const bytes = (path: string) => new Uint8Array(readFileSync(HOME + path))
const record = (name: string) => bytes(`dss-evidence-record-xml/${name}.xml`)
const object = (name: string) => bytes(`detached/dss-evidence-record-xml/${name}`)
const changed = (octets: Uint8Array) => octets.map((octet, at) => (at === octets.length - 20 ? octet ^ 1 : octet))

describe.skipIf(!HAS_FILES)(
  'an evidence record in XML (published ones lie beside the repository; absent: skipped)',
  () => {
    it.each([
      ['er-Signature-C-LT', 'Signature-C-LT.p7m'],
      ['er-chain-renewal-three-atschain', 'valid-xades-t.xml'],
      ['er-chain-renewal-tst-renewal-chain-renewal', 'valid-xades-t.xml'],
    ])('%s holds for its object through every renewal, and not for one a bit away', async (name, file) => {
      const held = await judge(record(name), object(file))
      expect([held.kind, held.dialect, held.technical]).toEqual(['evidence-record', 'rfc6283', 'intact'])
      const other = await judge(record(name), changed(object(file)))
      expect(other.technical).not.toBe('intact')
      expect(codesOf(other)).toContain('evidence-record.data-not-covered')
    })

    it('says that the object is missing, and refuses an order that does not count', async () => {
      expect(codesOf(await judge(record('er-simple')))).toContain('evidence-record.data-missing')
      const text = new TextDecoder().decode(record('er-simple')).replace('Order="1"', 'Order="2"')
      const report = await judge(new TextEncoder().encode(text))
      expect([report.verdict, codesOf(report)]).toEqual(['INVALID', ['evidence-record.unreadable']])
    })

    it('is unreadable where it names a canonical form that nobody knows, instead of being read in another', async () => {
      const name = 'er-chain-renewal-three-atschain'
      const text = new TextDecoder().decode(record(name)).replace('REC-xml-c14n', 'REC%xml-c14n')
      const report = await judge(new TextEncoder().encode(text), object('valid-xades-t.xml'))
      expect([report.technical, codesOf(report)]).toEqual(['unreadable', ['evidence-record.unreadable']])
    })

    it('is broken where an older chain was changed after it was taken over', async () => {
      const text = new TextDecoder().decode(record('er-chain-renewal-three-atschain'))
      const [value = ''] = /<DigestValue>[^<]+/.exec(text) ?? []
      const other = text.replace(
        value,
        value.replace(/>(.)/, (_, first) => `>${first === 'A' ? 'B' : 'A'}`),
      )
      const report = await judge(new TextEncoder().encode(other), object('valid-xades-t.xml'))
      expect(report.technical).toBe('broken')
    })
  },
)
