import { describe, expect, it } from 'vitest'
import { civilDateOf } from '#core/calendar/civil.ts'
import { uploadDays } from '#db/schema/verification.ts'
import { chargeQuota, requireQuota } from '#features/verification/quota.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const DAY_MS = 86_400_000
const LIMIT = 1_000
const ctx = (now = NOW, role: 'operator' | 'auditor' = 'operator') => testCtx(db, { now, actor: actorOf(role) })
const refused = { kind: 'limit', code: 'upload.quota-used' }

describe("an account's share of a day", () => {
  it('is taken to the last octet and not one more, and is whole again on the next day in Shanghai', async () => {
    await chargeQuota(ctx(), 600, LIMIT)
    await requireQuota(ctx(), LIMIT)
    await chargeQuota(ctx(), 400, LIMIT)
    await expect(requireQuota(ctx(), LIMIT)).rejects.toMatchObject(refused)
    await expect(chargeQuota(ctx(), 1, LIMIT)).rejects.toMatchObject(refused)
    await chargeQuota(ctx(NOW, 'auditor'), LIMIT, LIMIT)
    await requireQuota(ctx(NOW + DAY_MS), LIMIT)
    await chargeQuota(ctx(NOW + DAY_MS), LIMIT, LIMIT)
    const days = await db.select().from(uploadDays).orderBy(uploadDays.day, uploadDays.bytes)
    expect(days.map(({ day, bytes }) => [day, bytes])).toEqual([
      [civilDateOf(NOW), 1_000],
      [civilDateOf(NOW), 1_001],
      [civilDateOf(NOW + DAY_MS), 1_000],
    ])
  })

  it('is counted whole when many come at once', async () => {
    const at = NOW + 5 * DAY_MS
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => chargeQuota(ctx(at), 100, LIMIT)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('is not asked of the jobs of the service', async () => {
    await chargeQuota(testCtx(db), LIMIT * 9, LIMIT)
    await requireQuota(testCtx(db), LIMIT)
  })
})
