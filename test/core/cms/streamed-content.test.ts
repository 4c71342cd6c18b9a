import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import { octetString, oid, sequence, set } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import type { ByteSource } from '#core/bytes/octets.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { CONTENT, trustIn, type UserSignature, userSignature } from '../../support/judged.ts'

/** The octets in pieces of `size`, every piece in the same buffer, as a file is read. */
function inPieces(octets: Uint8Array, size: number): ByteSource {
  return {
    length: octets.length,
    *pieces() {
      const buffer = new Uint8Array(size)
      for (let at = 0; at < octets.length; at += size) {
        const piece = octets.subarray(at, at + size)
        buffer.set(piece)
        yield buffer.subarray(0, piece.length)
      }
    },
  }
}

const families = ['rsa', 'ecdsa', 'sm2'] as const
const detached = (family: (typeof families)[number], order: UserSignature = {}) =>
  userSignature(family, { ...order, data: { ...order.data, isDetached: true } })
const judge = async (family: (typeof families)[number], content: ByteSource, order?: UserSignature) =>
  judgeCms({ file: await detached(family, order), content, trust: trustIn(family) }, nodePrimitives)
const spoilt = CONTENT.map((octet, at) => (at === CONTENT.length - 1 ? octet ^ 1 : octet))

describe.each(families)('detached content read piece by piece (%s)', (family) => {
  it('is VALID whatever the size of the pieces', async () => {
    for (const size of [1, 7, 4096]) expect((await judge(family, inPieces(CONTENT, size))).verdict).toBe('VALID')
  })

  it('is INVALID when its last octet is another one', async () => {
    const report = await judge(family, inPieces(spoilt, 7))
    expect([report.verdict, report.subIndication]).toEqual(['INVALID', 'HASH_FAILURE'])
  })

  it('is verified without signed attributes too', async () => {
    const bare = { signer: { attributes: false } } as const
    expect((await judge(family, inPieces(CONTENT, 7), bare)).technical).toBe('intact')
    expect((await judge(family, inPieces(spoilt, 7), bare)).technical).toBe('broken')
  })
})

describe('content that is given twice', () => {
  it('may arrive in pieces and must then be the same to the last octet', async () => {
    const file = await userSignature('rsa')
    const verdict = async (content: ByteSource) =>
      (await judgeCms({ file, content, trust: trustIn('rsa') }, nodePrimitives)).verdict
    expect(await verdict(inPieces(CONTENT, 5))).toBe('VALID')
    expect(await verdict(inPieces(spoilt, 5))).toBe('INVALID')
    expect(await verdict(inPieces(concatBytes(CONTENT, Uint8Array.of(0)), 5))).toBe('INVALID')
  })
})

describe('content that begins as signed attributes do', () => {
  const digest = sequence(oid(OID.messageDigest), set(octetString(new Uint8Array(32))))
  const attributes = set(digest, sequence(oid(OID.contentType), set(oid(OID.data))))
  const codes = async (content: Uint8Array) => {
    const file = await detached('rsa', { signer: { attributes: false } })
    const report = await judgeCms({ file, content: inPieces(content, 64), trust: trustIn('rsa') }, nodePrimitives)
    return report.signers[0]?.steps.flatMap((one) => one.findings.map((finding) => finding.code))
  }

  it('is refused by name though only its first piece is looked at', async () => {
    expect(await codes(attributes)).toContain('cms.content-is-attributes')
  })

  it('is not, when the SET ends elsewhere than the content', async () => {
    expect(await codes(concatBytes(attributes, Uint8Array.of(0)))).not.toContain('cms.content-is-attributes')
  })
})
