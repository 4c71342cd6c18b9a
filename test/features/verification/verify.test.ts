import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSigner } from '#adapters/keys/signer.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { auditLog } from '#db/schema/audit.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import { getVerification, listVerifications, verifyUpload } from '#features/verification/index.ts'
import { VerificationsQuery } from '#features/verification/inputs.ts'
import { MAX_FILE_BYTES } from '#features/verification/rules.ts'
import type { Ctx, Role } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, crl, privateKey, REFERENCE } from '../../fixtures/built.ts'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(() => verifier.close())

let database: TestDatabase
let ctx: Ctx
// Connections are few: each test gives its own back.
afterEach(() => database.close())
beforeEach(async () => {
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('auditor'), now: REFERENCE, ports: { verifier } })
})

const content = new TextEncoder().encode('人社证明')

/** A signature by the test user that carries what it takes to judge it: certificates and revocation lists. */
function signedBy(family: 'rsa' | 'sm2', isRevocationIncluded = true) {
  const user = certificate(family, 'user-sign')
  const digest = family === 'sm2' ? 'sm3' : 'sha256'
  return makeSignedData({
    content,
    signers: [
      {
        signer: openSigner(privateKey(family, 'user-sign')),
        certificate: user,
        attributes: signedAttributes({ content, digest, signingTime: REFERENCE, boundTo: user }),
      },
    ],
    certificates: [user, certificate(family, 'issuing')],
    crls: isRevocationIncluded ? [crl(family, 'issuing'), crl(family, 'root')] : [],
  })
}

const trust = (family: 'rsa' | 'sm2') =>
  installTrustAnchors(
    { ...ctx, actor: { type: 'system', name: 'test' } },
    { name: 'root.der', bytes: certificate(family, 'root') },
    'all',
  )
const verify = async (family: 'rsa' | 'sm2', isRevocationIncluded = true) =>
  verifyUpload(ctx, { file: { name: '证明.p7s', bytes: await signedBy(family, isRevocationIncluded) } })
const actions = async () =>
  (await database.db.select().from(auditLog).orderBy(auditLog.seq)).map(({ action }) => action)

