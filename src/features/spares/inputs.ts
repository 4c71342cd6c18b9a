import { z } from '@hono/zod-openapi'
import { MOVE_IDS } from './rules.ts'

const line = z.string().trim().min(1).max(120)
const optional = line.nullable().default(null)

export const AddPart = z
  .object({ name: line, model: line, place: line, minStock: z.number().int().min(0).max(100_000).default(0) })
  .openapi('AddPart')
export type AddPart = z.output<typeof AddPart>

export const MovePart = z
  .object({
    kind: z.enum(MOVE_IDS),
    count: z.number().int().min(1).max(100_000),
    serial: optional,
    device: optional,
    ticketId: z.number().int().positive().nullable().default(null),
    note: optional,
  })
  .refine(({ kind, device }) => kind !== 'replaced' || device !== null, {
    message: 'device is missing',
    path: ['device'],
  })
  .openapi('MovePart')
export type MovePart = z.output<typeof MovePart>
