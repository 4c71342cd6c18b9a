import { describe, expect, it } from 'vitest'
import { judge } from '#core/checks/check.ts'
import { signatureServiceChecks } from '#core/checks/signature-service.ts'
import { type TimestampAnswer, TSA_CHECKS, type TsaEvidence, type TsaThresholds } from '#core/checks/tsa.ts'
import { PROBE_REASONS } from '#core/messages/probes.ts'
import { reasonText } from '#core/messages/reason-text.ts'

const NOW = Date.UTC(2026, 10, 21)
const DAY = 86_400_000

describe('a timestamp authority', () => {
  const limits: TsaThresholds = {
    policies: ['1.2.3'],
    warnDriftMs: 500,
    failDriftMs: 1000,
    maxClockOffsetMs: 200,
    maxAccuracyMs: 1000,
    warnCertificateDays: 60,
    failCertificateDays: 14,
    warnLatencyMs: 1000,
    failLatencyMs: 5000,
  }
  const token = { serial: '0a', policy: '1.2.3', driftMs: 0, boundMs: 5, accuracyMs: 500 }
  const answer: TimestampAnswer = {
    digest: 'sm3',
    findings: [],
    token,
    certificate: { subject: 'CN=tsa', notAfter: NOW + 61 * DAY },
    latencyMs: 20,
  }
  const found = (change: Partial<TimestampAnswer>, given: Partial<TsaEvidence> = {}) =>
    judge(TSA_CHECKS, { at: NOW, answers: [{ ...answer, ...change }], previousSerials: [], ...given }, limits).map(
      ({ verdict, code }) => `${verdict} ${code}`,
    )
  const withToken = (change: Partial<typeof token>) => ({ token: { ...token, ...change } })
  const refused = (code: string) => ({ findings: [{ code, effect: 'fatal' as const, clause: 'RFC 3161' }] })

  it.each<[string, Partial<TimestampAnswer>, string[]]>([
    ['is healthy', {}, []],
    ['may be half a second off, plus what cannot be known', withToken({ driftMs: 505 }), []],
    ['warns beyond that', withToken({ driftMs: 506 }), ['warn tsa.clock-drift']],
    ['warns the same when it is slow', withToken({ driftMs: -506 }), ['warn tsa.clock-drift']],
    ['fails beyond one second', withToken({ driftMs: 1006 }), ['fail tsa.clock-drift']],
    ['is not blamed for a slow network', withToken({ driftMs: 1400, boundMs: 1000 }), []],
    [
      'warns without a stated accuracy',
      { token: { serial: '0a', policy: '1.2.3', driftMs: 0, boundMs: 5 } },
      ['warn tsa.accuracy-missing'],
    ],
    ['warns with a poor one', withToken({ accuracyMs: 1001 }), ['warn tsa.accuracy-low']],
    ['fails under a policy nobody allowed', withToken({ policy: '1.2.4' }), ['fail tsa.policy-not-allowed']],
    [
      'warns sixty days before its certificate ends',
      { certificate: { subject: '', notAfter: NOW + 60 * DAY } },
      ['warn tsa.certificate-expiring'],
    ],
    [
      'fails fourteen days before',
      { certificate: { subject: '', notAfter: NOW + 14 * DAY } },
      ['fail tsa.certificate-expiring'],
    ],
    [
      'fails with an expired certificate, said once',
      { ...refused('path.certificate-expired'), certificate: { subject: '', notAfter: NOW - 1 } },
      ['fail tsa.certificate-expired'],
    ],
    ['fails without binding', refused('cms.signing-certificate-missing'), ['fail tsa.signer-binding-missing']],
    ['fails with a broken signature', refused('cms.signature'), ['fail tsa.signature-invalid']],
    ['fails when nobody knows its root', refused('path.anchor-unknown'), ['fail tsa.untrusted']],
    [
      'fails with anything its judge refuses and nobody foresaw',
      refused('tsp.new-rule'),
      ['fail tsa.signature-invalid'],
    ],
  ])('%s', (_title, change, expected) => {
    expect(found(change)).toEqual(expected)
  })

  it('is not judged by a clock of ours that is wrong itself', () => {
    const late = withToken({ driftMs: 5000 })
    expect(found(late, { clockOffsetMs: 201 })).toEqual(['unknown tsa.prober-clock-off'])
    expect(found(late, { clockOffsetMs: 200 })).toEqual(['fail tsa.clock-drift'])
  })

  it('may not use a serial twice, within a visit or after one', () => {
    expect(found({}, { previousSerials: ['0b'] })).toEqual([])
    expect(found({}, { previousSerials: ['0a'] })).toEqual(['fail tsa.serial-reused'])
    expect(found({}, { answers: [answer, answer] })).toEqual(['fail tsa.serial-reused'])
  })
})

describe('a seal server', () => {
  const answer = {
    name: 'a',
    findings: [],
    isAccepted: true,
    isTamperedAccepted: false,
    serverAccepts: true,
    serverAcceptsTampered: false,
    hasTimestamp: true,
    variant: 'v4',
  }
  it.each<[string, Partial<typeof answer>[], string[]]>([
    ['is healthy', [{}], []],
    ['fails when it accepts one changed byte', [{ serverAcceptsTampered: true }], ['fail seal.tampered-accepted']],
    ['fails when it refuses its own seal', [{ serverAccepts: false }], ['fail seal.valid-refused']],
    ['fails when we refuse its seal, whatever it says', [{ isAccepted: false }], ['fail seal.signature-invalid']],
    ['warns without a timestamp', [{ hasTimestamp: false }], ['warn seal.timestamp-missing']],
    ['fails when its nodes seal differently', [{}, { name: 'b', variant: 'v1' }], ['fail seal.nodes-differ']],
  ])('%s', (_title, changes, expected) => {
    const answers = changes.map((change) => ({ ...answer, ...change }))
    const reasons = judge(signatureServiceChecks('seal'), answers, { warnCertificateDays: 30 })
    expect(reasons.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual(expected)
  })
})

describe('the text of a reason', () => {
  it('names host and port and why, in both languages', () => {
    const params = { host: 'ocsp.example', port: 80, problem: 'connection-refused' }
    const { symptom } = reasonText({ code: 'ocsp.unreachable', params })
    expect(symptom).toEqual({
      zh: '无法连接 ocsp.example:80：连接被拒绝（无服务监听）',
      en: 'Cannot connect to ocsp.example:80: connection refused (nothing listens)',
    })
  })

  it('exists three times in two languages for every code, and takes the same parameters in both', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    expect(Object.keys(PROBE_REASONS).length).toBeGreaterThan(120)
    for (const [code, texts] of Object.entries(PROBE_REASONS)) {
      for (const { zh, en } of Object.values(texts)) {
        expect(zh.length * en.length, code).toBeGreaterThan(0)
        expect(names(zh), code).toEqual(names(en))
      }
    }
  })

  it('of a code nobody wrote one for is the code: nothing is hidden', () => {
    expect(reasonText({ code: 'new.code' }).symptom).toEqual({ zh: 'new.code', en: 'new.code' })
  })
})
