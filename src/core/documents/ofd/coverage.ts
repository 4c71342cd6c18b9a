// What one signature does not cover: every file of the package that is neither signed nor one of the files signing itself makes
// (GM/T 0099-2020 "夹带", as far as its implementations show; clause unverified). What is shown but not signed is never valid.

import { equalBytes } from '../../bytes/bytes.ts'
import { defect, fatal, note } from '../../finding.ts'
import { type Evidence, type Finding, type Step, step } from '../../verdict.ts'
import { folderOf } from './locations.ts'
import { type Package, printable } from './package.ts'
import type { ListedSignature, SignatureFile } from './signature-files.ts'
import type { FileRole } from './structure.ts'

const CLAUSE = 'GM/T 0099-2020 (clause unverified)'

/** The files a signature consists of. */
export interface SignatureParts {
  listed: ListedSignature
  file?: SignatureFile
}

export interface CoverageQuestion {
  own: SignatureParts
  /** All of the package, in the order in which they are listed. */
  all: readonly SignatureParts[]
  /** The lists of signatures: they may grow. */
  lists: readonly string[]
  covered: ReadonlySet<string>
  /** Named by the signature, changed or not: what was changed is told with its digest. */
  referenced: ReadonlySet<string>
  shown: ReadonlyMap<string, FileRole>
  /** OFDEntries.xml and what signs it: made after all signatures. */
  integrityFiles: readonly string[]
  /** DER of the seal inside the signature, which Seal.esl must repeat. */
  sealInside?: Uint8Array
}

const MAX_TOLD = 50
const MAX_LISTED = 2000

export function judgeCoverage(question: CoverageQuestion, files: Package): Step {
  const { covered, referenced, shown, own, all } = question
  const allowed = new Set([...question.lists, ...question.integrityFiles, ...all.flatMap((one) => partsOf(one))])
  const uncovered = files.paths.filter((path) => !covered.has(path))
  const problems = uncovered.filter((path) => !referenced.has(path) && isProblem(path, question, allowed, files))
  const findings = problems.slice(0, MAX_TOLD).map((path) => judgeUncovered(path, shown, all))
  if (problems.length > MAX_TOLD) {
    findings.push(fatal('ofd.more-not-covered', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { found: problems.length }))
  }
  const evidence: Evidence = {
    files: files.paths.length,
    covered: covered.size,
    notCovered: uncovered.map(printable).join(', ').slice(0, MAX_LISTED),
  }
  return step('ofd.coverage', CLAUSE, [...findings, ...judgeOrder(own, all, covered), ...listed(uncovered)], evidence)
}

/** Said even where it is as it should be: what is not signed is always named. */
function listed(uncovered: readonly string[]): Finding[] {
  if (uncovered.length === 0) return []
  const names = uncovered.map(printable).join(', ').slice(0, MAX_LISTED)
  return [note('ofd.not-covered', CLAUSE, { found: uncovered.length, names })]
}

/** Of the signatures themselves: Signature.xml, SignedValue.dat and Seal.esl, each beside its Signature.xml. */
function partsOf({ listed, file }: SignatureParts): string[] {
  if (listed.path === undefined) return []
  const folder = folderOf(listed.path)
  const beside = [file?.value, file?.seal].flatMap((path) => (path?.startsWith(folder) ? [path] : []))
  return [listed.path, ...beside]
}

function isProblem(
  path: string,
  { own, sealInside, shown }: CoverageQuestion,
  allowed: ReadonlySet<string>,
  files: Package,
): boolean {
  // A file that is shown is no mere part of a signature, wherever it lies.
  if (!allowed.has(path) || shown.has(path)) return true
  if (path !== own.file?.seal) return false
  // Not digested, its own seal is bound only by being the one inside the signature.
  const content = files.read(path)
  return !(sealInside && content.ok && equalBytes(content.value, sealInside))
}

const CODES: Readonly<Record<FileRole, string>> = {
  entry: 'ofd.entry-file-not-covered',
  document: 'ofd.document-not-covered',
  page: 'ofd.page-not-covered',
  template: 'ofd.template-not-covered',
  resource: 'ofd.resource-not-covered',
  media: 'ofd.resource-not-covered',
  annotation: 'ofd.annotation-not-covered',
  attachment: 'ofd.attachment-not-covered',
  tag: 'ofd.tag-not-covered',
  version: 'ofd.version-not-covered',
  extension: 'ofd.extension-not-covered',
}

function judgeUncovered(path: string, shown: ReadonlyMap<string, FileRole>, all: readonly SignatureParts[]): Finding {
  const role = shown.get(path)
  const params = { name: printable(path) }
  if (role) return fatal(CODES[role], CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)
  const isSignature = looksLikeSignature(path) && !all.some((one) => partsOf(one).includes(path))
  const code = isSignature ? 'ofd.signature-not-listed' : 'ofd.file-smuggled'
  return fatal(code, CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)
}

/** By its name: that of a signature's file. */
export function looksLikeSignature(path: string): boolean {
  return /(^|\/)(signatures?\.xml|signedvalue\.dat|[^/]*\.esl)$/i.test(path)
}

/** A later signature that leaves an earlier one out lets it be taken away unnoticed. */
function judgeOrder(own: SignatureParts, all: readonly SignatureParts[], covered: ReadonlySet<string>): Finding[] {
  const place = all.indexOf(own)
  return all.slice(0, Math.max(0, place)).flatMap((earlier) => {
    const { path, id } = earlier.listed
    if (path === undefined || covered.has(path)) return []
    const isAfter = earlier.file !== undefined && ownPathsSigned(earlier.file, own)
    const code = isAfter ? 'ofd.listed-out-of-order' : 'ofd.earlier-signature-not-covered'
    return [defect(code, CLAUSE, { id: printable(id) })]
  })
}

function ownPathsSigned(earlier: SignatureFile, { listed }: SignatureParts): boolean {
  return earlier.references.some(({ path }) => path !== undefined && path === listed.path)
}
