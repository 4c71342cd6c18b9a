// What was copied and what it was answered, as people look at it: what presses first, then page by page.

import { asc, desc, inArray, lt } from 'drizzle-orm'
import { keyKindOf } from '#core/x509/key.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { ministryCopies } from '#db/schema/ministry.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { MinistryCopy } from './copy.ts'
import { copyOf } from './receipt.ts'
import { isPressing } from './watch.ts'

export async function listCopies(
  { db }: Ctx,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<{ items: MinistryCopy[]; nextCursor: string | null }> {
  const { sequence } = ministryCopies
  const rows = await db
    .select()
    .from(ministryCopies)
    .where(cursor === undefined ? undefined : lt(sequence, cursor))
    .orderBy(desc(sequence))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.sequence) : null }
}

const SHOWN_AT_ONCE = 50

/** Those whose answer is late or did not hold, the oldest first. */
export async function pressingCopies({ db, now }: Ctx): Promise<MinistryCopy[]> {
  const rows = await db
    .select()
    .from(ministryCopies)
    .where(inArray(ministryCopies.state, ['waiting', 'refused']))
    .orderBy(asc(ministryCopies.sequence))
    .limit(SHOWN_AT_ONCE)
  return rows.filter((copy) => isPressing(copy, now))
}

export interface SetCertificate {
  subject: string
  algorithm: string
  notAfter: number
}

/** The certificates of the setting. NOT checked here: their paths; the service looked at them when it started. */
export function setCertificates({ ports }: Pick<Ctx, 'ports'>): SetCertificate[] {
  const { settings } = ports.ministry
  const named = settings ? [settings.recipient, ...settings.receiptSigner.slice(0, 1)] : []
  return named.flatMap((bytes) => {
    const read = parseCertificate(bytes)
    if (!read.ok) return []
    const { subject, notAfter } = read.value
    return [{ subject: nameText(subject), algorithm: keyKindOf(read.value).algorithm, notAfter }]
  })
}

/** The encrypted file, while it lies in the folder. @throws AppError `not-found` */
export async function openCopy(ctx: Ctx, sequence: number): Promise<{ copy: MinistryCopy; bytes: Uint8Array }> {
  const copy = await copyOf(ctx, sequence)
  const bytes = await ctx.ports.ministry.copy(copy.fileName)
  if (!bytes) throw new AppError('not-found', 'ministry.copy-carried-on')
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'ministry-copy.downloaded',
      object: { type: 'ministry-copy', id: String(sequence) },
      detail: { fileName: copy.fileName, fileSha256: copy.fileSha256 },
    }),
  )
  return { copy, bytes }
}
