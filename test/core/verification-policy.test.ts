import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { DATED_POLICY } from '#core/algorithm-policy.ts'
import { DIGEST_ALGORITHMS } from '#core/primitives.ts'
import {
  acceptUnder,
  algorithmRulesOf,
  askedBy,
  builtInPolicy,
  ineffectiveRules,
  type VerificationPolicy,
} from '#core/verification-policy.ts'
import type { ReportBody } from '#core/verification-report.ts'
import { type VerificationRequest, verifyObject } from '#core/verify.ts'
import { certificate, REFERENCE } from '../fixtures/built.ts'
import { harm, userSignature } from '../support/judged.ts'

const HOUSE: VerificationPolicy = {
  id: 'house',
  version: 3,
  name: { zh: '本局', en: 'House' },
  requireRevocation: false,
  crossCheck: false,
  leadDays: 30,
}
const good = await userSignature('rsa')
const file = (label: string) => ({ name: label, bytes: certificate('rsa', label) })

function judged(policy: Partial<VerificationPolicy>, more: Partial<VerificationRequest> = {}): Promise<ReportBody> {
  return verifyObject(
    {
      object: { name: 'a.p7s', bytes: good },
      format: 'auto',
      anchors: [file('root')],
      intermediates: [file('issuing')],
      crls: [],
      ocsps: [],
      at: REFERENCE,
      ...askedBy({ ...HOUSE, ...policy }),
      ...more,
    },
    nodePrimitives,
  )
}

