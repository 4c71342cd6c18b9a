import { z } from '@hono/zod-openapi'

const day = z.iso.date()

/** A notice of the State Council, as its days. */
export const AnnounceYear = z.object({
  year: z.number().int().min(2019).max(2099),
  source: z.string().trim().min(1).max(300).openapi({ example: '国办发明电〔2026〕7号' }),
  daysOff: z.array(day).min(1).max(60),
  makeUpDays: z.array(day).max(30),
})
export type AnnounceYear = z.infer<typeof AnnounceYear>
