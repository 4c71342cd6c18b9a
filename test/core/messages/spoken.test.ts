import { describe, expect, it } from 'vitest'
import { textOf } from '#core/messages/index.ts'
import { reasonText } from '#core/messages/reason-text.ts'

describe('the texts of a reason', () => {
  it('name sample certificates in words, each once, and moments in Shanghai time', () => {
    const params = { nextUpdate: '2026-11-20T17:05:59.000Z', canary: 'good, revoked, never-issued, good' }
    const { symptom } = reasonText({ code: 'ocsp.response-stale', params })
    expect(symptom.zh).toBe('下次更新时间 2026-11-21 01:05 已过（有效、已吊销、从未签发的样本证书）')
    expect(symptom.en).toBe('nextUpdate 2026-11-21 01:05 has passed (sample certificate: good, revoked, never issued)')
    expect(params.canary).toBe('good, revoked, never-issued, good')
  })

  it.each([
    ['unusable', '应答不能采信', 'nothing may be concluded from the answer'],
    ['site-a: path.anchor-unknown', 'site-a: 不通向已配置的信任锚', 'site-a: it leads to no configured anchor'],
    ['path.key-weak, path.key-weak, HTTP 500', '密钥过短；HTTP 500', 'a key is too weak; HTTP 500'],
    ['expected string, got number', 'expected string, got number', 'expected string, got number'],
  ])('say %s in words, and leave alone what is nobody’s code', (problem, zh, en) => {
    const { symptom } = reasonText({ code: 'sign.untrusted', params: { problem } })
    expect(symptom).toEqual({ zh, en })
  })

  it('say what a responder answered', () => {
    const { symptom } = reasonText({ code: 'ocsp.never-issued-good', params: { serial: '01', status: 'good' } })
    expect(symptom.zh).toBe('序列号 01 从未签发，应答为“正常”')
    expect(reasonText({ code: 'http.status-unexpected', params: { status: 503, expected: 200 } }).symptom.zh).toBe(
      '状态 503，应为 200',
    )
  })
})

it('a finding names its moments in Shanghai time, and a text that only looks like one stays', () => {
  const said = (notAfter: string) => textOf('path.certificate-expired', 'zh', { certificate: 'CN=a', notAfter })
  expect(said('2026-12-31T16:00:00.000Z')).toContain('2027-01-01 00:00')
  expect(said('2026-99-31T16:00:00Z')).toContain('2026-99-31T16:00:00Z')
})
