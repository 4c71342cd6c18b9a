// Hands an export to an auditor, and says in the trail that it did.

import type { z } from '@hono/zod-openapi'
import type { Ctx } from '#src/context.ts'
import { signHead } from './checkpoint.ts'
import { exportTrail } from './export.ts'
import type { AuditExport } from './inputs.ts'
import { recordAudit } from './record.ts'
import { auditTable } from './table.ts'

export interface HandedOut {
  kind: 'trail' | 'table'
  name: string
  rows: number
  body: ReadableStream<Uint8Array> | ArrayBuffer
}

/** The end of the trail is signed first, so that an export ends at a checkpoint. @throws AppError as `signHead` and `auditTable` */
export async function exportAudit(ctx: Ctx, order: z.output<typeof AuditExport>): Promise<HandedOut> {
  const day = new Date(ctx.now).toISOString().slice(0, 10)
  if (order.kind === 'table') {
    const { kind, ...search } = order
    const { bytes, rows } = await auditTable(ctx, search)
    await say(ctx, { kind, rows, search })
    return { kind, rows, name: `audit-${day}.xlsx`, body: new Uint8Array(bytes).buffer }
  }
  await signHead(ctx)
  const { kind, ...range } = order
  const { from, to } = range
  const trail = await exportTrail(ctx.db, ctx.now, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  })
  const { rows, first, last } = trail
  await say(ctx, { kind, rows, first, last })
  return { kind, rows, name: `audit-${first}-${last}.jsonl`, body: streamOf(trail.lines) }
}

async function say(ctx: Ctx, detail: Record<string, unknown>): Promise<void> {
  const entry = { action: 'audit.exported', object: { type: 'audit', id: 'trail' }, detail }
  await ctx.db.transaction((tx) => recordAudit(tx, ctx, entry))
}

/** Read as fast as it is taken, and no further once nobody takes it. */
function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
