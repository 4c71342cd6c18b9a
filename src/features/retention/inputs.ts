import { z } from '@hono/zod-openapi'
import { Reason } from '#features/approvals/index.ts'

/** At most a hundred years; never below what the law asks for, which the verb says. */
const months = z.number().int().min(1).max(1_200)

export const AskRetention = z.object({ months, reason: Reason }).openapi('AskRetention')
export type AskRetention = z.output<typeof AskRetention>

/** As an approval keeps it: with what it was when it was asked. */
export const RetentionChange = z.strictObject({ months, before: z.number().int() })
export type RetentionChange = z.output<typeof RetentionChange>
