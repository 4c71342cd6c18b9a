// Credentials as they are looked at: one with its timeline, and lists by person, number, carrier, state and end.

import { and, asc, desc, eq, gte, ilike, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import { DAY_MS } from '#core/calendar/civil.ts'
import type { Db, Tx } from '#db/database.ts'
import { carrierHoldings, carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import { staff } from '#db/schema/organisation.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Credential, CredentialEvent } from './history.ts'
import type { CredentialsQuery } from './inputs.ts'

export type Carrier = typeof carriers.$inferSelect

export interface CredentialLine {
  credential: Credential
  carrier: Carrier
  /** Of the list of people; null for one that is not on it. */
  holder: string | null
}

/** @throws AppError `not-found`, also for one of another district */
export async function getCredentialRow(db: Db | Tx, id: string): Promise<Credential> {
  const [row] = await db.select().from(credentials).where(eq(credentials.id, id))
  if (!row) throw new AppError('not-found', 'credentials.unknown')
  return row
}

/** With everything that became of it, oldest first. @throws AppError `not-found` */
export async function getCredential(ctx: Ctx, id: string): Promise<CredentialLine & { events: CredentialEvent[] }> {
  const [line] = await lines(ctx.db).where(eq(credentials.id, id))
  if (!line) throw new AppError('not-found', 'credentials.unknown')
  const events = await ctx.db
    .select()
    .from(credentialEvents)
    .where(eq(credentialEvents.credentialId, id))
    .orderBy(asc(credentialEvents.position))
  return { ...line, events }
}

/** Newest first. */
export async function listCredentials(
  ctx: Ctx,
  query: Partial<CredentialsQuery>,
): Promise<{ items: CredentialLine[]; nextCursor: string | null }> {
  const { limit = 50 } = query
  const rows = await lines(ctx.db)
    .where(and(...conditions(ctx, query)))
    .orderBy(desc(credentials.createdAt), desc(credentials.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.credential.id ?? null) : null }
}

function conditions({ now }: Ctx, query: Partial<CredentialsQuery>): (SQL | undefined)[] {
  const { staffId, serial, search, carrier, state, algorithm, expiringDays, cursor } = query
  const { signSerial, encryptionSerial, notAfter } = credentials
  return [
    staffId === undefined ? undefined : eq(credentials.staffId, staffId),
    serial === undefined ? undefined : or(eq(signSerial, serial), eq(encryptionSerial, serial)),
    search ? found(search) : undefined,
    carrier === undefined ? undefined : eq(carriers.serial, carrier),
    state === undefined ? undefined : eq(credentials.state, state),
    algorithm === undefined ? undefined : eq(credentials.algorithm, algorithm),
    expiringDays === undefined
      ? undefined
      : and(
          inArray(credentials.state, ['active', 'suspended']),
          gte(notAfter, now),
          lte(notAfter, now + expiringDays * DAY_MS),
        ),
    cursor === undefined ? undefined : before(cursor),
  ]
}

function found(search: string): SQL | undefined {
  const plain = search.replace(/[\\%_]/g, '\\$&')
  const beginning = [staff.staffNumber, credentials.signSerial, credentials.encryptionSerial, carriers.serial]
  return or(ilike(staff.name, `%${plain}%`), ...beginning.map((column) => ilike(column, `${plain}%`)))
}

function before(cursor: string): SQL {
  return sql`(${credentials.createdAt}, ${credentials.id}) < (select c.created_at, c.id from credentials c where c.id = ${cursor})`
}

function lines(db: Db | Tx) {
  return db
    .select({ credential: credentials, carrier: carriers, holder: staff.name })
    .from(credentials)
    .leftJoin(staff, eq(staff.id, credentials.staffId))
    .innerJoin(carriers, eq(carriers.id, credentials.carrierId))
    .$dynamic()
}

export interface Holding {
  carrierSerial: string
  model: string
  staffId: string
  from: number
  /** Null: still. */
  until: number | null
}

/** Who held a carrier, or what a person held, from when until when. Oldest first. */
export async function listHoldings(ctx: Ctx, of: { carrierId: string } | { staffId: string }): Promise<Holding[]> {
  const rows = await ctx.db
    .select({ told: carrierHoldings, serial: carriers.serial, model: carriers.model })
    .from(carrierHoldings)
    .innerJoin(carriers, eq(carriers.id, carrierHoldings.carrierId))
    .where('staffId' in of ? eq(carrierHoldings.staffId, of.staffId) : eq(carrierHoldings.carrierId, of.carrierId))
    .orderBy(asc(carrierHoldings.position))
  const open = new Map<string, Holding>()
  const holdings: Holding[] = []
  for (const { told, serial, model } of rows) {
    const key = `${told.carrierId} ${told.staffId}`
    const current = open.get(key)
    if (told.event === 'returned') {
      if (current) current.until = told.at
      open.delete(key)
    } else if (!current) {
      const holding = { carrierSerial: serial, model, staffId: told.staffId, from: told.at, until: null }
      open.set(key, holding)
      holdings.push(holding)
    }
  }
  return holdings
}
