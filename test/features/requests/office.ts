// People of the house and of the lists, for suites about requests; and a desk that keeps certificates in memory, as those who issue would.

import { randomBytes, randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import type { Db } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import { createAccount, databaseFor } from '#features/accounts/index.ts'
import { createStaff, listUnits, type Staff } from '#features/organisation/index.ts'
import type { Desk, HeldCredential, HeldSeal } from '#features/requests/index.ts'
import { type AccountActor, AppError, type Ctx, type Role } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'

const ports = { passwords: { hash: async () => '', verify: async () => false } }

/** Numbers of documents of people who do not exist, one each time. */
export function identityNumbers(): () => string {
  let counter = 0
  return () => {
    counter += 1
    const digits = `310101${1960 + (counter % 40)}0101${String(Math.floor(counter / 40)).padStart(3, '0')}`
    return digits + checkCharacter(digits)
  }
}

export async function officeIn(db: Db) {
  const secrets = openSecretVault(randomBytes(32))
  const nextNumber = identityNumbers()
  const system = testCtx(db, { ports: { ...ports, secrets } })

  /** A person with one account; `sameAs`: another account of that person. */
  const personOf = async (role: Role, districtId?: string, sameAs?: AccountActor): Promise<AccountActor> => {
    const username = `${role}.${randomUUID().slice(0, 8)}`
    const given = { username, roles: [role], ...(districtId && { districtId }) }
    const made = await createAccount(system, { ...given, name: username, ...(sameAs && { personId: sameAs.personId }) })
    const { districtId: _, ...cast } = actorOf(role)
    const [account] = await db.select().from(accounts).where(eq(accounts.id, made.id))
    const named = { accountId: made.id, personId: account?.personId ?? '', name: username }
    return { ...cast, ...named, ...(districtId && { districtId }) }
  }
  const as = (actor: AccountActor, now?: number): Ctx =>
    testCtx(databaseFor(db, actor), { actor, ports: { secrets }, ...(now !== undefined && { now }) })

  const topOf = async (districtId: string): Promise<string> => {
    const found = (await listUnits(system)).find((unit) => unit.districtId === districtId && unit.tier !== 'outlet')
    if (!found) throw new Error(`no unit of ${districtId}`)
    return found.id
  }
  let counter = 0
  const staffOf = async (ctx: Ctx, districtId: string, name = '张三'): Promise<Staff> => {
    counter += 1
    const identity = { kind: 'resident' as const, number: nextNumber() }
    return createStaff(ctx, { unitId: await topOf(districtId), name, staffNumber: `T${counter}`, identity })
  }
  return { personOf, as, topOf, staffOf, system, secrets }
}

/** Keeps what is held in memory; `lose` makes the next signing say nothing, as a CA that is away. */
export function memoryDesk() {
  const held: HeldCredential[] = []
  const orders = new Map<string, { requestId: string; staffId: string; profileId: string }>()
  const log: string[] = []
  const state = { isAway: false, failsWith: undefined as string | undefined }
  const seals: HeldSeal[] = []
  const one = (id: string) => {
    const found = held.find((credential) => credential.id === id)
    if (!found) throw new AppError('not-found', 'requests.credential-missing')
    return found
  }
  const desk: Desk = {
    held: async (_, staffIds) => held.filter(({ staffId }) => staffIds.includes(staffId)),
    order: async (_, __, { request, profileId, pkcs10 }) => {
      if (pkcs10.length === 0) throw new AppError('bad-input', 'requests.key-unreadable')
      const issuanceId = randomUUID()
      orders.set(issuanceId, { requestId: request.id, staffId: request.staffId, profileId })
      return { issuanceId }
    },
    issue: async (ctx, request, settle) => {
      const order = orders.get(request.issuanceId ?? '')
      if (!order) return { state: 'failed', code: 'requests.key-unreadable' }
      if (state.isAway) return { state: 'waiting' }
      if (state.failsWith) return { state: 'failed', code: state.failsWith }
      const { staffId, profileId } = order
      // One intent, one credential, however many ask at once: as the real one has it.
      const id = request.issuanceId ?? ''
      await ctx.db.transaction((tx) => settle(tx, id))
      if (held.some((one) => one.id === id)) return { state: 'issued', credentialId: id }
      held.push({ id, staffId, profileId, algorithm: 'sm2', state: 'issued', notAfter: ctx.now + 365 * 86_400_000 })
      log.push(`issued ${request.id}`)
      return { state: 'issued', credentialId: id }
    },
    suspend: async (_, __, id) => {
      one(id).state = 'suspended'
    },
    resume: async (_, __, id) => {
      one(id).state = 'active'
    },
    revoke: async (_, __, id) => {
      one(id).state = 'revoked'
    },
    move: async () => undefined,
    seals: async () => seals,
    freezeSeals: async () => undefined,
    accounts: async () => [],
    disableAccounts: async () => undefined,
  }
  /** As if it had been written and had signed its challenge; what it takes the place of is over. */
  const activate = (id: string, superseded?: string) => {
    one(id).state = 'active'
    if (superseded) one(superseded).state = 'superseded'
  }
  return { desk, held, seals, log, state, activate }
}

export const KEY = {
  pkcs10: new Uint8Array([0x30, 0x00]),
  carrier: { serial: 'UK-1', model: 'soft', kind: 'software' as const },
}
