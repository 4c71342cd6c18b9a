import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeSeal } from '#adapters/making/seal.ts'
import { emptyReport, runVerification } from '#adapters/parsing/engine.ts'
import { pkijsOpinion } from '#adapters/pkijs/second-opinion.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampToken } from '#adapters/pkijs/timestamp-token.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { reportSchema } from '#features/verification/report-schema.ts'
import { SEAL_PICTURE } from '#lab/seal-picture.ts'
import { certificate, crl, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, userSignature } from '../../support/judged.ts'

const DAY_MS = 86_400_000
const PUBLISHED = new URL('../../../docs/verification-report.schema.json', import.meta.url)
const published = JSON.parse(readFileSync(PUBLISHED, 'utf8'))
// `strict` holds the schema itself to what it says: no keyword without a meaning.
const isReport = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(published)

const named = (name: string, bytes: Uint8Array) => ({ name, bytes })

interface Asked {
  family?: 'rsa' | 'sm2'
  isTrusted?: boolean
  content?: Uint8Array
}

function judge(bytes: Uint8Array, { family = 'rsa', isTrusted = true, content }: Asked = {}): Promise<ReportJson> {
  const material = {
    anchors: isTrusted ? [named('root.der', certificate(family, 'root'))] : [],
    intermediates: [named('issuing.der', certificate(family, 'issuing'))],
    crls: [named('issuing.crl', crl(family, 'issuing')), named('root.crl', crl(family, 'root'))],
    ocsps: [],
  }
  const asked = { format: 'auto' as const, at: REFERENCE, requireRevocation: false, crossCheck: true }
  const given = content && { content: named('content', content) }
  return runVerification(
    { object: named('object', bytes), ...given, ...material, ...asked },
    nodePrimitives,
    pkijsOpinion,
  )
}

const token = (imprint: Uint8Array) =>
  makeTimestampToken({
    signer: openSigner(privateKey('rsa', 'tsa')),
    certificate: certificate('rsa', 'tsa'),
    certificates: [certificate('rsa', 'tsa')],
    imprint: { digest: 'sha256', hashed: imprint },
    genTime: REFERENCE,
    serial: 7,
    policy: '1.2.156.112570.1.1.3',
  })
const seal = () =>
  makeSeal({
    id: 'S1',
    name: '测试专用章',
    vendor: 'TEST',
    picture: SEAL_PICTURE,
    sealers: [certificate('sm2', 'seal-signer')],
    validStart: REFERENCE - DAY_MS,
    validEnd: REFERENCE + DAY_MS,
    maker: openSigner(privateKey('sm2', 'seal-maker')),
    makerCertificate: certificate('sm2', 'seal-maker'),
  })

const CASES: [string, ReportJson['kind'], ReportJson['verdict'], () => Promise<ReportJson>][] = [
  ['a good signature', 'cms', 'VALID', async () => judge(await userSignature('rsa'))],
  [
    'one that was altered',
    'cms',
    'INVALID',
    async () => judge(await userSignature('rsa', { signer: { spoilSignature: true } })),
  ],
  [
    'one nobody vouches for',
    'cms',
    'INDETERMINATE',
    async () => judge(await userSignature('rsa'), { isTrusted: false }),
  ],
  ['a certificate', 'certificate-path', 'VALID', () => judge(certificate('rsa', 'user-sign'))],
  ['a timestamp', 'timestamp', 'VALID', async () => judge(await token(hash('sha256', CONTENT)), { content: CONTENT })],
  [
    'a timestamp of something else',
    'timestamp',
    'INVALID',
    async () => judge(await token(hash('sha256', Uint8Array.of(1))), { content: CONTENT }),
  ],
  ['a seal', 'seal', 'VALID', async () => judge(await seal(), { family: 'sm2' })],
  ['no object at all', 'not-supported', 'INDETERMINATE', () => judge(Uint8Array.of(1, 2, 3))],
  [
    'a judgement that was stopped',
    'not-supported',
    'INDETERMINATE',
    async () => emptyReport(REFERENCE, 'time', { limitMs: 9 }),
  ],
]

describe('the published schema of reports', () => {
  it('is the one the API declares: `npm run report-schema` writes it', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportSchema())))
  })

  it.each(CASES)('describes the report on %s', async (_, kind, verdict, made) => {
    const report = await made()
    expect(report).toMatchObject({ kind, verdict, schemaVersion: published.properties.schemaVersion.const })
    isReport(JSON.parse(JSON.stringify(report)))
    expect(isReport.errors ?? []).toEqual([])
  })

  it('refuses a report with a verdict of its own making, a missing member, or one nobody described', async () => {
    const report = await judge(await userSignature('rsa'))
    const { inputs: _, ...lacking } = report
    expect(isReport(report)).toBe(true)
    expect(isReport({ ...report, verdict: 'PROBABLY' })).toBe(false)
    expect(isReport(lacking)).toBe(false)
    expect(isReport({ ...report, secret: 1 })).toBe(false)
  })
})

describe('a report says what was compared', () => {
  it('the digest the signer states and the one computed, and they differ where the content does', async () => {
    const stepOf = (report: ReportJson) =>
      report.signers[0]?.steps.find(({ id }) => id === 'cms.message-digest')?.evidence
    const expected = toHex(hash('sha256', CONTENT))
    const detached = await userSignature('rsa', { data: { isDetached: true } })
    expect(stepOf(await judge(detached, { content: CONTENT }))).toEqual({
      algorithm: 'SHA256',
      expected,
      computed: expected,
    })
    const other = Uint8Array.of(1)
    const altered = stepOf(await judge(detached, { content: other }))
    expect(altered).toEqual({ algorithm: 'SHA256', expected, computed: toHex(hash('sha256', other)) })
  })

  it('the anchor by its fingerprint, and who answered for the revocation of each certificate', async () => {
    const report = await judge(await userSignature('rsa'))
    const steps = report.signers[0]?.steps ?? []
    expect(steps.find(({ id }) => id === 'path.building')?.evidence).toMatchObject({
      anchorSha256: toHex(hash('sha256', certificate('rsa', 'root'))),
      certificates: 3,
    })
    expect(steps.find(({ id }) => id === 'path.revocation')?.evidence?.certificate1).toMatch(/^good · CRL/)
  })

  it('the chain from the signer to the anchor; without an anchor it ends below', async () => {
    const rolesOf = async (isTrusted: boolean) =>
      (await judge(await userSignature('rsa'), { isTrusted })).signers[0]?.chain?.map(({ role }) => role)
    expect(await rolesOf(true)).toEqual(['target', 'intermediate', 'anchor'])
    expect(await rolesOf(false)).toEqual(['target', 'intermediate'])
    const [target, , anchor] = (await judge(await userSignature('rsa'))).signers[0]?.chain ?? []
    expect(target?.revocation).toMatchObject({ status: 'good', source: 'crl' })
    expect(anchor?.revocation).toBeUndefined()
  })

  it('what the second engine answered', async () => {
    expect((await judge(await userSignature('rsa'))).secondOpinion).toEqual({ engine: 'pkijs', outcome: 'agrees' })
    expect((await judge(await userSignature('sm2'), { family: 'sm2' })).secondOpinion?.outcome).toBe('not-possible')
  })
})
