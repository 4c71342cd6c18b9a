import { z } from '@hono/zod-openapi'
import { BATCH_ITEM_STATES } from '#db/schema/verification.ts'
import { FindingCode, Kind, VERDICTS } from '../inputs.ts'

const one = { type: 'string' as const, format: 'binary' }
const many = { type: 'array' as const, items: one }

/** Only described here: the form is taken as it comes in, because a batch may be larger than memory. */
export const BatchForm = {
  type: 'object' as const,
  required: ['files'],
  properties: {
    files: { ...many, description: 'Up to 2,000 files, or one ZIP archive of them; 500 MB in all, 50 MB each' },
    manifest: {
      ...one,
      description:
        'JSON Lines or CSV: file, content, query, format, at. Without it `x.p7s`, `x.p7m`, `x.sig`, `x.tsr` go with `x`',
    },
    anchors: { ...many, description: 'Certificates to trust for this batch only' },
    intermediates: many,
    crls: { ...many, description: 'Revocation lists to count as evidence' },
    ocsps: { ...many, description: 'OCSP responses to count as evidence' },
    policy: { type: 'string' as const, maxLength: 100, description: 'What to ask for, by name; default `default`' },
    name: { type: 'string' as const, maxLength: 255, description: 'Default: the name of the first file' },
    watched: { type: 'string' as const, enum: ['true', 'false'], description: 'Whether what is VALID is watched' },
  },
}

export const BatchesQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type BatchesQuery = z.output<typeof BatchesQuery>

export const ItemsQuery = z.object({
  verdict: z.enum(VERDICTS).optional(),
  kind: Kind.optional(),
  code: FindingCode.optional(),
  relied: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'false: only what nobody may rely on, INDETERMINATE or INVALID' }),
  state: z.enum(BATCH_ITEM_STATES).optional(),
  cursor: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type ItemsQuery = z.output<typeof ItemsQuery>

export const FindingsQuery = z.object({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
export type FindingsQuery = z.output<typeof FindingsQuery>
