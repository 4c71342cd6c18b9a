// Keeps a verification: its number, its report, its material and its audit row, all in one transaction.

import { randomUUID } from 'node:crypto'
import { reasonsOf } from '#core/reasons.ts'
import type { Instant } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { Tx } from '#db/database.ts'
import { type AskedJson, verifications } from '#db/schema/verification.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Actor, Ctx } from '#src/context.ts'
import { settleFindings } from './findings.ts'
import { type DigestedFile, keepMaterials, writeFiles } from './material.ts'
import { nextNumber } from './number.ts'
import { isRelied, storable, watchedByDefault } from './rules.ts'

export interface Judged {
  files: readonly DigestedFile[]
  asked: AskedJson
  at: Instant
  report: ReportJson
  rerunOf?: string
  /** A batch is worked through by a job, on behalf of whoever handed it in. */
  batch?: { id: string; actorId: string; actorName: string; districtId: string | null; isWatched: boolean }
  /** Absent: by who asked. Only what is VALID is ever watched. */
  isWatched?: boolean
}

export interface Verified {
  id: string
  number: string
  report: ReportJson
}

/** @throws Error for files without an object */
export async function saveVerification(tx: Tx, ctx: Ctx, judged: Judged): Promise<Verified> {
  const id = randomUUID()
  const { asked, at, rerunOf, batch, files } = judged
  const report = storable(judged.report)
  const object = files.find(({ field }) => field === 'object')
  if (!object) throw new Error('a verification without an object')
  const fileName = storable(object.file.name)
  const { sha256 } = object
  const { kind, verdict, indication, subIndication = null, technical, stopsValidating = null } = report
  const reasons = reasonsOf(report)
  const isWanted = judged.isWatched ?? batch?.isWatched ?? watchedByDefault(ctx.actor)
  const isWatched = isWanted && isRelied(verdict)
  // Before the number: whoever waits for the next one does not wait for megabytes.
  await keepMaterials(tx, files, ctx.now)
  const number = await nextNumber(tx, ctx.now)
  await tx.insert(verifications).values({
    id,
    number,
    createdAt: ctx.now,
    ...(batch
      ? { actorId: batch.actorId, actorName: batch.actorName, districtId: batch.districtId }
      : actorColumns(ctx.actor)),
    fileName,
    sha256,
    kind,
    verdict,
    indication,
    subIndication,
    technical,
    report,
    reasons: reasons.map(({ code }) => code),
    mainReason: reasons[0]?.text ?? null,
    judgedAt: at,
    asked,
    rerunOf: rerunOf ?? null,
    batchId: batch?.id ?? null,
    isWatched,
    stopsValidatingAt: stopsValidating && Date.parse(stopsValidating.at),
    stopsValidating,
  })
  await writeFiles(tx, id, files)
  if (isWatched) await settleFindings(tx, sha256, ctx.now, { mayOpen: false })
  const links = { ...(rerunOf && { rerunOf }), ...(batch && { batch: batch.id, onBehalfOf: batch.actorId }) }
  await recordAudit(tx, ctx, {
    action: rerunOf ? 'verification.rerun' : 'verification.made',
    object: { type: 'verification', id },
    detail: { number, fileName, sha256, kind, verdict, indication, subIndication, ...links },
  })
  return { id, number, report }
}

export function actorColumns(actor: Actor): { actorId: string; actorName: string } {
  if (actor.type === 'account') return { actorId: actor.accountId, actorName: actor.name }
  return actor.type === 'system' ? { actorId: actor.name, actorName: actor.name } : { actorId: '', actorName: '' }
}
