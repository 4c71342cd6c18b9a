import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runBreakGlass } from '#cli/break-glass.ts'
import { auditLog } from '#db/schema/audit.ts'
import { breakGlassSets } from '#db/schema/break-glass.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'

const { db, url } = await withDatabase()
const ctx = testCtx(db, { now: NOW - 86_400_000 })
const credentials = await seedAccounts(ctx, ['system-admin', 'security-admin', 'security-admin', 'operator'])
const passwordOf = (username: string) => credentials.find((one) => one.username === username)?.password ?? ''
afterEach(() => vi.unstubAllEnvs())

async function seal(persons: string, more = ['--first', '主任', '--second', '科长']) {
  vi.stubEnv('ZHENGXUN_DATABASE_URL', url)
  vi.stubEnv('DATABASE_URL', url)
  const said: string[] = []
  const typed = [...persons.split(',').map(passwordOf), '', ''].map((line) => `${line}\n`).join('')
  const io = { out: (text: string) => void said.push(text), err: () => undefined, input: Readable.from([typed]) }
  return { exit: await runBreakGlass(['new', '--persons', persons, ...more], io), said: said.join('') }
}

describe('break-glass new', () => {
  it('shows each half once, by itself, and keeps their hashes', async () => {
    const { exit, said } = await seal('system-admin,security-admin')
    expect(exit).toBe(0)
    const [first, cleared, second] = [said.indexOf('主任: '), said.indexOf('\u001b[2J'), said.indexOf('科长: ')]
    expect(first).toBeGreaterThanOrEqual(0)
    expect(cleared).toBeGreaterThan(first)
    expect(second).toBeGreaterThan(cleared)
    const [set] = await db.select().from(breakGlassSets)
    expect(set).toMatchObject({ state: 'sealed', createdBy: '系统管理员、安全保密管理员' })
    const half = /主任: (\S+)/.exec(said)?.[1] ?? ''
    expect(await ctx.ports.passwords.verify(set?.firstHash, half)).toBe(true)
    expect(await ctx.ports.passwords.verify(set?.secondHash, half)).toBe(false)
  })

  it.each([
    ['one person twice', 'security-admin,security-admin'],
    ['two of one office', 'security-admin,security-admin-2'],
    ['nobody who runs the machines', 'operator,security-admin'],
  ])('is refused to %s', async (_, persons) => {
    expect((await seal(persons)).exit).toBe(1)
    expect(await db.$count(breakGlassSets)).toBe(1)
  })

  it('counts wrong passwords as a sign-in does: the fifth locks, for the right one too', async () => {
    const right = passwordOf('security-admin-2')
    const put = (password: string) => {
      const one = credentials.find(({ username }) => username === 'security-admin-2')
      if (one) one.password = password
    }
    put('wrong')
    for (let guess = 0; guess < 5; guess++) expect((await seal('system-admin,security-admin-2')).exit).toBe(1)
    put(right)
    expect((await seal('system-admin,security-admin-2')).exit).toBe(1)
    expect(await db.$count(auditLog, eq(auditLog.action, 'account.locked'))).toBe(1)
    expect(await db.$count(breakGlassSets)).toBe(1)
  })

  it('wants two holders', async () => {
    for (const more of [[], ['--first', '主任', '--second', '主任']])
      expect((await seal('system-admin,security-admin', more)).exit).toBe(64)
  })
})
