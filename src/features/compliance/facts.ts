// What the database says about the service itself right now: the proofs of the checkpoints are judged from these, and from nothing else.

import { and, countDistinct, desc, eq, gt, inArray, min, sql } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import { accountRoles, accounts, roleConflicts, sessions } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { backupDrills, backups } from '#db/schema/backups.ts'
import { sealedKeys, sealedSecrets } from '#db/schema/keys.ts'
import { HAS_FACTOR, type RightsStanding, rightsStanding, strengthOf } from '#features/accounts/index.ts'
import { type AuditVerification, readRetention, trailStanding, verifyAudit } from '#features/audit/index.ts'
import type { Ctx, Role } from '#src/context.ts'

/** 三员: whoever can change what others may do, or what is known of it. */
export const ADMINISTRATORS = ['system-admin', 'security-admin', 'audit-admin'] as const satisfies readonly Role[]

const DAY_MS = 86_400_000
/** Sessions of these days tell how people really sign in. */
const LOOK_BACK_DAYS = 30

export interface Facts {
  at: Instant
  /** How people reach the service: the address of the configuration. */
  isReachedByTls: boolean
  audit: AuditVerification & {
    firstAt: Instant | null
    retentionMonths: number
    /** Outside of the database: how many there are, and how many hold the newest checkpoint. */
    places: { all: number; current: number }
  }
  people: {
    accounts: number
    /** Whose password is stored otherwise than argon2id. */
    weakHashes: number
    administrators: number
    /** Of them, who have a second factor of their own. */
    withSecondFactor: number
    /** Administrators who also hold a role that excludes theirs. */
    conflicts: number
    /** Pairs the database refuses. */
    conflictPairs: number
  }
  /** Of administrators, begun in the last 30 days. */
  sessions: { all: number; twoFactors: number; certificates: number }
  keys: { sealed: number; keks: number }
  /** Accounts and programs' keys held against the seals over their rights. */
  rights: Omit<RightsStanding, 'altered'> & { altered: number }
  backup: { goodAt: Instant | null; drilledAt: Instant | null }
}

export async function gatherFacts(ctx: Ctx, isReachedByTls: boolean): Promise<Facts> {
  const { db, now } = ctx
  const [audit, people, ofSessions, keys, backup, rights] = await Promise.all([
    auditOf(ctx),
    peopleOf(db),
    sessionsOf(db, now - LOOK_BACK_DAYS * DAY_MS),
    keysOf(db),
    backupOf(db),
    rightsStanding(ctx),
  ])
  const counted = { ...rights, altered: rights.altered.length }
  return { at: now, isReachedByTls, audit, people, sessions: ofSessions, keys, backup, rights: counted }
}

type Db = Ctx['db']

async function auditOf(ctx: Ctx): Promise<Facts['audit']> {
  const { db, ports } = ctx
  const [first] = await db.select({ at: min(auditLog.at) }).from(auditLog)
  const { places } = await trailStanding(ctx)
  const current = places.filter(({ behind, failingSince }) => behind === 0 && failingSince === null).length
  return {
    ...(await verifyAudit(db, { primitives: ports.primitives })),
    firstAt: first?.at ?? null,
    retentionMonths: await readRetention(db),
    places: { all: places.length, current },
  }
}

async function peopleOf(db: Db): Promise<Facts['people']> {
  const active = eq(accounts.isDisabled, false)
  const [all] = await db
    .select({
      accounts: sql<number>`count(*)::int`,
      weakHashes: sql<number>`(count(*) filter (where ${accounts.passwordHash} not like '$argon2id$%'))::int`,
    })
    .from(accounts)
    .where(active)
  const [admins] = await db
    .select({ count: countDistinct(accounts.id) })
    .from(accounts)
    .innerJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(and(active, inArray(accountRoles.role, [...ADMINISTRATORS])))
  const [equipped] = await db
    .select({ count: countDistinct(accounts.id) })
    .from(accounts)
    .innerJoin(accountRoles, eq(accountRoles.accountId, accounts.id))
    .where(and(active, inArray(accountRoles.role, [...ADMINISTRATORS]), HAS_FACTOR))
  const [pairs] = await db.select({ count: sql<number>`count(*)::int` }).from(roleConflicts)
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(distinct one.person_id)::int as count
    from accounts one
    join account_roles held on held.account_id = one.id
    join accounts other on other.person_id = one.person_id
    join account_roles also on also.account_id = other.id
    join role_conflicts pair on pair.role = held.role and pair.excludes = also.role`)
  return {
    accounts: all?.accounts ?? 0,
    weakHashes: all?.weakHashes ?? 0,
    administrators: admins?.count ?? 0,
    withSecondFactor: equipped?.count ?? 0,
    conflicts: rows[0]?.count ?? 0,
    conflictPairs: pairs?.count ?? 0,
  }
}

async function sessionsOf(db: Db, since: Instant): Promise<Facts['sessions']> {
  const admins = db
    .select({ id: accountRoles.accountId })
    .from(accountRoles)
    .where(inArray(accountRoles.role, [...ADMINISTRATORS]))
  const rows = await db
    .select({ factors: sessions.factors })
    .from(sessions)
    .where(and(gt(sessions.createdAt, since), inArray(sessions.accountId, admins)))
  return {
    all: rows.length,
    twoFactors: rows.filter(({ factors }) => strengthOf(factors) >= 2).length,
    certificates: rows.filter(({ factors }) => factors.includes('certificate')).length,
  }
}

async function keysOf(db: Db): Promise<Facts['keys']> {
  const rows = [
    ...(await db.select({ kek: sealedKeys.kekId }).from(sealedKeys)),
    ...(await db.select({ kek: sealedSecrets.kekId }).from(sealedSecrets)),
  ]
  return { sealed: rows.length, keks: new Set(rows.map(({ kek }) => kek)).size }
}

async function backupOf(db: Db): Promise<Facts['backup']> {
  const [good] = await db
    .select({ at: backups.endedAt })
    .from(backups)
    .where(eq(backups.completeness, 'pass'))
    .orderBy(desc(backups.startedAt))
    .limit(1)
  const [drilled] = await db
    .select({ at: backupDrills.endedAt })
    .from(backupDrills)
    .where(eq(backupDrills.usability, 'pass'))
    .orderBy(desc(backupDrills.startedAt))
    .limit(1)
  return { goodAt: good?.at ?? null, drilledAt: drilled?.at ?? null }
}
