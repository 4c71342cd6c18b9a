// What a CA handed out is kept as it came and judged like any reply, renewal or not; only what fits enters the inventory.

import { eq } from 'drizzle-orm'
import { judgeReply, type ReplyReport } from '#core/issuance/reply.ts'
import { validityLimitAt } from '#core/renewal/validity-limits.ts'
import type { Finding } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { issuerOrders, issuerReplies } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { compromiseOf, issuersOf, joinIssued, keepCertificates, replacedBy } from '#features/certificates/index.ts'
import type { Ctx } from '#src/context.ts'
import type { ConnectionRow } from './connect.ts'
import type { OrderRow } from './order.ts'

export interface Outcome {
  state: 'issued' | 'refused'
  report?: ReplyReport
  findings: Finding[]
}

/** Nothing is written here. @param chain DER, in any order */
export async function judgeChain(
  ctx: Ctx,
  { order, connection }: { order: OrderRow; connection: ConnectionRow },
  chain: readonly Uint8Array[],
): Promise<Outcome> {
  const received: Certificate[] = []
  for (const der of chain) {
    const read = parseCertificate(der)
    if (read.ok) received.push(read.value)
  }
  const { request, spkiSha256 } = await requestOf(ctx, order)
  const renewed = await replacedBy(ctx.db, order.requestId)
  const report = await judgeReply(
    {
      request,
      received,
      known: await knownIssuers(ctx, received),
      at: ctx.now,
      previous: await previousOf(ctx, order),
      ...(connection.trust === 'public' && { maxValidityDays: validityLimitAt(ctx.now).maxValidityDays }),
      ...(renewed?.trust === 'public' && { isPublic: true, purpose: 'serverAuth' as const }),
      allowsUnknownRoot: true,
    },
    ctx.ports.primitives,
  )
  const compromise = await compromiseOf(ctx.db, spkiSha256)
  const isTaken = report.isAccepted && compromise.length === 0
  return { state: isTaken ? 'issued' : 'refused', report, findings: [...report.findings, ...compromise] }
}

async function requestOf({ db }: Ctx, { requestId }: OrderRow) {
  const [row] = await db
    .select({ der: certificateRequests.der, spkiSha256: certificateRequests.spkiSha256 })
    .from(certificateRequests)
    .where(eq(certificateRequests.id, requestId))
  const read = row && readRequestFile(row.der)
  if (!read?.ok) throw new Error(`the request of an order is gone or unreadable: ${requestId}`)
  return { request: read.value.request, spkiSha256: row?.spkiSha256 ?? '' }
}

async function previousOf({ db }: Ctx, { replacesId }: OrderRow): Promise<Certificate | undefined> {
  if (replacesId === null) return undefined
  const [row] = await db.select({ der: certificates.der }).from(certificates).where(eq(certificates.id, replacesId))
  const read = row && parseCertificate(row.der)
  return read?.ok ? read.value : undefined
}

/** Issuers the house has, for what the CA left out. */
async function knownIssuers({ db, ports }: Ctx, received: readonly Certificate[]): Promise<Certificate[]> {
  const chains = await Promise.all(received.map((one) => issuersOf(db, ports.primitives, one)))
  return chains.flat().map(({ certificate }) => certificate)
}

/** In the transaction that ends the order. The chains stay as they came, also when they were refused. */
export async function saveOutcome(
  tx: Tx,
  ctx: Ctx,
  order: OrderRow,
  chains: readonly (readonly Uint8Array[])[],
  { state, report, findings }: Outcome,
): Promise<void> {
  const rows = chains.flatMap((chain, index) =>
    chain.map((der, position) => ({ orderId: order.id, chain: index, position, der, receivedAt: ctx.now })),
  )
  if (rows.length > 0) await tx.insert(issuerReplies).values(rows).onConflictDoNothing()
  const certificateId = state === 'issued' && report ? await keep(tx, ctx, report) : null
  const joined = certificateId === null ? {} : await joinIssued(tx, ctx, order.requestId, certificateId)
  const said = [...findings, ...(joined.problem ? [joined.problem] : [])]
  await tx
    .update(issuerOrders)
    .set({
      state,
      certificateId,
      code: state === 'issued' ? 'issuer.order-issued' : 'issuer.reply-refused',
      params: { findings: said.filter(({ effect }) => effect !== 'note').length },
      findings: said.map(({ code, effect, params }) => ({ code, effect, params: { ...params } })),
      leaseUntil: null,
      updatedAt: ctx.now,
    })
    .where(eq(issuerOrders.id, order.id))
  await recordAudit(tx, ctx, {
    action: state === 'issued' ? 'issuer-order.issued' : 'issuer-order.refused',
    object: { type: 'issuer-order', id: order.id },
    detail: {
      certificateId,
      ...(joined.lineageId && { lineageId: joined.lineageId }),
      findings: said.map(({ code, effect }) => ({ code, effect })),
    },
  })
}

/** Id of the leaf. */
async function keep(tx: Tx, ctx: Ctx, report: ReplyReport): Promise<string | null> {
  const { leaf, encryption, intermediates, root } = report
  if (!leaf) return null
  const all = [leaf, ...(encryption ? [encryption] : []), ...intermediates, ...(root ? [root] : [])]
  const [kept] = await keepCertificates(tx, { source: 'upload', now: ctx.now, primitives: ctx.ports.primitives }, all)
  return kept?.id ?? null
}
