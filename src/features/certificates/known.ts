// The inventory as a table: certificates put in once each, and found again by name.

import { randomUUID } from 'node:crypto'
import { inArray } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { signatureSchemeOf } from '#core/x509/algorithms.ts'
import type { Certificate, Name } from '#core/x509/certificate.ts'
import { nameKey } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { isAnyOf } from '#db/any-of.ts'
import type { Db, Tx } from '#db/database.ts'
import { insertNewRows } from '#db/insert-rows.ts'
import { certificates } from '#db/schema/certificates.ts'
import { describe } from './rules.ts'

export type CertificateRow = typeof certificates.$inferSelect

export interface KnownCertificate {
  id: string
  sha256: string
  certificate: Certificate
}

interface Origin {
  source: CertificateRow['source']
  now: Instant
  primitives: Primitives
}

interface KeptRow {
  id: string
  sha256: string
  subject: string
  /** The inventory did not know it before. */
  isNew: boolean
}

export interface KeptCertificate extends KeptRow {
  /** The first of those given that are this one. */
  certificate: Certificate
}

/** As many as the database takes in while the next are described. */
const BATCH_ROWS = 2_000

/** Puts certificates into the inventory, those it knows already excepted. Each comes back once, in the order given. */
export async function keepCertificates(
  tx: Tx,
  origin: Origin,
  given: readonly Certificate[],
): Promise<KeptCertificate[]> {
  const bySha256 = new Map<string, Certificate>()
  for (const certificate of given) {
    const sha256 = await digestOf(certificate.raw, origin.primitives)
    if (!bySha256.has(sha256)) bySha256.set(sha256, certificate)
  }
  // In one order for everybody, so that two imports at once wait for each other instead of blocking each other.
  const inOrder = [...bySha256].sort(([a], [b]) => (a < b ? -1 : 1))
  const kept = new Map<string, KeptRow>()
  let insertion: Promise<void> = Promise.resolve()
  for (let from = 0; from < inOrder.length; from += BATCH_ROWS) {
    const described = describeAll(inOrder.slice(from, from + BATCH_ROWS), origin)
    const [rows] = await Promise.all([described, insertion])
    insertion = keepRows(tx, rows, kept)
  }
  await insertion
  return [...bySha256].flatMap(([sha256, certificate]) => {
    const row = kept.get(sha256)
    return row ? [{ ...row, certificate }] : []
  })
}

async function keepRows(tx: Tx, rows: readonly CertificateRow[], kept: Map<string, KeptRow>): Promise<void> {
  const { id, sha256, subject } = certificates
  const added = await insertNewRows(tx, certificates, rows, id)
  const others = rows.filter((row) => !added.has(row.id)).map((row) => row.sha256)
  const known =
    others.length === 0
      ? []
      : await tx.select({ id, sha256, subject }).from(certificates).where(isAnyOf(sha256, others))
  for (const row of rows) if (added.has(row.id)) kept.set(row.sha256, keptOf(row, true))
  for (const row of known) kept.set(row.sha256, keptOf(row, false))
}

function keptOf({ id, sha256, subject }: Omit<KeptRow, 'isNew'>, isNew: boolean): KeptRow {
  return { id, sha256, subject, isNew }
}

function describeAll(batch: readonly [string, Certificate][], origin: Origin): Promise<CertificateRow[]> {
  return Promise.all(batch.map(([sha256, certificate]) => rowOf(sha256, certificate, origin)))
}

async function rowOf(
  sha256: string,
  certificate: Certificate,
  { source, now, primitives }: Origin,
): Promise<CertificateRow> {
  return {
    ...describe(certificate),
    id: randomUUID(),
    sha256,
    der: certificate.raw,
    subjectKey: await keyOf(certificate.subject, primitives),
    issuerKey: await keyOf(certificate.issuer, primitives),
    spkiSha256: await digestOf(certificate.publicKeyInfo, primitives),
    source,
    firstSeen: now,
  }
}

async function digestOf(bytes: Uint8Array, primitives: Primitives): Promise<string> {
  return toHex(await primitives.digest('sha256', bytes))
}

/** Equal for names that compare equal. A digest, because a name may be longer than an index entry. */
export async function keyOf(name: Name, primitives: Primitives): Promise<string> {
  return digestOf(new TextEncoder().encode(nameKey(name)), primitives)
}

/** Every certificate of the inventory whose subject is one of these names. */
export async function withSubject(db: Db | Tx, subjectKeys: readonly string[]): Promise<KnownCertificate[]> {
  if (subjectKeys.length === 0) return []
  const rows = await db
    .select()
    .from(certificates)
    .where(inArray(certificates.subjectKey, [...subjectKeys]))
    .limit(200)
  return rows.flatMap(({ id, sha256, der }) => {
    const read = parseCertificate(der)
    return read.ok ? [{ id, sha256, certificate: read.value }] : []
  })
}

/** Longer chains than this do not occur; a loop of names ends here too. */
const MAX_CHAIN = 8

/** The issuers of a certificate from the inventory, nearest first. Each one's key verifies the signature of the one before. */
export async function issuersOf(
  db: Db | Tx,
  primitives: Primitives,
  certificate: Certificate,
): Promise<KnownCertificate[]> {
  const chain: KnownCertificate[] = []
  for (let current = certificate; chain.length < MAX_CHAIN; ) {
    if (equalBytes(current.subject.raw, current.issuer.raw)) break
    const candidates = await withSubject(db, [await keyOf(current.issuer, primitives)])
    const issuer = await signerAmong(candidates, current, primitives)
    if (!issuer) break
    chain.push(issuer)
    current = issuer.certificate
  }
  return chain
}

/** Of several certificates of one CA, the one that lasts longest. */
async function signerAmong(candidates: KnownCertificate[], signed: Certificate, primitives: Primitives) {
  const latestFirst = candidates.sort((a, b) => b.certificate.notAfter - a.certificate.notAfter)
  for (const one of latestFirst) if (await isSignedBy(signed, one.certificate, primitives)) return one
  return undefined
}

async function isSignedBy(certificate: Certificate, issuer: Certificate, primitives: Primitives): Promise<boolean> {
  const scheme = signatureSchemeOf(certificate.signatureAlgorithm)
  if (!scheme.ok) return false
  const { tbs, signature } = certificate
  return primitives.verify({ ...scheme.value, publicKey: issuer.publicKeyInfo, message: [tbs], signature })
}
