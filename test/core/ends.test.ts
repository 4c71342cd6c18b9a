import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { hash, makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { type VerificationRequest, verifyObject } from '#core/verify.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { certificate, crl, privateKey, REFERENCE } from '../fixtures/built.ts'
import { CONTENT, digestIn, parsed, userSignature } from '../support/judged.ts'
import { ext, issue, type Key, makeKey, NOW, YEAR_MS } from './x509/authority.ts'

const named = (bytes: Uint8Array) => ({ name: 'a file', bytes })

function request(family: Family, object: Uint8Array, changes: Partial<VerificationRequest> = {}): VerificationRequest {
  return {
    object: named(object),
    format: 'auto',
    anchors: [named(certificate(family, 'root'))],
    intermediates: [named(certificate(family, 'issuing'))],
    crls: [],
    ocsps: [],
    at: REFERENCE,
    requireRevocation: false,
    wantsEnd: true,
    ...changes,
  }
}

function tokenOver(family: Family, data: Uint8Array): Promise<Uint8Array> {
  return makeTimestampToken({
    imprint: { digest: digestIn(family), hashed: hash(digestIn(family), data) },
    genTime: REFERENCE,
    serial: 41,
    policy: '1.2.3',
    signer: openSigner(privateKey(family, 'tsa')),
    certificate: certificate(family, 'tsa'),
    certificates: [certificate(family, 'tsa')],
  })
}

async function evidenceRecord(family: Family): Promise<Uint8Array> {
  const algorithm = write.sequence(write.oid(family === 'sm2' ? OID.sm3 : OID.sha256))
  const archived = write.sequence(await tokenOver(family, CONTENT))
  return write.sequence(write.integer(1), write.sequence(algorithm), write.sequence(write.sequence(archived)))
}

type Case = [
  name: string,
  code: string,
  at: (family: Family) => number,
  make: (family: Family) => Promise<VerificationRequest>,
]

const notAfter = (label: string) => (family: Family) => parsed(family, label).notAfter
const DAY_MS = 86_400_000

const CASES: Case[] = [
  [
    'a signature that no timestamp dates ends with its certificate',
    'ends.certificate',
    notAfter('user-sign'),
    async (family) => request(family, await userSignature(family)),
  ],
  [
    'a token ends with the certificate of its authority',
    'ends.timestamp-certificate',
    notAfter('tsa'),
    async (family) => request(family, await tokenOver(family, CONTENT), { content: named(CONTENT) }),
  ],
  [
    'an evidence record ends with its last timestamp',
    'ends.timestamp-certificate',
    notAfter('tsa'),
    async (family) => request(family, await evidenceRecord(family), { content: named(CONTENT) }),
  ],
  [
    'a certificate with a list ends with the list',
    'ends.revocation-evidence',
    () => REFERENCE + 6 * DAY_MS,
    async (family) =>
      request(family, certificate(family, 'site-gov'), {
        crls: [named(crl(family, 'issuing')), named(crl(family, 'root'))],
        requireRevocation: true,
      }),
  ],
  [
    'a certificate without revocation ends with itself',
    'ends.certificate',
    notAfter('site-gov'),
    async (family) => request(family, certificate(family, 'site-gov')),
  ],
]

describe.each(['rsa', 'ecdsa', 'sm2'] as const)('when a verdict stops holding (%s)', (family) => {
  it.each(CASES)('%s', async (_, code, at, make) => {
    const asked = await make(family)
    const report = await verifyObject(asked, nodePrimitives)
    expect(report.verdict).toBe('VALID')
    expect([report.stopsValidating?.code, report.stopsValidating?.at]).toEqual([code, at(family)])
    const end = report.stopsValidating?.at ?? 0
    const verdictAt = async (moment: number) =>
      (await verifyObject({ ...asked, at: moment }, nodePrimitives)).indication
    expect(await verdictAt(end - 1000)).toBe('TOTAL_PASSED')
    expect(await verdictAt(end + 1000)).not.toBe('TOTAL_PASSED')
  })
})

/** A small house of its own: the user's certificate ends first, then that of the first authority, then that of the second. */
async function house() {
  const keys = { root: makeKey(), user: makeKey(), first: makeKey(), second: makeKey() }
  const root = await issue({ subject: 'Root', notAfter: NOW + 20 * YEAR_MS, extensions: [ext.ca()] }, keys.root)
  const below = (subject: string, years: number, key: Key, ...extensions: Uint8Array[]) =>
    issue({ subject, issuer: 'Root', notAfter: NOW + years * YEAR_MS, extensions }, key, keys.root)
  const purpose = ext.purposes(true, OID.timeStamping)
  return {
    root,
    user: { certificate: await below('User', 1, keys.user), key: keys.user },
    first: { certificate: await below('First TSA', 3, keys.first, purpose), key: keys.first },
    second: { certificate: await below('Second TSA', 9, keys.second, purpose), key: keys.second },
  }
}

const signerOf = (key: Key) => openSigner(new Uint8Array(key.privateKey.export({ type: 'pkcs8', format: 'der' })))

function stampBy({ certificate: by, key }: { certificate: Certificate; key: Key }, data: Uint8Array, genTime: number) {
  return makeTimestampToken({
    imprint: { digest: 'sha256', hashed: hash('sha256', data) },
    genTime,
    serial: 41,
    policy: '1.2.3',
    signer: signerOf(key),
    certificate: by.raw,
    certificates: [by.raw],
  })
}

describe('when a proven signature stops holding', () => {
  const asked = (file: Uint8Array, root: Certificate, content: Uint8Array) =>
    request('ecdsa', file, { anchors: [named(root.raw)], intermediates: [], at: NOW, content: named(content) })

  async function endOf(asks: VerificationRequest) {
    const report = await verifyObject(asks, nodePrimitives)
    const end = report.stopsValidating?.at ?? 0
    const at = async (moment: number) => (await verifyObject({ ...asks, at: moment }, nodePrimitives)).indication
    expect([report.indication, await at(end - 1000)]).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED'])
    expect(await at(end + 1000)).not.toBe('TOTAL_PASSED')
    return report
  }

  it('it outlives the certificate of its signer and ends with that of the authority', async () => {
    const { root, user, first } = await house()
    const file = await makeSignedData({
      content: CONTENT,
      certificates: [user.certificate.raw],
      signers: [
        {
          signer: signerOf(user.key),
          certificate: user.certificate.raw,
          attributes: signedAttributes({ content: CONTENT, digest: 'sha256', boundTo: user.certificate.raw }),
          unsigned: async (signature) => [
            { oid: OID.signatureTimeStamp, values: [await stampBy(first, signature, NOW - 1000)] },
          ],
        },
      ],
    })
    const report = await endOf(asked(file, root, CONTENT))
    expect(report.stopsValidating).toMatchObject({ code: 'ends.timestamp-certificate', at: NOW + 3 * YEAR_MS })
    expect(report.signers.map((signer) => signer.stopsValidating?.at)).toEqual([NOW + 3 * YEAR_MS, NOW + 3 * YEAR_MS])
  })

  it('an algorithm with an announced end takes a signature with it before its certificate ends', async () => {
    const { root, user } = await house()
    const file = await makeSignedData({
      content: CONTENT,
      certificates: [user.certificate.raw],
      signers: [
        {
          signer: signerOf(user.key),
          certificate: user.certificate.raw,
          attributes: signedAttributes({ content: CONTENT, digest: 'sha256', boundTo: user.certificate.raw }),
        },
      ],
    })
    const day = '2027-03-01'
    const algorithms = [{ subject: { digest: 'sha256' as const }, deprecatedFrom: day, refusedFrom: day }]
    const name = { zh: '试', en: 'Trial' }
    const demands = { requireRevocation: false, crossCheck: false, leadDays: 30 }
    const policy = { id: 'trial', version: 1, name, algorithms, ...demands }
    const report = await endOf({ ...asked(file, root, CONTENT), policy })
    expect(report.stopsValidating).toMatchObject({ code: 'ends.algorithm', at: Date.parse(day) })
    expect((await endOf(asked(file, root, CONTENT))).stopsValidating?.code).toBe('ends.certificate')
  })

  it('a renewed evidence record outlives its first authority and ends with the second', async () => {
    const { root, first, second } = await house()
    const algorithm = write.sequence(write.oid(OID.sha256))
    const initial = await stampBy(first, CONTENT, NOW - 2000)
    const renewal = await stampBy(second, initial, NOW - 1000)
    const chain = write.sequence(write.sequence(initial), write.sequence(renewal))
    const file = write.sequence(write.integer(1), write.sequence(algorithm), write.sequence(chain))
    const report = await endOf(asked(file, root, CONTENT))
    expect(report.stopsValidating).toMatchObject({ code: 'ends.timestamp-certificate', at: NOW + 9 * YEAR_MS })
  })
})

it('what is not VALID has no end, and nobody looks for one unasked', async () => {
  const foreign = await verifyObject(request('rsa', await userSignature('rsa'), { anchors: [] }), nodePrimitives)
  expect([foreign.verdict, foreign.stopsValidating]).toEqual(['INDETERMINATE', undefined])
  const unasked = await verifyObject(request('rsa', await userSignature('rsa'), { wantsEnd: false }), nodePrimitives)
  expect([unasked.verdict, unasked.stopsValidating]).toEqual(['VALID', undefined])
})
