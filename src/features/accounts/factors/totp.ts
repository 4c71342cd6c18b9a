// One-time codes of an app (RFC 6238): enrolled with a first code, each code taken once and never an older one after it.

import { and, eq, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import type { Instant } from '#core/verdict.ts'
import type { Tx } from '#db/database.ts'
import { totpDevices } from '#db/schema/factors.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { addFactor } from './add.ts'
import { enrolledFactors } from './enrolled.ts'
import { dropRecoveryCodes, newRecoveryCodes } from './recovery.ts'
import { signedInAccount } from './signed-in.ts'

/** What the apps of phones understand: six digits of HMAC-SHA-1, a new one every 30 s. One step off is a clock off, or a slow hand. */
const CODE = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const WINDOW_STEPS = 1
const SEED_BYTES = 20
const ISSUER = '证巡 Zhengxun'

export interface TotpOffer {
  /** For a QR code: otpauth://totp/… */
  uri: string
  /** The seed for typing in, base32. */
  seed: string
}

/** The step whose code this is; nothing for a wrong one. */
export function stepOf(seed: Uint8Array, code: string, now: Instant): number | undefined {
  const secret = new Secret({ buffer: new Uint8Array(seed).buffer })
  const delta = TOTP.validate({ ...CODE, secret, token: code, timestamp: now, window: WINDOW_STEPS })
  return delta === null ? undefined : Math.floor(now / 1000 / CODE.period) + delta
}

/** A new seed, shown this once. It counts when `confirmTotp` has seen a code of it. @throws AppError `conflict` when there is one already */
export async function offerTotp(ctx: Ctx, username: string): Promise<TotpOffer> {
  const { accountId } = signedInAccount(ctx)
  const secret = new Secret({ size: SEED_BYTES })
  await ctx.db.transaction(async (tx) => {
    if ((await enrolledFactors(tx, accountId)).includes('totp'))
      throw new AppError('conflict', 'accounts.totp-enrolled')
    // One that was offered before and never confirmed.
    await dropTotp(tx, ctx, accountId, isNull(totpDevices.confirmedAt))
    const secretId = await ctx.ports.secrets.keep(tx, { secret: secret.bytes, purpose: 'totp-seed', now: ctx.now })
    const fresh = { secretId, createdAt: ctx.now, confirmedAt: null, lastStep: null }
    await tx
      .insert(totpDevices)
      .values({ accountId, ...fresh })
      .onConflictDoUpdate({ target: totpDevices.accountId, set: fresh, setWhere: isNull(totpDevices.confirmedAt) })
  })
  const uri = new TOTP({ ...CODE, issuer: ISSUER, label: username, secret }).toString()
  return { uri, seed: secret.base32 }
}

/** @returns recovery codes, shown this once, and the session's next token. @throws AppError `bad-input` for a wrong code */
export async function confirmTotp(ctx: Ctx, code: string): Promise<{ recoveryCodes: string[]; token: string }> {
  const { accountId } = signedInAccount(ctx)
  return ctx.db.transaction(async (tx) => {
    const step = await stepOfDevice(tx, ctx, accountId, code, 'offered')
    const [device] = await tx
      .update(totpDevices)
      .set({ confirmedAt: ctx.now, lastStep: step ?? null })
      .where(and(eq(totpDevices.accountId, accountId), isNull(totpDevices.confirmedAt)))
      .returning({ accountId: totpDevices.accountId })
    if (step === undefined || !device) throw new AppError('bad-input', 'accounts.totp-code-wrong')
    const recoveryCodes = await newRecoveryCodes(tx, ctx, accountId)
    const token = await addFactor(tx, ctx, 'totp')
    await recordAudit(tx, ctx, { action: 'account.totp-enrolled', object: { type: 'account', id: accountId } })
    return { recoveryCodes, token }
  })
}

/** Takes a code, in `tx`: true once for each step, and never for one before the last taken. */
export async function takeCode(tx: Tx, ctx: Ctx, accountId: string, code: string): Promise<boolean> {
  const step = await stepOfDevice(tx, ctx, accountId, code, 'confirmed')
  if (step === undefined) return false
  const taken = await tx
    .update(totpDevices)
    .set({ lastStep: step })
    .where(and(eq(totpDevices.accountId, accountId), or(isNull(totpDevices.lastStep), lt(totpDevices.lastStep, step))))
    .returning({ accountId: totpDevices.accountId })
  return taken.length > 0
}

/** @throws AppError `not-found` when there is none */
export async function removeTotp(ctx: Ctx): Promise<void> {
  const { accountId } = signedInAccount(ctx)
  await ctx.db.transaction(async (tx) => {
    if (!(await dropTotp(tx, ctx, accountId))) throw new AppError('not-found', 'accounts.factor-unknown')
    await dropRecoveryCodes(tx, accountId)
    await recordAudit(tx, ctx, { action: 'account.totp-removed', object: { type: 'account', id: accountId } })
  })
}

/** The device and its seed, in `tx`. Whether there was one. */
export async function dropTotp(tx: Tx, ctx: Ctx, accountId: string, which?: SQL): Promise<boolean> {
  const dropped = await tx
    .delete(totpDevices)
    .where(and(eq(totpDevices.accountId, accountId), which))
    .returning()
  for (const { secretId } of dropped) await ctx.ports.secrets.discard(tx, secretId, 'totp-seed')
  return dropped.length > 0
}

async function stepOfDevice(
  tx: Tx,
  ctx: Ctx,
  accountId: string,
  code: string,
  state: 'offered' | 'confirmed',
): Promise<number | undefined> {
  const isOfState = state === 'offered' ? isNull(totpDevices.confirmedAt) : isNotNull(totpDevices.confirmedAt)
  const [device] = await tx
    .select({ secretId: totpDevices.secretId })
    .from(totpDevices)
    .where(and(eq(totpDevices.accountId, accountId), isOfState))
  if (!device) return undefined
  return ctx.ports.secrets.use(tx, device.secretId, 'totp-seed', async (seed) => stepOf(seed, code, ctx.now))
}
