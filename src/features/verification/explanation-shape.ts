// An explanation as the API writes it.

import { z } from '@hono/zod-openapi'
import type { Explained } from './explain.ts'
import { LineShape, lineOf, ReportShape, SIGNER_ROLES, STEP_STATUSES } from './shapes.ts'

const Text = z.object({ zh: z.string(), en: z.string() })
const Status = z.enum(STEP_STATUSES)

export const ExplanationShape = z
  .object({
    verification: LineShape,
    verdict: ReportShape.shape.verdict,
    checks: z.record(Status, z.number()).openapi({ description: 'How many checks came out how' }),
    checked: z.array(z.object({ title: Text, status: Status })),
    reasons: z.array(
      z.object({
        code: z.string(),
        cause: z.string().nullable(),
        title: Text,
        wrong: Text.openapi({ description: 'What is wrong, in one sentence' }),
        means: Text.openapi({ description: 'For relying on the document' }),
        next: Text,
        ask: Text,
        signer: z.object({ role: z.enum(SIGNER_ROLES), subject: z.string().optional() }).nullable(),
        step: z.object({
          id: z.string(),
          title: Text,
          clause: z.string(),
          evidence: z.record(z.string(), z.union([z.string(), z.number()])),
        }),
      }),
    ),
    nextInBatch: z.object({ id: z.string(), number: z.string() }).nullable(),
  })
  .openapi('VerificationExplanation')

export function explanationOf({ row, ...explained }: Explained): z.input<typeof ExplanationShape> {
  return { verification: lineOf(row), ...explained }
}
