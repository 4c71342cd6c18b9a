// Takes what is sealed to the current key-encryption key, and says in the trail what was done. Cut off anywhere, the next run goes on.

import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { SealedRows } from '#src/ports.ts'

export interface KeyStanding {
  currentKekId: string
  tables: SealedRows[]
}

export function keyStanding({ db, ports }: Pick<Ctx, 'db' | 'ports'>): Promise<KeyStanding> {
  return ports.keyRotation.status(db)
}

/**
 * Makes a new key-encryption key. `rewrapKeys` then takes what is sealed there, in the background.
 * @throws AppError `precondition` where the settings hold the key
 */
export async function beginRotation(ctx: Ctx): Promise<KeyStanding> {
  const before = await keyStanding(ctx)
  const after = await ctx.ports.keyRotation.begin()
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'kek.rotation-begun',
      object: { type: 'kek', id: after },
      detail: { before: before.currentKekId, after },
    }),
  )
  return keyStanding(ctx)
}

export interface Rewrapped {
  rewrapped: number
  /** Left as they are: they do not open. */
  broken: { id: string; code: string }[]
}

/** Does nothing when nothing waits but what does not open. */
export async function rewrapKeys(ctx: Ctx, onProgress?: (rewrapped: number) => void): Promise<Rewrapped> {
  const { tables, currentKekId } = await keyStanding(ctx)
  if (tables.every(({ waiting }) => waiting === 0)) return { rewrapped: 0, broken: [] }
  const result = await ctx.ports.keyRotation.rotate(ctx.db, onProgress)
  if (result.rewrapped > 0)
    await ctx.db.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: 'kek.rewrapped',
        object: { type: 'kek', id: currentKekId },
        detail: { rows: result.rewrapped, broken: result.broken.map(({ id }) => id).slice(0, 100) },
      }),
    )
  return result
}

/** Drops the key-encryption keys before the current one. @throws AppError `precondition` while something is under one of them */
export async function forgetKeks(ctx: Ctx): Promise<number> {
  const forgotten = await ctx.ports.keyRotation.forget(ctx.db)
  const { currentKekId } = await keyStanding(ctx)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'kek.forgotten',
      object: { type: 'kek', id: currentKekId },
      detail: { keks: forgotten },
    }),
  )
  return forgotten
}
