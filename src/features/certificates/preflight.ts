// What speaks against bringing a certificate to a target, and in which files it can go there, before anybody makes a package.

import { eq } from 'drizzle-orm'
import { targetOf } from '#core/targets/catalogue.ts'
import { type CertificateFacts, preflight } from '#core/targets/preflight.ts'
import { KEY_IN_PACKAGE, type KeyPlace, type PackageFormat } from '#core/targets/target.ts'
import type { Finding } from '#core/verdict.ts'
import { digestOfSignature } from '#core/x509/algorithms.ts'
import { keyStrength } from '#core/x509/key.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificates } from '#db/schema/certificates.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { sealedKeyOf } from './sealed-key.ts'

export interface TargetPreflight {
  /** The key is sealed here; otherwise it lives where it was born, and no package has it. */
  isKeyHere: boolean
  /** Of the certificate itself, whatever the files. */
  findings: Finding[]
  /** Every format of the target, the best first. */
  formats: { format: PackageFormat; key: KeyPlace; isMakeable: boolean; findings: Finding[] }[]
}

/** @param version of the target as people write it. @throws AppError `not-found` */
export async function preflightCertificate(
  ctx: Ctx,
  { certificateId, target: targetId, version }: { certificateId: string; target: string; version: string },
): Promise<TargetPreflight> {
  const target = targetOf(targetId)
  if (!target) throw new AppError('not-found', 'target.not-found', { id: targetId })
  const [row] = await ctx.db.select().from(certificates).where(eq(certificates.id, certificateId))
  const read = row && parseCertificate(row.der)
  if (!row || !read?.ok) throw new AppError('not-found', 'certificates.not-found')
  const isKeyHere = (await sealedKeyOf(ctx.db, row)) !== undefined
  const strength = keyStrength(read.value)
  const digest = digestOfSignature(read.value.signatureAlgorithm)
  const facts: CertificateFacts | undefined = strength && { keyFamily: strength.family, keyBits: strength.bits, digest }
  const findings = facts ? preflight(target, version, facts) : []
  const said = new Set(findings.map(({ code }) => code))
  const formats = target.packageFormats.map((format) => {
    const key = KEY_IN_PACKAGE[format]
    const all = facts ? preflight(target, version, { ...facts, packageFormat: format }) : []
    const isMakeable = key !== 'inside' || (isKeyHere && target.keyOrigin !== 'device')
    return { format, key, isMakeable, findings: all.filter(({ code }) => !said.has(code)) }
  })
  return { isKeyHere, findings, formats }
}
