import { afterAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import type { VerifierRequest } from '#src/ports.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { userSignature } from '../../support/judged.ts'

const named = (bytes: Uint8Array, name = 'x') => ({ name, bytes })
const request = (bytes: Uint8Array, changes: Partial<VerifierRequest> = {}): VerifierRequest => ({
  object: named(bytes),
  format: 'auto',
  anchors: [named(certificate('rsa', 'root'))],
  intermediates: [named(certificate('rsa', 'issuing'))],
  crls: [],
  ocsps: [],
  at: REFERENCE,
  requireRevocation: false,
  crossCheck: true,
  ...changes,
})

const pool = createVerifierPool({ maxWorkers: 1 })
afterAll(() => pool.close())

describe('verifying in killable threads', () => {
  it('gives the report of a good signature, with the digests of what was given', async () => {
    const report = await pool.verify(request(await userSignature('rsa')))
    expect(report.verdict).toBe('VALID')
    expect(report.inputs.map(({ role }) => role)).toEqual(['object', 'anchor', 'intermediate'])
    expect(report.inputs[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(report.signers[0]?.steps[0]?.title.zh).toBe('消息格式')
  })

  it('stops what takes too long: INDETERMINATE with the reason, and the next one is served', async () => {
    const hasty = createVerifierPool({ maxWorkers: 1, limitMs: 1 })
    const [first, second] = await Promise.all([
      hasty.verify(request(await userSignature('rsa'))),
      hasty.verify(request(await userSignature('rsa'))),
    ])
    await hasty.close()
    for (const report of [first, second]) {
      expect([report.verdict, report.subIndication]).toEqual(['INDETERMINATE', 'TRY_LATER'])
      expect(report.steps[0]?.findings[0]?.code).toBe('verification.time-limit')
    }
  })

  it('turns away what would wait too long', async () => {
    const small = createVerifierPool({ maxWorkers: 1, maxWaiting: 1 })
    const file = await userSignature('rsa')
    const reports = await Promise.all([1, 2, 3].map(() => small.verify(request(file))))
    await small.close()
    const codes = reports.map((report) => report.steps[0]?.findings[0]?.code)
    expect(codes.filter((code) => code === 'verification.busy')).toHaveLength(1)
  })

  it.each([
    ['a ZIP', 'PK\u0003\u0004', 'verification.format-not-supported'],
    ['rubbish', '\u0001\u0002', 'verification.format-unknown'],
  ])('says of %s that it cannot judge it', async (_, text, code) => {
    const report = await pool.verify(request(new TextEncoder().encode(text)))
    expect([report.verdict, report.steps[0]?.findings[0]?.code]).toEqual(['INDETERMINATE', code])
  })

  it('survives deep nesting and lying lengths', async () => {
    const deep = new Uint8Array(200_000).map((_, index) => (index % 2 === 0 ? 0x30 : 0x80))
    for (const bytes of [deep, Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)]) {
      expect(['INVALID', 'INDETERMINATE']).toContain((await pool.verify(request(bytes))).verdict)
    }
  })
})
