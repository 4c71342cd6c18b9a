import { describe, expect, it } from 'vitest'
import { codesOf } from '#core/verification-report.ts'
import {
  ARCHIVED,
  authority,
  crl,
  expired,
  octets,
  rootCertificate,
  SIGNED,
  timestamp,
  trust,
  user,
} from './asic-maker.ts'
import { b64u, judge, PAYLOAD, sha256, signParts } from './jws-maker.ts'

/*
 *   signed and stamped      archived        `expired` ended        judged here
 *   20 days before          10 before       5 before               now
 */
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const headerOf = ({ certificate }: typeof user, more: object = {}) => ({
  alg: 'ES256',
  'x5t#S256': sha256(certificate.raw),
  x5c: [b64(certificate.raw)],
  iat: SIGNED / 1000 - 60,
  ...more,
})
const signedBy = (by: typeof user, more: object = {}) => signParts(headerOf(by, more), b64u(PAYLOAD), by.key)

type Parts = ReturnType<typeof signParts>
type Property = Record<string, unknown>
const container = (token: Uint8Array) => ({ tstTokens: [{ val: b64(token) }] })
const sigTst = async ({ signature }: Parts) => ({ sigTst: container(await timestamp(octets(signature), SIGNED)) })
const values = {
  xVals: [{ x509Cert: { val: b64(authority.certificate.raw) } }, { x509Cert: { val: b64(rootCertificate.raw) } }],
}
const revocations = { rVals: { crlVals: [{ val: b64(crl) }] } }
const encoded = (property: Property) => b64u(JSON.stringify(property))

/** Over payload, header, signature and every element before it, as it is written. */
async function arcTst(parts: Parts, before: readonly string[], at = ARCHIVED) {
  const covered = `${parts.payload}.${parts.protected}.${parts.signature}.${before.join('')}`
  return { arcTst: container(await timestamp(octets(covered), at)) }
}

const withProperties = (parts: Parts, etsiU: unknown) => ({ ...parts, header: { etsiU } })
const judged = (document: object) => judge(document, { trust })
const levelOf = (report: Awaited<ReturnType<typeof judged>>) => report.signers[0]?.level

describe('the level of a JAdES signature', () => {
  const parts = signedBy(user)
  const inText = async () => {
    const properties = [await sigTst(parts), values, revocations].map(encoded)
    return [...properties, encoded(await arcTst(parts, properties))]
  }

  it.each([
    [0, 'B'],
    [1, 'T'],
    [3, 'LT'],
    [4, 'LTA'],
  ])('with %i of its properties is %s', async (count, level) => {
    const report = await judged(withProperties(parts, (await inText()).slice(0, count)))
    expect([report.verdict, levelOf(report)]).toEqual(['VALID', level])
    if (count > 0) expect(report.times.proven).toBe(SIGNED)
  })

  it('is the same where the properties stand in the clear', async () => {
    const properties: Property[] = [await sigTst(parts), values, revocations]
    const archive = await arcTst(
      parts,
      properties.map((one) => JSON.stringify(one)),
    )
    const report = await judged(withProperties(parts, [...properties, archive]))
    expect([report.verdict, levelOf(report)]).toEqual(['VALID', 'LTA'])
  })

  it('is not LTA where a property was exchanged after archiving, and that is said', async () => {
    const [stamp = '', , ...rest] = await inText()
    const other = encoded({ xVals: [...values.xVals].reverse() })
    const report = await judged(withProperties(parts, [stamp, other, ...rest]))
    expect(codesOf(report)).toContain('cms.archive-timestamp-broken')
    expect([report.verdict, levelOf(report)]).toEqual(['INDETERMINATE', 'LT'])
  })

  it('is none without a signed time, and with nothing that only JAdES has', async () => {
    const plain = signParts({ alg: 'ES256', x5c: [b64(user.certificate.raw)] }, b64u(PAYLOAD), user.key)
    expect(levelOf(await judged(plain))).toBeUndefined()
  })
})

describe('a JAdES signature whose certificate has ended since', () => {
  const parts = signedBy(expired)

  it('is VALID with a timestamp from before, and INVALID without', async () => {
    expect((await judged(parts)).verdict).toBe('INVALID')
    const report = await judged(withProperties(parts, [encoded(await sigTst(parts))]))
    expect([report.verdict, report.times.proven]).toEqual(['VALID', SIGNED])
  })

  it('is INVALID with a timestamp that was made for another signature', async () => {
    const foreign = await sigTst(signedBy(expired, { cty: 'json' }))
    const report = await judged(withProperties(parts, [encoded(foreign)]))
    expect(codesOf(report)).toContain('cms.timestamp-broken')
    expect(report.verdict).toBe('INVALID')
  })

  it('is INVALID with a timestamp from after its end', async () => {
    const late = { sigTst: container(await timestamp(octets(parts.signature), trust.at - 86_400_000)) }
    expect((await judged(withProperties(parts, [encoded(late)]))).verdict).toBe('INVALID')
  })

  it('gains nothing from a timestamp over its content, which says nothing of the signature', async () => {
    const token = await timestamp(octets(b64u(PAYLOAD)), SIGNED)
    const signed = signedBy(expired, { adoTst: container(token), crit: ['adoTst'] })
    const report = await judged(signed)
    expect(codesOf(report)).toContain('cms.content-timestamp-proves')
    expect([report.verdict, report.times.proven]).toEqual(['INVALID', undefined])
  })
})
