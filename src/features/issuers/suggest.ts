// Asks CAs when they want our certificates renewed (ARI, RFC 9773 §4), and suggests an order once a window has opened.

import { and, asc, eq, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Reason } from '#core/checks/check.ts'
import type { Instant } from '#core/verdict.ts'
import { certificates } from '#db/schema/certificates.ts'
import { issuerConnections, issuerOrders, renewalSuggestions } from '#db/schema/issuers.ts'
import { certificateLineages, lineageCertificates } from '#db/schema/lineages.ts'
import { CERTIFICATES_SYSTEM } from '#features/certificates/index.ts'
import { recordSighting } from '#features/tickets/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SuggestedRenewal } from '#src/issuing-ports.ts'
import { openConnection } from './open.ts'

/** A CA that makes no suggestion may begin to. */
const SILENT_AGAIN_MS = 24 * 3_600_000
const FAILED_AGAIN_MS = 6 * 3_600_000
/** So many in one go; the rest at the next tick. */
const MAX_ASKED = 100
const TITLE = { zh: 'CA 建议的续期', en: 'Renewal suggested by the CA' }

interface Candidate {
  certificateId: string
  der: Uint8Array
  connection: typeof issuerConnections.$inferSelect
}

/** Certificates in force that an ACME connection of ours issued, and whose CA is due to be asked. @returns how many were asked */
export async function askRenewalInfo(ctx: Ctx, clock: { now(): Instant }): Promise<number> {
  const due = await candidates(ctx)
  for (const one of due) await askFor({ ...ctx, now: clock.now() }, one)
  await tellDue({ ...ctx, now: clock.now() })
  return due.length
}

async function candidates({ db, now }: Ctx): Promise<Candidate[]> {
  return db
    .selectDistinctOn([certificates.id], {
      certificateId: certificates.id,
      der: certificates.der,
      connection: issuerConnections,
    })
    .from(issuerOrders)
    .innerJoin(certificates, eq(certificates.id, issuerOrders.certificateId))
    .innerJoin(lineageCertificates, eq(lineageCertificates.certificateId, certificates.id))
    .innerJoin(issuerConnections, eq(issuerConnections.id, issuerOrders.connectionId))
    .leftJoin(renewalSuggestions, eq(renewalSuggestions.certificateId, certificates.id))
    .where(
      and(
        eq(issuerConnections.kind, 'acme'),
        eq(issuerConnections.state, 'active'),
        inArray(lineageCertificates.state, ['issued', 'active']),
        or(isNull(renewalSuggestions.askAgainAt), lte(renewalSuggestions.askAgainAt, now)),
      ),
    )
    .orderBy(asc(certificates.id))
    .limit(MAX_ASKED)
}

async function askFor(ctx: Ctx, { certificateId, der, connection }: Candidate): Promise<void> {
  let heard: SuggestedRenewal | undefined
  let problem: string | null = null
  try {
    heard = await (await openConnection(ctx, connection)).renewalInfo(der)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    problem = error.code
  }
  const againMs = problem === null ? SILENT_AGAIN_MS : FAILED_AGAIN_MS
  const when = { askedAt: ctx.now, askAgainAt: heard?.askAgainAt ?? ctx.now + againMs, problem }
  // A CA that cannot be reached today still said what it said yesterday.
  const said = problem === null ? saidOf(heard) : {}
  await ctx.db
    .insert(renewalSuggestions)
    .values({ certificateId, connectionId: connection.id, ...saidOf(heard), ...when })
    .onConflictDoUpdate({
      target: renewalSuggestions.certificateId,
      set: { connectionId: connection.id, ...said, ...when },
    })
}

function saidOf(heard: SuggestedRenewal | undefined) {
  return { start: heard?.start ?? null, end: heard?.end ?? null, explanationUrl: heard?.explanationUrl ?? null }
}

export interface Suggestion {
  certificateId: string
  connectionId: string
  connection: string
  lineageId: string
  lineage: string
  subject: string
  notAfter: Instant
  start: Instant
  end: Instant
  explanationUrl: string | null
  /** Its window has opened. */
  isDue: boolean
  /** An order that takes its place is under way or issued. */
  isOrdered: boolean
}

/** What CAs suggest for certificates in force, the first window first. */
export async function listSuggestions({ db, now }: Pick<Ctx, 'db' | 'now'>): Promise<Suggestion[]> {
  const rows = await db
    .select({
      certificateId: renewalSuggestions.certificateId,
      connectionId: renewalSuggestions.connectionId,
      connection: issuerConnections.name,
      lineageId: certificateLineages.id,
      lineage: certificateLineages.name,
      subject: certificates.subject,
      notAfter: certificates.notAfter,
      start: renewalSuggestions.start,
      end: renewalSuggestions.end,
      explanationUrl: renewalSuggestions.explanationUrl,
    })
    .from(renewalSuggestions)
    .innerJoin(certificates, eq(certificates.id, renewalSuggestions.certificateId))
    .innerJoin(lineageCertificates, eq(lineageCertificates.certificateId, certificates.id))
    .innerJoin(certificateLineages, eq(certificateLineages.id, lineageCertificates.lineageId))
    .innerJoin(issuerConnections, eq(issuerConnections.id, renewalSuggestions.connectionId))
    .where(and(eq(certificateLineages.state, 'active'), inArray(lineageCertificates.state, ['issued', 'active'])))
    .orderBy(asc(renewalSuggestions.start))
    .limit(1_000)
  const ordered = await replacedBy(
    db,
    rows.map(({ certificateId }) => certificateId),
  )
  return rows.flatMap(({ start, end, ...row }) =>
    start === null || end === null
      ? []
      : [{ ...row, start, end, isDue: start <= now, isOrdered: ordered.has(row.certificateId) }],
  )
}

async function replacedBy(db: Ctx['db'], ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: issuerOrders.replacesId })
    .from(issuerOrders)
    .where(
      and(inArray(issuerOrders.replacesId, [...ids]), inArray(issuerOrders.state, ['working', 'waiting', 'issued'])),
    )
  return new Set(rows.flatMap(({ id }) => (id === null ? [] : [id])))
}

/** A window that has opened is a finding until the certificate was ordered anew; one that has closed is urgent. */
async function tellDue(ctx: Ctx): Promise<void> {
  const all = await listSuggestions(ctx)
  await ctx.db.transaction(async (tx) => {
    for (const one of all) {
      await recordSighting(tx, {
        system: CERTIFICATES_SYSTEM,
        node: { id: `lineage.${one.lineageId}`, name: one.lineage },
        check: { id: `renewal.${one.certificateId}`, title: TITLE },
        reasons: one.isDue && !one.isOrdered ? [reasonOf(one, ctx.now)] : [],
        at: ctx.now,
      })
    }
  })
}

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10)

function reasonOf({ lineage, subject, connection, start, end, explanationUrl }: Suggestion, now: Instant): Reason {
  const params = { name: lineage, subject, connection, start: day(start), end: day(end), url: explanationUrl ?? '' }
  const verdict = now > end ? 'fail' : 'warn'
  return { code: 'lineage.renewal-suggested', verdict, citation: 'RFC 9773 §4.2', params }
}
