import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { HOTP, Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { accounts, sessions } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { recoveryCodes, totpDevices } from '#db/schema/factors.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { renewRecoveryCodes } from '#features/accounts/factors/recovery.ts'
import { confirmTotp, offerTotp, removeTotp, stepOf } from '#features/accounts/factors/totp.ts'
import { authenticate, createAccount, signIn } from '#features/accounts/index.ts'
import { proveIdentity } from '#features/accounts/prove.ts'
import { addressBucket, owedBy } from '#features/accounts/rules.ts'
import type { AccountActor, Ctx, Role } from '#src/context.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const STEP_MS = 30_000
const MINUTE = 60_000
const { db } = await withDatabase()
const secrets = openSecretVault(randomBytes(32))

let serial = 0

/** A person at a browser of their own. */
class Person {
  username = `person-${++serial}`
  address = `198.51.100.${serial}`
  password = ''
  seed = ''
  token = ''
  codes: string[] = []

  static async of(...roles: Role[]): Promise<Person> {
    const one = new Person()
    const made = await createAccount(testCtx(db), { name: '张三', username: one.username, roles })
    one.password = made.password
    return one
  }

  ctx(now: number, actor?: AccountActor): Ctx {
    return testCtx(db, { now, actor: actor ?? { type: 'anonymous', address: this.address }, ports: { secrets } })
  }

  async signIn(now = NOW, password = this.password): Promise<void> {
    const { username } = this
    this.token = (await signIn(this.ctx(now), { username, password })).token
  }

  actor(now = NOW, token = this.token, twoFactors: 'required' | 'offered' = 'required') {
    return authenticate(testCtx(db), token, { now, address: this.address, twoFactors })
  }

  async by(now = NOW): Promise<Ctx> {
    return this.ctx(now, await this.actor(now))
  }

  code(now: number): string {
    return TOTP.generate({ secret: Secret.fromBase32(this.seed), timestamp: now })
  }

  async enrol(now = NOW): Promise<void> {
    await this.signIn(now)
    const ctx = await this.by(now)
    this.seed = (await offerTotp(ctx, this.username)).seed
    const { token, recoveryCodes: codes } = await confirmTotp(ctx, this.code(now))
    this.token = token
    this.codes = codes
  }

  async prove(now: number, proof: Parameters<typeof proveIdentity>[1]): Promise<void> {
    this.token = await proveIdentity(await this.by(now), proof)
  }
}

const refused = { code: 'accounts.proof-failed' }

describe('one-time codes', () => {
  // RFC 6238 appendix B, SHA-1, the last six of its eight digits; the seed is the ASCII of 1234567890 twice.
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('of second %i are those of RFC 6238, one step early or late, and no further', (second, code) => {
    const seed = new TextEncoder().encode('12345678901234567890')
    const step = Math.floor(second / 30)
    for (const off of [-1, 0, 1]) expect(stepOf(seed, code, (second + 30 * off) * 1000)).toBe(step)
    for (const off of [-2, 2]) expect(stepOf(seed, code, (second + 30 * off) * 1000)).toBeUndefined()
    expect(
      stepOf(
        seed,
        code.replace(/.$/, (last) => String((Number(last) + 1) % 10)),
        second * 1000,
      ),
    ).toBeUndefined()
  })

  it('of RFC 4226 appendix D come from the same library', () => {
    const secret = Secret.fromLatin1('12345678901234567890')
    expect([0, 1, 9].map((counter) => HOTP.generate({ secret, counter }))).toEqual(['755224', '287082', '520489'])
  })

  it('are enrolled by a first right code; the seed lies sealed', async () => {
    const one = await Person.of('operator')
    await one.signIn()
    const ctx = await one.by()
    const { seed, uri } = await offerTotp(ctx, one.username)
    expect(uri).toMatch(/^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/)
    one.seed = seed
    await expect(confirmTotp(ctx, one.code(NOW + 10 * STEP_MS))).rejects.toMatchObject({
      code: 'accounts.totp-code-wrong',
    })
    expect((await one.actor())?.assurance).toMatchObject({ factors: ['password'] })
    await confirmTotp(ctx, one.code(NOW))
    await expect(offerTotp(ctx, one.username)).rejects.toMatchObject({ code: 'accounts.totp-enrolled' })
    const raw = Secret.fromBase32(seed).bytes
    const stored = await db.select().from(sealedSecrets)
    expect(stored.some(({ sealed }) => Buffer.from(sealed).includes(Buffer.from(raw)))).toBe(false)
    expect(JSON.stringify([await db.select().from(auditLog), await db.select().from(totpDevices)])).not.toContain(seed)
  })

  it('are taken once, and never after a later one', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    const [early, late] = [NOW + 2 * STEP_MS, NOW + 3 * STEP_MS]
    await one.signIn(late)
    const half = await one.by(late)
    const other = await one.by(late)
    await proveIdentity(half, { kind: 'totp', code: one.code(late) })
    await one.signIn(late)
    await expect(one.prove(late, { kind: 'totp', code: one.code(late) })).rejects.toMatchObject(refused)
    await expect(one.prove(late, { kind: 'totp', code: one.code(early) })).rejects.toMatchObject(refused)
    expect(other.actor).toMatchObject({ assurance: { owes: 'second-factor' } })
  })

  it('shown twice at the same moment are taken once', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    const now = NOW + 5 * STEP_MS
    const halves = [await one.signIn(now).then(() => one.by(now)), await one.signIn(now).then(() => one.by(now))]
    const outcomes = await Promise.allSettled(
      halves.map((ctx) => proveIdentity(ctx, { kind: 'totp', code: one.code(now) })),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('signing in in two steps', () => {
  it('a password alone owes the second factor, also where two are only offered', async () => {
    const one = await Person.of('district-clerk')
    await one.enrol()
    await one.signIn(NOW + MINUTE)
    for (const mode of ['required', 'offered'] as const)
      expect((await one.actor(NOW + MINUTE, one.token, mode))?.assurance.owes).toBe('second-factor')
    const before = one.token
    await one.prove(NOW + MINUTE, { kind: 'totp', code: one.code(NOW + MINUTE) })
    expect((await one.actor(NOW + MINUTE, one.token, 'offered'))?.assurance).toEqual({
      factors: ['password', 'totp'],
      at: NOW + MINUTE,
    })
    // The token that was known before the second step is worth nothing after it.
    expect(await one.actor(NOW + MINUTE, before)).toBeUndefined()
  })

  it('the half session ends after ten minutes; the whole one does not', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    const start = NOW + MINUTE
    await one.signIn(start)
    expect(await one.actor(start + 10 * MINUTE - 1)).toBeDefined()
    expect(await one.actor(start + 10 * MINUTE)).toBeUndefined()
    await one.prove(start + 9 * MINUTE, { kind: 'totp', code: one.code(start + 9 * MINUTE) })
    expect(await one.actor(start + 10 * MINUTE)).toBeDefined()
  })

  it('a session from before the second factor was enrolled owes it too', async () => {
    const one = await Person.of('operator')
    await one.signIn()
    const elsewhere = one.token
    await one.enrol()
    expect((await one.actor(NOW, elsewhere))?.assurance.owes).toBe('second-factor')
    expect((await one.actor(NOW))?.assurance.owes).toBe('password-change')
  })

  it('a known password buys five guesses at the second factor, not five each time', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    const now = NOW + MINUTE
    const wrong = { kind: 'totp', code: '000000' } as const
    for (let guess = 1; guess <= 4; guess++) {
      await one.signIn(now)
      await expect(one.prove(now, wrong)).rejects.toMatchObject(refused)
    }
    await one.signIn(now)
    // Proving the password again and again buys nothing either.
    await one.prove(now, { kind: 'password', password: one.password })
    await expect(one.prove(now, wrong)).rejects.toMatchObject(refused)
    await expect(one.prove(now, { kind: 'totp', code: one.code(now) })).rejects.toMatchObject(refused)
    await expect(one.signIn(now)).rejects.toMatchObject({ code: 'accounts.sign-in-failed' })
    const later = now + 15 * MINUTE
    await one.signIn(later)
    await one.prove(later, { kind: 'totp', code: one.code(later) })
    const [row] = await db.select().from(accounts).where(eq(accounts.username, one.username))
    expect(row?.failedAttempts).toBe(0)
  })

  it('a recovery code stands in once', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    expect(new Set(one.codes).size).toBe(10)
    const [first = ''] = one.codes
    await one.signIn()
    await one.prove(NOW, { kind: 'recovery-code', code: ` ${first.toUpperCase()} ` })
    expect((await one.actor())?.assurance.factors).toEqual(['password', 'totp'])
    await one.signIn()
    await expect(one.prove(NOW, { kind: 'recovery-code', code: first })).rejects.toMatchObject(refused)
    const other = await Person.of('operator')
    await other.enrol()
    await other.signIn()
    await expect(other.prove(NOW, { kind: 'recovery-code', code: one.codes[1] ?? '' })).rejects.toMatchObject(refused)
    const stored = JSON.stringify(await db.select().from(recoveryCodes))
    for (const code of one.codes) expect(stored).not.toContain(code)
  })

  it('new recovery codes take the place of the old ones, for whoever has an authenticator', async () => {
    const one = await Person.of('operator')
    await one.signIn()
    await expect(renewRecoveryCodes(await one.by())).rejects.toMatchObject({ code: 'accounts.totp-absent' })
    await one.enrol()
    const [old = ''] = one.codes
    const [fresh = ''] = await renewRecoveryCodes(await one.by())
    await one.signIn()
    await expect(one.prove(NOW, { kind: 'recovery-code', code: old })).rejects.toMatchObject(refused)
    await one.prove(NOW, { kind: 'recovery-code', code: fresh })
  })

  it('a privileged person with a first password changes it, then enrols; a removed factor is owed again', async () => {
    const one = await Person.of('operator')
    await one.signIn()
    expect((await one.actor())?.assurance.owes).toBe('password-change')
    await db.update(accounts).set({ passwordIsTemporary: false }).where(eq(accounts.username, one.username))
    expect((await one.actor())?.assurance.owes).toBe('enrolment')
    await one.enrol()
    expect((await one.actor())?.assurance.owes).toBeUndefined()
    await removeTotp(await one.by())
    await one.signIn(NOW + MINUTE)
    expect((await one.actor(NOW + MINUTE))?.assurance.owes).toBe('enrolment')
    await expect(one.prove(NOW, { kind: 'recovery-code', code: one.codes[0] ?? '' })).rejects.toMatchObject(refused)
  })

  it('the seed of a device goes with it, and one that was only offered with the next offer', async () => {
    const seeds = () => db.$count(sealedSecrets, eq(sealedSecrets.purpose, 'totp-seed'))
    const before = await seeds()
    const one = await Person.of('operator')
    await one.signIn()
    await offerTotp(await one.by(), one.username)
    await offerTotp(await one.by(), one.username)
    expect(await seeds()).toBe(before + 1)
    await one.enrol(NOW + MINUTE)
    await removeTotp(await one.by(NOW + MINUTE))
    expect(await seeds()).toBe(before)
  })

  it('a proof does not open a session that has ended', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    await one.signIn(NOW + MINUTE)
    const half = await one.by(NOW + MINUTE)
    const actor = half.actor as AccountActor
    await db
      .update(sessions)
      .set({ endedAt: NOW })
      .where(and(eq(sessions.id, actor.sessionId)))
    await expect(proveIdentity(half, { kind: 'totp', code: one.code(NOW + MINUTE) })).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
  })
})

