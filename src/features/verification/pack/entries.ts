// The entries of one evidence pack, the manifest before all others. Same report, same material, same audit rows: same octets.

import { and, asc, eq, ne } from 'drizzle-orm'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { UsedMaterial } from '#core/trust.ts'
import { auditLog } from '#db/schema/audit.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VerificationRow } from '../list.ts'
import { type FileRow, filesOf, keptFiles } from '../material.ts'
import { requestOf } from '../request.ts'
import {
  AUDIT,
  MANIFEST,
  type Manifest,
  manifestBytes,
  PACK_FORMAT,
  PACK_VERSION,
  packName,
  REPORT,
  SHA256_SUMS,
  SM3_SUMS,
  sums,
} from './manifest.ts'
import { readmeText } from './readme.ts'
import type { StoredEntry } from './zip-stream.ts'

export interface PackOrder {
  /** False: only the digests of the file that was judged. */
  withObject: boolean
}

/** An entry whose digests are known before its turn comes. */
interface DigestedEntry extends StoredEntry {
  bytes: number
  sha256: string
  sm3: string
}

/** @param folder in front of every path, ending in `/` */
export async function packEntries(
  ctx: Ctx,
  row: VerificationRow,
  { withObject }: PackOrder,
  folder: string,
): Promise<StoredEntry[]> {
  const files = await filesOf(ctx.db, row.id)
  const placed = placesOf(files, withObject)
  const made = [...(await writtenAbout(ctx, row, withObject, folder)), ...(await foundInside(ctx, row, files))]
  const entries = [
    ...(await Promise.all(made.map((one) => heldEntry(ctx, one)))),
    ...(await materialEntries(ctx, row, placed)),
  ]
  const listed = [...entries].sort((one, other) => (one.name < other.name ? -1 : 1))
  const manifest = manifestBytes(manifestOf(row, placed, listed, withObject))
  const own = await heldEntry(ctx, { name: MANIFEST, bytes: manifest })
  const lines = (digest: 'sha256' | 'sm3') =>
    sums([own, ...listed].map((one) => ({ path: one.name, digest: one[digest] })))
  const heads = [
    { name: MANIFEST, bytes: manifest },
    { name: SHA256_SUMS, bytes: lines('sha256') },
    { name: SM3_SUMS, bytes: lines('sm3') },
  ].map(({ name, bytes }) => ({ name, load: async () => bytes }))
  return [...heads, ...listed].map(({ name, load }) => ({ name: folder + name, load }))
}

interface PlacedRow {
  row: FileRow
  path: string | null
}

/** What lies at several places of the request is packed once. */
function placesOf(files: readonly FileRow[], withObject: boolean): PlacedRow[] {
  const paths = new Map<string, string>()
  return files.map((row) => {
    if (row.keptAs === null || (row.field === 'object' && !withObject)) return { row, path: null }
    const folder = row.field === 'object' ? 'judged' : 'material'
    const key = `${folder} ${row.sha256}`
    const number = String(paths.size + 1).padStart(3, '0')
    const path =
      paths.get(key) ??
      (row.field === 'object'
        ? `judged/${packName(row.name)}`
        : `material/${number}-${row.field}-${packName(row.name)}`)
    paths.set(key, path)
    return { row, path }
  })
}

interface HeldFile {
  name: string
  bytes: Uint8Array
}

async function heldEntry({ ports }: Ctx, { name, bytes }: HeldFile): Promise<DigestedEntry> {
  const [sha256, sm3] = await Promise.all([
    ports.primitives.digest('sha256', bytes),
    ports.primitives.digest('sm3', bytes),
  ])
  return { name, bytes: bytes.length, sha256: toHex(sha256), sm3: toHex(sm3), load: async () => bytes }
}

/** Read from the database when their turn comes; the report knows their digests, but for one that concluded nothing. */
async function materialEntries(
  ctx: Ctx,
  { report }: VerificationRow,
  placed: readonly PlacedRow[],
): Promise<DigestedEntry[]> {
  const byPath = new Map(placed.flatMap(({ row, path }) => (path === null ? [] : [[path, row] as const])))
  return Promise.all(
    [...byPath].map(async ([name, row]): Promise<DigestedEntry> => {
      const load = () => materialOf(ctx, row)
      const known = report.inputs.find(({ sha256 }) => sha256 === row.sha256)
      const sm3 = known?.sm3 ?? toHex(await ctx.ports.primitives.digest('sm3', await load()))
      return { name, bytes: row.sizeBytes, sha256: row.sha256, sm3, load }
    }),
  )
}

