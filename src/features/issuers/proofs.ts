// The files of http-01 that this service shows (RFC 8555 §8.3), and their end.

import { eq, lt } from 'drizzle-orm'
import { issuerProofs } from '#db/schema/issuers.ts'
import type { Ctx } from '#src/context.ts'
import { PROOF_LIFE_MS } from './rules.ts'

const TOKEN = /^[\w-]{1,256}$/

/** Content of the file of a token; `undefined` when there is none. */
export async function proofFile({ db }: Pick<Ctx, 'db'>, token: string): Promise<string | undefined> {
  if (!TOKEN.test(token)) return undefined
  const [row] = await db
    .select({ content: issuerProofs.content })
    .from(issuerProofs)
    .where(eq(issuerProofs.token, token))
  return row?.content
}

/** What no order took down again. */
export async function dropOldProofs({ db, now }: Ctx): Promise<void> {
  await db.delete(issuerProofs).where(lt(issuerProofs.createdAt, now - PROOF_LIFE_MS))
}
