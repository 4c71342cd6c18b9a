import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import { judgeOcsp, type OcspRequest } from '#core/revocation/judge-ocsp.ts'
import { certIdOf, parseOcspResponse, writeCertId, writeOcspRequest } from '#core/revocation/ocsp.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { judgePath, type PathRequest } from '#core/x509/path.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { algorithmFor, ext, extension, issue, type Key, makeKey, NOW, signBytes, writeCrl } from '../x509/authority.ts'

const CA = 'CN=CA,O=Test'
const SERIAL = Uint8Array.of(0x12, 0x67)
const RESPONDER = 77
const NONCE = new Uint8Array(16).fill(7)

let caKey: Key
let responderKey: Key
let ca: Certificate
const openssl = opensslWorkshop()

beforeAll(async () => {
  caKey = makeKey()
  responderKey = makeKey()
  ca = await issue({ subject: CA, extensions: [ext.ca(), ext.keyUsage(5, 6)] }, caKey)
})

afterAll(() => openssl.close())

interface Answer {
  hash?: DigestAlgorithm
  serial?: Uint8Array
  issuer?: Certificate
  status?: Uint8Array
  thisUpdate?: number
  nextUpdate?: number | null
  producedAt?: number
  nonce?: Uint8Array
  signer?: { key: Key; certificate: Certificate }
  /** Stands for the responder in the answer; default: the signer's subject. */
  responderId?: Uint8Array
  alterSignature?: boolean
  /** Signs with SHA-1. */
  isWeak?: boolean
  /** Back to when revocations are kept. */
  archiveCutoff?: number
}

const GOOD = Uint8Array.of(0x80, 0)
const UNKNOWN = Uint8Array.of(0x82, 0)
const revoked = (at: number, reason: number) =>
  write.tlv(0xa1, write.generalizedTime(at), write.explicit(0, write.enumerated(reason)))

const cutoff = (at: number) => extension(OID.ocspArchiveCutoff, false, write.generalizedTime(at))

