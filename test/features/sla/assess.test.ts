import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { instantOf, MINUTE_MS } from '#core/calendar/civil.ts'
import { slaAssessments } from '#db/schema/service.ts'
import { writeRecord } from '#src/features/records/write.ts'
import { assessPeriod, listAssessments, takeAssessment } from '#src/features/sla/assess.ts'
import { openTicket } from '#src/features/tickets/life/open.ts'
import { takeStep } from '#src/features/tickets/life/steps.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const at = (text: string) => instantOf(text.slice(0, 10), text.slice(11))
const ctx = (now: number) => testCtx(db, { now, actor: actorOf('operator') })
const MONDAY = at('2026-08-03 10:00')
const DUE = at('2026-08-06 17:30')
const ACCOUNT = { phenomenon: '现象', cause: '原因', resolution: '方法' }

async function solved(kind: 'fault' | 'question', respondedMs: number, resolvedAt: number) {
  const report = { title: '登录失败', systemName: null, nodeName: null, reportedBy: '大厅', phenomenon: null }
  const scope = { site: 'urban', systemsAffected: 1, usersPercent: null } as const
  const { id } = await openTicket(ctx(MONDAY), { kind, ...report, ...scope })
  await takeStep(ctx(MONDAY + respondedMs), id, { step: 'respond' })
  await takeStep(ctx(resolvedAt), id, { step: 'resolve', ...ACCOUNT })
  return takeStep(ctx(resolvedAt), id, { step: 'close', report: '报告' })
}

const standards = async (now: number) => {
  const { assessment, ...rest } = await assessPeriod({ db, now }, '2026H2')
  return { ...rest, assessment, of: (id: string) => assessment.standards.find((one) => one.id === id) }
}

describe('an assessment', () => {
  it('is computed from tickets and records, and one late ticket of twenty makes 优秀 into 良好', async () => {
    for (let count = 0; count < 19; count++) await solved('question', MINUTE_MS, DUE)
    const end = at('2026-09-01 10:00')
    expect((await standards(end)).assessment).toMatchObject({ met: 7, grade: 'excellent' })
    const late = await solved('question', MINUTE_MS, DUE + 1)
    const after = await standards(end)
    expect(after.of('tickets')).toMatchObject({ state: 'not-met', passed: 19, counted: 20, failed: [late.number] })
    expect(after.assessment.grade).toBe('good')
  })

  it('says how many more may be late before the standard is lost', async () => {
    const { forecasts } = await standards(at('2026-09-01 10:00'))
    expect(forecasts[0]).toMatchObject({ decided: 20, failed: 1, pending: 0, mayStillFail: -1 })
    const more = await assessPeriod({ db, now: at('2026-09-01 10:00') }, '2026H2', 60)
    // 80 in all: at most 3 may fail, 1 has.
    expect(more.forecasts[0]?.mayStillFail).toBe(2)
  })

  it('takes a fault answered after 15 minutes, a purchase without proof and a missing patch list as they are', async () => {
    await solved('fault', 15 * MINUTE_MS, MONDAY + 60 * MINUTE_MS)
    await writeRecord(ctx(MONDAY), {
      kind: 'purchase',
      onDate: '2026-08-03',
      title: '签名验签服务器',
      data: { signedOn: '2026-07-01', orderedOn: '2026-07-20' },
    })
    const { of, assessment } = await standards(at('2026-10-09 10:00'))
    expect(of('fault-response')).toMatchObject({ state: 'not-met', counted: 1 })
    expect(of('purchases')?.state).toBe('not-met')
    expect(of('patch-lists')).toMatchObject({ state: 'not-met', failed: ['2026Q3'] })
    // The fault was solved in time: 20 of 21 tickets are more than 95 % again.
    expect(of('tickets')).toMatchObject({ state: 'met', passed: 20, counted: 21 })
    expect(assessment).toMatchObject({ met: 4, grade: 'failed', pay: null })
  })

  it('takes the quarter’s list once every product of it is submitted', async () => {
    const product = (title: string, submittedOn: string) => ({
      kind: 'patch-list' as const,
      onDate: '2026-09-20',
      title,
      data: {
        quarter: '2026Q3',
        version: '1.28.0',
        patchLevel: '1.28.0',
        vendorLatest: '1.28.0',
        checkedOn: '2026-09-20',
        ...(submittedOn ? { submittedOn } : {}),
      },
    })
    const now = at('2026-10-09 10:00')
    await writeRecord(ctx(now), product('nginx', '2026-09-25'))
    expect((await standards(now)).of('patch-lists')?.state).toBe('met')
    await writeRecord(ctx(now), product('openssl', ''))
    expect((await standards(now)).of('patch-lists')?.state).toBe('not-met')
  })

  it('that was kept comes out the same when computed again, and a changed row shows', async () => {
    const taken = await takeAssessment(ctx(at('2026-10-09 10:00')), '2026H2')
    const later = ctx(at('2027-10-09 10:00'))
    expect(await listAssessments(later, '2026H2')).toMatchObject([
      { isReproduced: true, row: { digest: taken.digest } },
    ])
    const forged = { ...taken.facts, faults: [] }
    await db.update(slaAssessments).set({ facts: forged }).where(eq(slaAssessments.id, taken.id))
    expect((await listAssessments(later, '2026H2'))[0]?.isReproduced).toBe(false)
  })

  it('is refused for what is no period', async () => {
    await expect(assessPeriod({ db, now: MONDAY }, '2026H3')).rejects.toMatchObject({ code: 'sla.no-period' })
  })
})
