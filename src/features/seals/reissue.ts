// A seal lists certificates by their octets: when one is replaced or revoked, the seal must be made again for its successor
// (GM/T 0031-2014 §6.2.2 c). This queues the requests; people take them up.

import { randomUUID } from 'node:crypto'
import { and, eq, gt, inArray } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { toBase64 } from '#core/bytes/base64.ts'
import { credentials } from '#db/schema/credentials.ts'
import { sealRequests, seals } from '#db/schema/seals.ts'
import { makerRevocations } from '#features/signing/index.ts'
import type { Ctx } from '#src/context.ts'
import { tell } from './events.ts'
import { shownOf } from './request.ts'
import type { SealRow } from './rules.ts'

/** A certificate that is no longer the one its holder signs with. */
export interface ReplacedCertificate {
  sha256: string
  why: 'superseded' | 'revoked'
  /** DER of the one in its place, where there is one already. */
  successor?: Uint8Array
}

/** By the credentials of this house: superseded or revoked, and the one in use that took the place. */
const byCredentials: AskReplaced = async ({ db }, sha256) => {
  if (sha256.length === 0) return []
  const next = alias(credentials, 'next')
  const rows = await db
    .select({ sha256: credentials.signSha256, state: credentials.state, successor: next.signCertificate })
    .from(credentials)
    .leftJoin(next, and(eq(next.supersedesId, credentials.id), eq(next.state, 'active')))
    .where(and(inArray(credentials.signSha256, [...sha256]), inArray(credentials.state, ['superseded', 'revoked'])))
  return rows.map(({ sha256: one, state, successor }) => ({
    sha256: one,
    why: state === 'revoked' ? 'revoked' : 'superseded',
    ...(successor && { successor }),
  }))
}

/** Says which of these certificates were replaced or revoked. */
export type AskReplaced = (ctx: Ctx, sha256: readonly string[]) => Promise<ReplacedCertificate[]>

const BATCH = 500

/** How many requests were queued. Safe to run by any instance at any time: a seal has one open request. */
export async function queueReissues(ctx: Ctx, askReplaced: AskReplaced = byCredentials): Promise<{ queued: number }> {
  let queued = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await pageAfter(ctx, after)
    const last = page.at(-1)
    if (!last) return { queued }
    after = last.id
    const replaced = new Map(
      (await askReplaced(ctx, [...new Set(page.flatMap((one) => one.certificateSha256))])).map((one) => [
        one.sha256,
        one,
      ]),
    )
    const orphaned = await madeByRevoked(ctx, page)
    for (const seal of page) if (await queue(ctx, seal, replaced, orphaned.has(seal.id))) queued++
  }
}

/** Those whose maker's certificate was revoked: they are of no use until another key makes them. */
async function madeByRevoked({ db, ports }: Ctx, page: readonly SealRow[]): Promise<ReadonlySet<string>> {
  const makers = page.map(({ makerCertificate }) => makerCertificate)
  const revocations = await makerRevocations(db, ports.primitives, makers)
  return new Set(page.filter((_, index) => revocations[index] !== undefined).map(({ id }) => id))
}

function pageAfter({ db }: Ctx, id: string): Promise<SealRow[]> {
  return db
    .select()
    .from(seals)
    .where(and(gt(seals.id, id), inArray(seals.state, ['active', 'frozen'])))
    .orderBy(seals.id)
    .limit(BATCH)
}

async function queue(
  ctx: Ctx,
  seal: SealRow,
  replaced: ReadonlyMap<string, ReplacedCertificate>,
  isOrphaned: boolean,
): Promise<boolean> {
  const found = seal.certificateSha256.flatMap((one) => replaced.get(one) ?? [])
  if (found.length === 0 && !isOrphaned) return false
  const certificates = seal.certificates.flatMap((one, index) => {
    const change = replaced.get(seal.certificateSha256[index] ?? '')
    if (!change) return [one]
    return change.successor ? [toBase64(change.successor)] : []
  })
  const id = randomUUID()
  const row = {
    ...shownOf(seal),
    ...{ id, kind: 'reissue' as const, state: 'queued' as const, sealId: seal.id, certificates },
    design: seal.design,
    reason: found.map(({ why }) => REASON[why])[0] ?? REASON.orphaned,
    validYears: 3,
    requestedBy: NAME,
    requesterName: NAME,
    requestedAt: ctx.now,
    changedAt: ctx.now,
  }
  return ctx.db.transaction(async (tx) => {
    const added = await tx.insert(sealRequests).values(row).onConflictDoNothing().returning({ id: sealRequests.id })
    if (added.length === 0) return false
    await tell(tx, ctx, row, {
      step: 'queue',
      detail: {
        ...(isOrphaned && { maker: 'revoked' }),
        certificates: found.map(({ sha256, why }) => ({ sha256, why })),
      },
    })
    return true
  })
}

const NAME = 'seal-reissue'
const REASON = {
  superseded: '证书已更换，印章须重制',
  revoked: '证书已吊销，印章须重制',
  orphaned: '制章证书已吊销，印章须由别的制章密钥重制',
} as const
