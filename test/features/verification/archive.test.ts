import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { verificationFiles, verificationMaterials, verifications } from '#db/schema/verification.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import {
  differencesBetween,
  getVerification,
  listVerifications,
  removeMaterial,
  rerunVerification,
  verifyUpload,
  watchVerification,
} from '#features/verification/index.ts'
import { VerificationsQuery } from '#features/verification/inputs.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { certificate, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, ROOT, signedBy } from './signed.ts'

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

const DAY_MS = 86_400_000
const rubbish = (name: string) => ({ file: { name, bytes: Uint8Array.of(7) } })
const signed = async () => ({ file: { name: '证明.p7s', bytes: await signedBy('rsa') }, anchors: [ROOT] })
const trustRoot = () => installTrustAnchors({ ...ctx, actor: { type: 'system', name: 'test' } }, ROOT, 'all')
const materials = async () => (await database.db.select().from(verificationMaterials)).length

describe('the number of a verification', () => {
  it('is given once each, without gaps, to those who verify at the same moment', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, (_, index) => verifyUpload(ctx, rubbish(`${index}`))))
    const expected = Array.from({ length: 12 }, (_, index) => `ZX-2026-${String(index + 1).padStart(6, '0')}`)
    expect(made.map(({ number }) => number).sort()).toEqual(expected)
    const rows = await database.db.select({ number: verifications.number }).from(verifications)
    expect(rows.map(({ number }) => number).sort()).toEqual(expected)
  })

  it('is not used up by one that was not saved', async () => {
    const refusing = { ...ctx, requestId: null as unknown as string }
    await expect(verifyUpload(refusing, rubbish('x'))).rejects.toThrow()
    expect((await verifyUpload(ctx, rubbish('x'))).number).toBe('ZX-2026-000001')
  })

  it('begins anew with the year in Shanghai', async () => {
    const newYear = Date.parse('2026-12-31T16:00:00Z')
    expect((await verifyUpload({ ...ctx, now: newYear - 1 }, rubbish('x'))).number).toBe('ZX-2026-000001')
    expect((await verifyUpload({ ...ctx, now: newYear }, rubbish('x'))).number).toBe('ZX-2027-000001')
  })
})

