import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Signer } from '#adapters/keys/signer.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { judgeCms } from '#core/cms/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import type { ReportBody } from '#core/verification-report.ts'
import { CONTENT, harm } from '../../support/judged.ts'
import { ext, issue, type Key, makeKey, signBytes, writeCrl } from '../x509/authority.ts'
import {
  type Authority,
  archiveV1,
  archiveV2,
  archiveV3,
  type Message,
  putTogether,
  sha256,
  stamp,
  takeApart,
  withUnsigned,
} from './archive-maker.ts'

/*
 *   2014      2015       2016       2017       2018      2019     2020
 *   [------- signer ------)                                         judged here
 *   [------- TSA 1 -------------------)
 *                    [----------- TSA 2 ------------------)
 *                                        [---------- TSA 3 -------------- …
 *         signature timestamp   archive 1            archive 2
 *         2015-06-01            2016-06-01           2018-06-01
 */
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const SIGNED = day('2015-06-01')
const NOW = day('2020-01-01')
const root = makeKey()
const ROOT = 'CN=Root'
const rootCertificate = await issue(
  {
    subject: ROOT,
    notBefore: day('2010-01-01'),
    notAfter: day('2040-01-01'),
    extensions: [ext.ca(), ext.keyUsage(5, 6)],
  },
  root,
)
const certified = async (subject: string, serial: number, from: string, until: string, ...extensions: Uint8Array[]) => {
  const key = makeKey()
  const period = { notBefore: day(from), notAfter: day(until) }
  return { key, certificate: await issue({ subject, issuer: ROOT, serial, ...period, extensions }, key, root) }
}
const stamping = [ext.keyUsage(0), ext.purposes(true, OID.timeStamping)]
const user = await certified('CN=User', 2, '2014-01-01', '2016-01-01', ext.keyUsage(0, 1))
const tsa1 = await certified('CN=TSA 1', 3, '2014-01-01', '2017-01-01', ...stamping)
const tsa2 = await certified('CN=TSA 2', 4, '2016-01-01', '2019-01-01', ...stamping)
const tsa3 = await certified('CN=TSA 3', 5, '2018-01-01', '2030-01-01', ...stamping)

const listOf = (thisUpdate: string, nextUpdate: string, ...revoked: { serial: number; revokedAt: number }[]) =>
  writeCrl({ issuer: ROOT, thisUpdate: day(thisUpdate), nextUpdate: day(nextUpdate), revoked }, root)
const crl2015 = await listOf('2015-06-02', '2015-07-01')
const crl2016 = await listOf('2016-05-30', '2016-06-30')
const crl2018 = await listOf('2018-05-30', '2018-06-30')
const crl2019 = await listOf('2019-12-30', '2020-01-30')

const signerWith = ({ publicKeyInfo, ...key }: Key): Signer => ({
  algorithm: 'ecdsa-p256',
  spki: publicKeyInfo,
  sign: (message) => signBytes({ publicKeyInfo, ...key }, 'ecdsa-sha256', message),
})

async function signedMessage(crls: Uint8Array[] = [], isDetached = false): Promise<Message> {
  const boundTo = user.certificate.raw
  const attributes = signedAttributes({ content: CONTENT, digest: 'sha256', signingTime: SIGNED - 60_000, boundTo })
  return takeApart(
    await makeSignedData({
      content: CONTENT,
      isDetached,
      signers: [{ signer: signerWith(user.key), certificate: boundTo, attributes }],
      certificates: [boundTo, tsa1.certificate.raw],
      crls,
    }),
  )
}

/** Contents octets of the last field: the signature value. */
const signatureOf = (message: Message) => {
  const field = message.fields.at(-1) ?? new Uint8Array()
  return field.subarray(field.length - (field[1] ?? 0))
}

const stampedAt = async (message: Message, authority: Authority, at: number) =>
  withUnsigned(message, OID.signatureTimeStamp, await stamp(authority, at, signatureOf(message)))
const timely = async (...crls: Uint8Array[]) => stampedAt(await signedMessage(crls), tsa1, SIGNED)
const adding = (message: Message, ...crls: Uint8Array[]): Message => ({ ...message, crls: [...message.crls, ...crls] })

const judged = (message: Message, changes: Partial<TrustInputs> = {}, content?: Uint8Array) =>
  judgeCms(
    {
      file: putTogether(message),
      ...(content && { content }),
      trust: {
        anchors: [rootCertificate],
        intermediates: [],
        crls: [],
        ocsps: [],
        at: NOW,
        requireRevocation: false,
        ...changes,
      },
    },
    nodePrimitives,
  )
