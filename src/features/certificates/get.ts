// One certificate with its issuers, the nodes that serve it, and everything there is to say about it.

import { arrayContains, desc, eq } from 'drizzle-orm'
import { writePem } from '#core/bytes/pem.ts'
import type { LintFinding } from '#core/lint/lint.ts'
import type { Finding, Instant } from '#core/verdict.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificates, servedChains } from '#db/schema/certificates.ts'
import { certificateLineages, lineageCertificates } from '#db/schema/lineages.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type CertificateRow, issuersOf } from './known.ts'
import { lintOf } from './linting.ts'
import { type CertificateLine, toLines } from './list.ts'
import { type Deployment, findingsOf, isSelfIssued } from './rules.ts'

export interface ServedBy extends Deployment {
  nodeId: string | null
  nodeName: string
  serverName: string
  firstSeen: Instant
  lastSeen: Instant
}

export interface CertificateDetail extends CertificateLine {
  pem: string
  /** Issuers in the inventory, nearest first, each signature checked. Revocation and policies are not. */
  chain: { id: string; subject: string; issuer: string; notAfter: Instant; sha256: string }[]
  servedBy: ServedBy[]
  findings: Finding[]
  /** What the lints say of it; nothing of a CA, which is not ours to order. */
  lint: LintFinding[]
}

/** @throws AppError `not-found`. */
export async function getCertificate(ctx: Ctx, id: string): Promise<CertificateDetail> {
  const [row] = await ctx.db.select().from(certificates).where(eq(certificates.id, id))
  const read = row && parseCertificate(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'certificates.not-found')
  const { der, subjectKey: _subject, issuerKey: _issuer, spkiSha256: _key, ...shown } = row
  const [line] = await toLines(ctx, [shown])
  if (!line) throw new AppError('not-found', 'certificates.not-found')
  const issuers = await issuersOf(ctx.db, ctx.ports.primitives, read.value)
  const servedBy = await sightingsOf(ctx, id)
  const { nodesServing, nodesTotal } = line
  const isIssuerKnown = issuers.length > 0 || isSelfIssued(read.value)
  return {
    ...line,
    pem: writePem('CERTIFICATE', der),
    chain: issuers.map(({ id: issuerId, sha256, certificate: { subject, issuer, notAfter } }) => ({
      id: issuerId,
      sha256,
      subject: nameText(subject),
      issuer: nameText(issuer),
      notAfter,
    })),
    servedBy,
    lint: row.isCa ? [] : await lintRow(ctx, row),
    findings: findingsOf({ certificate: read.value, now: ctx.now, servedBy, nodesServing, nodesTotal, isIssuerKnown }),
  }
}

/** As a district may see it: neither nodes nor addresses, in no finding either. */
export function withoutPlaces(detail: CertificateDetail): CertificateDetail {
  const findings = detail.findings.filter(({ params = {} }) => !('endpoint' in params))
  return { ...detail, servedBy: [], findings }
}

/** By the trust its lineage works under, where it stands in one. */
async function lintRow({ db, ports, now }: Ctx, { id, der }: CertificateRow): Promise<LintFinding[]> {
  const [lineage] = await db
    .select({ trust: certificateLineages.trust })
    .from(lineageCertificates)
    .innerJoin(certificateLineages, eq(certificateLineages.id, lineageCertificates.lineageId))
    .where(eq(lineageCertificates.certificateId, id))
  return lintOf(ports.primitives, { kind: 'certificate', bytes: der }, now, lineage?.trust)
}

async function sightingsOf({ db }: Ctx, id: string): Promise<ServedBy[]> {
  const rows = await db
    .select()
    .from(servedChains)
    .where(arrayContains(servedChains.chain, [id]))
    .orderBy(desc(servedChains.isCurrent), desc(servedChains.lastSeen))
    .limit(500)
  return rows.map(({ endpoint, serverName, nodeId, nodeName, isCurrent, isComplete, firstSeen, lastSeen }) => ({
    endpoint,
    serverName,
    nodeId,
    nodeName,
    isCurrent,
    chainComplete: isComplete,
    firstSeen,
    lastSeen,
  }))
}
