import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { writePem } from '#core/bytes/pem.ts'
import { judgedObjects } from '#core/formats.ts'
import { verifyObject } from '#core/verify.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'

const anchor = certificate('rsa', 'root')
const chain = [certificate('rsa', 'user-sign'), certificate('rsa', 'issuing')].map((one) =>
  writePem('CERTIFICATE', one),
)
const [first = '', second = ''] = chain

const judge = (text: string) =>
  verifyObject(
    {
      object: { name: 'chain.pem', bytes: new TextEncoder().encode(text) },
      format: 'certificate-path',
      anchors: [{ name: 'root', bytes: anchor }],
      intermediates: [],
      crls: [],
      ocsps: [],
      at: REFERENCE,
      requireRevocation: false,
    },
    nodePrimitives,
  )

describe('a chain file whose first certificate is damaged', () => {
  it('is VALID while it is not', async () => {
    const report = await judge(first + second)
    expect([report.verdict, report.signers[0]?.certificate?.raw]).toEqual(['VALID', certificate('rsa', 'user-sign')])
  })

  it.each([
    ['its beginning line', first.replace('BEGIN', 'BEGIM')],
    ['its end line', first.replace('END', 'ENE')],
    ['one character of it', first.replace(/^(.{100})./s, '$1*')],
  ])('is never judged by its second certificate, which is valid: %s', async (_, damaged) => {
    const report = await judge(damaged + second)
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'unreadable'])
  })

  it('is still read behind words that explain it', () => {
    const text = new TextEncoder().encode(`subject=CN = 张三\nissuer=CN = CA\n${first}`)
    expect(judgedObjects(text)).toEqual([certificate('rsa', 'user-sign')])
  })
})
