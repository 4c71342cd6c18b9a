import { describe, expect, it } from 'vitest'
import { changePassword } from '#features/accounts/change-password.ts'
import { authenticate, createAccount, seedAccounts, signIn } from '#features/accounts/index.ts'
// The rule is pure and small: tested where it stands.
import { passwordFault } from '#features/accounts/rules.ts'
import { ROLES } from '#src/context.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

describe('creating an account', async () => {
  const { db } = await withDatabase()

  it('refuses a name that is taken', async () => {
    await createAccount(testCtx(db), { name: 'A', username: 'taken', roles: ['operator'] })
    await expect(
      createAccount(testCtx(db), { name: 'B', username: 'taken', roles: ['operator'] }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      code: 'accounts.username-taken',
    })
  })

  it('refuses two administrators in one person, also by way of a second account, and leaves nothing behind', async () => {
    const refusal = { kind: 'conflict', code: 'accounts.roles-exclude' }
    const both = createAccount(testCtx(db), { name: 'C', username: 'both', roles: ['system-admin', 'audit-admin'] })
    await expect(both).rejects.toMatchObject(refusal)
    const first = await createAccount(testCtx(db), { name: 'C', username: 'both', roles: ['system-admin', 'operator'] })
    const { account } = await signIn(testCtx(db), { username: 'both', password: first.password })
    const second = { name: 'C', personId: account.personId, username: 'second', roles: ['audit-admin'] } as const
    await expect(createAccount(testCtx(db), { ...second, roles: [...second.roles] })).rejects.toMatchObject(refusal)
    await createAccount(testCtx(db), { ...second, roles: ['auditor'] })
  })

  it('refuses a person it does not know', async () => {
    const personId = '00000000-0000-4000-8000-000000000009'
    await expect(
      createAccount(testCtx(db), { name: 'D', personId, username: 'ghost', roles: ['operator'] }),
    ).rejects.toMatchObject({ kind: 'not-found', code: 'accounts.person-unknown' })
  })
})

describe('the first start', () => {
  it('makes one account for each role with a password of its own, and nothing the second time', async () => {
    const { db } = await withDatabase()
    const created = await seedAccounts(testCtx(db), ROLES)
    expect(created.map(({ username, roles }) => [username, roles])).toEqual(ROLES.map((role) => [role, [role]]))
    expect(new Set(created.map((one) => one.password)).size).toBe(ROLES.length)
    for (const { username, password } of created) await signIn(testCtx(db), { username, password })
    expect(await seedAccounts(testCtx(db), ROLES)).toEqual([])
  })
})

describe('changing the password', () => {
  it('needs the current one, replaces it, and ends the other sessions only', async () => {
    const { db } = await withDatabase()
    const { username, password } = await createAccount(testCtx(db), { name: 'E', username: 'eve', roles: ['operator'] })
    const here = await signIn(testCtx(db), { username, password })
    const elsewhere = await signIn(testCtx(db), { username, password })
    const ctx = testCtx(db, { actor: here.account })
    const next = 'Yangtze-Delta-2026'
    await expect(changePassword(ctx, { current: `${password}x`, next })).rejects.toMatchObject({
      code: 'accounts.password-wrong',
    })
    await expect(changePassword(ctx, { current: password, next: password })).rejects.toMatchObject({
      code: 'accounts.password-unchanged',
    })
    await changePassword(ctx, { current: password, next })
    expect(await authenticate(testCtx(db), here.token, { now: NOW, address: '', twoFactors: 'offered' })).toBeDefined()
    expect(
      await authenticate(testCtx(db), elsewhere.token, { now: NOW, address: '', twoFactors: 'offered' }),
    ).toBeUndefined()
    await expect(signIn(testCtx(db), { username, password })).rejects.toMatchObject({ kind: 'unauthenticated' })
    await signIn(testCtx(db), { username, password: next })
  })

  it.each([
    ['Abc-12345678', undefined],
    ['Abc-1234567', 'accounts.password-too-short'],
    ['证书巡检-abcdef12', undefined],
    ['abcdefgh1234', 'accounts.password-too-plain'],
    ['abcdefghijklmnopqrst', undefined],
    ['abcdefghijklmnopqrs', 'accounts.password-too-plain'],
    ['My-Name-Is-EVE-2026', 'accounts.password-holds-name'],
  ])('judges %s: %s', (password, fault) => {
    expect(passwordFault(password, 'eve')).toBe(fault)
  })
})