async function answer(parts: Answer = {}): Promise<Uint8Array> {
  const signer = parts.signer ?? { key: caKey, certificate: ca }
  const { thisUpdate = NOW - 60_000, nextUpdate = NOW + 3_600_000, producedAt = NOW - 60_000 } = parts
  const question = { issuer: parts.issuer ?? ca, serial: parts.serial ?? SERIAL, hash: parts.hash ?? 'sha1' }
  const single = write.sequence(
    writeCertId(await certIdOf(question, nodePrimitives)),
    parts.status ?? GOOD,
    write.generalizedTime(thisUpdate),
    ...(nextUpdate === null ? [] : [write.explicit(0, write.generalizedTime(nextUpdate))]),
    ...(parts.archiveCutoff === undefined ? [] : [write.explicit(1, write.sequence(cutoff(parts.archiveCutoff)))]),
  )
  const nonce = parts.nonce && extension(OID.ocspNonce, false, write.octetString(parts.nonce))
  const data = write.sequence(
    parts.responderId ?? write.explicit(1, signer.certificate.subject.raw),
    write.generalizedTime(producedAt),
    write.sequence(single),
    ...(nonce ? [write.explicit(1, write.sequence(nonce))] : []),
  )
  const signature = await signBytes(signer.key, parts.isWeak ? 'ecdsa-sha1' : algorithmFor(signer.key), data)
  if (parts.alterSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  const basic = write.sequence(
    data,
    write.sequence(write.oid(parts.isWeak ? OID.ecdsaWithSha1 : OID.ecdsaWithSha256)),
    write.bitString(signature),
    write.explicit(0, write.sequence(signer.certificate.raw)),
  )
  const bytes = write.sequence(write.oid(OID.ocspBasic), write.octetString(basic))
  return write.sequence(write.enumerated(0), write.explicit(0, bytes))
}

async function judge(parts: Answer, change: Partial<OcspRequest> = {}) {
  const parsed = parseOcspResponse(await answer(parts))
  if (!parsed.ok) throw new Error(parsed.error.code)
  return judgeOcsp(parsed.value, { issuer: ca, serial: SERIAL, at: NOW, ...change }, nodePrimitives)
}

async function delegate(
  template: { purpose?: string; issuedBy?: Key; notAfter?: number; bits?: number[]; noCheck?: boolean } = {},
) {
  const { purpose = OID.ocspSigning, issuedBy = caKey, notAfter = NOW + 1000, bits = [0] } = template
  const noCheck = template.noCheck ? [extension(OID.ocspNoCheck, false, write.nullValue())] : []
  const extensions = [ext.purposes(false, purpose), ext.keyUsage(...bits), ...noCheck]
  const fields = { subject: 'CN=OCSP', issuer: CA, serial: RESPONDER, notAfter, extensions }
  return { key: responderKey, certificate: await issue(fields, responderKey, issuedBy) }
}

const codes = (judged: Awaited<ReturnType<typeof judge>>) => judged.findings.map(({ code }) => code)

describe('an OCSP answer (RFC 6960)', () => {
  it('says good, revoked with time and reason, or unknown', async () => {
    expect(await judge({})).toMatchObject({ status: 'good', isAuthorised: true, isSignatureGood: true })
    const said = await judge({ status: revoked(NOW - 5000, 1) })
    expect(said).toMatchObject({ status: 'revoked', revokedAt: NOW - 5000, reason: 1 })
    expect((await judge({ status: UNKNOWN })).status).toBe('unknown')
  })

  it('may name the certificate by SHA-1, SHA-256 or SM3', async () => {
    for (const hash of ['sha1', 'sha256', 'sm3'] as const) expect((await judge({ hash })).status).toBe('good')
  })

  it.each<[string, () => Promise<Answer>, string]>([
    ['another serial number', async () => ({ serial: Uint8Array.of(0x12, 0x68) }), 'ocsp.certificate-not-covered'],
    [
      'another issuer of the same name',
      async () => ({ issuer: await issue({ subject: CA }, makeKey()) }),
      'ocsp.certificate-not-covered',
    ],
    ['a changed signature', async () => ({ alterSignature: true }), 'ocsp.signature-invalid'],
    [
      'a responder nobody knows',
      async () => ({ responderId: write.explicit(2, write.octetString(new Uint8Array(20))) }),
      'ocsp.responder-not-found',
    ],
    ['an answer out of date', async () => ({ nextUpdate: NOW - 301_000 }), 'ocsp.stale'],
    [
      'an answer without end that is a day old',
      async () => ({ nextUpdate: null, thisUpdate: NOW - 25 * 3_600_000 }),
      'ocsp.stale',
    ],
    ['an answer from the future', async () => ({ thisUpdate: NOW + 301_000 }), 'ocsp.not-yet-valid'],
    ['a nonce that is not ours', async () => ({ nonce: new Uint8Array(16).fill(8) }), 'ocsp.nonce-mismatch'],
  ])('%s is unusable', async (_title, make, code) => {
    const judged = await judge(await make(), { nonce: NONCE })
    expect(judged.status).toBe('unusable')
    expect(codes(judged)).toContain(code)
    expect((await judge({ nonce: NONCE }, { nonce: NONCE })).findings).toEqual([])
  })

  it('a responder the issuer appointed may answer (§4.2.2.2), and nobody else', async () => {
    expect(await judge({ signer: await delegate() })).toMatchObject({ status: 'good', isAuthorised: true })
    const refused = [
      [await delegate({ purpose: OID.serverAuth }), 'purpose-missing'],
      [await delegate({ issuedBy: makeKey() }), 'not-issued-by-issuer'],
      [await delegate({ notAfter: NOW - 1000 }), 'outside-validity'],
      [await delegate({ bits: [2] }), 'key-usage'],
    ] as const
    for (const [signer, because] of refused) {
      const judged = await judge({ signer })
      expect(judged).toMatchObject({ status: 'unusable', isAuthorised: false, unauthorisedBecause: because })
    }
  })

  it('decides the path of the certificate it speaks of', async () => {
    const leaf = await issue({ subject: 'CN=leaf', issuer: CA, serial: 0x1267 }, makeKey(), caKey)
    const path = async (status: Uint8Array) =>
      judgePath(
        {
          ...{ target: leaf, anchors: [ca], intermediates: [], crls: [], at: NOW, requireRevocation: true },
          ocsps: [await answer({ status })],
        },
        nodePrimitives,
      )
    expect((await path(GOOD)).judgement.verdict).toBe('VALID')
    expect((await path(UNKNOWN)).judgement.verdict).toBe('INDETERMINATE')
    expect((await path(revoked(NOW - 1, 4))).judgement).toMatchObject({ verdict: 'INVALID', subIndication: 'REVOKED' })
  })

  it('is heard with every other answer: the order they came in decides nothing', async () => {
    const leaf = await issue({ subject: 'CN=leaf', issuer: CA, serial: 0x1267 }, makeKey(), caKey)
    const request = { target: leaf, anchors: [ca], intermediates: [], crls: [], at: NOW, requireRevocation: true }
    const verdicts = async (...answers: Uint8Array[]) =>
      Promise.all(
        [answers, answers.toReversed()].map(
          async (ocsps) => (await judgePath({ ...request, ocsps }, nodePrimitives)).judgement.verdict,
        ),
      )
    const older = await answer({ thisUpdate: NOW - 7_200_000 })
    const newer = await answer()
    const keyLost = await answer({ status: revoked(NOW - 8_000_000, 1), thisUpdate: NOW - 3_600_000 })
    const held = await answer({ status: revoked(NOW - 8_000_000, 6), thisUpdate: NOW - 3_600_000 })
    const other = await answer({ status: revoked(NOW - 8_000_000, 1), serial: Uint8Array.of(0x12, 0x68) })
    expect(await verdicts(older, keyLost)).toEqual(['INVALID', 'INVALID'])
    expect(await verdicts(newer, keyLost)).toEqual(['INVALID', 'INVALID'])
    expect(await verdicts(older, held)).toEqual(['INVALID', 'INVALID'])
    expect(await verdicts(newer, held)).toEqual(['VALID', 'VALID'])
    expect(await verdicts(older, other)).toEqual(['VALID', 'VALID'])
  })

  it('is read by OpenSSL as we wrote it, signature and all', async () => {
    const file = openssl.put(await answer({ status: revoked(NOW - 5000, 1) }))
    const anchor = openssl.putPem('CERTIFICATE', ca.raw)
    const { text } = openssl.run('ocsp', '-respin', file, '-CAfile', anchor, '-issuer', anchor, '-serial', '0x1267')
    expect(text).toContain('Response verify OK')
  })
})

describe('a good answer that is not believed', () => {
  async function pathWith(parts: Answer, change: Partial<PathRequest> = {}, leafEnds = NOW + 1000) {
    const leaf = await issue({ subject: 'CN=leaf', issuer: CA, serial: 0x1267, notAfter: leafEnds }, makeKey(), caKey)
    const request = { target: leaf, anchors: [ca], intermediates: [], crls: [], at: NOW, requireRevocation: true }
    const path = await judgePath({ ...request, ocsps: [await answer(parts)], ...change }, nodePrimitives)
    return { status: path.revocation[0]?.status, codes: path.revocation[0]?.answer?.findings.map(({ code }) => code) }
  }

  it('a responder without nocheck is looked up in the lists at hand (RFC 6960 §4.2.2.2.1)', async () => {
    const signer = await delegate()
    const lists = async (...revoked: { serial: number }[]) => ({
      crls: [await writeCrl({ issuer: CA, revoked }, caKey)],
    })
    expect(await pathWith({ signer: await delegate({ noCheck: true }) })).toEqual({ status: 'good', codes: [] })
    expect(await pathWith({ signer }, await lists({ serial: 5 }))).toEqual({ status: 'good', codes: [] })
    // The list itself answers for the leaf, but not the revoked responder.
    const revokedResponder = await pathWith({ signer }, { ...(await lists({ serial: RESPONDER })), ocsps: [] })
    expect(revokedResponder.status).toBe('good')
    expect(await pathWith({ signer })).toEqual({ status: 'unknown', codes: ['ocsp.responder-not-checked'] })
    const remarked = await pathWith({ signer }, { requireRevocation: false })
    expect(remarked).toEqual({ status: 'good', codes: ['ocsp.responder-not-checked'] })
  })

  it('an answer of a revoked responder counts for nothing', async () => {
    const signer = await delegate()
    const onlyOthers = extension(
      OID.issuingDistributionPoint,
      true,
      write.sequence(write.implicit(1, write.boolean(true))),
    )
    const crls = [await writeCrl({ issuer: CA, revoked: [{ serial: RESPONDER }], extensions: [onlyOthers] }, caKey)]
    const leaf = await issue(
      { subject: 'CN=sub', issuer: CA, serial: 0x1267, extensions: [ext.ca()] },
      makeKey(),
      caKey,
    )
    const request = { target: leaf, anchors: [ca], intermediates: [], at: NOW, requireRevocation: true }
    const path = await judgePath({ ...request, crls, ocsps: [await answer({ signer })] }, nodePrimitives)
    expect(path.judgement.verdict).toBe('INDETERMINATE')
    expect(path.revocation[0]?.answer?.findings.map(({ code }) => code)).toContain('ocsp.responder-revoked')
  })

  it('about a certificate that had ended, unless its archive reaches back (RFC 6960 §4.4.4)', async () => {
    const ended = NOW - 3_600_000
    expect((await pathWith({}, {}, ended)).codes).toContain('ocsp.after-expiry')
    expect((await pathWith({ archiveCutoff: ended + 1000 }, {}, ended)).codes).toContain('ocsp.after-expiry')
    expect(await pathWith({ archiveCutoff: ended - 1000 }, {}, ended)).toEqual({ status: 'good', codes: [] })
  })

  it('signed with a digest that is refused at that moment (EN 319 102-1 §5.2.8)', async () => {
    expect(await pathWith({ isWeak: true })).toEqual({ status: 'unknown', codes: ['ocsp.digest-weak'] })
    expect(await pathWith({ isWeak: true }, { algorithmPolicy: [] })).toEqual({ status: 'good', codes: [] })
  })
})

describe('an OCSP request', () => {
  it('is read by OpenSSL: serial number, both hashes, nonce', async () => {
    const der = await writeOcspRequest({ issuer: ca, serial: SERIAL, hash: 'sha1', nonce: NONCE }, nodePrimitives)
    const { text } = openssl.run('ocsp', '-reqin', openssl.put(der), '-req_text')
    const anchor = openssl.putPem('CERTIFICATE', ca.raw)
    const own = openssl.run('ocsp', '-issuer', anchor, '-serial', '0x1267', '-no_nonce', '-req_text').text
    for (const field of ['Issuer Name Hash', 'Issuer Key Hash', 'Serial Number']) {
      const line = (from: string) => from.match(new RegExp(`${field}: *(\\w+)`))?.[1]
      expect(line(text)).toBe(line(own))
    }
    expect(text).toContain('0410070707')
  })
})
