import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { verificationMaterials } from '#db/schema/verification.ts'
import { listFindings } from '#features/tickets/index.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import {
  createBatch,
  dropOldMaterial,
  getVerification,
  removeMaterial,
  rerunVerification,
  revalidateWatched,
  type VerificationOrder,
  verifyUpload,
  watchVerification,
} from '#features/verification/index.ts'
import { UNWATCHED_KEPT_DAYS } from '#features/verification/retention.ts'
import { reportThatCounts, type WatchedRow, watchReasons } from '#features/verification/watching.ts'
import type { Ctx } from '#src/context.ts'
import type { Verifier } from '#src/ports.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { REFERENCE } from '../../fixtures/built.ts'
import { ROOT, signedBy } from './signed.ts'

const DAY_MS = 86_400_000
const LEAD_DAYS = 30
const pool = createVerifierPool({ maxWorkers: 1 })
afterAll(() => pool.close())

let database: TestDatabase
let ctx: Ctx
let job: Ctx
/** What the engine says of the end of a good report. */
let end: number
/** The engine as it is, but revocation lists do not go out of date: the end is the one this test sets. */
const verifier: Verifier = {
  async verify(request) {
    const report = await pool.verify({ ...request, at: Math.min(request.at, REFERENCE + DAY_MS) })
    const { stopsValidating: _, ...rest } = report
    if (report.verdict !== 'VALID') return rest
    const text = { zh: '证书到期。', en: 'The certificate ends.' }
    return { ...rest, stopsValidating: { at: new Date(end).toISOString(), code: 'path.certificate-expired', text } }
  },
}

// Connections are few: each test gives its own back.
afterEach(() => database.close())
beforeEach(async () => {
  end = REFERENCE + 100 * DAY_MS
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('auditor'), now: REFERENCE, ports: { verifier } })
  job = { ...ctx, actor: { type: 'system', name: 'revalidate' } }
})

const order = async (): Promise<VerificationOrder> => ({
  file: { name: '合同.p7s', bytes: await signedBy('rsa') },
  anchors: [ROOT],
})
const at = (daysBeforeEnd: number) => end - daysBeforeEnd * DAY_MS
const revalidate = (now: number) => revalidateWatched({ ...job, now }, { now: () => now })
const findings = async (state: 'open' | 'recovered' = 'open') =>
  (await listFindings(ctx, { state, limit: 50 })).items.map(({ code, verdict, params, seenCount }) => ({
    code,
    verdict,
    params,
    seenCount,
  }))

describe('a watched verification', () => {
  it('is no finding 31 days before it stops validating, exactly one at 30 days, and still one when asked again', async () => {
    const { number } = await verifyUpload(ctx, await order())
    await revalidate(at(LEAD_DAYS + 1))
    expect(await findings()).toEqual([])
    await revalidate(at(LEAD_DAYS))
    const [found, ...others] = await findings()
    expect(others).toEqual([])
    expect(found).toMatchObject({ code: 'verification.stops-validating', verdict: 'warn' })
    expect(found?.params).toMatchObject({ number, file: '合同.p7s', reasonZh: '证书到期。' })
    await Promise.all([revalidate(at(LEAD_DAYS)), revalidate(at(LEAD_DAYS - 1)), revalidate(at(LEAD_DAYS - 1))])
    expect((await findings()).map(({ code }) => code)).toEqual(['verification.stops-validating'])
  })

  it('is a failure once the day has come', async () => {
    await verifyUpload(ctx, await order())
    await revalidate(at(-1))
    expect(await findings()).toMatchObject([{ code: 'verification.stops-validating', verdict: 'fail' }])
  })

  it('is one finding however many verified the same object, and none when the object holds longer by a newer report', async () => {
    await verifyUpload(ctx, await order())
    await verifyUpload({ ...ctx, actor: actorOf('operator') }, await order())
    const now = at(10)
    await revalidate(now)
    expect(await findings()).toHaveLength(1)
    end += 1000 * DAY_MS
    await verifyUpload({ ...ctx, now }, await order())
    expect(await findings()).toEqual([])
    expect(await findings('recovered')).toHaveLength(1)
  })

  it('keeps its finding when a newer report is not VALID', async () => {
    await verifyUpload(ctx, await order())
    await revalidate(at(10))
    await verifyUpload({ ...ctx, now: at(9) }, { file: (await order()).file })
    expect(await findings()).toHaveLength(1)
  })

  it('moves its end when the engine sees it elsewhere, and the change is audited', async () => {
    const { id } = await verifyUpload(ctx, await order())
    const now = at(10)
    end += 365 * DAY_MS
    await revalidate(now)
    expect(await findings()).toEqual([])
    expect(await getVerification(ctx, id)).toMatchObject({ stopsValidatingAt: end, revalidatedVerdict: 'VALID' })
    const actions = (await database.db.select().from(auditLog).orderBy(auditLog.seq)).map(({ action }) => action)
    expect(actions).toEqual(['verification.made', 'verification.revalidated'])
  })

  it('whose verdict is worse today is a finding of its own, far from its end too; it recovers with the verdict', async () => {
    const { file } = await order()
    await installTrustAnchors(job, ROOT, 'all')
    const { id, number, report } = await verifyUpload(ctx, { file })
    const distrusting = { ...job, ports: { ...job.ports, verifier: withoutAnchors(verifier) } }
    const week = REFERENCE + 8 * DAY_MS
    await revalidateWatched({ ...distrusting, now: week }, { now: () => week })
    const params = { number, file: '合同.p7s', was: 'VALID', is: 'INDETERMINATE' }
    expect(await findings()).toMatchObject([{ code: 'verification.verdict-worsened', verdict: 'fail', params }])
    expect((await getVerification(ctx, id)).report).toEqual(report)
    await revalidate(week + 8 * DAY_MS)
    expect(await findings()).toEqual([])
  })

  it('is left as it was when the engine could not say, or the material is gone: the known end still counts', async () => {
    const { id } = await verifyUpload(ctx, await order())
    const closed = createVerifierPool({ maxWaiting: 0 })
    const silent = { ...job, ports: { ...job.ports, verifier: closed } }
    const now = at(20)
    await revalidateWatched({ ...silent, now }, { now: () => now })
    await closed.close()
    expect((await getVerification(ctx, id)).revalidatedVerdict).toBeNull()
    expect(await findings()).toMatchObject([{ code: 'verification.stops-validating' }])
    await removeMaterial(ctx, id)
    await revalidate(at(10))
    expect(await findings()).toMatchObject([{ code: 'verification.stops-validating', seenCount: 2 }])
  })

  it('ends its finding when it is watched no longer', async () => {
    const { id } = await verifyUpload(ctx, await order())
    await revalidate(at(5))
    await watchVerification({ ...ctx, now: at(5) }, id, false)
    expect(await findings()).toEqual([])
    await revalidate(at(4))
    expect(await findings()).toEqual([])
  })
})

