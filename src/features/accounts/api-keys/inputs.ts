import { z } from '@hono/zod-openapi'

export const MakeKey = z
  .object({
    name: z.string().trim().min(1).max(100),
    /** `read:<area>` or `write:<area>`, of those the person may give away. */
    scopes: z.array(z.string().max(60)).min(1).max(100),
    /** At most a year from now. */
    expiresAt: z.iso.datetime(),
    /** Networks (`10.1.0.0/16`) or single addresses; empty: from anywhere. */
    addresses: z.array(z.string().trim().max(60)).max(50).default([]),
  })
  .openapi('MakeApiKey')
export type MakeKey = z.output<typeof MakeKey>
