// What core must judge alike on every runtime. Verdicts here are those OpenSSL gives the same files (test/fixtures).

import { describe, expect, it } from 'vitest'
import { sm2KnownAnswersHold } from '#adapters/crypto/self-test.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { Primitives } from '#core/primitives.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { PEM } from './pem.ts'

/** The instant the fixtures are dated around. */
const AT = Date.parse('2026-06-01T00:00:00Z')

function bytes(pem: string): Uint8Array {
  const [block] = readPem(pem)
  if (!block) throw new Error('no PEM block')
  return block.bytes
}

function certificate(pem: string) {
  const parsed = parseCertificate(bytes(pem))
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.value
}

export function coreSuite(runtime: string, primitives: Primitives): void {
  it(`${runtime}: answers the known SM2 and SM3 answers`, async () => {
    expect(await sm2KnownAnswersHold(primitives)).toBe(true)
  })

  describe.each(['rsa', 'ecdsa', 'sm2'] as const)(`${runtime}: a site certificate (%s)`, (family) => {
    const files = PEM[family]
    const verdict = async (target: string, at = AT) => {
      const { judgement } = await judgePath(
        {
          target: certificate(target),
          anchors: [certificate(files.root)],
          intermediates: [certificate(files.issuing)],
          crls: [bytes(files.crl)],
          ocsps: [],
          at,
          requireRevocation: false,
          purpose: 'serverAuth',
          profile: 'path',
        },
        primitives,
      )
      return judgement.verdict
    }

    it('of the declared PKI is valid, and its twin with one bit of the signature flipped is not', async () => {
      expect(await verdict(files.good)).toBe('VALID')
      expect(await verdict(files.bad)).toBe('INVALID')
    })

    it('is not valid when it has expired or was revoked', async () => {
      expect(await verdict(files.expired)).toBe('INVALID')
      expect(await verdict(files.revoked)).toBe('INVALID')
    })

    it('is not valid before it begins', async () => {
      expect(await verdict(files.good, certificate(files.good).notBefore)).not.toBe('INVALID')
      expect(await verdict(files.good, certificate(files.good).notBefore - 1000)).toBe('INVALID')
    })
  })
}
