import { z } from '@hono/zod-openapi'
import { desc, lt } from 'drizzle-orm'
import { MINISTRY_COPY_STATES, ministryCopies } from '#db/schema/ministry.ts'
import type { Ctx } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { copyAllToMinistry, type MinistryCopy } from './copy.ts'
import { takeReceipts } from './receipt.ts'

const time = z.iso.datetime()
const Copy = z
  .object({
    sequence: z.number(),
    fileName: z.string(),
    contentSha256: z.string(),
    fileSha256: z.string(),
    credentials: z.number(),
    madeAt: time,
    state: z.enum(MINISTRY_COPY_STATES),
    answeredAt: time.nullable(),
    /** A code of the catalogue. */
    problem: z.string().nullable(),
  })
  .openapi('MinistryCopy')

const CopiesQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const list = route(['ra-officer', 'operator', 'auditor'], {
  method: 'get',
  path: '/ministry-copies',
  tags: ['ministry'],
  summary: 'What was copied to the ministry, newest first, and what it answered',
  request: { query: CopiesQuery },
  responses: {
    200: {
      description: 'A page; `next` is the `before` of the following one',
      content: {
        'application/json': {
          schema: z.object({ place: z.string().nullable(), items: z.array(Copy), next: z.number().nullable() }),
        },
      },
    },
    ...problems,
  },
})

const make = route(
  { roles: ['ra-officer', 'operator'], stepUp: true },
  {
    method: 'post',
    path: '/ministry-copies',
    tags: ['ministry'],
    summary: 'Look for receipts and copy what is new now, instead of at night',
    responses: {
      200: {
        description: 'How many receipts came and how many copies were made',
        content: { 'application/json': { schema: z.object({ answered: z.number(), made: z.number() }) } },
      },
      ...problems,
    },
  },
)

async function page({ db }: Ctx, { before, limit }: z.output<typeof CopiesQuery>) {
  const { sequence } = ministryCopies
  const rows = await db
    .select()
    .from(ministryCopies)
    .where(before === undefined ? undefined : lt(sequence, before))
    .orderBy(desc(sequence))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items: items.map(shown), next: rows.length > limit ? (items.at(-1)?.sequence ?? null) : null }
}

function shown({ madeAt, answeredAt, fromPosition: _, toPosition: __, previousSha256: ___, ...row }: MinistryCopy) {
  const iso = (at: number) => new Date(at).toISOString()
  return { ...row, madeAt: iso(madeAt), answeredAt: answeredAt === null ? null : iso(answeredAt) }
}

export const ministryRoutes = newRouter()
  .openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const place = ctx.ports.ministry.settings?.place ?? null
    return c.json({ place, ...(await page(ctx, c.req.valid('query'))) }, 200)
  })
  .openapi(make, async (c) => {
    const ctx = c.get('ctx')
    const answered = await takeReceipts(ctx)
    return c.json({ answered, made: await copyAllToMinistry(ctx) }, 200)
  })
