// The record of one closed round and the files beside it, made from the rows as they stand. The same rows give the same octets in a year.

import { asc, eq } from 'drizzle-orm'
import type { Primitives } from '#core/primitives.ts'
import {
  type ArchivedFile,
  canonicalBytes,
  linesOf,
  RECORD_FORMAT,
  sha256Hex,
  textBytes,
} from '#core/round-archive/layout.ts'
import { contentDigest, type SignOffRole, signOffFiles } from '#core/round-archive/record.ts'
import type { Db, Tx } from '#db/database.ts'
import {
  inspectionPlanVersions,
  type PhotoNote,
  roundEvents,
  roundItems,
  roundPhotos,
  roundResults,
  roundSignatures,
} from '#db/schema/inspections.ts'
import { probeResults } from '#db/schema/probe-results.ts'
import { contentOf, type ItemWithResult } from '../content.ts'
import type { RoundRow } from '../transition.ts'

/** The table of the round as it was written when it closed; it looks at rows that change later, so it is kept and not made again. */
export const TABLE_FILE = 'table.xlsx'
export const EVIDENCE_FILE = 'evidence.jsonl'

export interface BesideFile extends ArchivedFile {
  content: Uint8Array
}

export interface MadeRecord {
  bytes: Uint8Array
  /** Paths of the files beside it. */
  files: string[]
}

export async function recordOf(
  db: Db | Tx,
  primitives: Primitives,
  { seq, round, items, table }: { seq: number; round: RoundRow; items: readonly ItemWithResult[]; table: ArchivedFile },
): Promise<MadeRecord> {
  const results = await resultsOf(db, round.id)
  const evidence = results.flatMap(({ probe }) => (probe ? [probe] : []))
  const signed = await signaturesBy(db, round.id)
  const files = await Promise.all([
    ...(evidence.length > 0 ? [fileOf(primitives, EVIDENCE_FILE, linesOf(evidence))] : []),
    ...(await photosOf(db, round.id)).map(({ path, content }) => fileOf(primitives, path, content)),
    ...signed.flatMap(signatureFiles).map(({ path, content }) => fileOf(primitives, path, content)),
  ])
  const content = contentOf(round, items)
  const record = {
    format: RECORD_FORMAT,
    version: 1,
    seq,
    content,
    digest: await contentDigest(primitives, content),
    round: await aboutOf(db, round),
    signatures: signaturesOf(round, signed),
    results: await Promise.all(
      results.map(async ({ result, number, probe }) => ({
        ...result,
        item: number,
        evidence: probe ? await sha256Hex(primitives, canonicalBytes(probe)) : null,
      })),
    ),
    events: await eventsOf(db, round.id),
    files: [table, ...files.map(({ content: _, ...file }) => file)],
  }
  return { bytes: canonicalBytes(record), files: record.files.map(({ path }) => path) }
}

/** What `evidence.jsonl` of a round holds, a line each. */
export async function evidenceLines(db: Db | Tx, roundId: string): Promise<unknown[]> {
  return (await resultsOf(db, roundId)).flatMap(({ probe }) => (probe ? [probe] : []))
}

export async function fileOf(primitives: Primitives, path: string, content: Uint8Array): Promise<BesideFile> {
  return { path, bytes: content.length, sha256: await sha256Hex(primitives, content), content }
}

/** Every result there was, superseded ones too, each with the evidence its probe kept. Row numbers are the database's own business. */
async function resultsOf(db: Db | Tx, roundId: string) {
  const rows = await db
    .select({ number: roundItems.number, result: roundResults, probe: probeResults })
    .from(roundResults)
    .innerJoin(roundItems, eq(roundItems.id, roundResults.itemId))
    .leftJoin(probeResults, eq(probeResults.id, roundResults.probeResultId))
    .where(eq(roundItems.roundId, roundId))
    .orderBy(asc(roundResults.id))
  return rows.map(({ number, probe, result: { id: _, itemId: __, probeResultId, ...result } }) => ({
    number,
    // A probe's row that is gone must not look like a result without one.
    probe: probe ?? (probeResultId === null ? null : { id: probeResultId, gone: true }),
    result,
  }))
}

async function eventsOf(db: Db | Tx, roundId: string) {
  const rows = await db.select().from(roundEvents).where(eq(roundEvents.roundId, roundId)).orderBy(asc(roundEvents.id))
  return rows.map(({ id: _, roundId: __, ...event }) => event)
}

async function aboutOf(db: Db | Tx, round: RoundRow) {
  const { state, isCounted, titleZh, titleEn, makesUpFor, reason, message, planVersionId } = round
  const [plan] =
    planVersionId === null
      ? []
      : await db
          .select({ version: inspectionPlanVersions.version, fromDate: inspectionPlanVersions.fromDate })
          .from(inspectionPlanVersions)
          .where(eq(inspectionPlanVersions.id, planVersionId))
  return { state, isCounted, titleZh, titleEn, makesUpFor, reason, message, plan: plan ?? null }
}

type SignatureRow = typeof roundSignatures.$inferSelect

function signaturesBy(db: Db | Tx, roundId: string): Promise<SignatureRow[]> {
  return db
    .select()
    .from(roundSignatures)
    .where(eq(roundSignatures.roundId, roundId))
    .orderBy(asc(roundSignatures.role))
}

interface PathAndContent {
  path: string
  content: Uint8Array
}

function signatureFiles({ role, document, cms, certificate }: SignatureRow): PathAndContent[] {
  const paths = signOffFiles(role)
  return [
    { path: paths.document, content: textBytes(document) },
    { path: paths.cms, content: cms },
    { path: paths.certificate, content: certificate },
  ]
}

/** Each picture that a result names, once. */
async function photosOf(db: Db | Tx, roundId: string): Promise<PathAndContent[]> {
  const rows = await db
    .select({ photos: roundResults.photos, sha256: roundPhotos.sha256, content: roundPhotos.content })
    .from(roundResults)
    .innerJoin(roundItems, eq(roundItems.id, roundResults.itemId))
    .innerJoin(roundPhotos, eq(roundPhotos.itemId, roundItems.id))
    .where(eq(roundItems.roundId, roundId))
    .orderBy(asc(roundPhotos.sha256))
  const files = rows.flatMap(({ photos, sha256, content }) => {
    const note = photos.find((photo) => photo.sha256 === sha256)
    return note ? [{ path: photoPath(note), content }] : []
  })
  return [...new Map(files.map((file) => [file.path, file])).values()]
}

const photoPath = ({ sha256, mediaType }: PhotoNote) => `photos/${sha256}.${mediaType === 'image/png' ? 'png' : 'jpg'}`

/** What lies beside the record and was handed in by people: pictures and signatures. */
export async function handedIn(db: Db | Tx, roundId: string): Promise<PathAndContent[]> {
  return [...(await photosOf(db, roundId)), ...(await signaturesBy(db, roundId)).flatMap(signatureFiles)]
}

function signaturesOf(round: RoundRow, signed: readonly SignatureRow[]) {
  const method = (role: SignOffRole) => {
    const by = signed.find((one) => one.role === role)
    return by ? { method: 'certificate', policy: by.policy } : { method: 'account' }
  }
  return [
    {
      role: 'inspector',
      ...method('inspector'),
      accountId: round.inspectorId,
      personId: round.inspectorPersonId,
      name: round.inspectorName,
      at: round.signedAt,
      digest: round.digest,
    },
    {
      role: 'reviewer',
      ...method('reviewer'),
      accountId: round.reviewerId,
      personId: round.reviewerPersonId,
      name: round.reviewerName,
      at: round.reviewedAt,
      digest: round.digest,
    },
  ]
}
