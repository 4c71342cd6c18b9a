import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditLog } from '#db/schema/audit.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { readRetention } from '#features/audit/index.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { openHouse } from '../approvals/stage.ts'

const reason = '档案管理办法要求五年'
const database = await withDatabase()
const { db } = database
const ctx = testCtx(db, { now: NOW - 86_400_000 })
const credentials = await seedAccounts(ctx, ['audit-admin', 'security-admin', 'system-admin', 'operator', 'auditor'])
const { signIn } = openHouse(database)
const as = (name: string) => signIn(name, credentials.find(({ username }) => username === name)?.password ?? '')

describe('how long the trail is kept', async () => {
  const auditor = await as('audit-admin')
  const security = await as('security-admin')

  it('is asked for by the audit administrator and changes when a security administrator approves', async () => {
    const asked = await auditor('POST', '/audit/retention', { months: 60, reason })
    expect(asked).toMatchObject({ status: 202, body: { state: 'pending', subject: '36 → 60' } })
    expect(await readRetention(db)).toBe(36)
    expect((await auditor('POST', `/approvals/${asked.body.id}/approval`)).status).toBe(403)
    expect((await security('POST', `/approvals/${asked.body.id}/approval`)).status).toBe(200)
    expect(await readRetention(db)).toBe(60)
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, 'audit.retention-changed'))
    expect(row).toMatchObject({ detail: { before: 36, after: 60, reason } })
  })

  it('says what is lost when it becomes shorter, and can be taken back by who asked', async () => {
    const asked = await auditor('POST', '/audit/retention', { months: 12, reason })
    expect(JSON.stringify(asked.body)).toContain('approvals.audit-retention.shorter')
    expect(await auditor('POST', '/audit/retention', { months: 12, reason })).toMatchObject({
      status: 409,
      body: { code: 'approvals.asked-already' },
    })
    expect((await auditor('POST', `/approvals/${asked.body.id}/withdrawal`)).status).toBe(200)
    expect((await security('POST', `/approvals/${asked.body.id}/approval`)).status).toBe(422)
    expect(await readRetention(db)).toBe(60)
  })

  it('is never below six months, nor asked for by anybody else, nor changed under who approves', async () => {
    expect(await auditor('POST', '/audit/retention', { months: 5, reason })).toMatchObject({
      status: 400,
      body: { code: 'audit.retention-refused' },
    })
    expect((await auditor('POST', '/audit/retention', { months: 60, reason })).status).toBe(409)
    for (const name of ['security-admin', 'system-admin', 'operator', 'auditor'])
      expect((await (await as(name))('POST', '/audit/retention', { months: 48, reason })).status).toBe(403)
    const [one, other] = [
      await auditor('POST', '/audit/retention', { months: 48, reason }),
      await auditor('POST', '/audit/retention', { months: 72, reason }),
    ]
    expect((await security('POST', `/approvals/${other.body.id}/approval`)).status).toBe(200)
    expect(await security('POST', `/approvals/${one.body.id}/approval`)).toMatchObject({
      status: 409,
      body: { code: 'audit.retention-changed-meanwhile' },
    })
    expect(await readRetention(db)).toBe(72)
  })
})
