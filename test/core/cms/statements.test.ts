import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { AttributeValue } from '#adapters/pkijs/signed-data.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { certificate } from '../../fixtures/built.ts'
import { harm, parsed, trustIn, userAttributes, userSignature } from '../../support/judged.ts'
import { sha256 } from './archive-maker.ts'

const judged = async (attributes: AttributeValue[], unsigned: AttributeValue[] = []) =>
  judgeCms(
    {
      file: await userSignature('rsa', { signer: { attributes, unsigned: () => unsigned } }),
      trust: trustIn('rsa'),
    },
    nodePrimitives,
  )
const rsa = userAttributes('rsa')
const stating = (type: string, ...values: Uint8Array[]) => judged([...rsa, { oid: type, values }])
const said = async (type: string, ...values: Uint8Array[]) => {
  const report = await stating(type, ...values)
  const findings = report.signers[0]?.steps.find((one) => one.id === 'cms.statements')?.findings ?? []
  return [report.verdict, ...findings.map(({ code, params }) => [code, ...Object.values(params ?? {})].join(' '))]
}

const sha256Of = (hash: Uint8Array) => write.sequence(write.sequence(write.oid(OID.sha256)), write.octetString(hash))
const policy = (hash = sha256Of(new Uint8Array(2))) => write.sequence(write.oid('1.2.3.4'), hash)

describe('what a signer states is named in the report', () => {
  it.each<[string, string, Uint8Array]>([
    ['cms.signature-policy-not-available 1.2.3.4 0000', OID.signaturePolicy, policy()],
    ['cms.signature-policy-implied', OID.signaturePolicy, write.nullValue()],
    ['cms.commitment proofOfApproval', OID.commitmentType, write.sequence(write.oid('1.2.840.113549.1.9.16.6.5'))],
    [
      'cms.signer-location 上海, CN',
      OID.signerLocation,
      write.sequence(write.explicit(0, write.utf8('CN')), write.explicit(1, write.utf8('上海'))),
    ],
    ['cms.mime-type text/plain; charset=utf-8', OID.mimeType, write.utf8('text/plain; charset=utf-8')],
    [`cms.content-hints ${OID.data} 文件`, OID.contentHints, write.sequence(write.utf8('文件'), write.oid(OID.data))],
    [
      'cms.content-reference 0102',
      OID.contentReference,
      write.sequence(write.oid(OID.data), write.octetString(Uint8Array.of(1, 2)), write.octetString(new Uint8Array(8))),
    ],
  ])('%s', async (text, type, value) => {
    expect(await said(type, value)).toEqual(['VALID', text])
  })

  it.each<[string, string, Uint8Array[]]>([
    ['cms.statement-malformed', OID.signaturePolicy, [write.octetString(new Uint8Array(3))]],
    [
      'cms.signature-policy-digest',
      OID.signaturePolicy,
      [policy(write.sequence(write.sequence(write.oid('1.2.3')), write.octetString(new Uint8Array(2))))],
    ],
    ['cms.statement-malformed', OID.signerLocation, [write.sequence()]],
    ['cms.statement-repeated', OID.mimeType, [write.utf8('text/plain'), write.utf8('text/html')]],
    ['cms.mime-type-form', OID.mimeType, [write.utf8('nonsense')]],
    ['cms.statement-malformed', OID.mimeType, [write.ia5('text/plain')]],
    ['cms.statement-malformed', OID.contentHints, [write.sequence(write.utf8('文件'))]],
  ])('and in the wrong form it is a defect: %s', async (code, type, values) => {
    const report = await stating(type, ...values)
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', [code]])
  })

  it('may hold several commitments', async () => {
    const commitment = (last: number) => write.sequence(write.oid(`1.2.840.113549.1.9.16.6.${last}`))
    const [verdict, ...texts] = await said(OID.commitmentType, commitment(1), commitment(5))
    expect([verdict, texts.length]).toEqual(['VALID', 2])
  })

  it('outside the signature says nothing', async () => {
    const report = await judged(rsa, [{ oid: OID.mimeType, values: [write.utf8('text/plain')] }])
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.statement-unsigned']])
  })
})

describe('the signed reference to certificates (RFC 5035 §5.4)', () => {
  const user = certificate('rsa', 'user-sign')
  const issuing = parsed('rsa', 'issuing')
  const reference = (hash: Uint8Array, ...issuerSerial: Uint8Array[]) =>
    write.sequence(write.octetString(hash), ...issuerSerial)
  const named = write.sequence(write.sequence(write.explicit(4, issuing.issuer.raw)), write.integer(issuing.serial))
  const bound = (others: Uint8Array[], ...policies: Uint8Array[]) =>
    judged([
      ...rsa.filter((one) => one.oid !== OID.signingCertificateV2),
      {
        oid: OID.signingCertificateV2,
        values: [write.sequence(write.sequence(reference(sha256(user)), ...others), ...policies)],
      },
    ])

  it('may name the certificates above, which must then be these', async () => {
    expect((await bound([reference(sha256(issuing.raw), named)])).verdict).toBe('VALID')
    const report = await bound([reference(sha256(user), named)])
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.signing-certificate-other']])
  })

  it('may limit the certificate policies, and a certificate without them is not enough', async () => {
    const report = await bound([], write.sequence(write.sequence(write.oid('1.2.3.4.5'))))
    expect([report.verdict, report.subIndication]).toEqual(['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'])
    expect(harm(report)).toEqual(['cms.signing-certificate-policy'])
  })
})
