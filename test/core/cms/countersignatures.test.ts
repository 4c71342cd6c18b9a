import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { type AttributeValue, hash, makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { harm, trustIn, userSignature } from '../../support/judged.ts'
import { takeApart } from './archive-maker.ts'

const signer = openSigner(privateKey('rsa', 'seal-signer'))
const own = certificate('rsa', 'seal-signer')
type Unsigned = (signature: Uint8Array) => Promise<AttributeValue[]>

/** One SignerInfo over another's signature value; a countersignature has no content type (RFC 5652 §11.4). */
async function countersignature(
  signature: Uint8Array,
  unsigned?: Unsigned,
  keepsType = false,
): Promise<AttributeValue> {
  const attributes = signedAttributes({ content: signature, digest: 'sha256', boundTo: own })
  const kept = attributes.filter((one) => keepsType || one.oid !== OID.contentType)
  const order = { signer, certificate: own, attributes: kept, ...(unsigned && { unsigned }) }
  const message = takeApart(await makeSignedData({ content: signature, signers: [order] }))
  const inner = message.unsigned.map((one) => ({ oid: one.type, values: [one.value] }))
  return { oid: OID.counterSignature, values: [signerInfo(message.fields, inner)] }
}

function signerInfo(fields: Uint8Array[], unsigned: AttributeValue[]): Uint8Array {
  const attributes = unsigned.map(({ oid: type, values }) => write.sequence(write.oid(type), write.set(...values)))
  return write.sequence(...fields, ...(attributes.length > 0 ? [write.implicit(1, write.set(...attributes))] : []))
}

const stamp = async (octets: Uint8Array): Promise<AttributeValue> => ({
  oid: OID.signatureTimeStamp,
  values: [
    await makeTimestampToken({
      imprint: { digest: 'sha256', hashed: hash('sha256', octets) },
      genTime: REFERENCE - 5000,
      serial: 9,
      policy: '1.2.3.4',
      signer: openSigner(privateKey('rsa', 'tsa')),
      certificate: certificate('rsa', 'tsa'),
      certificates: [certificate('rsa', 'tsa')],
    }),
  ],
})

const judged = async (unsigned: Unsigned) =>
  judgeCms(
    {
      file: await userSignature('rsa', {
        signer: { unsigned },
        data: { certificates: [certificate('rsa', 'user-sign'), own] },
      }),
      trust: trustIn('rsa'),
    },
    nodePrimitives,
  )
const roles = (report: Awaited<ReturnType<typeof judged>>) => report.signers.map((one) => `${one.role} ${one.verdict}`)
const nested = (depth: number): Unsigned => {
  return async (signature) => [await countersignature(signature, depth > 1 ? nested(depth - 1) : undefined)]
}

describe('a countersignature (RFC 5652 §11.4)', () => {
  it('is judged with certificate and path of its own', async () => {
    const report = await judged(async (signature) => [await countersignature(signature)])
    expect([report.verdict, harm(report), roles(report)]).toEqual([
      'VALID',
      [],
      ['signer VALID', 'countersigner VALID'],
    ])
    expect(report.signers[1]?.level).toBe('B')
  })

  it('over other octets is broken, which is a defect of the message and no more', async () => {
    const report = await judged(async () => [await countersignature(new Uint8Array(32))])
    expect([report.verdict, report.technical]).toEqual(['VALID_WITH_DEFECTS', 'intact'])
    expect(harm(report)).toContain('cms.countersignature-broken')
    expect(roles(report)).toEqual(['signer VALID_WITH_DEFECTS', 'countersigner INVALID'])
  })

  it('must not have a content type', async () => {
    const report = await judged(async (signature) => [await countersignature(signature, undefined, true)])
    expect(harm(report)).toEqual(['cms.countersignature-content-type'])
  })

  it('may be countersigned in turn, and each is reported', async () => {
    const report = await judged(nested(3))
    expect(roles(report)).toEqual(['signer VALID', ...Array(3).fill('countersigner VALID')])
  })

  it('is not followed beyond a bounded depth, and the report says so', async () => {
    const report = await judged(nested(6))
    expect(roles(report).length).toBe(5)
    expect(harm(report)).toContain('cms.countersignatures-not-judged')
  })

  it('may have a timestamp, which proves when it existed; one over other octets condemns it alone', async () => {
    const good = await judged(async (signature) => [
      await countersignature(signature, async (value) => [await stamp(value)]),
    ])
    expect(good.signers[1]?.times.proven).toBe(REFERENCE - 5000)
    expect([good.verdict, good.signers[1]?.level]).toEqual(['VALID', 'T'])
    const bad = await judged(async (signature) => [
      await countersignature(signature, async () => [await stamp(new Uint8Array(8))]),
    ])
    expect(roles(bad).slice(0, 2)).toEqual(['signer VALID', 'countersigner INVALID'])
    expect(harm(bad)).toContain('cms.timestamp-broken')
  })
})
