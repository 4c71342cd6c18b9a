// Pure rules of signing: what kind of file it is, whether a key and a seal may be used now and together.

import { equalBytes } from '#core/bytes/bytes.ts'
import { namesIn } from '#core/documents/archive.ts'
import { startsAsPdf } from '#core/documents/pdf/document.ts'
import type { Seal } from '#core/seals/structure.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'

/** Signing holds the file several times over. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
/** Far above any seal: a picture and some certificates. */
export const MAX_SEAL_BYTES = 512 * 1024

export type DocumentFormat = 'pdf' | 'ofd'

export function formatOf(file: Uint8Array): DocumentFormat | undefined {
  if (startsAsPdf(file)) return 'pdf'
  return file[0] === 0x50 && file[1] === 0x4b && namesIn(file).includes('OFD.xml') ? 'ofd' : undefined
}

export const MEDIA_TYPES: Record<DocumentFormat, string> = { pdf: 'application/pdf', ofd: 'application/ofd' }

/** `notice.pdf` → `notice-signed.pdf`: the original keeps its name. */
export function nameOfResult(name: string, action: 'signed' | 'sealed', format: DocumentFormat): string {
  return `${name.replace(/\.(pdf|ofd)$/i, '') || 'document'}-${action}.${format}`
}

export type KeyState = 'ready' | 'waiting' | 'expired' | 'revoked'

export function stateOf(
  certificate: { notBefore: Instant; notAfter: Instant } | undefined,
  now: Instant,
  isRevoked: boolean,
): KeyState {
  if (isRevoked) return 'revoked'
  if (!certificate || now < certificate.notBefore) return 'waiting'
  return now > certificate.notAfter ? 'expired' : 'ready'
}

/** Whether the seal is for the holder of this certificate; a list of digests holds its SM3 (GB/T 38540; clause unverified). */
export function lists(seal: Seal, certificate: Uint8Array, sm3: Uint8Array): boolean {
  const { signers } = seal
  return signers.kind === 'certificates'
    ? signers.certificates.some((one) => equalBytes(one, certificate))
    : signers.digests.some(({ value }) => equalBytes(value, sm3))
}

/** `frozen` for now, `withdrawn` for good: destroyed, or another made in its place. */
export type SealStanding = 'usable' | 'frozen' | 'withdrawn'

/** @throws AppError `precondition` for a seal that must not be used */
export function demandUsable(
  seal: Seal,
  { standing, isMakerRevoked }: { standing: SealStanding; isMakerRevoked: boolean },
  isListed: boolean,
  now: Instant,
): void {
  if (isMakerRevoked) throw new AppError('precondition', 'signing.seal-maker-revoked', { seal: seal.name })
  if (standing !== 'usable') throw new AppError('precondition', `signing.seal-${standing}`, { seal: seal.name })
  if (!isListed) throw new AppError('precondition', 'signing.seal-of-others', { seal: seal.name })
  if (now < seal.validFrom || now > seal.validUntil) {
    throw new AppError('precondition', 'signing.seal-not-in-force', { seal: seal.name })
  }
}