async function materialOf(ctx: Ctx, row: FileRow): Promise<Uint8Array> {
  const [kept] = await keptFiles(ctx.db, [row])
  if (!kept || !('bytes' in kept.file))
    throw new AppError('precondition', 'verification.material-missing', { name: row.name })
  return kept.file.bytes
}

async function writtenAbout(
  ctx: Ctx,
  row: VerificationRow,
  isObjectInside: boolean,
  folder: string,
): Promise<HeldFile[]> {
  const { id, number, fileName, sha256, report, asked } = row
  const text = (name: string, value: string) => ({ name, bytes: new TextEncoder().encode(value) })
  const digests = report.inputs.find(({ role }) => role === 'object')
  const sm3 = digests ? `${digests.sm3}  (SM3)\n` : ''
  return [
    text('README.txt', readmeText(report, { number, fileName, sha256, isObjectInside, folder })),
    text('policy.json', `${canonicalJson(asked.policy)}\n`),
    text('judged/digest.txt', `${fileName}\n${sha256}  (SHA-256)\n${sm3}`),
    text(REPORT, `${canonicalJson(report)}\n`),
    text(AUDIT, await auditRowsOf(ctx, id)),
    ...(await printed(ctx, row)),
  ]
}

/** Both languages; none where this runtime prints nothing. */
async function printed({ ports }: Ctx, { report, number }: VerificationRow): Promise<HeldFile[]> {
  const files: HeldFile[] = []
  for (const language of ['zh', 'en'] as const) {
    const pdf = await ports.printer.verificationReport(report, { language, number }).catch((error: unknown) => {
      if (error instanceof AppError && error.kind === 'unavailable') return undefined
      throw error
    })
    if (pdf) files.push({ name: `report/report.${language}.pdf`, bytes: pdf })
  }
  return files
}

/** What was done with it, but for packs: taking one along must not change the next. */
async function auditRowsOf({ db }: Ctx, id: string): Promise<string> {
  const rows = await db
    .select()
    .from(auditLog)
    .where(
      and(
        eq(auditLog.objectType, 'verification'),
        eq(auditLog.objectId, id),
        ne(auditLog.action, 'verification.packed'),
      ),
    )
    .orderBy(asc(auditLog.seq))
  return rows.map((row) => `${canonicalJson(row)}\n`).join('')
}

const ENDINGS: Readonly<Record<UsedMaterial['kind'], string>> = {
  certificate: 'cer',
  crl: 'crl',
  ocsp: 'ors',
  timestamp: 'tst',
}

/** What the verdict rests on, taken out of the object: nobody needs its format to look at it. Nothing where material is gone. */
async function foundInside(ctx: Ctx, row: VerificationRow, files: readonly FileRow[]): Promise<HeldFile[]> {
  if (files.some(({ keptAs }) => keptAs === null)) return []
  const request = requestOf(await keptFiles(ctx.db, files), row.asked, row.judgedAt)
  const used = await ctx.ports.gatherer.gather(request)
  const counts = new Map<string, number>()
  return used.map(({ kind, bytes }) => {
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    return { name: `evidence/${kind}-${String(number).padStart(2, '0')}.${ENDINGS[kind]}`, bytes }
  })
}

function manifestOf(
  row: VerificationRow,
  placed: readonly PlacedRow[],
  entries: readonly DigestedEntry[],
  withObject: boolean,
): Manifest {
  const { id, number, createdAt, judgedAt, kind, verdict, fileName, sha256, asked } = row
  const iso = (at: number) => new Date(at).toISOString()
  return {
    format: PACK_FORMAT,
    version: PACK_VERSION,
    report: { id, number, createdAt: iso(createdAt), judgedAt: iso(judgedAt), kind, verdict, fileName, sha256 },
    object: withObject ? 'file' : 'digest-only',
    asked: { format: asked.format, policy: { ...asked.policy } },
    request: placed.map(({ row: file, path }) => ({
      field: file.field,
      isHouse: file.isHouse,
      name: file.name,
      sha256: file.sha256,
      bytes: file.sizeBytes,
      path,
    })),
    entries: entries.map(({ name, bytes, sha256: digest, sm3 }) => ({ path: name, bytes, sha256: digest, sm3 })),
  }
}
