import { asc, eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { accounts } from '#db/schema/accounts.ts'
import { approvals } from '#db/schema/approvals.ts'
import { auditLog } from '#db/schema/audit.ts'
import {
  type ApprovalKind,
  approve,
  LIFETIME_MS,
  listApprovals,
  performOutstanding,
  propose,
  queueOf,
  refuse,
  takeApproval,
  withdraw,
} from '#features/approvals/index.ts'
import { ApprovalsQuery } from '#features/approvals/inputs.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { type Cast, cast, daysLater } from '../trust/stage.ts'

let database: TestDatabase
let people: Cast
let done: string[]
let outside: (name: string) => Promise<void>
beforeEach(async () => {
  database = await withDatabase()
  people = await cast(database)
  done = []
  outside = async (name) => void done.push(name)
})

const request = z.strictObject({ name: z.string() })
type Request = z.output<typeof request>
const common = {
  requesters: ['security-admin'],
  deciders: ['security-admin'],
  lifetimeMs: LIFETIME_MS,
  request,
  describe: ({ name }: Request) => [{ code: 'test.line', params: { name } }],
} as const
const inside: ApprovalKind<Request> = {
  ...common,
  id: 'inside',
  effect: {
    when: 'on-approval',
    perform: async (_, __, { request: { name } }) => {
      if (name === 'impossible') throw new AppError('conflict', 'test.impossible')
      done.push(name)
      return { outcome: { name }, handOver: { secret: 'for the eyes of who approves' } }
    },
  },
}
const beyond: ApprovalKind<Request> = {
  ...common,
  id: 'beyond',
  effect: {
    when: 'after-approval',
    perform: async (_, { request: { name } }) => {
      await outside(name)
      return { outcome: { name } }
    },
  },
}
const use: ApprovalKind<Request> = { ...common, id: 'use', effect: { when: 'on-use', withinMs: 24 * 3_600_000 } }
const kinds = [inside, beyond, use]

const ask = (ctx: Ctx, kind: ApprovalKind<Request> = inside, name = 'a') =>
  ctx.db.transaction((tx) =>
    propose(tx, ctx, kind, { object: { type: 'thing', id: name }, subject: name, request: { name }, reason: '测试' }),
  )
const code = (expected: string) => ({ code: expected })
const rowOf = async (id: string) => (await database.db.select().from(approvals).where(eq(approvals.id, id)))[0]
const audited = async () => {
  const rows = await database.db.select().from(auditLog).orderBy(asc(auditLog.seq))
  return rows.map(({ action }) => action).filter((action) => action.startsWith('approval.'))
}

describe('what takes a second person', () => {
  it('is done when another person approves it, not before, and every step is audited', async () => {
    const { id } = await ask(people.wang)
    expect(done).toEqual([])
    const { row, handOver } = await approve(people.li, kinds, id)
    expect(row).toMatchObject({ state: 'done', decidedName: 'li', outcome: { name: 'a' } })
    expect(handOver).toEqual({ secret: 'for the eyes of who approves' })
    expect(JSON.stringify(await rowOf(id))).not.toContain('for the eyes')
    expect(done).toEqual(['a'])
    expect(await audited()).toEqual(['approval.requested', 'approval.approved', 'approval.done'])
  })

  it('is not decided by who asked, by neither of their accounts', async () => {
    const { id } = await ask(people.wang)
    for (const ctx of [people.wang, people.wangsOther]) {
      await expect(approve(ctx, kinds, id)).rejects.toMatchObject(code('approvals.same-person'))
      await expect(refuse(ctx, kinds, id, '不需要')).rejects.toMatchObject(code('approvals.same-person'))
    }
    expect([done, await audited()]).toEqual([[], ['approval.requested']])
  })

  it('is not decided by an account made after it was asked for, nor by one that does not exist, nor in another role', async () => {
    const { id } = await ask(people.wang)
    const nobody = testCtx(database.db, { actor: actorOf('security-admin') })
    for (const ctx of [await people.newcomer(), nobody])
      await expect(approve(ctx, kinds, id)).rejects.toMatchObject(code('approvals.account-too-new'))
    const operator = testCtx(database.db, { actor: actorOf('operator') })
    await expect(approve(operator, kinds, id)).rejects.toMatchObject(code('app.role-required'))
    await expect(ask(operator)).rejects.toMatchObject(code('app.role-required'))
    await expect(ask(testCtx(database.db))).rejects.toMatchObject(code('approvals.person-required'))
  })

  it('is not done for somebody who has been disabled since', async () => {
    const { id } = await ask(people.wang)
    await database.db.update(accounts).set({ isDisabled: true }).where(eq(accounts.username, 'wang'))
    await expect(approve(people.li, kinds, id)).rejects.toMatchObject(code('approvals.requester-gone'))
    expect(done).toEqual([])
  })

  it('is decided once, whoever else tries at the same time', async () => {
    const { id } = await ask(people.wang)
    const both = await Promise.allSettled([approve(people.li, kinds, id), approve(people.li, kinds, id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(done).toEqual(['a'])
    await expect(withdraw(people.wang, kinds, id)).rejects.toMatchObject(code('approvals.is-done'))
  })

  it('stays pending when its effect is impossible, and the approval with it', async () => {
    const { id } = await ask(people.wang, inside, 'impossible')
    await expect(approve(people.li, kinds, id)).rejects.toMatchObject(code('test.impossible'))
    expect(await rowOf(id)).toMatchObject({ state: 'pending', decidedBy: null })
  })

  it('waits once, until it is decided or withdrawn; only who asked withdraws it', async () => {
    const { id } = await ask(people.wang)
    await expect(ask(people.li)).rejects.toMatchObject(code('approvals.asked-already'))
    await expect(withdraw(people.li, kinds, id)).rejects.toMatchObject(code('approvals.not-requester'))
    await withdraw(people.wangsOther, kinds, id)
    await expect(approve(people.li, kinds, id)).rejects.toMatchObject(code('approvals.is-withdrawn'))
    await ask(people.li)
  })

  it('can be approved for fourteen days, and not on the fifteenth', async () => {
    const { id } = await ask(people.wang)
    const late = daysLater(people.li, 14)
    await expect(approve(late, kinds, id)).rejects.toMatchObject(code('approvals.is-lapsed'))
    const lapsed = await listApprovals(late, kinds, ApprovalsQuery.parse({ state: 'lapsed' }))
    expect(lapsed.items.map((row) => row.id)).toEqual([id])
    expect((await approve({ ...late, now: late.now - 1 }, kinds, id)).row.state).toBe('done')
  })
})

describe('what reaches outside', () => {
  it('is begun once the approval stands, and its failure is there to be seen', async () => {
    outside = async () => {
      throw new AppError('unavailable', 'test.away', { host: 'ca' })
    }
    const { id } = await ask(people.wang, beyond)
    const { row } = await approve(people.li, kinds, id)
    expect(row).toMatchObject({ state: 'failed', outcome: { code: 'test.away', params: { host: 'ca' } } })
    expect((await queueOf(people.wang, kinds)).exceptions.map((one) => one.id)).toEqual([id])
    expect(await audited()).toEqual(['approval.requested', 'approval.approved', 'approval.failed'])
  })

  it('is begun by the job where the service died before it, and never again once begun', async () => {
    const { id } = await ask(people.wang, beyond)
    // The approval as it stands when the process dies right after it.
    const unknown = { ...beyond, id: 'beyond', effect: use.effect }
    await approve(people.li, [unknown], id)
    await database.owner.execute(sql`alter table approvals disable trigger approvals_once`)
    await database.db.update(approvals).set({ useBy: null }).where(eq(approvals.id, id))
    await database.owner.execute(sql`alter table approvals enable trigger approvals_once`)
    const job = testCtx(database.db)
    await Promise.all([performOutstanding(job, kinds), performOutstanding(job, kinds)])
    expect(done).toEqual(['a'])
    expect(await rowOf(id)).toMatchObject({ state: 'done' })
  })

  it('that was begun and never ended is shown as cut off, closed as failed, and not repeated', async () => {
    const { id } = await ask(people.wang, beyond, 'cut')
    let reached: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      reached = resolve
    })
    outside = () => {
      reached()
      return new Promise(() => undefined)
    }
    void approve(people.li, kinds, id)
    await begun
    const later = testCtx(database.db, { now: NOW + 11 * 60_000 })
    const seen = await queueOf({ ...people.li, now: later.now }, kinds)
    expect(seen.exceptions.map((one) => one.id)).toEqual([id])
    await performOutstanding(later, kinds)
    expect(await rowOf(id)).toMatchObject({ state: 'failed', outcome: { code: 'approvals.is-interrupted' } })
  })
})

describe('what is approved for use', () => {
  const take = (ctx: Ctx, id: string) =>
    ctx.db.transaction(async (tx) => {
      const { approved, end } = await takeApproval(tx, ctx, use, id)
      await end({ used: approved.request.name })
    })

  it('is used once, by who asked, within its time', async () => {
    const { id } = await ask(people.wang, use)
    await expect(take(people.wang, id)).rejects.toMatchObject(code('approvals.is-pending'))
    await approve(people.li, kinds, id)
    expect((await queueOf(people.wang, kinds)).toUse.map((row) => row.id)).toEqual([id])
    await expect(take(people.li, id)).rejects.toMatchObject(code('approvals.not-requester'))
    await expect(take(daysLater(people.wang, 1), id)).rejects.toMatchObject(code('approvals.is-lapsed'))
    const twice = await Promise.allSettled([take(people.wang, id), take(people.wang, id)])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(take(people.wang, id)).rejects.toMatchObject(code('approvals.is-done'))
  })
})

describe('the database by itself', () => {
  const refused = (constraint: string) => ({ cause: expect.objectContaining({ constraint }) })
  const as = (ctx: Ctx) => {
    const { actor } = ctx
    if (actor.type !== 'account') throw new Error('an account')
    const { accountId: decidedBy, personId: decidedPerson, name: decidedName } = actor
    return { state: 'approved' as const, decidedAt: NOW, decidedBy, decidedPerson, decidedName }
  }

  it('refuses an approval by the same person, by a newer account, under a false person, or for something else', async () => {
    const { id } = await ask(people.wang)
    const set = (values: Partial<typeof approvals.$inferInsert>) =>
      database.db.update(approvals).set(values).where(eq(approvals.id, id))
    await expect(set(as(people.wang))).rejects.toMatchObject(refused('approvals_four_eyes'))
    await expect(set(as(people.wangsOther))).rejects.toMatchObject(refused('approvals_four_eyes'))
    await expect(set(as(await people.newcomer()))).rejects.toMatchObject(refused('approvals_once'))
    const masked = { ...as(people.wangsOther), decidedPerson: as(people.li).decidedPerson }
    await expect(set(masked)).rejects.toMatchObject(refused('approvals_once'))
    await expect(set({ ...as(people.li), request: '{"name":"b"}' })).rejects.toMatchObject(refused('approvals_once'))
    await expect(set({ state: 'done', endedAt: NOW })).rejects.toMatchObject(refused('approvals_once'))
    await set(as(people.li))
    await expect(set({ state: 'pending' })).rejects.toMatchObject(refused('approvals_once'))
  })

  it('refuses a request that is not what its digest says, one born approved, and the removal of any', async () => {
    const { id } = await ask(people.wang)
    const row = await rowOf(id)
    if (!row) throw new Error('kept')
    const copy = { ...row, id: '00000000-0000-4000-8000-000000000001' }
    const insert = (values: typeof approvals.$inferInsert) => database.db.insert(approvals).values(values)
    await expect(insert({ ...copy, request: '{"name":"b"}' })).rejects.toMatchObject(refused('approvals_digest'))
    await expect(insert({ ...copy, ...as(people.li) })).rejects.toMatchObject(refused('approvals_once'))
    await expect(database.db.delete(approvals)).rejects.toMatchObject(refused('approvals_once'))
    // Not even its owner.
    await expect(database.owner.execute(sql`truncate approvals`)).rejects.toMatchObject(refused('approvals_once'))
  })
})