const seen = ({ verdict, signers }: ReportBody) => [verdict, signers[0]?.level]
const codes = (report: ReportBody) => report.signers[0]?.steps.flatMap((one) => one.findings.map(({ code }) => code))

/** Both archive timestamps in place, judged in 2020 with a list of the day for the last authority. */
async function archivedTwice(kind: 'v2' | 'v3' | 'v1 index') {
  const archive = (message: Message, authority: Authority, at: number) =>
    kind === 'v2'
      ? archiveV2(message, undefined, authority, at)
      : archiveV3(message, CONTENT, authority, at, kind === 'v3' ? 'v3' : 'v1')
  const first = await archive(await timely(crl2015, crl2016), tsa2, day('2016-06-01'))
  // Version 2 stamps the fields of certificates and lists as they are: what is added later would break it, so nothing is.
  const second = kind === 'v2' ? first : adding(first, crl2018)
  return archive(second, tsa3, day('2018-06-01'))
}
const today = { crls: [crl2018, crl2019] }

describe('the level of a signature is the one that verified (EN 319 122-1 §6)', () => {
  it('is B with signed attributes that bind the certificate', async () => {
    expect(seen(await judged(await signedMessage(), { at: SIGNED }))).toEqual(['VALID', 'B'])
  })

  it('is T with a valid timestamp, and B with one that is not', async () => {
    expect(seen(await judged(await timely(), { at: SIGNED + 1000 }))).toEqual(['VALID', 'T'])
    expect(seen(await judged(await timely(), { at: SIGNED + 1000, tsaAnchors: [] }))).toEqual(['VALID', 'B'])
  })

  it('is LT when the message brings its own revocation answers, and T when they are only supplied', async () => {
    const at = day('2015-06-03')
    expect(seen(await judged(await timely(crl2015), { at }))).toEqual(['VALID', 'LT'])
    expect(seen(await judged(await timely(), { at, crls: [crl2015] }))).toEqual(['VALID', 'T'])
  })

  it('is none when the signature is broken', async () => {
    const message = await timely(crl2015)
    const field = message.fields.at(-1)?.slice() ?? new Uint8Array()
    field[field.length - 1] = (field.at(-1) ?? 0) ^ 1
    const report = await judged({ ...message, fields: [...message.fields.slice(0, -1), field] })
    expect([...seen(report), report.technical]).toEqual(['INVALID', undefined, 'broken'])
  })
})

describe.each(['v3', 'v1 index', 'v2'] as const)('archive timestamps (%s)', (kind) => {
  it('carry a signature past the end of its certificate and of two authorities', async () => {
    const report = await judged(await archivedTwice(kind), today)
    expect(harm(report)).toEqual([])
    expect(seen(report)).toEqual(['VALID', 'LTA'])
    expect(report.times.proven).toBe(SIGNED)
  })

  it('need each other: without the second the first authority has ended, and nothing is proven', async () => {
    const archived = await archivedTwice(kind)
    const type = kind === 'v2' ? OID.archiveTimeStampV2 : OID.archiveTimeStampV3
    const [first] = archived.unsigned.filter((one) => one.type === type)
    const unsigned = archived.unsigned.filter((one) => one.type !== type || one === first)
    const report = await judged({ ...archived, unsigned }, today)
    expect([...seen(report), report.times.proven]).toEqual(['INVALID', 'B', undefined])
    expect(harm(report)).toContain('cms.timestamp-refused')
  })

  it('do not hold for a message with one octet of its evidence changed', async () => {
    const archived = await archivedTwice(kind)
    const crls = archived.crls.map((one) => {
      const changed = one.slice()
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
      return changed
    })
    const report = await judged({ ...archived, crls }, today)
    expect(harm(report)).toContain(kind === 'v2' ? 'cms.archive-timestamp-broken' : 'cms.hash-index-missing')
    expect(report.times.proven).toBeUndefined()
    expect(report.verdict).not.toMatch(/^VALID/)
  })

  it('do not hold when a certificate was taken out', async () => {
    const archived = await archivedTwice(kind)
    const report = await judged({ ...archived, certificates: archived.certificates.slice(1) }, today)
    expect(harm(report)).toContain(kind === 'v2' ? 'cms.archive-timestamp-broken' : 'cms.hash-index-missing')
    expect(report.verdict).not.toMatch(/^VALID/)
  })

  it('do not hold when the signature timestamp was exchanged for another good one', async () => {
    const archived = await archivedTwice(kind)
    const other = await stamp(tsa1, SIGNED - 1000, signatureOf(archived))
    const unsigned = archived.unsigned.map((one) =>
      one.type === OID.signatureTimeStamp ? { ...one, value: other } : one,
    )
    const report = await judged({ ...archived, unsigned }, today)
    expect(harm(report)).toContain(kind === 'v2' ? 'cms.archive-timestamp-broken' : 'cms.hash-index-missing')
    expect(report.times.proven).toBeUndefined()
  })

  it('over another message condemn nothing and prove nothing, and the message cannot be relied on', async () => {
    const archived = await archivedTwice(kind)
    const type = kind === 'v2' ? OID.archiveTimeStampV2 : OID.archiveTimeStampV3
    const stray = archived.unsigned.filter((one) => one.type === type).at(-1)
    const fresh = await stampedAt(await signedMessage([crl2015, crl2016, crl2018]), tsa1, SIGNED + 1000)
    const report = await judged({ ...fresh, unsigned: [...fresh.unsigned, ...(stray ? [stray] : [])] }, today)
    expect(report.times.proven).toBeUndefined()
    expect(report.verdict).not.toMatch(/^VALID/)
    expect(report.signers[0]?.level).toBe('B')
  })
})

