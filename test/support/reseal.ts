// What a suite wrote straight to the database, sealed as if the service had done it.

import { eq } from 'drizzle-orm'
import type { Db } from '#db/database.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { keyText } from '#features/accounts/rights/rules.ts'
import { codeOf, sealRights } from '#features/accounts/rights/seal.ts'
import { testCtx } from '../context.ts'

export async function resealRights(db: Db, accountId: string): Promise<void> {
  await db.transaction((tx) => sealRights(tx, testCtx(db), accountId))
}

export async function resealKey(db: Db, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [key] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id))
    if (!key) throw new Error(`no key ${id}`)
    const mac = await codeOf(tx, testCtx(db), keyText(key))
    await tx.update(apiKeys).set({ mac }).where(eq(apiKeys.id, id))
  })
}
