import { z } from '@hono/zod-openapi'

const file = z.instanceof(File).openapi({ type: 'string', format: 'binary' })
const files = z
  .union([file, z.array(file)])
  .transform((given) => [given].flat())
  .openapi({ type: 'array', items: { type: 'string', format: 'binary' } })

/** A field name with or without brackets: browsers and command lines differ. */
export const VerifyForm = z.object({
  file,
  content: file.optional().openapi({ description: 'Detached content, or the data a timestamp is for' }),
  query: file.optional().openapi({ description: 'The timestamp query the object must answer' }),
  anchors: files.optional().openapi({ description: 'Certificates to trust for this verification only' }),
  'anchors[]': files.optional(),
  intermediates: files.optional(),
  'intermediates[]': files.optional(),
  crls: files.optional().openapi({ description: 'Revocation lists to count as evidence' }),
  ocsps: files.optional().openapi({ description: 'OCSP responses to count as evidence' }),
  policy: z.string().max(100).optional().openapi({ description: 'What to ask for, by name; default `default`' }),
})
export type VerifyForm = z.output<typeof VerifyForm>

export const VERDICTS = ['VALID', 'VALID_WITH_DEFECTS', 'INDETERMINATE', 'INVALID'] as const

export const VerificationsQuery = z.object({
  verdict: z.enum(VERDICTS).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type VerificationsQuery = z.output<typeof VerificationsQuery>