describe('a verification policy', () => {
  it('asks for nothing that it does not name', async () => expect((await judged({})).verdict).toBe('VALID'))

  it('refuses digests that are not on its list, in the signature and in the chain', async () => {
    expect((await judged({ acceptedDigests: ['sha256'] })).verdict).toBe('VALID')
    const body = await judged({ acceptedDigests: ['sha384', 'sm3'] })
    expect(body.verdict).toBe('INVALID')
    expect(harm(body)).toEqual(expect.arrayContaining(['algorithm.weak', 'path.digest-weak']))
  })

  it('refuses every digest it does not name, the rare ones too', () => {
    const accepted = ['sm3'] as const
    const rules = algorithmRulesOf({ ...HOUSE, acceptedDigests: accepted })
    for (const digest of DIGEST_ALGORITHMS) {
      const isRefused = rules.some(
        ({ subject, refusedFrom }) => 'digest' in subject && subject.digest === digest && refusedFrom === '1970-01-01',
      )
      expect([digest, isRefused]).toEqual([digest, digest !== 'sm3'])
    }
  })

  it('moves the day an algorithm falls to an earlier one, never to a later', async () => {
    const day = (at: number) => new Date(at).toISOString().slice(0, 10)
    const rule = (at: number) => ({
      subject: { digest: 'sha256' as const },
      deprecatedFrom: day(at),
      refusedFrom: day(at),
    })
    const YEAR_MS = 365 * 24 * 3_600_000
    expect((await judged({ algorithms: [rule(REFERENCE - YEAR_MS)] })).verdict).toBe('INVALID')
    expect((await judged({ algorithms: [rule(REFERENCE + YEAR_MS)] })).verdict).not.toBe('INVALID')
    const sha1 = { subject: { digest: 'sha1' as const }, deprecatedFrom: '2040-01-01', refusedFrom: '2041-01-01' }
    expect(algorithmRulesOf({ ...HOUSE, algorithms: [sha1] })).toEqual([...DATED_POLICY, sha1])
    expect(ineffectiveRules([sha1])).toEqual([sha1])
    expect(ineffectiveRules([{ ...sha1, refusedFrom: '2001-01-01' }])).toEqual([])
    expect(ineffectiveRules([{ ...sha1, subject: { digest: 'sha384' } }])).toEqual([])
  })

  it('bounds the path', async () => {
    expect((await judged({ maxDepth: 1 })).verdict).toBe('VALID')
    expect((await judged({ maxDepth: 0 })).verdict).toBe('INVALID')
  })

  it('asks for a revocation answer where it says so', async () => {
    expect((await judged({ requireRevocation: true })).verdict).toBe('INDETERMINATE')
  })

  it('refuses forms of signature it does not name', async () => {
    const { dialect = '' } = await judged({})
    expect((await judged({ acceptedDialects: [dialect] })).verdict).toBe('VALID')
    const refused = await judged({ acceptedDialects: [`${dialect}-2`] })
    expect(refused).toMatchObject({ verdict: 'INVALID', subIndication: 'SIG_CONSTRAINTS_FAILURE' })
  })

  it('of the counter service wants a PDF, a timestamp, and a certificate issued for this very signing', async () => {
    const policy = builtInPolicy('counter-service')
    if (!policy) throw new Error('no such policy')
    const body = { ...(await judged({})), kind: 'pdf' as const }
    const issued = body.signers[0]?.certificate?.notBefore ?? 0
    const signedAt = (proven: number | undefined, level: 'B' | 'T') => ({
      ...body,
      signers: body.signers.map((signer) => ({
        ...signer,
        level,
        times: { validation: REFERENCE, ...(proven !== undefined && { proven }) },
      })),
    })
    const HOUR_MS = 3_600_000
    const asked = (given: ReportBody) => harm(acceptUnder(given, policy))
    expect(asked(signedAt(issued + 24 * HOUR_MS, 'T'))).toEqual([])
    expect(asked(signedAt(issued + 24 * HOUR_MS + 1, 'T'))).toEqual(['verification.no-event-certificate'])
    expect(asked(signedAt(undefined, 'B'))).toEqual(['verification.level-too-low', 'verification.no-event-certificate'])
    const other = { ...signedAt(issued + HOUR_MS, 'T'), kind: 'cms' as const }
    expect(asked(other)).toEqual(['verification.kind-not-of-policy'])
    expect(acceptUnder(other, policy)).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    })
  })

  it('calls a signature below the level it asks for INDETERMINATE, and repairs nothing', async () => {
    const body = await judged({})
    const at = (level: 'B' | 'T') => ({ ...body, signers: body.signers.map((signer) => ({ ...signer, level })) })
    const wanted: VerificationPolicy = { ...HOUSE, minimumLevel: 'T' }
    expect(acceptUnder(at('T'), wanted)).toEqual(at('T'))
    expect(acceptUnder(at('B'), wanted)).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    })
    const bad = { ...at('T'), verdict: 'INVALID' as const, indication: 'TOTAL_FAILED' as const }
    expect(acceptUnder(bad, wanted).verdict).toBe('INVALID')
    expect(acceptUnder({ ...at('B'), ...bad, signers: at('B').signers }, wanted).verdict).toBe('INVALID')
  })

  it('takes the SM2 user id it names, and no other', async () => {
    const signed = await userSignature('sm2')
    const sm2 = {
      object: { name: 'a.p7s', bytes: signed },
      anchors: [{ name: 'root', bytes: certificate('sm2', 'root') }],
      intermediates: [{ name: 'issuing', bytes: certificate('sm2', 'issuing') }],
    }
    const verdict = async (policy: Partial<VerificationPolicy>) => (await judged(policy, sm2)).verdict
    expect([await verdict({}), await verdict({ sm2Id: '1234567812345678' })]).toEqual(['VALID', 'VALID'])
    expect(await verdict({ sm2Id: 'someone@else' })).toBe('INVALID')
  })

  it('trusts certificates for documents and for themselves separately', async () => {
    const site = { object: { name: 'site', bytes: certificate('rsa', 'site-gov') } }
    expect((await judged({}, { ...site, certificateAnchors: [file('root')], anchors: [] })).verdict).toBe('VALID')
    expect((await judged({}, { ...site, certificateAnchors: [] })).verdict).toBe('INDETERMINATE')
    expect((await judged({}, { certificateAnchors: [file('root')], anchors: [] })).verdict).toBe('INDETERMINATE')
  })

  it('comes with a strict default, which asks for revocation and a second engine', () => {
    expect(builtInPolicy('default')).toMatchObject({ requireRevocation: true, crossCheck: true, version: 1 })
    expect(builtInPolicy('lenient')).toBeUndefined()
  })
})
