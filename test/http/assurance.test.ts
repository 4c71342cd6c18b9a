import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { owedBy, strengthOf } from '#features/accounts/rules.ts'
import { AppError, type Assurance, type Factor, ROLES } from '#src/context.ts'
import { type AppEnv, guard, type Policy, rolesOf, STEP_UP_MS, takesStepUp } from '#src/route.ts'
import { actorOf, NOW, testCtx } from '../context.ts'

/** What a route with this policy answers to an operator whose session is like this. */
async function answer(policy: Policy, assurance: Partial<Assurance> = {}, now = NOW): Promise<string> {
  const actor = { ...actorOf('operator'), assurance: { factors: ['password'] as const, at: NOW, ...assurance } }
  const app = new Hono<AppEnv>()
  app.onError((error, c) => c.text(error instanceof AppError ? error.code : 'broken'))
  app.use(async (c, next) => {
    c.set('ctx', testCtx(undefined as never, { actor, now }))
    await next()
  })
  app.get('/', guard(policy), (c) => c.text('in'))
  return (await app.request('/')).text()
}

describe('a route that takes a fresh proof', () => {
  it('opens within five minutes of the last one, and not a millisecond later', async () => {
    const policy: Policy = { roles: ['operator'], stepUp: true }
    expect(await answer(policy, {}, NOW + STEP_UP_MS)).toBe('in')
    expect(await answer(policy, {}, NOW + STEP_UP_MS + 1)).toBe('app.step-up-required')
    expect(await answer({ roles: ['operator'] }, {}, NOW + STEP_UP_MS + 1)).toBe('in')
  })

  it('asks for the role first: whoever may not do it is not asked to prove anything', async () => {
    const policy: Policy = { roles: ['auditor'], stepUp: true }
    expect(await answer(policy, {}, NOW + STEP_UP_MS + 1)).toBe('app.role-required')
  })

  it('may be open to every account', async () => {
    expect(await answer({ roles: 'signed-in', stepUp: true })).toBe('in')
    expect(await answer({ roles: 'signed-in', stepUp: true }, {}, NOW + STEP_UP_MS + 1)).toBe('app.step-up-required')
  })
})

describe('a session that has still to bring something', () => {
  it.each([
    ['second-factor', 'accounts.second-factor-required'],
    ['enrolment', 'accounts.second-factor-required'],
    ['password-change', 'accounts.password-change-required'],
  ] as const)('(%s) does nothing but sign in', async (owes, code) => {
    expect(await answer('signing-in', { owes })).toBe('in')
    expect(await answer({ roles: 'signed-in', owing: [owes] }, { owes })).toBe('in')
    for (const policy of ['signed-in', ['operator'], { roles: ['operator'] }, ['auditor']] as const)
      expect(await answer(policy, { owes })).toBe(code)
  })
})

describe('two factors', () => {
  const strengths: [Factor[], number][] = [
    [['password'], 1],
    [['password', 'password'], 1],
    [['oidc'], 1],
    [['certificate'], 1],
    [['password', 'totp'], 2],
    [['certificate', 'password'], 2],
    [['webauthn'], 2],
  ]
  it.each(strengths)('%j count %i', (factors, strength) => {
    expect(strengthOf(factors)).toBe(strength)
  })

  it.each(ROLES)('are demanded of %s unless it is the clerk of a district', (role) => {
    const weak = { roles: [role], factors: ['password'], enrolled: [], passwordIsTemporary: false } as const
    expect(owedBy(weak, 'required')).toBe(role === 'district-clerk' ? undefined : 'enrolment')
    expect(owedBy(weak, 'offered')).toBeUndefined()
    expect(owedBy({ ...weak, factors: ['password', 'totp'], enrolled: ['totp'] }, 'required')).toBeUndefined()
  })

  it('are demanded of a clerk who is something else besides', () => {
    const roles = ['district-clerk', 'auditor'] as const
    expect(owedBy({ roles, factors: ['password'], enrolled: [], passwordIsTemporary: false }, 'required')).toBe(
      'enrolment',
    )
  })
})

it('a policy tells whom it names and whether it takes a fresh proof', () => {
  const roles = ['auditor'] as const
  expect([rolesOf('public'), rolesOf('signed-in'), rolesOf(roles), rolesOf({ roles })]).toEqual([
    ...[undefined, undefined, roles, roles],
  ])
  expect([takesStepUp('public'), takesStepUp(roles), takesStepUp({ roles })]).toEqual([false, false, false])
  expect(takesStepUp({ roles, stepUp: true })).toBe(true)
})
