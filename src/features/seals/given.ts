// What a request brings: its content, the certificates and the scan, judged before anything is kept.

import { and, eq, inArray } from 'drizzle-orm'
import { latin1 } from '#core/asn1/values.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { SealDesign } from '#core/seals/drawing/draw.ts'
import { SCAN_LIMITS } from '#core/seals/drawing/scan.ts'
import { styleNamed } from '#core/seals/drawing/styles.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { credentials } from '#db/schema/credentials.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SealImage } from '#src/ports.ts'
import { demandHolder, MAX_CERTIFICATES, SEAL_DPI, type SealKind } from './rules.ts'

export interface GivenFiles {
  /** PEM or DER, each of one certificate. */
  certificates: readonly Uint8Array[]
  /** PNG. */
  scan?: Uint8Array
}

/** Certificates that may be listed. @throws AppError `bad-input` naming which and why */
export function readHolders(ctx: Ctx, files: readonly Uint8Array[]): Certificate[] {
  if (files.length === 0) throw new AppError('bad-input', 'seal-requests.certificate-required')
  if (files.length > MAX_CERTIFICATES)
    throw new AppError('limit', 'seal-requests.too-many-certificates', { most: MAX_CERTIFICATES })
  const read = files.map((file, index) => {
    const certificate = parseCertificate(derOf(file))
    if (!certificate.ok)
      throw new AppError('bad-input', 'seal-requests.certificate-unreadable', { position: index + 1 })
    demandHolder(certificate.value, nameText(certificate.value.subject), ctx.now)
    return certificate.value
  })
  return read.filter((one, index) => read.findIndex(({ raw }) => toBase64(raw) === toBase64(one.raw)) === index)
}

function derOf(file: Uint8Array): Uint8Array {
  if (file[0] === 0x30) return file
  return readPem(latin1(file)).find(({ label }) => label === 'CERTIFICATE')?.bytes ?? file
}

/**
 * What this house knows of the certificates: one of a credential that is suspended, replaced or revoked is not put into a seal. Of those
 * it did not issue, it knows nothing. @throws AppError `precondition` naming the subject
 */
export async function demandInUse({ db, ports }: Ctx, holders: readonly Certificate[]): Promise<void> {
  for (const one of holders) {
    const sha256 = toHex(await ports.primitives.digest('sha256', one.raw))
    const [held] = await db
      .select({ state: credentials.state })
      .from(credentials)
      .where(
        and(eq(credentials.signSha256, sha256), inArray(credentials.state, ['suspended', 'superseded', 'revoked'])),
      )
    if (held)
      throw new AppError('precondition', 'seal-requests.certificate-not-in-use', {
        subject: nameText(one.subject),
        state: held.state,
      })
  }
}

export interface PictureSource {
  sealKind: SealKind
  design?: SealDesign | null | undefined
  scan?: Uint8Array | null | undefined
  scanWidthMm?: number | null | undefined
}

/** The picture as it will be inside the seal. @throws AppError `bad-input` with the fault's own code */
export async function pictureOf(ctx: Ctx, { sealKind, design, scan, scanWidthMm }: PictureSource): Promise<SealImage> {
  if ((design ? 1 : 0) + (scan ? 1 : 0) !== 1) throw new AppError('bad-input', 'seal-requests.design-or-scan')
  if (design && styleNamed(design.style)?.kind !== sealKind)
    throw new AppError('bad-input', 'seal-requests.style-of-other-kind', { style: design.style })
  if (scan && scan.length > SCAN_LIMITS.maxBytes) throw new AppError('limit', 'seal-requests.scan-too-large')
  if (scan && !scanWidthMm) throw new AppError('bad-input', 'seal-requests.scan-width-required')
  const { sealPictures } = ctx.ports
  const made = design
    ? await sealPictures.drawSeal(design, SEAL_DPI)
    : await sealPictures.cleanSeal({ bytes: scan as Uint8Array, widthMm: scanWidthMm as number, dpi: SEAL_DPI })
  if (made.ok) return made.value
  const { code, params } = made.error
  throw new AppError(code === 'seal-drawing.given-up' ? 'unavailable' : 'bad-input', code, { ...params })
}
