// A report told to people who are no engineers: what was checked, what is wrong, what that means, what to do, whom to ask.
// No clause: house rule. Nothing is judged here; the clause of each step stays with it for those who want it.

import { type Cause, causeOf, causeTexts } from './messages/causes.ts'
import { reasonsOf } from './reasons.ts'
import type { BilingualText, ReportJson, SignerJson, StepJson } from './verification-report.ts'

export interface Explanation {
  verdict: ReportJson['verdict']
  /** How many checks came out how; skipped ones were not made. */
  checks: Record<StepJson['status'], number>
  /** The titles of what was checked, each once, in order, with its worst outcome. */
  checked: { title: BilingualText; status: StepJson['status'] }[]
  /** The decisive one first; none where the report is VALID. */
  reasons: ExplainedReason[]
}

export interface ExplainedReason {
  code: string
  cause: Cause | null
  title: BilingualText
  /** What is wrong, in one sentence. */
  wrong: BilingualText
  /** For relying on the document. */
  means: BilingualText
  next: BilingualText
  ask: BilingualText
  /** In whose signature it was found; `null`: in the whole object. */
  signer: Pick<SignerJson, 'role' | 'subject'> | null
  /** The technical step it was found in, and its clause. */
  step: { id: string; title: BilingualText; clause: string; evidence: NonNullable<StepJson['evidence']> }
}

interface Place {
  step: StepJson
  signer: ExplainedReason['signer']
}

export function explainReport(report: ReportJson): Explanation {
  const places = placesOf(report)
  const reasons = reasonsOf(report).flatMap((finding) => {
    const place = places.find(({ step }) => step.findings.includes(finding))
    return place ? [explainReason(finding, place)] : []
  })
  return { verdict: report.verdict, ...checksOf(places), reasons }
}

function placesOf({ steps, signers }: ReportJson): Place[] {
  const whole = steps.map((step): Place => ({ step, signer: null }))
  const own = signers.flatMap(({ role, subject, steps: theirs }) =>
    theirs.map((step): Place => ({ step, signer: { role, ...(subject !== undefined && { subject }) } })),
  )
  return [...whole, ...own]
}

function explainReason({ code, text, clause }: StepJson['findings'][number], { step, signer }: Place): ExplainedReason {
  return {
    code,
    cause: causeOf(code) ?? null,
    wrong: text,
    ...causeTexts(code),
    signer,
    step: { id: step.id, title: step.title, clause, evidence: step.evidence ?? {} },
  }
}

const WORST: readonly StepJson['status'][] = ['skipped', 'passed', 'defective', 'indeterminate', 'failed']

function checksOf(places: readonly Place[]): Pick<Explanation, 'checks' | 'checked'> {
  const checks = { passed: 0, failed: 0, indeterminate: 0, defective: 0, skipped: 0 }
  const titles = new Map<string, Explanation['checked'][number]>()
  for (const { step } of places) {
    checks[step.status] += 1
    const known = titles.get(step.id)
    if (!known) titles.set(step.id, { title: step.title, status: step.status })
    else if (WORST.indexOf(step.status) > WORST.indexOf(known.status)) known.status = step.status
  }
  return { checks, checked: [...titles.values()] }
}