describe('a re-run', () => {
  it('at the original time gives the very same report, under a number of its own', async () => {
    const first = await verifyUpload(ctx, { file: (await signed()).file })
    await trustRoot()
    const later = { ...ctx, now: REFERENCE + 400 * DAY_MS }
    const again = await rerunVerification(later, first.id, { at: 'original' })
    expect(again.report).toEqual(first.report)
    expect(again.report.verdict).toBe('INDETERMINATE')
    expect(again.number).not.toBe(first.number)
    const row = await getVerification(ctx, again.id)
    expect(row).toMatchObject({ rerunOf: first.id, judgedAt: REFERENCE, isWatched: false })
    expect((await differencesBetween(ctx, first.id, again.id)).isSame).toBe(true)
    const [audited] = await database.db.select().from(auditLog).where(eq(auditLog.objectId, again.id))
    expect(audited).toMatchObject({ action: 'verification.rerun', detail: { rerunOf: first.id } })
  })

  it('of today judges by the trust of today, and the comparison says what that changed', async () => {
    const first = await verifyUpload(ctx, { file: (await signed()).file })
    await trustRoot()
    const again = await rerunVerification(ctx, first.id, { at: 'now' })
    expect(again.report.verdict).toBe('VALID')
    const differences = await differencesBetween(ctx, first.id, again.id)
    expect(differences.fields).toContainEqual({ field: 'verdict', before: 'INDETERMINATE', after: 'VALID' })
    expect(differences.inputs.onlyAfter.map(({ role }) => role)).toEqual(['anchor'])
    const gone = differences.signers[0]?.steps.flatMap((step) => step.onlyBefore.map(({ code }) => code))
    expect(gone).toContain('path.issuer-not-found')
  })

  it('finds the house as it was then, when asked for the original time', async () => {
    await trustRoot()
    const first = await verifyUpload(ctx, { file: (await signed()).file })
    expect(first.report.verdict).toBe('VALID')
    const kept = await database.db.select().from(verificationFiles).where(eq(verificationFiles.isHouse, true))
    expect(kept.map(({ field }) => field)).toEqual(['anchors', 'tsaAnchors', 'certificateAnchors'])
    expect((await rerunVerification(ctx, first.id, { at: 'original' })).report).toEqual(first.report)
  })

  it('keeps the anchors that came with the upload, and judges today when the certificates have ended', async () => {
    const first = await verifyUpload(ctx, await signed())
    expect((await rerunVerification(ctx, first.id, { at: 'now' })).report.verdict).toBe('VALID')
    const late = { ...ctx, now: REFERENCE + 9_000 * DAY_MS }
    expect((await rerunVerification(late, first.id, { at: 'now' })).report.verdict).not.toBe('VALID')
  })

  it('of today is VALID up to the moment at which its report said it stops validating, and not a millisecond longer', async () => {
    const first = await verifyUpload(ctx, await signed())
    const { stopsValidatingAt } = await getVerification(ctx, first.id)
    if (stopsValidatingAt === null) throw new Error('no end is known')
    const verdictAt = async (now: number) =>
      (await rerunVerification({ ...ctx, now }, first.id, { at: 'now' })).report.verdict
    expect(await verdictAt(stopsValidatingAt)).toBe('VALID')
    expect(await verdictAt(stopsValidatingAt + 1)).not.toBe('VALID')
  })

  it('takes detached content a second time only when it is the same', async () => {
    const file = { name: 'a.p7s', bytes: await signedBy('rsa', { isDetached: true }) }
    const content = { name: 'a.txt', bytes: CONTENT }
    const first = await verifyUpload(ctx, { file, content, anchors: [ROOT] })
    await database.db.update(verificationFiles).set({ keptAs: null }).where(eq(verificationFiles.field, 'content'))
    await expect(rerunVerification(ctx, first.id, { at: 'now' })).rejects.toMatchObject({
      kind: 'precondition',
      code: 'verification.material-missing',
    })
    expect((await rerunVerification(ctx, first.id, { at: 'original', content })).report).toEqual(first.report)
    const other = { name: 'a.txt', bytes: Uint8Array.of(...CONTENT, 0) }
    await expect(rerunVerification(ctx, first.id, { at: 'now', content: other })).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'verification.content-differs',
    })
  })

  it('is refused to those who may not see the verification', async () => {
    const { id } = await verifyUpload(ctx, await signed())
    const stranger = { ...ctx, actor: actorOf('district-clerk') }
    for (const refused of [
      () => rerunVerification(stranger, id, { at: 'now' }),
      () => differencesBetween(stranger, id, id),
      () => removeMaterial(stranger, id),
    ])
      await expect(refused()).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('material', () => {
  it('is kept once, however often it is sent', async () => {
    await Promise.all([verifyUpload(ctx, await signed()), verifyUpload(ctx, await signed())])
    const one = await materials()
    await verifyUpload(ctx, { file: { name: 'other name', bytes: ROOT.bytes } })
    expect(await materials()).toBe(one)
  })

  it('is removed by who brought it or an operator, and only when nobody else needs it; digests stay', async () => {
    const first = await verifyUpload(ctx, await signed())
    const officer = { ...ctx, actor: actorOf('ra-officer') }
    await expect(removeMaterial(officer, first.id)).rejects.toMatchObject({ kind: 'forbidden' })
    const second = await verifyUpload(officer, { file: ROOT })
    await removeMaterial({ ...ctx, actor: actorOf('operator') }, first.id)
    const rows = await database.db
      .select()
      .from(verificationFiles)
      .where(eq(verificationFiles.verificationId, first.id))
    expect(
      rows.every(({ keptAs, removedAt, sha256 }) => keptAs === null && removedAt === REFERENCE && sha256 !== ''),
    ).toBe(true)
    expect(await materials()).toBe(1)
    expect((await getVerification(ctx, first.id)).report).toEqual(first.report)
    await expect(rerunVerification(ctx, first.id, { at: 'original' })).rejects.toMatchObject({ kind: 'precondition' })
    expect((await rerunVerification(officer, second.id, { at: 'original' })).report).toEqual(second.report)
  })

  it('cannot be swapped in the database for something else', async () => {
    await verifyUpload(ctx, rubbish('x'))
    await expect(database.db.update(verificationMaterials).set({ bytes: Uint8Array.of(8) })).rejects.toMatchObject({
      cause: expect.objectContaining({ constraint: 'verification_materials_digest' }),
    })
  })
})

describe('the list of verifications', () => {
  it('is narrowed by kind, name, number, digest, re-run and time', async () => {
    const first = await verifyUpload(ctx, await signed())
    const second = await verifyUpload({ ...ctx, now: REFERENCE + 1 }, rubbish('100%_a'))
    const again = await rerunVerification({ ...ctx, now: REFERENCE + 2 }, first.id, { at: 'now' })
    const { sha256 } = await getVerification(ctx, second.id)
    const found = async (query: Record<string, string>) =>
      (await listVerifications(ctx, VerificationsQuery.parse(query))).items.map(({ id }) => id)
    expect(await found({ kind: 'cms' })).toEqual([again.id, first.id])
    expect(await found({ q: '0%_' })).toEqual([second.id])
    expect(await found({ q: '%%' })).toEqual([])
    expect(await found({ q: '000003' })).toEqual([again.id])
    expect(await found({ q: sha256.slice(0, 12).toUpperCase() })).toEqual([second.id])
    expect(await found({ rerunOf: first.id })).toEqual([again.id])
    const at = (offset: number) => new Date(REFERENCE + offset).toISOString()
    expect(await found({ from: at(1), to: at(2) })).toEqual([second.id])
  })
})

describe('watching', () => {
  it('is the default for what operators and auditors found VALID, and for nothing else', async () => {
    const isWatched = async (one: Ctx, order: Parameters<typeof verifyUpload>[1]) =>
      (await getVerification(one, (await verifyUpload(one, order)).id)).isWatched
    expect(await isWatched(ctx, await signed())).toBe(true)
    expect(await isWatched({ ...ctx, actor: actorOf('district-clerk') }, await signed())).toBe(false)
    expect(await isWatched(ctx, { file: { name: 'x', bytes: certificate('rsa', 'root') } })).toBe(false)
  })

  it('is ended and begun again, each with its audit row, but never begun for what is not VALID', async () => {
    const { id } = await verifyUpload(ctx, await signed())
    expect((await watchVerification(ctx, id, false)).isWatched).toBe(false)
    expect((await watchVerification(ctx, id, true)).isWatched).toBe(true)
    const actions = (await database.db.select().from(auditLog).orderBy(auditLog.seq)).map(({ action }) => action)
    const ofVerification = actions.filter((action) => !action.startsWith('ticket'))
    expect(ofVerification.slice(1)).toEqual(['verification.unwatched', 'verification.watched'])
    const refused = await verifyUpload(ctx, rubbish('x'))
    await expect(watchVerification(ctx, refused.id, true)).rejects.toMatchObject({ kind: 'precondition' })
  })
})