describe('what is not watched', () => {
  it('is never judged again: what is not VALID, what a clerk checked, what was judged for a moment gone by', async () => {
    const { file } = await order()
    await verifyUpload(ctx, { file })
    const { id } = await verifyUpload({ ...ctx, actor: actorOf('district-clerk') }, await order())
    await rerunVerification(ctx, id, { at: 'original' })
    expect(await revalidate(at(1))).toBe(0)
    expect(await findings()).toEqual([])
  })
})

/** The house withdraws its trust: the anchors it laid beside are gone. */
function withoutAnchors({ verify }: Verifier): Verifier {
  return { verify: (request) => verify({ ...request, anchors: [], tsaAnchors: [], certificateAnchors: [] }) }
}

describe('which report of an object counts', () => {
  const row = (given: Partial<WatchedRow>): WatchedRow => ({
    number: 'ZX-2026-000001',
    fileName: 'a',
    verdict: 'VALID',
    createdAt: 0,
    asked: { format: 'auto', policy: { leadDays: LEAD_DAYS } as WatchedRow['asked']['policy'] },
    stopsValidatingAt: null,
    stopsValidating: null,
    revalidatedVerdict: null,
    ...given,
  })

  it('is the one that holds longest; one without a known end extends nothing; one that worsened comes last', () => {
    const early = row({ stopsValidatingAt: 10 })
    const late = row({ stopsValidatingAt: 20 })
    const open = row({ createdAt: 99 })
    const worse = row({ stopsValidatingAt: 99, revalidatedVerdict: 'INVALID' })
    expect(reportThatCounts([worse, open, early, late])).toBe(late)
    expect(reportThatCounts([worse, open])).toBe(open)
    expect(watchReasons([worse, open], 0)).toEqual([])
    expect(watchReasons([worse], 0).map(({ code }) => code)).toEqual([
      'verification.verdict-worsened',
      'verification.stops-validating',
    ])
    expect(watchReasons([], 0)).toEqual([])
  })
})

describe('the retention of material', () => {
  const YEARS = UNWATCHED_KEPT_DAYS * DAY_MS
  const materials = async () => (await database.db.select().from(verificationMaterials)).length

  it('ends for what nobody watches after its years, and not a day before; what is watched stays', async () => {
    const watched = await verifyUpload(ctx, await order())
    const { id, report } = await verifyUpload(ctx, { file: { name: 'x', bytes: Uint8Array.of(7) } })
    const before = await materials()
    await dropOldMaterial({ ...job, now: REFERENCE + YEARS })
    expect(await materials()).toBe(before)
    await dropOldMaterial({ ...job, now: REFERENCE + YEARS + 1 })
    expect(await materials()).toBe(before - 1)
    expect((await getVerification(ctx, id)).report).toEqual(report)
    await expect(rerunVerification(ctx, id, { at: 'now' })).rejects.toMatchObject({ kind: 'precondition' })
    expect((await rerunVerification(ctx, watched.id, { at: 'now' })).report.verdict).toBe('VALID')
  })

  it('does not touch what waits in a batch, and ends within days for what nothing refers to', async () => {
    await createBatch(ctx, { files: [{ name: 'a', bytes: Uint8Array.of(1) }] })
    await database.db.insert(verificationMaterials).values({
      sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      bytes: new TextEncoder().encode('a'),
      keptAt: REFERENCE,
    })
    await dropOldMaterial(job)
    expect(await materials()).toBe(2)
    await dropOldMaterial({ ...job, now: REFERENCE + 2 * DAY_MS })
    expect(await materials()).toBe(1)
  })
})
