// What an account can prove itself with, for a security administrator: kinds, names and dates. Never a seed, a code or a key.

import { and, asc, count, eq, isNotNull, isNull, min } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accounts } from '#db/schema/accounts.ts'
import { loginCertificates, passkeys, recoveryCodes, totpDevices } from '#db/schema/factors.ts'
import { AppError, type Ctx } from '#src/context.ts'

export interface AccountFactors {
  totp: { confirmedAt: Instant } | null
  passkeys: { label: string; isBackedUp: boolean; createdAt: Instant; lastUsedAt: Instant | null }[]
  certificates: {
    subject: string
    issuer: string
    notAfter: Instant
    createdAt: Instant
    lastUsedAt: Instant | null
    heldAt: Instant | null
  }[]
  recoveryCodes: { left: number; since: Instant } | null
}

/** @throws AppError `not-found` */
export async function factorsOfAccount({ db }: Ctx, accountId: string): Promise<AccountFactors> {
  const [account] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId))
  if (!account) throw new AppError('not-found', 'accounts.account-unknown')
  const [totp] = await db
    .select({ confirmedAt: totpDevices.confirmedAt })
    .from(totpDevices)
    .where(and(eq(totpDevices.accountId, accountId), isNotNull(totpDevices.confirmedAt)))
  return {
    totp: totp?.confirmedAt ? { confirmedAt: totp.confirmedAt } : null,
    passkeys: await passkeysOf(db, accountId),
    certificates: await certificatesOf(db, accountId),
    recoveryCodes: await codesOf(db, accountId),
  }
}

function passkeysOf(db: Ctx['db'], accountId: string) {
  const { label, isBackedUp, createdAt, lastUsedAt } = passkeys
  return db
    .select({ label, isBackedUp, createdAt, lastUsedAt })
    .from(passkeys)
    .where(eq(passkeys.accountId, accountId))
    .orderBy(asc(createdAt))
}

function certificatesOf(db: Ctx['db'], accountId: string) {
  const { subject, issuer, notAfter, createdAt, lastUsedAt, heldAt } = loginCertificates
  return db
    .select({ subject, issuer, notAfter, createdAt, lastUsedAt, heldAt })
    .from(loginCertificates)
    .where(eq(loginCertificates.accountId, accountId))
    .orderBy(asc(createdAt))
}

async function codesOf(db: Ctx['db'], accountId: string): Promise<AccountFactors['recoveryCodes']> {
  const [codes] = await db
    .select({ left: count(), since: min(recoveryCodes.createdAt) })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt)))
  return codes?.since == null ? null : { left: codes.left, since: codes.since }
}
