// Everything that shows how a credential came about and what became of it, from the tables of those who did it. Papers go in by their
// digests: the files stay sealed.

import { and, arrayContains, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import { fromBase64 } from '#core/bytes/base64.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { lintCertificate } from '#core/lint/lint.ts'
import type { Tx } from '#db/database.ts'
import { auditCheckpoints, auditLog } from '#db/schema/audit.ts'
import { authorityCrls, authorityIssuances } from '#db/schema/authority.ts'
import { carrierHoldings, carriers, credentialEvents, credentials } from '#db/schema/credentials.ts'
import { userRequestEvents, userRequestMaterials, userRequests } from '#db/schema/requests.ts'
import { sealEvents, sealRequests, seals } from '#db/schema/seals.ts'
import { checkpointLine } from '#features/audit/index.ts'
import { statusOf } from '#features/authority/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { PATHS, sealPath } from './manifest.ts'

export type Credential = typeof credentials.$inferSelect

export interface Entry {
  path: string
  bytes: Uint8Array
}

export interface Collected {
  credential: Credential
  requestNumber: string | null
  auditSeqs: number[]
  seals: { number: string; sha256: string }[]
  entries: Entry[]
}

const text = (path: string, content: string): Entry => ({ path, bytes: new TextEncoder().encode(content) })
const json = (path: string, value: unknown) => text(path, `${canonicalJson(JSON.parse(JSON.stringify(value)))}\n`)

/** @throws AppError `not-found`, also for one of another district */
export async function collect(tx: Tx, ctx: Ctx, id: string): Promise<Collected> {
  const [credential] = await tx.select().from(credentials).where(eq(credentials.id, id))
  if (!credential) throw new AppError('not-found', 'holdings.unknown')
  const { requestId, issuanceId } = credential
  const [request] = await tx.select().from(userRequests).where(eq(userRequests.id, requestId))
  const [issuance] = await tx.select().from(authorityIssuances).where(eq(authorityIssuances.id, issuanceId))
  const sealed = await sealsOf(tx, credential)
  const rows = await auditOf(tx, [id, requestId, issuanceId, ...sealed.objects])
  const entries = [
    text(PATHS.readme, README),
    ...(request ? [json(PATHS.request, await requestOf(tx, request))] : []),
    json(PATHS.materials, await materialsOf(tx, requestId)),
    ...(issuance ? [{ path: PATHS.csr, bytes: issuance.request }] : []),
    ...certificatesOf(credential),
    json(PATHS.events, await storyOf(tx, credential)),
    json(PATHS.lint, lintOf(ctx, credential)),
    ...(await revocationOf(tx, credential, issuance?.authorityId)),
    ...sealed.entries,
    text(PATHS.audit, rows.map((row) => `${canonicalJson(row)}\n`).join('')),
    ...(await checkpointOf(tx)),
  ]
  const auditSeqs = rows.map(({ seq }) => seq)
  return { credential, requestNumber: request?.number ?? null, auditSeqs, seals: sealed.listed, entries }
}

async function requestOf(tx: Tx, request: typeof userRequests.$inferSelect) {
  const events = await tx
    .select()
    .from(userRequestEvents)
    .where(eq(userRequestEvents.requestId, request.id))
    .orderBy(asc(userRequestEvents.id))
  const { requesterPerson, requesterName, submittedAt, reviewerPerson, reviewerName, reviewedAt } = request
  const { approverPerson, approverName, approvedAt, bringerPerson } = request
  const persons = {
    requester: { person: requesterPerson, name: requesterName, at: submittedAt },
    reviewer: { person: reviewerPerson, name: reviewerName, at: reviewedAt },
    approver: { person: approverPerson, name: approverName, at: approvedAt },
    bringer: { person: bringerPerson },
  }
  const { id, number, kind, state, districtId, details, createdAt, carrierSerial } = request
  return { id, number, kind, state, districtId, details, createdAt, carrierSerial, persons, events }
}

function materialsOf(tx: Tx, requestId: string) {
  const { name, mediaType, sizeBytes, sha256, addedBy, addedAt, removedAt, requestId: of } = userRequestMaterials
  return tx
    .select({ name, mediaType, sizeBytes, sha256, addedBy, addedAt })
    .from(userRequestMaterials)
    .where(and(eq(of, requestId), isNull(removedAt)))
    .orderBy(asc(addedAt), asc(sha256))
}

function certificatesOf({ signCertificate, encryptionCertificate, chain }: Credential): Entry[] {
  const above = chain.flatMap((one, index) => {
    const bytes = fromBase64(one)
    return bytes ? [{ path: `certificates/chain-${index + 1}.cer`, bytes }] : []
  })
  return [
    { path: PATHS.sign, bytes: signCertificate },
    ...(encryptionCertificate ? [{ path: PATHS.encryption, bytes: encryptionCertificate }] : []),
    ...above,
  ]
}

async function storyOf(tx: Tx, { id, carrierId }: Credential) {
  const events = await tx
    .select()
    .from(credentialEvents)
    .where(eq(credentialEvents.credentialId, id))
    .orderBy(asc(credentialEvents.position))
  const [carrier] = await tx.select().from(carriers).where(eq(carriers.id, carrierId))
  const holdings = await tx
    .select()
    .from(carrierHoldings)
    .where(eq(carrierHoldings.carrierId, carrierId))
    .orderBy(asc(carrierHoldings.position))
  return { events, carrier: carrier && { serial: carrier.serial, model: carrier.model, kind: carrier.kind }, holdings }
}

/** The seals that list its signing certificate: themselves, and who asked for, reviewed, drew and made each, and what became of it. */
async function sealsOf(tx: Tx, { signSha256 }: Credential) {
  const rows = await tx
    .select({ seal: seals, request: sealRequests })
    .from(seals)
    .innerJoin(sealRequests, eq(sealRequests.id, seals.requestId))
    .where(arrayContains(seals.certificateSha256, [signSha256]))
    .orderBy(asc(seals.madeAt), asc(seals.id))
  const told = rows.map(({ seal, request }) => sealStory(tx, seal, request))
  const stories = await Promise.all(told)
  return {
    listed: rows.map(({ seal: { number, sha256 } }) => ({ number, sha256 })),
    objects: rows.flatMap(({ seal }) => [seal.id, seal.requestId]),
    entries: [
      ...(rows.length > 0 ? [json(PATHS.seals, stories)] : []),
      ...rows.map(({ seal }) => ({ path: sealPath(seal.number), bytes: seal.der })),
    ],
  }
}

async function sealStory(tx: Tx, seal: typeof seals.$inferSelect, request: typeof sealRequests.$inferSelect) {
  const events = await tx.select().from(sealEvents).where(eq(sealEvents.sealId, seal.id)).orderBy(asc(sealEvents.id))
  const { number, name, kind, holderName, unitName, state, sha256, validFrom, validUntil, madeAt } = seal
  const persons = {
    requester: { person: request.requesterPerson, name: request.requesterName },
    reviewer: { person: request.reviewerPerson, name: request.reviewerName },
    drafter: { person: request.drafterPerson, name: request.drafterName },
    maker: { person: request.makerPerson, name: request.makerName },
  }
  return { number, name, kind, holderName, unitName, state, sha256, validFrom, validUntil, madeAt, persons, events }
}

/** By the rules of today, at the day of issue. */
function lintOf({ now }: Ctx, { signCertificate, encryptionCertificate }: Credential) {
  const of = (der: Uint8Array) => {
    const report = lintCertificate(der, { audience: 'private', at: now, isSelfSigned: false })
    return report.ok ? report.value : { unreadable: report.error.code }
  }
  return { sign: of(signCertificate), ...(encryptionCertificate && { encryption: of(encryptionCertificate) }) }
}

/** What the authority says of both, and the newest complete list it published. */
async function revocationOf(tx: Tx, credential: Credential, authorityId: string | undefined): Promise<Entry[]> {
  const { signSha256, encryptionSha256 } = credential
  const standing = {
    sign: await statusOf(tx, { sha256: signSha256 }),
    ...(encryptionSha256 !== null && { encryption: await statusOf(tx, { sha256: encryptionSha256 }) }),
  }
  const [list] =
    authorityId === undefined
      ? []
      : await tx
          .select({ crl: authorityCrls.crl })
          .from(authorityCrls)
          .where(and(eq(authorityCrls.authorityId, authorityId), eq(authorityCrls.isDelta, false)))
          .orderBy(desc(authorityCrls.number))
          .limit(1)
  return [json(PATHS.standing, standing), ...(list ? [{ path: PATHS.list, bytes: list.crl }] : [])]
}

async function auditOf(tx: Tx, ids: readonly string[]) {
  return tx
    .select()
    .from(auditLog)
    .where(inArray(auditLog.objectId, [...ids]))
    .orderBy(asc(auditLog.seq))
}

/** The newest signature over the trail: with it, the rows above can be looked up in the trail or its export. */
async function checkpointOf(tx: Tx): Promise<Entry[]> {
  const [row] = await tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.seq)).limit(1)
  return row ? [text(PATHS.checkpoint, `${checkpointLine(row)}\n`)] : []
}

const README = `证书持有证据包
核验：zhengxun evidence verify 本文件 [--head 审计记录 holdings.evidence-taken 里的 head]
manifest.json 列出每个文件的 SHA-256；link 由前一个 link、路径、摘要依次算出，最后一个等于 head。
audit.jsonl 是审计链里与本证书有关的记录，可按 seq 与审计导出核对。申请材料只列摘要。

Evidence of a credential. Check it with: zhengxun evidence verify THIS [--head HEAD of the audit row holdings.evidence-taken].
manifest.json holds the SHA-256 of each file; a link is made of the link before, the path and the digest, the last is head.
audit.jsonl holds the rows of the audit trail about this credential, by seq. Papers are listed by their digests.
`
