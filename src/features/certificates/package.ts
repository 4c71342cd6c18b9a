// Makes the package a deployment target takes out of a certificate of the inventory. A sealed key goes along only when two operators
// say so, never to a target whose key is born there, and never without its row in the audit trail.

import { and, eq } from 'drizzle-orm'
import { isEncryptionCertificate } from '#core/issuance/pair.ts'
import { KEY_IN_PACKAGE, type PackageFormat } from '#core/targets/target.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { MadePackage, SealedKeyUse } from '#src/packaging-ports.ts'
import { approvedExport } from './key-export.ts'
import { type CertificateRow, issuersOf } from './known.ts'
import { isSelfIssued } from './rules.ts'
import { sealedKeyOf } from './sealed-key.ts'

export interface PackageOrder {
  certificateId: string
  /** Id of a deployment target. */
  target: string
  format: PackageFormat
  version: string
  /** Of the key store, or of the key file beside PEM. */
  password?: string | undefined
  /** The sealed key is to leave the service inside the package: what another operator approved. */
  exportApprovalId?: string | undefined
}

/**
 * With an approval the sealed key goes along, once.
 * @throws AppError `not-found`, `forbidden` with `package.key-export-forbidden`, `precondition` without a chain or an approval that fits, and as `Packager.make`
 */
export async function makePackage(ctx: Ctx, order: PackageOrder): Promise<MadePackage> {
  const { target, format, version, password, exportApprovalId } = order
  const row = await rowOf(ctx, order.certificateId)
  const leaf = certificateIn(row)
  const { intermediates, root } = await chainOf(ctx, leaf)
  return ctx.db.transaction(async (tx) => {
    const approved = exportApprovalId === undefined ? undefined : await approvedExport(tx, ctx, exportApprovalId, order)
    const key = approved && (await sealedKeyOf(tx, row))
    if (!key && KEY_IN_PACKAGE[format] === 'inside') throw new AppError('forbidden', 'package.key-export-forbidden')
    const encryption = format === 'tongsuo-dual' ? await encryptionOf(tx, row) : undefined
    const encryptionKey = key && encryption ? await encryptionKeyOf(tx, encryption) : undefined
    const made = await ctx.ports.packager.make(tx, {
      target,
      format,
      version,
      leaf,
      intermediates,
      root,
      encryption,
      key,
      encryptionKey,
      password,
      at: ctx.now,
    })
    const { holdsPrivateKey, files } = made
    await approved?.end({ holdsPrivateKey, files })
    await recordAudit(tx, ctx, {
      action: holdsPrivateKey ? 'certificate-key.exported' : 'certificate-package.made',
      object: { type: 'certificate', id: row.id },
      detail: { target, format, sha256: row.sha256, holdsPrivateKey, files, approvalId: exportApprovalId },
    })
    return made
  })
}

async function rowOf({ db }: Ctx, id: string): Promise<CertificateRow> {
  const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
  if (!row) throw new AppError('not-found', 'certificates.not-found')
  return row
}

function certificateIn({ der }: CertificateRow): Certificate {
  const read = parseCertificate(der)
  if (!read.ok) throw new AppError('not-found', 'certificates.not-found')
  return read.value
}

async function chainOf({ db, ports }: Ctx, leaf: Certificate) {
  const above = (await issuersOf(db, ports.primitives, leaf)).map(({ certificate }) => certificate)
  const top = above.at(-1)
  if (!top) throw new AppError('precondition', 'package.chain-incomplete', { issuer: nameText(leaf.issuer) })
  return isSelfIssued(top) ? { intermediates: above.slice(0, -1), root: top } : { intermediates: above }
}

/** The other half of an SM2 pair: the same holder, the same CA, the same time. */
async function encryptionOf(tx: Tx, row: CertificateRow): Promise<Certificate | undefined> {
  const { subjectKey, issuerKey, notBefore, notAfter } = certificates
  const rows = await tx
    .select()
    .from(certificates)
    .where(
      and(
        eq(subjectKey, row.subjectKey),
        eq(issuerKey, row.issuerKey),
        eq(notBefore, row.notBefore),
        eq(notAfter, row.notAfter),
      ),
    )
    .limit(20)
  return rows
    .filter(({ id }) => id !== row.id)
    .map(certificateIn)
    .find(isEncryptionCertificate)
}

async function encryptionKeyOf(tx: Tx, { publicKeyInfo }: Certificate): Promise<SealedKeyUse | undefined> {
  const [found] = await tx
    .select({ keyId: sealedKeys.id })
    .from(sealedKeys)
    .where(and(eq(sealedKeys.publicKey, publicKeyInfo), eq(sealedKeys.purpose, 'site-encryption')))
  return found && { keyId: found.keyId, purpose: 'site-encryption' }
}
