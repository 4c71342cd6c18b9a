import { randomBytes } from 'node:crypto'
import { asc, eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { accountRoles, accounts } from '#db/schema/accounts.ts'
import { approvals } from '#db/schema/approvals.ts'
import { auditLog } from '#db/schema/audit.ts'
import { breakGlassOpenings, breakGlassSets } from '#db/schema/break-glass.ts'
import { findings } from '#db/schema/findings.ts'
import { notices } from '#db/schema/notices.ts'
import { askAccount, askChange } from '#features/accounts/administration/ask.ts'
import { approve } from '#features/approvals/index.ts'
import { enterFirst, enterSecond } from '#features/break-glass/open.ts'
import { passInEmergency } from '#features/break-glass/pass.ts'
import { askSeal } from '#features/break-glass/seal.ts'
import { APPROVAL_KINDS } from '#src/approval-kinds.ts'
import type { Ctx } from '#src/context.ts'
import { NOW } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { twoOf } from '../approvals/people.ts'
import { type Cast, cast } from '../trust/stage.ts'

const MINUTE_MS = 60_000
let database: TestDatabase
let people: Cast
let operator: Ctx
const ports = { secrets: openSecretVault(randomBytes(32)) }

beforeEach(async () => {
  database = await withDatabase()
  people = await cast(database, NOW, ports)
  operator = (await twoOf('operator', database.db, { now: NOW, ports })).asks
})

const later = (ctx: Ctx, minutes: number): Ctx => ({ ...ctx, now: ctx.now + minutes * MINUTE_MS })
const code = (expected: string) => ({ code: expected })
const refused = (constraint: string) => ({ cause: expect.objectContaining({ constraint }) })

async function halves(): Promise<{ first: string; second: string }> {
  const asked = { firstHolder: '办公室主任', secondHolder: '信息科科长', reason: '首次设置' }
  const { approval, firstHalf } = await askSeal(people.wang, asked)
  const { handOver } = await approve(people.li, APPROVAL_KINDS, approval.id)
  return { first: firstHalf, second: handOver?.secondHalf ?? '' }
}

const why = '凌晨值守，另一名管理员联系不上'
const begin = (ctx: Ctx, half: string) => enterFirst(ctx, { half, role: 'security-admin', reason: why })

async function opened(ctx = people.wang) {
  const { first, second } = await halves()
  const { id } = await begin(ctx, first)
  return enterSecond(ctx, id, second)
}

/** What the person asked for themselves and nobody else is there to approve. */
async function pending(ctx = people.wang) {
  const [target] = await database.db.select().from(accounts).where(eq(accounts.username, 'operator-approves'))
  const { approval } = await askChange(ctx, target?.id ?? '', { action: 'grant', roles: ['auditor'], reason: '应急' })
  return approval.id
}

const audited = async () => {
  const rows = await database.db.select().from(auditLog).orderBy(asc(auditLog.seq))
  return rows.map(({ action }) => action).filter((action) => action.startsWith('break-glass'))
}

describe('sealed halves', () => {
  it('are made by two security administrators: each is shown one, and only hashes are kept', async () => {
    const { first, second } = await halves()
    expect(new Set([first, second]).size).toBe(2)
    const [set] = await database.db.select().from(breakGlassSets)
    expect(set).toMatchObject({ state: 'sealed', firstHolder: '办公室主任', createdBy: 'wang' })
    for (const hash of [set?.firstHash, set?.secondHash]) expect(hash).toMatch(/^\$argon2id\$/)
    const { rows } = await database.db.execute(
      sql`select a::text from approvals a union all select l::text from audit_log l`,
    )
    for (const half of [first, second]) expect(JSON.stringify(rows)).not.toContain(half)
  })

  it('take the place of those there were, which are void', async () => {
    const former = await halves()
    await halves()
    await expect(begin(people.wang, former.first)).rejects.toMatchObject(code('break-glass.wrong-half'))
    expect(await database.db.$count(breakGlassSets, eq(breakGlassSets.state, 'sealed'))).toBe(1)
  })

  it('are no use one without the other, nor one twice, nor later than ten minutes', async () => {
    const { first, second } = await halves()
    const { id } = await begin(people.wang, first)
    await expect(enterSecond(people.wang, id, first)).rejects.toMatchObject(code('break-glass.same-half'))
    await expect(passInEmergency(people.wang, APPROVAL_KINDS, await pending())).rejects.toMatchObject(
      code('break-glass.not-open'),
    )
    await expect(enterSecond(later(people.wang, 10), id, second)).rejects.toMatchObject(code('break-glass.too-late'))
    // As people type it, and by its holder at another desk.
    const typed = second.toUpperCase().replaceAll('-', ' ')
    expect(await enterSecond(later(operator, 9), id, typed)).toMatchObject({
      name: 'wang',
      openedBy: expect.any(String),
    })
  })

  it('keep who enters five wrong ones waiting, and nobody else; each is on record', async () => {
    const { first } = await halves()
    for (let guess = 0; guess < 5; guess++)
      await expect(begin(people.wang, `wrong-${guess}`)).rejects.toMatchObject(code('break-glass.wrong-half'))
    await expect(begin(people.wang, first)).rejects.toMatchObject(code('break-glass.rests'))
    expect((await audited()).filter((action) => action === 'break-glass.half-refused')).toHaveLength(5)
    expect(await begin(people.li, first)).toMatchObject({ entered: 'first', name: 'li' })
    expect(await begin(later(people.wang, 15), first)).toMatchObject({ entered: 'first' })
  })
})

describe('an emergency', () => {
  it('lets one person pass one thing alone, is told to everybody, and spends the halves', async () => {
    const { first, second } = await halves()
    const [one, two] = [await pending(), await pending(people.wangsOther).catch(() => '')]
    expect(two).toBe('')
    const { id } = await begin(people.wang, second)
    await enterSecond(people.wang, id, first)
    const { row } = await passInEmergency(people.wang, APPROVAL_KINDS, one)
    expect(row).toMatchObject({ state: 'done', emergencyId: id, decidedName: 'wang', requestedName: 'wang' })
    expect(await database.db.$count(accountRoles, eq(accountRoles.role, 'auditor'))).toBe(1)
    await expect(passInEmergency(people.wang, APPROVAL_KINDS, one)).rejects.toMatchObject(code('break-glass.not-open'))
    await expect(begin(people.wang, first)).rejects.toMatchObject(code('break-glass.none-sealed'))
    expect(await audited()).toEqual([
      'break-glass.sealed',
      'break-glass.half-entered',
      'break-glass.opened',
      'break-glass.passed',
    ])
    const [finding] = await database.db.select().from(findings)
    expect(finding).toMatchObject({ state: 'open', code: 'break-glass.opened', verdict: 'fail', nodeName: '应急通道' })
    expect(finding?.ticketId).not.toBeNull()
    expect(await database.db.select().from(notices)).toMatchObject([{ kind: 'alarm', change: 'raised' }])
  })

  it('is shut again when new halves are sealed: the finding has recovered, the ticket is people’s to close', async () => {
    await opened()
    await halves()
    expect(await database.db.select().from(findings)).toMatchObject([{ state: 'recovered' }])
  })

  it('ends after half an hour', async () => {
    await opened()
    const id = await pending()
    await expect(passInEmergency(later(people.wang, 30), APPROVAL_KINDS, id)).rejects.toMatchObject(
      code('break-glass.not-open'),
    )
    expect((await passInEmergency(later(people.wang, 29), APPROVAL_KINDS, id)).row.state).toBe('done')
  })

  it('is for the person it was opened for, in the role it was opened for', async () => {
    await opened()
    const id = await pending()
    await expect(passInEmergency(people.li, APPROVAL_KINDS, id)).rejects.toMatchObject(code('break-glass.not-open'))
    const { first, second } = await halves()
    const { id: openingId } = await enterFirst(operator, { half: first, role: 'operator', reason: why })
    await enterSecond(operator, openingId, second)
    await expect(passInEmergency(operator, APPROVAL_KINDS, id)).rejects.toMatchObject(code('app.role-required'))
  })

  it('passes nothing that would let one person be two for good: no new account, no password, no new halves, not the own case', async () => {
    await opened()
    const account = { name: '某人', username: 'sock', roles: ['security-admin' as const], reason: '应急' }
    const asked = await askAccount(people.wang, account)
    if ('made' in asked) throw new Error('made alone')
    const sealing = await askSeal(people.wang, { firstHolder: '甲', secondHolder: '乙', reason: '应急' })
    const [li] = await database.db.select().from(accounts).where(eq(accounts.username, 'li'))
    const reset = await askChange(people.wang, li?.id ?? '', { action: 'reset-password', reason: '应急' })
    for (const { id } of [asked.approval, sealing.approval, reset.approval])
      await expect(passInEmergency(people.wang, APPROVAL_KINDS, id)).rejects.toMatchObject(
        code('approvals.not-for-emergencies'),
      )
    const [own] = await database.db.select().from(accounts).where(eq(accounts.username, 'wang-2'))
    const grant = await askChange(people.wang, own?.id ?? '', { action: 'grant', roles: ['operator'], reason: '应急' })
    await expect(passInEmergency(people.wang, APPROVAL_KINDS, grant.approval.id)).rejects.toMatchObject(
      code('approvals.own-case'),
    )
  })
})

describe('the database by itself', () => {
  it('refuses an approval by one person under an emergency that is not open, not theirs, or for something else', async () => {
    const id = await pending()
    const { actor } = people.wang
    if (actor.type !== 'account') throw new Error('an account')
    const alone = (emergencyId: string) =>
      database.db
        .update(approvals)
        .set({
          ...{ state: 'approved', decidedAt: NOW, decidedBy: actor.accountId, decidedPerson: actor.personId },
          ...{ decidedName: 'wang', emergencyId },
        })
        .where(eq(approvals.id, id))
    await expect(alone('00000000-0000-4000-8000-000000000001')).rejects.toMatchObject(refused('approvals_once'))
    const { first } = await halves()
    const waiting = await begin(people.wang, first)
    await expect(alone(waiting.id)).rejects.toMatchObject(refused('approvals_once'))
    const force = database.db
      .update(breakGlassOpenings)
      .set({ openedAt: NOW, expiresAt: NOW + MINUTE_MS, openedBy: actor.accountId })
      .where(eq(breakGlassOpenings.id, waiting.id))
    // Opened while the halves are still sealed.
    await expect(force).rejects.toMatchObject(refused('break_glass_opening_once'))
  })

  it('refuses to unseal, to reseal and to remove halves', async () => {
    await opened()
    const change = (values: Partial<typeof breakGlassSets.$inferInsert>) =>
      database.db.update(breakGlassSets).set(values)
    await expect(change({ state: 'sealed', endedAt: null })).rejects.toMatchObject(refused('break_glass_once'))
    await expect(database.db.delete(breakGlassOpenings)).rejects.toMatchObject(refused('break_glass_opening_once'))
  })
})