describe('a fresh proof', () => {
  it('moves the time of the last one, and a wrong one does not', async () => {
    const one = await Person.of('operator')
    await one.enrol()
    const later = NOW + 6 * MINUTE
    await expect(one.prove(later, { kind: 'password', password: 'wrong' })).rejects.toMatchObject(refused)
    expect((await one.actor(later))?.assurance.at).toBe(NOW)
    await one.prove(later, { kind: 'password', password: one.password })
    expect((await one.actor(later))?.assurance).toMatchObject({ factors: ['password', 'totp'], at: later })
  })
})

describe('many failures from one address', () => {
  const guess = (address: string, now: number) =>
    signIn(testCtx(db, { now, actor: { type: 'anonymous', address } }), { username: 'nobody', password: 'x' }).catch(
      (error: { code: string; params: object }) => [error.code, error.params],
    )

  it('let it wait after thirty, whatever the names; another address and a later hour are not concerned', async () => {
    const password = { verify: async () => false, hash: async () => '' }
    const from = (address: string, now: number) => {
      const ctx = testCtx(db, { now, actor: { type: 'anonymous', address }, ports: { passwords: password } })
      return signIn(ctx, { username: `name-${now}`, password: 'x' }).catch((error: { code: string }) => error.code)
    }
    for (let n = 1; n <= 30; n++) expect(await from('203.0.113.9', NOW)).toBe('accounts.sign-in-failed')
    expect(await guess('203.0.113.9', NOW + 5 * MINUTE)).toEqual([
      'accounts.too-many-attempts',
      { retryAfterSeconds: 600 },
    ])
    expect(await from('203.0.113.10', NOW)).toBe('accounts.sign-in-failed')
    expect(await from('203.0.113.9', NOW + 15 * MINUTE)).toBe('accounts.sign-in-failed')
  })

  it('are not counted for those who sign in rightly', async () => {
    const one = await Person.of('operator')
    for (let n = 1; n <= 32; n++) await one.signIn()
  })

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('from %s count for %s', (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket)
  })
})

describe('what a session owes', () => {
  const base = { roles: ['operator'] as Role[], passwordIsTemporary: false }

  it.each([
    [['password'], [], 'enrolment', undefined],
    [['password'], ['totp'], 'second-factor', 'second-factor'],
    [['certificate'], ['certificate'], 'second-factor', 'second-factor'],
    [['oidc'], [], 'second-factor', undefined],
    [['webauthn'], ['webauthn'], undefined, undefined],
    [['password', 'totp'], ['totp'], undefined, undefined],
  ] as const)(
    'having proven %j with %j enrolled is %s where two are required, %s where offered',
    (factors, enrolled, required, offered) => {
      const standing = { ...base, factors, enrolled }
      expect([owedBy(standing, 'required'), owedBy(standing, 'offered')]).toEqual([required, offered])
    },
  )

  it('is the second factor before anything else: a first password alone changes nothing', () => {
    const standing = { ...base, passwordIsTemporary: true, factors: ['password'], enrolled: ['totp'] } as const
    expect(owedBy(standing, 'required')).toBe('second-factor')
  })
})
