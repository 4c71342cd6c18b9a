import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeSeal, makeSealSignature, type SealOrder, type SealSignatureOrder } from '#adapters/making/seal.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { bitString, ia5, integer, octetString, oid, sequence, utcTime, utf8 } from '#core/asn1/write.ts'
import { judgeSeal, judgeSealSignature } from '#core/seals/judge.ts'
import { SEAL_PICTURE } from '#lab/seal-picture.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, harm, trustIn } from '../../support/judged.ts'

const DAY = 86_400_000
const signer = (label: string, sm2Id?: Uint8Array) => openSigner(privateKey('sm2', label), sm2Id ? { sm2Id } : {})

const seal = (changes: Partial<SealOrder> = {}) =>
  makeSeal({
    id: 'S1',
    name: '测试专用章',
    vendor: 'TEST',
    picture: SEAL_PICTURE,
    sealers: [certificate('sm2', 'seal-signer')],
    validStart: REFERENCE - 10 * DAY,
    validEnd: REFERENCE + 10 * DAY,
    maker: signer('seal-maker'),
    makerCertificate: certificate('sm2', 'seal-maker'),
    ...changes,
  })

async function sealed(changes: Partial<SealSignatureOrder> = {}) {
  return makeSealSignature({
    seal: await seal(),
    at: REFERENCE - DAY,
    dataHash: hash('sm3', CONTENT),
    propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml',
    sealer: signer('seal-signer'),
    certificate: certificate('sm2', 'seal-signer'),
    ...changes,
  })
}

const judge = (file: Uint8Array, content: Uint8Array | undefined = CONTENT) =>
  judgeSealSignature({ file, ...(content && { content }), trust: trustIn('sm2') }, nodePrimitives)
const judgeAlone = (file: Uint8Array) => judgeSeal({ file, trust: trustIn('sm2') }, nodePrimitives)

/** A first-generation seal (GM/T 0031-2014): the maker signs info, certificate and algorithm together. */
async function firstGeneration(isSignedAsFourth = false) {
  const info = sequence(
    sequence(ia5('ES'), integer(1), ia5('TEST')),
    ia5('S0'),
    sequence(
      integer(1),
      utf8('旧章'),
      sequence(octetString(certificate('sm2', 'seal-signer'))),
      utcTime(REFERENCE - DAY),
      utcTime(REFERENCE - DAY),
      utcTime(REFERENCE + DAY),
    ),
    sequence(ia5('OFD'), octetString(Uint8Array.of(0x50, 0x4b, 3, 4)), integer(40), integer(40)),
  )
  const fields = [octetString(certificate('sm2', 'seal-maker')), oid('1.2.156.10197.1.501')]
  const signature = await signer('seal-maker').sign(isSignedAsFourth ? info : sequence(info, ...fields))
  return sequence(info, sequence(...fields, bitString(signature)))
}

describe('a seal (GM/T 0031-2014 §6.1.2)', () => {
  it('is VALID in its period, with its maker trusted', async () => {
    const report = await judgeAlone(await seal())
    expect([report.verdict, report.technical, report.dialect]).toEqual(['VALID', 'intact', 'gbt38540-v4'])
  })

  it.each([
    ['seals.expired', { validEnd: REFERENCE - 1000 }],
    ['seals.not-yet-valid', { validStart: REFERENCE + 1000 }],
    ['seals.maker-signature', { maker: signer('seal-signer') }],
    ['cms.sm2-empty-id', { maker: signer('seal-maker', new Uint8Array()) }],
  ])('is INVALID: %s', async (code, changes) => {
    const report = await judgeAlone(await seal(changes))
    expect([report.verdict, harm(report)]).toEqual(['INVALID', [code]])
  })

  it('of the first generation is signed with certificate and algorithm', async () => {
    const report = await judgeAlone(await firstGeneration())
    expect([report.verdict, report.dialect]).toEqual(['VALID', 'gmt0031-v1'])
    expect(harm(await judgeAlone(await firstGeneration(true)))).toEqual(['seals.maker-signature'])
  })

  it('that is cut off is unreadable, never an exception', async () => {
    const file = await seal()
    for (const length of [0, 5, 60, file.length - 1]) {
      expect((await judgeAlone(file.subarray(0, length))).technical).toBe('unreadable')
    }
  })
})

describe('a seal signature (GM/T 0031-2014 §6.2.3)', () => {
  it('is VALID, and its time is only claimed', async () => {
    const report = await judge(await sealed())
    expect([report.verdict, report.technical, harm(report)]).toEqual(['VALID', 'intact', []])
    expect(report.times).toEqual({ claimed: REFERENCE - DAY, validation: REFERENCE })
  })

  it('is INVALID over a changed original', async () => {
    const report = await judge(await sealed(), new TextEncoder().encode('x'))
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'broken', ['seals.data-hash']])
  })

  it('is INDETERMINATE without the original', async () => {
    const report = await judgeSealSignature({ file: await sealed(), trust: trustIn('sm2') }, nodePrimitives)
    expect([report.verdict, report.technical, report.subIndication]).toEqual([
      'INDETERMINATE',
      'intact',
      'SIGNED_DATA_NOT_FOUND',
    ])
  })

  it.each<[string, () => Promise<Uint8Array>]>([
    ['seals.signature', () => sealed({ spoilSignature: true })],
    [
      'seals.signer-not-listed',
      async () => sealed({ seal: await seal({ sealers: [certificate('sm2', 'user-sign')] }) }),
    ],
    ['seals.expired', async () => sealed({ seal: await seal({ validEnd: REFERENCE - 2 * DAY }) })],
    ['seals.maker-signature', async () => sealed({ seal: await seal({ maker: signer('seal-signer') }) })],
    ['seals.signed-outside-certificate', () => sealed({ at: Date.UTC(2001, 0, 1) })],
    ['seals.time-in-future', () => sealed({ at: REFERENCE + DAY })],
    ['seals.timestamp-invalid', () => sealed({ stamp: async () => Uint8Array.of(1, 2, 3) })],
  ])('is INVALID: %s', async (code, make) => {
    const report = await judge(await make())
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(code)
  })

  it('made with the encryption certificate is refused', async () => {
    const encryption = certificate('sm2', 'user-enc')
    const file = await sealed({
      seal: await seal({ sealers: [encryption] }),
      sealer: signer('user-enc'),
      certificate: encryption,
    })
    expect(harm(await judge(file))).toContain('cms.sm2-encryption-certificate')
  })

  it('with a timestamp over its value has a proven time', async () => {
    const stamp = (value: Uint8Array) =>
      makeTimestampToken({
        imprint: { digest: 'sm3', hashed: hash('sm3', value) },
        genTime: REFERENCE - 3000,
        serial: 1,
        policy: '1.2.3',
        signer: signer('tsa'),
        certificate: certificate('sm2', 'tsa'),
        certificates: [certificate('sm2', 'tsa')],
      })
    const report = await judge(await sealed({ stamp }))
    expect([report.verdict, report.times.proven]).toEqual(['VALID', REFERENCE - 3000])
  })
})
