// The foreign corpora beside the repository: their case lines, judged in this process by the code of `verify --cases`.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { runVerification } from '#adapters/parsing/engine.ts'
import { withContent } from '#adapters/parsing/pieces.node.ts'
import type { Case } from '#cli/cases/case.ts'
import { runCases } from '#cli/cases/run.ts'
import type { Verdict } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerifierRequest } from '#src/ports.ts'

export const CORPORA = fileURLToPath(new URL('../../../../shared/corpora/', import.meta.url))
export const CASES_FILE = `${CORPORA}cases.jsonl`
export const HAS_CORPORA = existsSync(CASES_FILE)
export const WITHOUT_CORPORA = 'SKIPPED where the corpora are absent'

/** A case line with what scoring needs. */
export interface ScoredCase extends Case {
  set: string
  expected: string
  technical?: string
  tags?: string[]
  reason?: string
}

export interface CaseResult {
  id: string
  verdict: Verdict
  technical: string
  codes: string[]
  ms: number
}

export function corpusCases(): ScoredCase[] {
  const lines = readFileSync(CASES_FILE, 'utf8').split('\n')
  return lines.flatMap((line) => (line.trim().startsWith('{') ? [JSON.parse(line) as ScoredCase] : []))
}

/** One verification as the pool's threads do it, without a thread: the second opinion is off. */
export function judgeHere(request: VerifierRequest) {
  return runVerification(withContent(request), nodePrimitives, async () => undefined)
}

/** @param look sees every report on its way */
export async function corpusResults(look: (report: ReportJson) => void): Promise<Map<string, CaseResult>> {
  const results = new Map<string, CaseResult>()
  const out = (line: string) => {
    const result = JSON.parse(line) as CaseResult
    results.set(result.id, result)
  }
  const verify = async (request: VerifierRequest) => {
    const report = await judgeHere(request)
    look(report)
    return report
  }
  const pool = { verify, close: async () => {} }
  await runCases({ cases: CASES_FILE }, pool, { out, err: (text) => process.stderr.write(text) })
  return results
}

export const isAccepted = (verdict: string) => verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS'

const UNSCORED = new Set(['see-reason', 'unstated', 'per-vector'])
const SLOWEST_MS = 10_000

export type Score = 'right' | 'false-accept' | 'false-reject' | 'technical' | 'failed' | 'unscored'

/** The rules of the corpora's own scorer. */
export function scoreOf(one: ScoredCase, result: CaseResult | undefined): Score {
  if (UNSCORED.has(one.expected)) return 'unscored'
  if (!result || result.ms > SLOWEST_MS) return 'failed'
  const accepted = isAccepted(result.verdict)
  switch (one.expected) {
    case 'valid':
      return accepted ? 'right' : 'false-reject'
    case 'valid-with-defects':
      return result.verdict === 'VALID_WITH_DEFECTS' ? 'right' : accepted ? 'false-accept' : 'false-reject'
    case 'not-plain-valid':
      return result.verdict === 'VALID' ? 'false-accept' : 'right'
    case 'invalid':
      return accepted ? 'false-accept' : 'right'
    case 'indeterminate':
      if (accepted) return 'false-accept'
      return one.technical === 'intact' && result.technical !== 'intact' ? 'technical' : 'right'
    default:
      return 'failed'
  }
}
