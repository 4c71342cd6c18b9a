import { describe, expect, it } from 'vitest'
import { judge } from '#core/checks/check.ts'
import { CRL_CHECKS, type CrlEvidence, type CrlThresholds } from '#core/checks/crl.ts'
import { type CanaryAnswer, OCSP_CHECKS, type OcspThresholds } from '#core/checks/ocsp.ts'
import { previousOf } from '#core/checks/previous.ts'
import type { OcspJudgement } from '#core/revocation/judge-ocsp.ts'

const NOW = Date.UTC(2026, 10, 21)
const HOUR = 3_600_000

describe('a CRL point', () => {
  const limits: CrlThresholds = { warnRemainingPercent: 25, warnRemainingHours: 12, warnVanishedPercent: 10 }
  const week: CrlEvidence = {
    at: NOW,
    number: '10',
    sha256: 'aa',
    issuer: 'CN=ca',
    thisUpdate: NOW - 72 * HOUR,
    nextUpdate: NOW + 96 * HOUR,
    judged: { isUsable: true, findings: [] },
    missingCanaries: [],
    previous: { number: '10', sha256: 'aa' },
    vanished: [],
    previousCount: 200,
    vanishedKnown: [],
  }
  const day = { thisUpdate: NOW - 14 * HOUR, nextUpdate: NOW + 10 * HOUR }
  const serials = (count: number) => Array.from({ length: count }, (_, index) => index.toString(16))

  it.each<[string, Partial<CrlEvidence>, string[]]>([
    ['is healthy', {}, []],
    ['warns in the last quarter of its life', { nextUpdate: NOW + 23 * HOUR }, ['warn crl.expiring-soon']],
    ['warns in the last twelve hours of a long life', { nextUpdate: NOW + 11 * HOUR }, ['warn crl.expiring-soon']],
    ['of one day is not always near its end', day, []],
    ['warns without a number', { number: undefined }, ['warn crl.number-missing']],
    ['fails when its number goes back', { number: '9' }, ['fail crl.number-decreased']],
    [
      'compares numbers as numbers',
      { number: '9', previous: { number: '10', sha256: 'aa' } },
      ['fail crl.number-decreased'],
    ],
    ['may go from 9 to 10', { number: '10', sha256: 'bb', previous: { number: '9', sha256: 'aa' } }, []],
    ['fails with other bytes under one number', { sha256: 'bb' }, ['fail crl.same-number-different']],
    ['fails without the revoked canary', { missingCanaries: ['0a'] }, ['fail crl.revoked-canary-missing']],
    ['may drop what may have expired', { vanished: ['01'] }, []],
    ['may not drop what has not', { vanished: ['01'], vanishedKnown: ['01'] }, ['fail crl.serial-vanished']],
    ['is suspicious when a tenth is gone at once', { vanished: serials(21) }, ['warn crl.serial-vanished']],
    ['is not suspicious at exactly a tenth', { vanished: serials(20) }, []],
  ])('%s', (_title, change, expected) => {
    const reasons = judge(CRL_CHECKS, { ...week, ...change }, limits)
    expect(reasons.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(expected)
  })

  it('passes on what the judge of lists refuses, and not what it merely notes', () => {
    const finding = (code: string, effect: 'fatal' | 'note') => ({ code, effect, clause: 'RFC 5280 §5' })
    const findings = [finding('crl.stale', 'fatal'), finding('crl.number-missing', 'note')]
    const reasons = judge(CRL_CHECKS, { ...week, judged: { isUsable: false, findings } }, limits)
    expect(reasons.map(({ code }) => code)).toEqual(['crl.expired'])
  })

  it('remembers its list for the next visit, unless it was too large to keep', () => {
    const evidence = { name: 'crl', mediaType: '', size: 1, sha256: 'aa', base64: 'MAA=', truncated: false }
    const measured = { number: '10', sha256: 'aa' }
    const kept = { number: '10', sha256: 'aa', crl: 'MAA=' }
    expect(previousOf({ kind: 'crl', measured, evidence: [evidence] })).toEqual(kept)
    const cut = { ...evidence, truncated: true }
    expect(previousOf({ kind: 'crl', measured, evidence: [cut] })).toEqual({ number: '10', sha256: 'aa' })
    expect(previousOf({ kind: 'crl', measured: {}, evidence: [] })).toBeUndefined()
    expect(previousOf({ kind: 'tcp', measured, evidence: [evidence] })).toBeUndefined()
  })
})

describe('an OCSP responder', () => {
  const limits: OcspThresholds = {
    warnRemainingPercent: 25,
    warnLatencyMs: 1000,
    failLatencyMs: 5000,
    wantsNonce: false,
  }
  const certId = { hashAlgorithm: { oid: '' }, issuerNameHash: new Uint8Array(), issuerKeyHash: new Uint8Array() }

  function answer(
    canary: CanaryAnswer['canary'],
    status: 'good' | 'revoked' | 'unknown',
    change: Partial<OcspJudgement> = {},
  ): CanaryAnswer {
    const certStatus = status === 'revoked' ? { status, revokedAt: NOW } : { status }
    const single = {
      certId: { ...certId, serial: Uint8Array.of(1) },
      certStatus,
      thisUpdate: NOW - 1 * HOUR,
      nextUpdate: NOW + 23 * HOUR,
      extensions: [],
    }
    const judged = { status, findings: [], single, isSignatureGood: true, isAuthorised: true, ...change }
    return { canary, serial: '01', status: 'successful', judged, latencyMs: 20 }
  }

  const healthy = [answer('good', 'good'), answer('revoked', 'revoked'), answer('never-issued', 'unknown')]
  const found = (answers: CanaryAnswer[], wanted: Partial<OcspThresholds> = {}) =>
    judge(OCSP_CHECKS, { at: NOW, answers }, { ...limits, ...wanted })

  it.each<[string, CanaryAnswer[], string[]]>([
    ['is healthy', healthy, []],
    ['may call a serial nobody issued revoked (RFC 6960 §2.2)', [answer('never-issued', 'revoked')], []],
    ['may not call it good', [answer('never-issued', 'good')], ['fail ocsp.never-issued-good']],
    ['may not call the revoked canary good', [answer('revoked', 'good')], ['fail ocsp.revoked-canary-good']],
    ['may not forget the revoked canary', [answer('revoked', 'unknown')], ['fail ocsp.revoked-canary-unknown']],
    ['may not call the good canary anything else', [answer('good', 'unknown')], ['fail ocsp.good-canary-not-good']],
    ['warns when it took more than a second', [{ ...answer('good', 'good'), latencyMs: 1001 }], ['warn ocsp.slow']],
    ['fails when it took more than five', [{ ...answer('good', 'good'), latencyMs: 5001 }], ['fail ocsp.slow']],
  ])('%s', (_title, answers, expected) => {
    expect(found(answers).map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(expected)
  })

  it('that is refused for the same cause three times has one reason, naming all three', () => {
    const findings = [
      { code: 'ocsp.stale', effect: 'fatal' as const, clause: 'RFC 6960 §4.2.2.1', params: { until: 'T' } },
    ]
    const stale = healthy.map((one) => ({ ...one, judged: { ...one.judged, findings } }))
    expect(found(stale)).toMatchObject([
      { code: 'ocsp.response-stale', params: { canary: 'good, revoked, never-issued', nextUpdate: 'T' } },
    ])
  })

  it('without a nonce is a warning only where the policy wants one', () => {
    const findings = [{ code: 'ocsp.nonce-missing', effect: 'note' as const, clause: 'RFC 8954 §2.1' }]
    const bare = [answer('good', 'good', { findings })]
    expect(found(bare)).toEqual([])
    expect(found(bare, { wantsNonce: true })).toMatchObject([{ code: 'ocsp.nonce-missing', verdict: 'warn' }])
  })
})
