import { z } from '@hono/zod-openapi'

const one = { type: 'string' as const, format: 'binary' }
const many = { type: 'array' as const, items: one }

/** Only described here: the form is taken as it comes in (receive.ts), because the content may be larger than memory. */
export const VerifyForm = {
  type: 'object' as const,
  required: ['file'],
  properties: {
    file: one,
    content: { ...one, description: 'Detached content, or the data a timestamp is for; may be gigabytes' },
    query: { ...one, description: 'The timestamp query the object must answer' },
    anchors: { ...many, description: 'Certificates to trust for this verification only' },
    intermediates: many,
    crls: { ...many, description: 'Revocation lists to count as evidence' },
    ocsps: { ...many, description: 'OCSP responses to count as evidence' },
    policy: { type: 'string' as const, maxLength: 100, description: 'What to ask for, by name; default `default`' },
  },
}

export const VERDICTS = ['VALID', 'VALID_WITH_DEFECTS', 'INDETERMINATE', 'INVALID'] as const

export const VerificationsQuery = z.object({
  verdict: z.enum(VERDICTS).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type VerificationsQuery = z.output<typeof VerificationsQuery>
