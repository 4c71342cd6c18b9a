// Which findings made the verdict of a report, the gravest first.
// No clause: house rule. EN 319 102-1 §5.1.3 asks for the reasons with every indication; their order is ours.

import type { Effect, Verdict } from './verdict.ts'
import type { FindingJson, ReportJson } from './verification-report.ts'

const GRAVITY: Readonly<Record<Effect, number>> = { note: 0, defect: 1, unknown: 2, fatal: 3 }
const REACH: Readonly<Record<Verdict, number>> = { VALID: 0, VALID_WITH_DEFECTS: 1, INDETERMINATE: 2, INVALID: 3 }

/**
 * Each code once, as it was found first; none for a VALID report. A finding graver than the verdict decided nothing:
 * the judge set aside what it was found in, an untrusted timestamp for example.
 */
export function reasonsOf({
  verdict,
  steps,
  signers,
}: Pick<ReportJson, 'verdict' | 'steps' | 'signers'>): FindingJson[] {
  const findings = [...steps, ...signers.flatMap((signer) => signer.steps)].flatMap((step) => step.findings)
  const decisive = findings.filter(({ effect }) => effect !== 'note' && GRAVITY[effect] <= REACH[verdict])
  const once = new Map<string, FindingJson>()
  for (const finding of decisive.sort((one, other) => GRAVITY[other.effect] - GRAVITY[one.effect]))
    if (!once.has(finding.code)) once.set(finding.code, finding)
  return [...once.values()]
}