describe('past validation (EN 319 102-1 §5.6.3)', () => {
  it('does not help a certificate revoked before the proven time', async () => {
    const revoked = await listOf('2015-06-02', '2015-07-01', { serial: 2, revokedAt: SIGNED - 86_400_000 })
    const archived = await archiveV3(await timely(revoked, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const report = await judged(await archiveV3(adding(archived, crl2018), CONTENT, tsa3, day('2018-06-01')), today)
    expect([report.verdict, report.subIndication, report.times.proven]).toEqual(['INVALID', 'REVOKED', SIGNED])
    expect(harm(report)).toEqual(['revocation.revoked'])
  })

  it('helps one revoked afterwards', async () => {
    const later = await listOf('2015-06-02', '2015-07-01', { serial: 2, revokedAt: SIGNED + 3_600_000 })
    const archived = await archiveV3(await timely(later, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const message = await archiveV3(adding(archived, crl2018), CONTENT, tsa3, day('2018-06-01'))
    expect(seen(await judged(message, today))).toEqual(['VALID', 'LTA'])
  })

  it('does not help an authority whose revocation evidence is of another time', async () => {
    const archived = await archiveV3(await timely(crl2015), CONTENT, tsa2, day('2016-06-01'))
    const report = await judged(await archiveV3(adding(archived, crl2018), CONTENT, tsa3, day('2018-06-01')), today)
    expect(report.times.proven).toBe(day('2016-06-01'))
    expect(report.verdict).not.toMatch(/^VALID/)
  })

  it('sees timestamps that contradict each other', async () => {
    const late = await stampedAt(await signedMessage([crl2015]), tsa1, SIGNED + 3_600_000)
    const report = await judged(await archiveV3(late, CONTENT, tsa1, SIGNED), { at: day('2015-06-03') })
    expect([report.verdict, report.subIndication]).toEqual(['INDETERMINATE', 'TIMESTAMP_ORDER_FAILURE'])
    expect(harm(report)).toEqual(['cms.timestamp-order'])
  })

  it('remarks a claimed time later than what is proven, and refuses a proof older than the certificate', async () => {
    const early = await stampedAt(await signedMessage([crl2015]), tsa1, SIGNED - 86_400_000)
    expect(harm(await judged(early, { at: day('2015-06-03') }))).toEqual(['cms.signing-time-after-proof'])
    const tsa0 = await certified('CN=TSA 0', 6, '2012-01-01', '2020-01-01', ...stamping)
    const tooEarly = await stampedAt(await signedMessage([crl2015]), tsa0, day('2013-12-31'))
    const report = await judged(tooEarly, { at: day('2015-06-03') })
    expect([report.verdict, report.subIndication]).toEqual(['INVALID', 'NOT_YET_VALID'])
    expect(harm(report)).toContain('cms.proven-before-certificate')
  })
})

describe('more archive timestamps than anybody needs', () => {
  it('are not all judged, and the signature is then not VALID', async () => {
    const archived = await archiveV3(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const again = (count: number) => ({
      ...archived,
      unsigned: [...archived.unsigned, ...Array(count).fill(archived.unsigned.at(-1))],
    })
    const at = day('2016-06-03')
    expect((await judged(again(15), { at })).verdict).toBe('VALID')
    expect(harm(await judged(again(16), { at }))).toEqual(['cms.too-many-timestamps'])
  })
})

describe('hash indexes (EN 319 122-1 §5.5.2)', () => {
  it('may leave out what came later, and the report says what is not covered', async () => {
    const archived = await archiveV3(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const report = await judged(adding(archived, crl2018), { at: day('2018-06-02') })
    expect(codes(report)).toContain('cms.hash-index-uncovered')
    expect(seen(report)).toEqual(['VALID', 'LTA'])
  })

  it('are part of what is stamped: another index with the same token is refused', async () => {
    const archived = await archiveV3(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const other = await archiveV3(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const token = takeApart(archived.unsigned.at(-1)?.value ?? new Uint8Array())
    const foreign = takeApart(other.unsigned.at(-1)?.value ?? new Uint8Array())
    const value = putTogether({ ...token, unsigned: foreign.unsigned })
    const report = await judged({
      ...archived,
      unsigned: [...archived.unsigned.slice(0, -1), { type: OID.archiveTimeStampV3, value }],
    })
    expect(harm(report)).toContain('cms.archive-timestamp-broken')
  })

  it('must be there', async () => {
    const archived = await archiveV3(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const token = takeApart(archived.unsigned.at(-1)?.value ?? new Uint8Array())
    const value = putTogether({ ...token, unsigned: [] })
    const unsigned = [...archived.unsigned.slice(0, -1), { type: OID.archiveTimeStampV3, value }]
    expect(harm(await judged({ ...archived, unsigned }, { at: day('2016-06-03') }))).toContain(
      'cms.hash-index-unreadable',
    )
  })
})

describe('the first form of archive timestamps', () => {
  const at = day('2016-06-03')
  it('may follow the rule of the second, and then covers all evidence', async () => {
    const message = await timely(crl2015, crl2016)
    const archived = await archiveV2(message, undefined, tsa2, day('2016-06-01'), OID.archiveTimeStampV1)
    expect(seen(await judged(archived, { at }))).toEqual(['VALID', 'LTA'])
    expect(harm(await judged(adding(archived, crl2018), { at }))).toContain('cms.archive-timestamp-broken')
  })

  it('or the older rule (RFC 3126 §4.3), and then covers no certificates and lists', async () => {
    const archived = await archiveV1(await timely(crl2015, crl2016), CONTENT, tsa2, day('2016-06-01'))
    const report = await judged(archived, { at })
    expect([...seen(report), report.times.proven]).toEqual(['VALID', 'LT', SIGNED])
    const other = await stamp(tsa1, SIGNED - 1000, signatureOf(archived))
    const unsigned = archived.unsigned.map((one) =>
      one.type === OID.signatureTimeStamp ? { ...one, value: other } : one,
    )
    expect(harm(await judged({ ...archived, unsigned }, { at }))).toContain('cms.archive-timestamp-broken')
  })
})

describe('a message in BER', () => {
  const at = day('2016-06-03')
  /** The inner ContentInfo with indefinite lengths and the content in two segments, cut at `cut`. */
  const inBer = (cut: number) => {
    const segments = [CONTENT.subarray(0, cut), CONTENT.subarray(cut)].map((one) => write.octetString(one))
    const head = Uint8Array.of(0x30, 0x80, ...write.oid(OID.data), 0xa0, 0x80, 0x24, 0x80)
    return Uint8Array.of(...head, ...segments.flatMap((one) => [...one]), 0, 0, 0, 0, 0, 0)
  }

  it('is read, the report says so, and an archive timestamp is over the octets as they arrived', async () => {
    const message = { ...(await timely(crl2015, crl2016)), encap: inBer(5) }
    const archived = await archiveV2(message, undefined, tsa2, day('2016-06-01'))
    const report = await judged(archived, { at })
    expect(seen(report)).toEqual(['VALID', 'LTA'])
    expect(codes(report)).toContain('cms.ber-encoding')
    const cutElsewhere = await judged({ ...archived, encap: inBer(6) }, { at })
    expect([cutElsewhere.technical, harm(cutElsewhere)]).toEqual([
      'intact',
      expect.arrayContaining(['cms.archive-timestamp-broken']),
    ])
  })

  it('may have been archived in DER and transferred in BER', async () => {
    const archived = await archiveV2(await timely(crl2015, crl2016), undefined, tsa2, day('2016-06-01'))
    expect(seen(await judged({ ...archived, encap: inBer(5) }, { at }))).toEqual(['VALID', 'LTA'])
  })

  it('has signed attributes in DER, or the report says they were not', async () => {
    const message = await timely(crl2015)
    const attributes = message.fields[3] ?? new Uint8Array()
    const header = (attributes[1] ?? 0) < 0x80 ? 2 : 2 + ((attributes[1] ?? 0) & 0x7f)
    const indefinite = Uint8Array.of(0xa0, 0x80, ...attributes.subarray(header), 0, 0)
    const fields = message.fields.map((one, index) => (index === 3 ? indefinite : one))
    const report = await judged({ ...message, fields }, { at: day('2015-06-03') })
    expect([report.verdict, report.technical, harm(report)]).toEqual([
      'VALID_WITH_DEFECTS',
      'intact',
      ['cms.attributes-not-der'],
    ])
  })
})

describe('detached content', () => {
  const at = day('2016-06-03')
  it.each(['v2', 'v3'] as const)('is stamped by an archive timestamp %s, and must be the same', async (kind) => {
    const message = await stampedAt(await signedMessage([crl2015, crl2016], true), tsa1, SIGNED)
    const archive = kind === 'v2' ? archiveV2 : archiveV3
    const archived = await archive(message, CONTENT, tsa2, day('2016-06-01'))
    expect(seen(await judged(archived, { at }, CONTENT))).toEqual(['VALID', 'LTA'])
    const report = await judged(archived, { at }, new TextEncoder().encode('别的内容'))
    expect(harm(report)).toEqual(expect.arrayContaining(['cms.archive-timestamp-broken', 'cms.message-digest']))
  })
})

describe('references to certificates and revocation values (RFC 5126 §6.2)', () => {
  const hashOf = (value: Uint8Array) => write.octetString(sha256(value))
  const otherHash = (value: Uint8Array) => write.sequence(write.sequence(write.oid(OID.sha256)), hashOf(value))
  const certificateRefs = (...values: Uint8Array[]) =>
    write.sequence(...values.map((one) => write.sequence(otherHash(one))))
  const crlRefs = (...values: Uint8Array[]) =>
    write.sequence(
      write.sequence(
        write.explicit(0, write.sequence(write.sequence(...values.map((one) => write.sequence(otherHash(one)))))),
      ),
    )
  const complete = async (certificate: Uint8Array, crl: Uint8Array) =>
    withUnsigned(
      withUnsigned(await timely(crl2015), OID.certificateReferences, certificateRefs(certificate)),
      OID.revocationReferences,
      crlRefs(crl),
    )
  const at = day('2015-06-03')

  it('find their values', async () => {
    const report = await judged(await complete(user.certificate.raw, crl2015), { at })
    expect([...seen(report), harm(report)]).toEqual(['VALID', 'LT', []])
    expect(codes(report)).not.toContain('cms.reference-without-value')
  })

  it('that match no revocation value here are named', async () => {
    const report = await judged(await complete(user.certificate.raw, crl2016), { at })
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.revocation-reference-mismatch']])
  })

  it.each([
    ['cades-c', OID.escTimeStamp],
    ['references', OID.certificateCrlTimeStamp],
  ])('are stamped by a %s timestamp (RFC 5126 §6.3.5, §6.3.6)', async (kind, type) => {
    const message = await complete(user.certificate.raw, crl2015)
    const contents = (wanted: string) =>
      message.unsigned
        .filter((one) => one.type === wanted)
        .flatMap((one) => [write.oid(one.type), write.set(one.value)])
    const references = [...contents(OID.certificateReferences), ...contents(OID.revocationReferences)]
    const octets =
      kind === 'cades-c' ? [signatureOf(message), ...contents(OID.signatureTimeStamp), ...references] : references
    const good = withUnsigned(message, type, await stamp(tsa1, day('2015-06-02'), ...octets))
    expect([...seen(await judged(good, { at })), harm(await judged(good, { at }))]).toEqual(['VALID', 'LT', []])
    const bad = withUnsigned(message, type, await stamp(tsa1, day('2015-06-02'), ...octets.slice(1)))
    const report = await judged(bad, { at })
    expect([report.verdict, harm(report)[0]]).toEqual(['VALID_WITH_DEFECTS', 'cms.references-timestamp-broken'])
  })
})
