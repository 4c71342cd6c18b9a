// Every file a signature names: there, unchanged, and digested by an algorithm that still counts (GB/T 33190-2016 §18.2.2, clause
// unverified; GM/T 0099-2020 as far as its implementations show).

import { judgeDigest } from '../../algorithm-policy.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { toHex } from '../../bytes/hex.ts'
import { defect, fatal } from '../../finding.ts'
import type { DigestAlgorithm } from '../../primitives.ts'
import { digestNamed } from '../../seals/rules.ts'
import { algorithmTimes, type TrustInputs } from '../../trust.ts'
import { type Evidence, type Finding, type Instant, type Step, step } from '../../verdict.ts'
import { type Package, printable, tell } from './package.ts'
import { type FileReference, SIGNATURE_CLAUSE, type SignatureFile } from './signature-files.ts'

export interface JudgedReferences {
  step: Step
  /** Paths whose octets are what was signed. */
  covered: ReadonlySet<string>
  /** Paths that are named, changed or not. */
  referenced: ReadonlySet<string>
  isBroken: boolean
}

export async function judgeReferences(
  signature: SignatureFile,
  files: Package,
  trust: TrustInputs,
  proven: Instant | undefined,
  closing: { list: string; isExtended: boolean },
): Promise<JudgedReferences> {
  const { references, checkMethod } = signature
  const algorithm = digestNamed(checkMethod)
  const findings: Finding[] = []
  if (references.length === 0) {
    findings.push(fatal('ofd.references-empty', SIGNATURE_CLAUSE, 'SIGNED_DATA_NOT_FOUND'))
  }
  if (!algorithm) {
    findings.push(
      fatal('ofd.check-method-unknown', SIGNATURE_CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE', {
        method: printable(checkMethod),
      }),
    )
  } else {
    findings.push(...judgeDigest(algorithm, algorithmTimes(trust, proven), 'references'))
    if (checkMethod.startsWith('1.2.156.10197.1.401.'))
      findings.push(defect('ofd.check-method-alias', SIGNATURE_CLAUSE, { method: checkMethod }))
  }
  const covered = new Set<string>()
  const problems = algorithm ? await compareAll(references, files, algorithm, covered, closing) : []
  const isBroken = problems.some(({ effect }) => effect === 'fatal')
  const evidence: Evidence = { algorithm: checkMethod, files: references.length, unchanged: covered.size }
  return {
    step: step('ofd.references', SIGNATURE_CLAUSE, [...findings, ...problems], evidence),
    covered,
    referenced: new Set(references.flatMap(({ path }) => path ?? [])),
    isBroken,
  }
}

async function compareAll(
  references: readonly FileReference[],
  files: Package,
  algorithm: DigestAlgorithm,
  covered: Set<string>,
  closing: { list: string; isExtended: boolean },
): Promise<Finding[]> {
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const reference of references) {
    const problem = await compare(reference, files, algorithm, closing)
    if (problem) tell(findings, problem)
    const { path, written } = reference
    if (path === undefined) continue
    if (seen.has(path)) tell(findings, defect('ofd.reference-doubled', SIGNATURE_CLAUSE, { name: printable(path) }))
    seen.add(path)
    if (!written.trim().startsWith('/')) {
      tell(findings, defect('ofd.reference-relative', SIGNATURE_CLAUSE, { name: printable(written) }))
    }
    if (problem) covered.delete(path)
    else covered.add(path)
  }
  return findings
}

async function compare(
  { written, path, digest }: FileReference,
  files: Package,
  algorithm: DigestAlgorithm,
  closing: { list: string; isExtended: boolean },
): Promise<Finding | undefined> {
  const refuse = (code: string, params: Record<string, string>) => fatal(code, SIGNATURE_CLAUSE, 'HASH_FAILURE', params)
  if (path === undefined) return refuse('ofd.reference-escapes', { name: printable(written) })
  if (!digest) return refuse('ofd.check-value-unreadable', { name: printable(path) })
  if (!files.has(path)) {
    const alike = files.alikeOf(path)
    if (alike === undefined) return refuse('ofd.reference-missing', { name: printable(path) })
    return refuse('ofd.reference-other-case', { name: printable(path), found: printable(alike) })
  }
  const computed = await files.digest(path, algorithm)
  if (!computed) return refuse('ofd.reference-unreadable', { name: printable(path) })
  if (equalBytes(computed, digest)) return undefined
  const isClosed = path === closing.list && closing.isExtended
  const code = isClosed ? 'ofd.signed-after-closing' : 'ofd.reference-changed'
  return refuse(code, { name: printable(path), expected: toHex(digest.subarray(0, 64)), computed: toHex(computed) })
}
