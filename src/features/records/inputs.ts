import { z } from '@hono/zod-openapi'
import { parseCivilDate } from '#core/calendar/civil.ts'
import { RECORD_KIND_IDS, type RecordKindId } from './kinds.ts'

const date = z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date' })
export const KindId = z.enum(RECORD_KIND_IDS as [RecordKindId, ...RecordKindId[]])

export const WriteRecord = z
  .object({
    kind: KindId,
    onDate: date,
    title: z.string().trim().min(1).max(200),
    /** Checked against the fields of the kind. */
    data: z.record(z.string().max(40), z.union([z.string(), z.number()])),
  })
  .openapi('WriteRecord')
export type WriteRecord = z.output<typeof WriteRecord>

export const RecordsQuery = z.object({
  kind: KindId,
  q: z.string().trim().max(100).optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RecordsQuery = z.output<typeof RecordsQuery>
