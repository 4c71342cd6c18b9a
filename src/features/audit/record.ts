// Writes the audit row of a change, inside the change's own transaction: no audit, no action.

import { sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import type { Actor, Ctx } from '#src/context.ts'
import { type AuditHash, GENESIS, hashOf } from './rules.ts'

export interface AuditEntry {
  /** Stable, `<object>.<past participle>`: `ticket.closed`. */
  action: string
  object: { type: string; id: string }
  /** What changed, and why; before and after where there was a before. JSON values only, never a secret. */
  detail?: Record<string, unknown>
}

/** One writer at a time: an arbitrary number, ours alone ("audt"). Held to the end of the transaction. */
const AUDIT_LOCK = 0x61756474

/**
 * Takes the chain's turn before rows are locked that another audited change may lock too: everybody in this order, and nobody waits in a ring.
 * Held to the end of the transaction; taking it again costs nothing.
 */
export async function lockAudit(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${AUDIT_LOCK}::bigint)`)
}

/**
 * Appends a row to the chain, hashed as its predecessor was (or by `hashAlgorithm`, which later rows then follow). Call it last in the transaction: from here to the commit every other audited change waits.
 * @throws whatever the database throws; the caller's transaction must then roll back (drizzle does).
 */
export async function recordAudit(
  tx: Tx,
  ctx: Pick<Ctx, 'actor' | 'now' | 'requestId'>,
  entry: AuditEntry,
  hashAlgorithm?: AuditHash,
): Promise<void> {
  const last = await lastOfChain(tx)
  const content = {
    seq: (last?.seq ?? 0) + 1,
    at: ctx.now,
    ...actorColumns(ctx.actor),
    requestId: ctx.requestId,
    action: entry.action,
    objectType: entry.object.type,
    objectId: entry.object.id,
    // What is hashed is what JSON keeps: dates, class instances and `undefined` must not hash as something else.
    detail: JSON.parse(JSON.stringify(entry.detail ?? {})) as Record<string, unknown>,
    previousHash: last?.hash ?? GENESIS,
    hashAlgorithm: hashAlgorithm ?? last?.hashAlgorithm ?? 'sha256',
  }
  await tx.insert(auditLog).values({ ...content, hash: hashOf(content) })
}

type LastRow = Pick<typeof auditLog.$inferSelect, 'seq' | 'hash' | 'hashAlgorithm'>

/**
 * Takes the turn and reads the end of the chain in one round trip: two statements, so that the second sees what was committed while the
 * first waited.
 */
async function lastOfChain(tx: Tx): Promise<LastRow | undefined> {
  const both = await tx.execute(
    sql.raw(`select pg_advisory_xact_lock(${AUDIT_LOCK}::bigint);
      select seq::text, hash, hash_algorithm from audit_log order by audit_log.seq desc limit 1`),
  )
  // Several statements have several results, which drizzle's type does not know.
  const [, { rows }] = both as unknown as [unknown, { rows: { seq: string; hash: string; hash_algorithm: string }[] }]
  const [last] = rows
  return last && { seq: Number(last.seq), hash: last.hash, hashAlgorithm: last.hash_algorithm as AuditHash }
}

function actorColumns(actor: Actor) {
  const nobody = { personId: null, roles: [], sessionId: null, address: null }
  switch (actor.type) {
    case 'account':
      return {
        // A program with a key of the person's: told apart from the person at every row.
        ...(actor.apiKey
          ? { actorType: 'api-key', actorId: actor.apiKey.id, actorName: `${actor.name} · ${actor.apiKey.name}` }
          : { actorType: actor.type, actorId: actor.accountId, actorName: actor.name }),
        personId: actor.personId,
        roles: [...actor.roles],
        sessionId: actor.sessionId,
        address: actor.address,
      }
    case 'system':
      return { ...nobody, actorType: actor.type, actorId: actor.name, actorName: actor.name }
    case 'anonymous':
      return { ...nobody, actorType: actor.type, actorId: '', actorName: '', address: actor.address }
  }
}
