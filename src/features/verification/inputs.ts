import { z } from '@hono/zod-openapi'
import type { ReportKind } from '#core/verification-report.ts'

/** Longer than any document takes. */
const MAX_PASSWORD = 1000

const one = { type: 'string' as const, format: 'binary' }
const many = { type: 'array' as const, items: one }

const password = {
  type: 'string' as const,
  maxLength: MAX_PASSWORD,
  description: 'Opens an encrypted document; used once and kept nowhere',
}

/** Only described here: the form is taken as it comes in (receive.ts), because the content may be larger than memory. */
export const VerifyForm = {
  type: 'object' as const,
  required: ['file'],
  properties: {
    file: one,
    content: { ...one, description: 'Detached content, or the data a timestamp is for; may be gigabytes' },
    detached: {
      ...many,
      description: 'Files that the signature names (XML references, JWS sigD), matched by file name',
    },
    query: { ...one, description: 'The timestamp query the object must answer' },
    anchors: { ...many, description: 'Certificates to trust for this verification only' },
    intermediates: many,
    crls: { ...many, description: 'Revocation lists to count as evidence' },
    ocsps: { ...many, description: 'OCSP responses to count as evidence' },
    policy: { type: 'string' as const, maxLength: 100, description: 'What to ask for, by name; default `default`' },
    password,
  },
}

export const VERDICTS = ['VALID', 'VALID_WITH_DEFECTS', 'INDETERMINATE', 'INVALID'] as const

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' })

/** What a verification was of. */
export const Kind = z
  .string()
  .max(40)
  .transform((kind) => kind as ReportKind)
export const FindingCode = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{0,99}$/)
  .openapi({ description: 'A finding that made the verdict' })

export const VerificationsQuery = z.object({
  verdict: z.enum(VERDICTS).optional(),
  kind: Kind.optional(),
  code: FindingCode.optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: 'Part of the file name, the number, or how the SHA-256 of the object begins' }),
  batch: z.uuid().optional(),
  rerunOf: z.uuid().optional(),
  from: moment.optional(),
  to: moment.optional().openapi({ description: 'Up to, and not including' }),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type VerificationsQuery = z.output<typeof VerificationsQuery>

export const RerunOrder = z.object({
  at: z.enum(['original', 'now']),
  password: z.string().max(MAX_PASSWORD).optional(),
})

const rerunAt = { type: 'string' as const, enum: ['original', 'now'] }
/** Only described here: the body is JSON, or a form that brings the content again. */
export const RerunJson = { type: 'object' as const, required: ['at'], properties: { at: rerunAt, password } }

/** With the content again, where it was too large to keep. */
export const RerunForm = {
  type: 'object' as const,
  required: ['at'],
  properties: { at: rerunAt, content: one, password },
}

export const WatchOrder = z.object({ watched: z.boolean() })

export const DifferencesQuery = z.object({ with: z.uuid() })
