import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditLog } from '#db/schema/audit.ts'
import { passwordHistory } from '#db/schema/factors.ts'
import { changePassword } from '#features/accounts/change-password.ts'
import { isCommonPassword } from '#features/accounts/common-passwords.ts'
import { authenticate, createAccount, signIn } from '#features/accounts/index.ts'
import { passwordFault } from '#features/accounts/rules.ts'
import { endOtherSessions, endOwnSession, endSessionsOf, listOwnSessions } from '#features/accounts/sessions.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
let serial = 0

async function someone() {
  const username = `keeper-${++serial}`
  const { id, password } = await createAccount(testCtx(db), { name: '李四', username, roles: ['operator'] })
  return { id, username, password }
}

/** Signed in from an address. */
async function session(username: string, password: string, address = '127.0.0.1', now = NOW) {
  const anonymous = testCtx(db, { now, actor: { type: 'anonymous', address } })
  const { token, account } = await signIn(anonymous, { username, password })
  const isAlive = async (at = now) =>
    (await authenticate(testCtx(db), token, { now: at, address, twoFactors: 'offered' })) !== undefined
  return { ctx: testCtx(db, { now, actor: account }), isAlive, id: account.sessionId }
}

describe('a password', () => {
  it.each([
    ['Password1234!', true],
    ['P@ssw0rd-2026!', true],
    ['Qwertyuiop-1!', true],
    ['2026-Football!', true],
    ['!!Trustno1-88', true],
    ['1234567890123456789012', false],
    ['Yangtze-Delta-2026', false],
    ['Password-Yangtze-1', false],
    ['correct horse battery staple', false],
  ])('%s is refused as one of the commonest, whatever is hung around it: %s', (password, isCommon) => {
    expect(passwordFault(password, 'eve') === 'accounts.password-common').toBe(isCommon)
  })

  it('list of the commonest has more than ten thousand', () => {
    for (const word of ['123456', 'password', 'dragon', 'iloveyou']) expect(isCommonPassword(word)).toBe(true)
    expect(isCommonPassword('yangtze-delta')).toBe(false)
  })

  it('is none of the last five, and may be the sixth before', async () => {
    const { username, password } = await someone()
    const { ctx } = await session(username, password)
    const past = [password, ...[1, 2, 3, 4, 5].map((n) => `Yangtze-Delta-${n}000`)]
    for (let n = 1; n < past.length; n++)
      await changePassword({ ...ctx, now: NOW + n }, { current: past[n - 1] ?? '', next: past[n] ?? '' })
    const current = past[5] ?? ''
    const change = (next: string) => changePassword({ ...ctx, now: NOW + 10 }, { current, next })
    await expect(change(past[1] ?? '')).rejects.toMatchObject({ code: 'accounts.password-reused' })
    await change(past[0] ?? '')
    const kept = await db.select().from(passwordHistory)
    expect(kept).toHaveLength(4)
  })

  it('guessed in the form for changing it locks the account like any other guess', async () => {
    const { username, password } = await someone()
    const { ctx } = await session(username, password)
    const next = 'Yangtze-Delta-2026'
    for (let n = 1; n <= 5; n++)
      await expect(changePassword(ctx, { current: 'guess', next })).rejects.toMatchObject({
        code: 'accounts.password-wrong',
      })
    await expect(changePassword(ctx, { current: password, next })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('is asked of argon2 once for each attempt, whether the name exists, is locked, or does not exist', async () => {
    const { username } = await someone()
    const locked = await someone()
    let asked = 0
    const real = testCtx(db).ports.passwords
    const counting = {
      ...real,
      verify: (hash: string | undefined, given: string) => {
        asked += 1
        return real.verify(hash, given)
      },
    }
    const ctx: Ctx = testCtx(db, {
      actor: { type: 'anonymous', address: '192.0.2.77' },
      ports: { passwords: counting },
    })
    const workOf = async (name: string) => {
      asked = 0
      await signIn(ctx, { username: name, password: 'guess' }).catch(() => undefined)
      return asked
    }
    for (let n = 1; n <= 5; n++) await workOf(locked.username)
    expect([await workOf(username), await workOf(locked.username), await workOf('nobody-at-all')]).toEqual([1, 1, 1])
  })
})

describe('own sessions', () => {
  it('are listed with where, when and by what; one or all others are ended, and the trail says so', async () => {
    const { id, username, password } = await someone()
    const here = await session(username, password, '192.0.2.1')
    const there = await session(username, password, '192.0.2.2', NOW + 1)
    const third = await session(username, password, '192.0.2.3', NOW + 2)
    const ctx = { ...here.ctx, now: NOW + 3 }
    expect(await listOwnSessions(ctx)).toEqual([
      expect.objectContaining({ address: '192.0.2.3', factors: ['password'], isCurrent: false }),
      expect.objectContaining({ address: '192.0.2.2', createdAt: NOW + 1 }),
      expect.objectContaining({ address: '192.0.2.1', isCurrent: true }),
    ])
    await endOwnSession(ctx, there.id)
    expect([await here.isAlive(), await there.isAlive(), await third.isAlive()]).toEqual([true, false, true])
    await expect(endOwnSession(ctx, there.id)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await endOtherSessions(ctx)).toBe(1)
    expect([await here.isAlive(), await third.isAlive()]).toEqual([true, false])
    const trail = await db.select().from(auditLog).where(eq(auditLog.objectId, id))
    expect(trail.filter(({ action }) => action === 'session.revoked').map(({ detail }) => detail.sessions)).toEqual([
      [there.id],
      [third.id],
    ])
  })

  it('of somebody else cannot be ended, and those that are over are not shown', async () => {
    const [one, other] = [await someone(), await someone()]
    const mine = await session(one.username, one.password)
    const theirs = await session(other.username, other.password)
    await expect(endOwnSession(mine.ctx, theirs.id)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await theirs.isAlive()).toBe(true)
    expect(await listOwnSessions({ ...mine.ctx, now: NOW + 15 * 60_000 })).toEqual([])
  })
})

describe('a security administrator', () => {
  const by = testCtx(db, { actor: actorOf('security-admin') })

  it('ends all sessions of an account', async () => {
    const { id, username, password } = await someone()
    const open = [await session(username, password), await session(username, password)]
    expect(await endSessionsOf(by, id)).toBe(2)
    expect(await Promise.all(open.map((one) => one.isAlive()))).toEqual([false, false])
    await expect(endSessionsOf(by, '00000000-0000-4000-8000-00000000dead')).rejects.toMatchObject({ kind: 'not-found' })
  })
})
