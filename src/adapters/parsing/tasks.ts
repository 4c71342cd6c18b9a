// What a thread that reads untrusted bytes is asked, and what it answers.

import type { DrawnPage } from '#core/documents/ofd/drawing/page.ts'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import type { UsedMaterial } from '#core/trust.ts'
import type { Result } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { VerifierRequest } from '#src/ports.ts'

export type Task =
  | { verify: VerifierRequest }
  | { gather: VerifierRequest }
  | { draw: { bytes: Uint8Array; page: number } }

export type Answer = { report: ReportJson } | { gathered: UsedMaterial[] } | { page: Result<DrawnPage, DrawingProblem> }
