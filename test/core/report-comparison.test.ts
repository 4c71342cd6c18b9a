import { describe, expect, it } from 'vitest'
import { compareReports } from '#core/report-comparison.ts'
import type { ReportJson, SignerJson, StepJson } from '#core/verification-report.ts'

const text = { zh: '', en: '' }
const times = { validation: '2026-01-01T00:00:00.000Z' }
const step = (id: string, ...codes: string[]): StepJson => ({
  id,
  title: text,
  status: codes.length > 0 ? 'failed' : 'passed',
  clause: '',
  findings: codes.map((code) => ({ code, effect: 'fatal', clause: '', text })),
})
const signer = (serialHex: string, ...steps: StepJson[]): SignerJson => ({
  role: 'signer',
  subject: `CN=${serialHex}`,
  serialHex,
  identity: [],
  verdict: 'VALID',
  technical: 'intact',
  times,
  steps,
})
const report = (given: Partial<ReportJson> = {}): ReportJson => ({
  schemaVersion: 1,
  kind: 'cms',
  verdict: 'VALID',
  indication: 'TOTAL_PASSED',
  technical: 'intact',
  times,
  signers: [],
  steps: [],
  engine: { name: 'zhengxun', version: '1' },
  inputs: [],
  ...given,
})

describe('two reports', () => {
  it('are the same when nothing but the moment of validation differs', () => {
    const later = { validation: '2027-01-01T00:00:00.000Z' }
    const of = (one: ReportJson['times']) =>
      report({ times: one, signers: [{ ...signer('1', step('a')), times: one }] })
    const comparison = compareReports(of(times), of(later))
    expect(comparison.isSame).toBe(true)
    expect(comparison.fields.map(({ field }) => field)).toEqual(['times.validation'])
    const proven = { ...later, proven: later.validation }
    expect(compareReports(of(later), of(proven)).isSame).toBe(false)
  })

  it('differ in a step by its status and by the findings only one of them has', () => {
    const { steps } = compareReports(
      report({ steps: [step('a', 'x', 'y', 'y'), step('b'), step('c')] }),
      report({ steps: [step('a', 'y', 'z'), step('b'), step('d')] }),
    )
    const codes = (list: { code: string }[]) => list.map(({ code }) => code)
    expect(steps.map((one) => [one.id, one.before, one.after, codes(one.onlyBefore), codes(one.onlyAfter)])).toEqual([
      ['a', 'failed', 'failed', ['x', 'y'], ['z']],
      ['c', 'passed', null, [], []],
      ['d', null, 'passed', [], []],
    ])
  })

  it('pair signers by certificate and not by place, and name one that only one of them has', () => {
    const one = report({ signers: [signer('1', step('a')), signer('2'), signer('2', step('b'))] })
    const other = report({ signers: [signer('2'), signer('1', step('a', 'x')), signer('3')] })
    const { signers } = compareReports(one, other)
    expect(signers.map(({ serialHex, presence }) => [serialHex, presence])).toEqual([
      ['1', 'both'],
      ['2', 'before'],
      ['3', 'after'],
    ])
    expect(signers[0]?.steps[0]).toMatchObject({ before: 'passed', after: 'failed' })
  })

  it('differ by their chains, their ends, and the material they were given', () => {
    const link = {
      role: 'anchor' as const,
      subject: '',
      issuer: '',
      serialHex: '',
      notBefore: '',
      notAfter: '',
      algorithm: '',
    }
    const input = { name: 'a', role: 'crl' as const, bytes: 1, sha256: '0', sm3: '0' }
    const comparison = compareReports(
      report({ signers: [{ ...signer('1'), chain: [link] }], inputs: [input] }),
      report({
        signers: [{ ...signer('1'), chain: [{ ...link, subject: 'CN=x' }] }],
        inputs: [{ ...input, sha256: '1' }],
        stopsValidating: { at: '2030-01-01T00:00:00.000Z', code: 'path.certificate-expired', text },
      }),
    )
    expect(comparison.signers[0]?.chain?.after[0]?.subject).toBe('CN=x')
    expect(comparison.inputs.onlyBefore.map(({ sha256 }) => sha256)).toEqual(['0'])
    expect(comparison.fields.map(({ field }) => field)).toEqual(['stopsValidating.at', 'stopsValidating.code'])
  })
})
