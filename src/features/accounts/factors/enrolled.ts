// Which factors beside the password an account can bring.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accounts } from '#db/schema/accounts.ts'
import type { Factor } from '#src/context.ts'

type Enrollable = 'totp' | 'webauthn' | 'certificate'

/** Columns to select from `accounts`: one look tells all. */
export const ENROLLED = {
  totp: sql<boolean>`exists(select from totp_devices d where d.account_id = accounts.id and d.confirmed_at is not null)`,
  webauthn: sql<boolean>`exists(select from passkeys k where k.account_id = accounts.id)`,
  certificate: sql<boolean>`exists(select from login_certificates c where c.account_id = accounts.id)`,
} as const satisfies Record<Enrollable, SQL<boolean>>

/** Whether there is any of them. */
export const HAS_FACTOR = sql<boolean>`(${ENROLLED.totp} or ${ENROLLED.webauthn} or ${ENROLLED.certificate})`

export function factorsIn(row: Record<Enrollable, boolean>): Factor[] {
  return (Object.keys(ENROLLED) as Enrollable[]).filter((factor) => row[factor])
}

/** Beside the password. What only a provider of identities vouches for is none of ours. */
export async function enrolledFactors(db: Db | Tx, accountId: string): Promise<Factor[]> {
  const [row] = await db.select(ENROLLED).from(accounts).where(eq(accounts.id, accountId))
  return row ? factorsIn(row) : []
}
