import { z } from '@hono/zod-openapi'

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** In the body and never in an address: it may be the number of somebody's document. */
export const HoldingsQuery = z
  .strictObject({
    /** A name, staff number, serial number, carrier number, request number, or the whole number of a document. */
    query: z.string().trim().min(2).max(100),
    /** The civil day in Shanghai. */
    on: date,
    /** Also what had ended before that day. */
    withEnded: z.boolean().default(false),
  })
  .openapi('HoldingsQuery')
export type HoldingsQuery = z.output<typeof HoldingsQuery>
