import { z } from '@hono/zod-openapi'
import type { Reason } from '#core/checks/check.ts'
import { reasonText } from '#core/messages/reason-text.ts'

export const Text = z.object({ zh: z.string(), en: z.string() })

export const ToldReason = z
  .object({
    code: z.string(),
    verdict: z.enum(['pass', 'warn', 'fail', 'unknown', 'skipped']),
    citation: z.string(),
    problem: Text.openapi({ description: '问题' }),
    text: Text.openapi({ description: '现象' }),
    advice: Text.openapi({ description: '解决方法' }),
  })
  .openapi('ProbeReason')

/** A reason with its texts, as every answer of this slice tells it. */
export function tell(reason: Reason): z.input<typeof ToldReason> {
  const { problem, symptom, remedy } = reasonText(reason)
  const { code, verdict, citation } = reason
  return { code, verdict, citation, problem, text: symptom, advice: remedy }
}