describe('verifying an upload', () => {
  it.each(['rsa', 'sm2'] as const)('finds a good %s signature VALID under an anchor of the house', async (family) => {
    await trust(family)
    const { report } = await verify(family)
    expect(report).toMatchObject({ kind: 'cms', verdict: 'VALID', indication: 'TOTAL_PASSED', technical: 'intact' })
    expect(report.signers[0]?.subject).toContain('张三')
    expect(report.signers[0]?.algorithm).toMatch(family === 'sm2' ? /^SM2$/ : /^RSA (2048|3072|4096)$/)
  })

  it('says which engines agreed, and that the other one does not know SM2', async () => {
    const opinion = async (family: 'rsa' | 'sm2') =>
      (await verify(family)).report.steps.find((step) => step.id === 'verification.second-opinion')?.findings[0]?.code
    expect(await opinion('rsa')).toBe('verification.second-opinion-agrees')
    expect(await opinion('sm2')).toBe('verification.second-opinion-not-possible')
  })

  it('without the anchor is INDETERMINATE, with the signature intact', async () => {
    expect((await verify('rsa')).report).toMatchObject({
      verdict: 'INDETERMINATE',
      technical: 'intact',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    })
  })

  it('without a revocation answer is INDETERMINATE: here unknown is never VALID', async () => {
    await trust('rsa')
    const { report } = await verify('rsa', false)
    expect(report.verdict).toBe('INDETERMINATE')
    const codes = report.signers[0]?.steps.flatMap((step) => step.findings.map((finding) => finding.code))
    expect(codes).toContain('revocation.not-checked')
  })

  it('counts revocation lists that came with the upload', async () => {
    await trust('rsa')
    const file = { name: 'a.p7s', bytes: await signedBy('rsa', false) }
    const crls = ['issuing', 'root'].map((label) => ({ name: `${label}.crl`, bytes: crl('rsa', label) }))
    expect((await verifyUpload(ctx, { file, crls })).report.verdict).toBe('VALID')
    expect((await verifyUpload(ctx, { file, crls: crls.slice(1) })).report.verdict).toBe('INDETERMINATE')
  })

  it('trusts an anchor that came with the upload, for that upload only, and the report names it', async () => {
    const file = { name: 'a.p7s', bytes: await signedBy('rsa') }
    const anchor = { name: 'root.der', bytes: certificate('rsa', 'root') }
    const { report } = await verifyUpload(ctx, { file, anchors: [anchor] })
    expect(report.verdict).toBe('VALID')
    expect(report.inputs.map(({ role, name }) => [role, name])).toEqual([
      ['object', 'a.p7s'],
      ['anchor', 'root.der'],
    ])
    expect((await verifyUpload(ctx, { file })).report.verdict).toBe('INDETERMINATE')
  })

  it('gives a report for rubbish too, and refuses only what is empty or too large', async () => {
    const rubbish = await verifyUpload(ctx, { file: { name: 'x\0y\ud800', bytes: Uint8Array.of(1, 2, 3) } })
    expect(rubbish.report.verdict).toBe('INDETERMINATE')
    expect((await getVerification(ctx, rubbish.id)).fileName).toBe('x\ufffdy\ufffd')
    const upload = (size: number) => verifyUpload(ctx, { file: { name: 'x', bytes: new Uint8Array(size) } })
    await expect(upload(0)).rejects.toMatchObject({ kind: 'bad-input' })
    await expect(upload(MAX_FILE_BYTES + 1)).rejects.toMatchObject({ kind: 'limit' })
  })

  it('keeps the report with its audit row', async () => {
    const { id, report } = await verify('rsa')
    expect((await getVerification(ctx, id)).report).toEqual(report)
    expect(await actions()).toEqual(['verification.made'])
    await expect(getVerification(ctx, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('lists newest first, by pages and by verdict', async () => {
    const made: string[] = []
    for (const step of [0, 1, 2]) {
      const file = { name: `${step}`, bytes: step === 1 ? certificate('rsa', 'site-expired') : Uint8Array.of(7) }
      made.unshift((await verifyUpload({ ...ctx, now: REFERENCE + step }, { file })).id)
    }
    const page = (query: object) => listVerifications(ctx, VerificationsQuery.parse(query))
    const first = await page({ limit: 2 })
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2))
    const second = await page({ limit: 2, cursor: first.nextCursor ?? '' })
    expect(second.items.map(({ id }) => id)).toEqual(made.slice(2))
    expect(second.nextCursor).toBeNull()
    expect((await page({ verdict: 'VALID' })).items).toEqual([])
    await expect(page({ cursor: 'mine' })).rejects.toMatchObject({ kind: 'bad-input' })
  })
})

describe('a district clerk', () => {
  const as = (name: string, ...roles: Role[]): Ctx => {
    const id = `00000000-0000-4000-8000-0000000000${name}`
    return { ...ctx, actor: { ...actorOf(...roles), accountId: id, personId: id, name } }
  }
  const upload = async (one: Ctx) => (await verifyUpload(one, { file: { name: 'x', bytes: Uint8Array.of(7) } })).id
  const listed = async (one: Ctx) =>
    (await listVerifications(one, VerificationsQuery.parse({}))).items.map(({ id }) => id)

  it('verifies, and sees the own reports only; of a colleague there is none', async () => {
    const [first, second] = [as('01', 'district-clerk'), as('02', 'district-clerk')]
    const [own, other] = [await upload(first), await upload(second)]
    expect(await listed(first)).toEqual([own])
    expect((await getVerification(first, own)).id).toBe(own)
    await expect(getVerification(first, other)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'verification.not-found',
    })
  })

  it('is seen by operators, officers and auditors, and by a clerk who is an officer too', async () => {
    const own = await upload(as('01', 'district-clerk'))
    for (const roles of [['operator'], ['ra-officer'], ['auditor'], ['district-clerk', 'ra-officer']] as Role[][]) {
      expect(await listed(as('03', ...roles)), roles.join()).toEqual([own])
      expect((await getVerification(as('03', ...roles), own)).id).toBe(own)
    }
    expect(await listed(as('03', 'security-admin'))).toEqual([])
  })
})
