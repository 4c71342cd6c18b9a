// The checklist of a report: a row a step with its mark, below it what was found and what was compared.

import type { StepStatus, Verdict } from '#core/verdict.ts'
import type { StepJson } from '#core/verification-report.ts'
import { INK, keep, type Paper, paragraph } from './paper.ts'
import { evidenceText, type Wording } from './wording.ts'

/** Dark enough to be read when printed without colour. */
export const VERDICT_COLOURS: Readonly<Record<Verdict, string>> = {
  VALID: '#1b7f4b',
  VALID_WITH_DEFECTS: '#8a6100',
  INDETERMINATE: '#4a5568',
  INVALID: '#b3261e',
}

const COLOURS: Readonly<Record<StepStatus, string>> = {
  passed: VERDICT_COLOURS.VALID,
  failed: VERDICT_COLOURS.INVALID,
  indeterminate: VERDICT_COLOURS.INDETERMINATE,
  defective: VERDICT_COLOURS.VALID_WITH_DEFECTS,
  skipped: INK.soft,
}

// What the font has: it lacks the heavy cross.
const MARKS: Readonly<Record<StepStatus, string>> = {
  passed: '✓',
  failed: '×',
  indeterminate: '?',
  defective: '!',
  skipped: '–',
}

export function writeSteps(paper: Paper, steps: readonly StepJson[], wording: Wording): void {
  for (const step of steps) writeStep(paper, step, wording)
}

function writeStep(paper: Paper, { title, status, clause, findings, evidence }: StepJson, wording: Wording): void {
  keep(paper, 30)
  const { y } = paper
  paragraph(paper, MARKS[status], { size: 11, colour: COLOURS[status], after: 0 })
  paper.y = y + 1
  paragraph(paper, `${wording.pick(title)} — ${wording.say(`status.${status}`)}`, { size: 9.5, indent: 16, after: 0 })
  for (const { text } of findings)
    paragraph(paper, wording.pick(text), { colour: COLOURS[status], indent: 16, after: 0 })
  paragraph(paper, clause, { size: 7.5, colour: INK.soft, indent: 16, after: 0 })
  if (evidence) paragraph(paper, evidenceText(evidence), { size: 7, colour: INK.soft, indent: 16, after: 0 })
  paper.y += 5
}
