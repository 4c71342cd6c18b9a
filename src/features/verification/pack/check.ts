// Checks an evidence pack off line: every digest, then the judgement again from the pack's own material, compared with its report.

import { toHex } from '#core/bytes/hex.ts'
import type { Primitives } from '#core/primitives.ts'
import { compareReports, type ReportComparison } from '#core/report-comparison.ts'
import type { Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { AskedJson } from '#db/schema/verification.ts'
import { isAuditRowIntact } from '#features/audit/index.ts'
import type { Verifier } from '#src/ports.ts'
import { type PlacedFile, requestOf } from '../request.ts'
import { AUDIT, MANIFEST, Manifest, REPORT, SHA256_SUMS, SM3_SUMS, sums, UNLISTED } from './manifest.ts'

/** The entries of one pack, read when asked for. */
export type PackSources = ReadonlyMap<string, () => Promise<Result<Uint8Array, { code: string }>>>

export interface PackProblem {
  code: string
  path: string
}

export interface PackCheck {
  number: string | null
  fileName: string | null
  entries: number
  /** Entries missing, altered or not listed. */
  problems: PackProblem[]
  /** `not-possible`: the pack lacks something the judgement needs, or is damaged. */
  judgement: 'same' | 'differs' | 'not-possible'
  /** The SHA-256 of the manifest, which the house has in its audit trail. */
  manifestSha256: string | null
  verdict: ReportJson['verdict'] | null
  again: ReportJson['verdict'] | null
  /** What the request had and the pack has not. */
  missing: string[]
  comparison: ReportComparison | null
}

export interface PackChecker {
  primitives: Primitives
  verifier: Verifier
  /** The object, where the pack holds only its digest. */
  object?: Uint8Array
}

const NOTHING: PackCheck = {
  number: null,
  fileName: null,
  entries: 0,
  problems: [],
  judgement: 'not-possible',
  manifestSha256: null,
  verdict: null,
  again: null,
  missing: [],
  comparison: null,
}

export async function checkPack(sources: PackSources, checker: PackChecker): Promise<PackCheck> {
  const manifestFile = await readEntry(sources, MANIFEST)
  const manifest = manifestFile && readManifest(manifestFile)
  if (!manifestFile || !manifest)
    return { ...NOTHING, problems: [{ code: 'pack.manifest-unreadable', path: MANIFEST }] }
  const manifestSha256 = toHex(await checker.primitives.digest('sha256', manifestFile))
  const problems = [
    ...(await entryProblems(sources, manifest, checker)),
    ...(await sumProblems(sources, manifest, manifestFile, checker)),
    ...(await auditProblems(sources)),
  ]
  const { number, fileName } = manifest.report
  const head = { ...NOTHING, number, fileName, entries: sources.size, problems, manifestSha256 }
  return { ...head, ...(problems.length === 0 ? await judgeAgain(sources, manifest, checker) : {}) }
}

async function readEntry(sources: PackSources, path: string): Promise<Uint8Array | undefined> {
  const read = await sources.get(path)?.()
  return read?.ok ? read.value : undefined
}

function readManifest(bytes: Uint8Array): Manifest | undefined {
  const read = Manifest.safeParse(jsonOf(bytes))
  return read.success ? read.data : undefined
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

async function entryProblems(sources: PackSources, { entries }: Manifest, { primitives }: PackChecker) {
  const listed = new Set(entries.map(({ path }) => path))
  const problems: PackProblem[] = [...sources.keys()]
    .filter((path) => !listed.has(path) && !UNLISTED.includes(path))
    .map((path) => ({ code: 'pack.entry-unlisted', path }))
  // One at a time: the entries together may be larger than memory.
  for (const { path, bytes, sha256, sm3 } of entries) {
    const read = await readEntry(sources, path)
    if (!read) problems.push({ code: 'pack.entry-missing', path })
    else if (
      read.length !== bytes ||
      toHex(await primitives.digest('sha256', read)) !== sha256 ||
      toHex(await primitives.digest('sm3', read)) !== sm3
    )
      problems.push({ code: 'pack.entry-altered', path })
  }
  return problems
}

/** The lists for common tools must say what the manifest says: whoever used those alone was told the same. */
async function sumProblems(
  sources: PackSources,
  { entries }: Manifest,
  manifest: Uint8Array,
  { primitives }: PackChecker,
): Promise<PackProblem[]> {
  const problems: PackProblem[] = []
  for (const [path, digest] of [
    [SHA256_SUMS, 'sha256'],
    [SM3_SUMS, 'sm3'],
  ] as const) {
    const own = { path: MANIFEST, digest: toHex(await primitives.digest(digest, manifest)) }
    const wanted = sums([own, ...entries.map((one) => ({ path: one.path, digest: one[digest] }))])
    const found = await readEntry(sources, path)
    if (!found) problems.push({ code: 'pack.entry-missing', path })
    else if (toHex(found) !== toHex(wanted)) problems.push({ code: 'pack.entry-altered', path })
  }
  return problems
}

async function auditProblems(sources: PackSources): Promise<PackProblem[]> {
  const bytes = await readEntry(sources, AUDIT)
  const lines = bytes ? new TextDecoder().decode(bytes).split('\n').filter(Boolean) : []
  const isIntact = lines.every((line) => isAuditRowIntact(jsonOf(new TextEncoder().encode(line))))
  return isIntact ? [] : [{ code: 'pack.audit-row-changed', path: AUDIT }]
}

async function judgeAgain(sources: PackSources, manifest: Manifest, checker: PackChecker): Promise<Partial<PackCheck>> {
  const reportFile = await readEntry(sources, REPORT)
  const report = reportFile && (jsonOf(reportFile) as ReportJson | undefined)
  if (!report?.signers) return { problems: [{ code: 'pack.report-unreadable', path: REPORT }] }
  if (!isReportOf(report, manifest)) return { problems: [{ code: 'pack.report-of-another', path: REPORT }] }
  const { files, missing } = await requestFiles(sources, manifest, checker)
  const { verdict } = report
  if (missing.length > 0) return { verdict, missing }
  // The policy was checked when it was proposed; here a strange one makes a strange judgement, which differs.
  const asked = manifest.asked as unknown as AskedJson
  const again = await checker.verifier.verify(requestOf(files, asked, Date.parse(manifest.report.judgedAt)))
  const comparison = compareReports(report, again)
  return { verdict, again: again.verdict, comparison, judgement: isSame(comparison) ? 'same' : 'differs' }
}

/** The head of the manifest is what people read first: it may not say otherwise than the report. */
function isReportOf(report: ReportJson, { report: head }: Manifest): boolean {
  const object = report.inputs.find(({ role }) => role === 'object')
  return report.verdict === head.verdict && report.kind === head.kind && (!object || object.sha256 === head.sha256)
}

/** A later version of the engine that finds the same is no difference. */
function isSame({ fields, steps, signers, inputs }: ReportComparison): boolean {
  const told = fields.filter(({ field }) => field !== 'engine.version' && field !== 'times.validation')
  return told.length + steps.length + signers.length + inputs.onlyBefore.length + inputs.onlyAfter.length === 0
}

async function requestFiles(sources: PackSources, { request, report }: Manifest, { object, primitives }: PackChecker) {
  const files: PlacedFile[] = []
  const missing: string[] = []
  const brought = object && toHex(await primitives.digest('sha256', object)) === report.sha256 ? object : undefined
  for (const { field, isHouse, name, path, sha256 } of request) {
    const packed = path === null ? undefined : await readEntry(sources, path)
    const bytes = packed ?? (field === 'object' ? brought : undefined)
    const isRight = bytes && toHex(await primitives.digest('sha256', bytes)) === sha256
    if (isRight) files.push({ field, isHouse, file: { name, bytes } })
    else missing.push(name)
  }
  return { files, missing }
}
