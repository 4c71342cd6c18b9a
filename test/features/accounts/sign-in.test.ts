import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { authenticate, type CreatedAccount, createAccount, signIn } from '#features/accounts/index.ts'
import { listAudit } from '#features/audit/index.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const MINUTE = 60_000
const { db } = await withDatabase()
// Each name from a place of its own: how many failures one place may have is told elsewhere.
const ctxAt = (now: number, address = '127.0.0.1') => testCtx(db, { now, actor: { type: 'anonymous', address } })
const signInAt = (now: number, username: string, password: string) =>
  signIn(ctxAt(now, username.trim().toLowerCase()), { username, password })
const refused = { kind: 'unauthenticated', code: 'accounts.sign-in-failed' }

let serial = 0
async function someone(): Promise<CreatedAccount> {
  serial += 1
  return createAccount(testCtx(db), { name: '张三', username: `person-${serial}`, roles: ['operator'] })
}

describe('signing in', () => {
  let one: CreatedAccount
  beforeAll(async () => {
    one = await someone()
  })

  it('opens a session for the right password, and keeps only a hash of its token', async () => {
    const { token, account } = await signInAt(NOW, one.username, one.password)
    expect(account).toMatchObject({ accountId: one.id, name: '张三', roles: ['operator'] })
    const stored = await db.select().from(sessions).where(eq(sessions.accountId, one.id))
    expect(JSON.stringify(stored)).not.toContain(token)
    expect(await authenticate(testCtx(db), token, { now: NOW, address: '127.0.0.2', twoFactors: 'offered' })).toEqual({
      ...account,
      address: '127.0.0.2',
    })
  })

  it('ignores the case of the name and the spaces around it, and nothing in the password', async () => {
    await signInAt(NOW, ` ${one.username.toUpperCase()} `, one.password)
    await expect(signInAt(NOW, one.username, `${one.password} `)).rejects.toMatchObject(refused)
  })

  it('refuses an unknown name and a wrong password in the same words and after the same work', async () => {
    // CPU time, of three attempts each: how long it takes says more about what else the machine does.
    const work = async (username: string) => {
      const before = process.cpuUsage()
      for (let attempt = 0; attempt < 3; attempt++)
        await expect(signInAt(NOW, username, 'not the password')).rejects.toMatchObject(refused)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const [known, unknown] = [await work(one.username), await work('nobody')]
    expect(unknown).toBeGreaterThan(known / 4)
  })

  it('refuses a disabled account, and ends its sessions at once', async () => {
    const other = await someone()
    const { token } = await signInAt(NOW, other.username, other.password)
    await db.update(accounts).set({ isDisabled: true }).where(eq(accounts.id, other.id))
    await expect(signInAt(NOW, other.username, other.password)).rejects.toMatchObject(refused)
    expect(await authenticate(testCtx(db), token, { now: NOW, address: '', twoFactors: 'offered' })).toBeUndefined()
  })

  it('writes success and refusal to the audit trail, never the password', async () => {
    const { items: rows } = await listAudit(testCtx(db), { limit: 500, objectId: one.id })
    const actions = rows.map((row) => row.action)
    expect(actions).toEqual(expect.arrayContaining(['account.created', 'session.opened', 'account.sign-in-refused']))
    expect(JSON.stringify(rows)).not.toContain(one.password)
  })
})

describe('guessing passwords', () => {
  it('locks the account for fifteen minutes with the fifth failure, for the right password too', async () => {
    const one = await someone()
    const guess = () => signInAt(NOW, one.username, 'guess').catch((error: { code: string }) => error.code)
    for (let n = 1; n <= 4; n++) await guess()
    await signInAt(NOW, one.username, one.password)
    for (let n = 1; n <= 5; n++) await guess()
    await expect(signInAt(NOW + 15 * MINUTE - 1, one.username, one.password)).rejects.toMatchObject(refused)
    await signInAt(NOW + 15 * MINUTE, one.username, one.password)
  })

  it('counts guesses made at the same time: of twenty, five are looked at', async () => {
    const one = await someone()
    let looked = 0
    const ctx = ctxAt(NOW)
    const passwords = {
      ...ctx.ports.passwords,
      verify: async (hash: string | undefined) => {
        if (hash) looked += 1
        return false
      },
    }
    const counting = { ...ctx, ports: { ...ctx.ports, passwords } }
    const guesses = Array.from({ length: 20 }, () => signIn(counting, { username: one.username, password: 'x' }))
    await Promise.allSettled(guesses)
    expect(looked).toBe(5)
  })

  it('begins to count again after the lock has run out', async () => {
    const one = await someone()
    for (let n = 1; n <= 5; n++) await signInAt(NOW, one.username, 'guess').catch(() => undefined)
    const later = NOW + 15 * MINUTE
    for (let n = 1; n <= 4; n++) await signInAt(later, one.username, 'guess').catch(() => undefined)
    await signInAt(later, one.username, one.password)
  })
})

describe('a session', () => {
  it('ends after fifteen minutes without a request, and lives on with one', async () => {
    const one = await someone()
    const idle = await signInAt(NOW, one.username, one.password)
    const busy = await signInAt(NOW, one.username, one.password)
    const at = (minutes: number, token: string) =>
      authenticate(testCtx(db), token, { now: NOW + minutes * MINUTE, address: '', twoFactors: 'offered' })
    expect(await at(14, busy.token)).toBeDefined()
    expect(await at(15, idle.token)).toBeUndefined()
    expect(await at(28, busy.token)).toBeDefined()
  })

  it('ends after eight hours, however busy', async () => {
    const one = await someone()
    const { token } = await signInAt(NOW, one.username, one.password)
    const at = (minutes: number) =>
      authenticate(testCtx(db), token, { now: NOW + minutes * MINUTE, address: '', twoFactors: 'offered' })
    for (let minutes = 14; minutes < 480; minutes += 14) expect(await at(minutes)).toBeDefined()
    expect(await at(480)).toBeUndefined()
  })

  it('is not opened by a token that differs in one character', async () => {
    const one = await someone()
    const { token } = await signInAt(NOW, one.username, one.password)
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`
    expect(await authenticate(testCtx(db), other, { now: NOW, address: '', twoFactors: 'offered' })).toBeUndefined()
  })
})
