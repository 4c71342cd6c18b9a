// Signatures of certificates that were checked before, by the very objects: the parsed certificate (equal bytes are one object), the
// octets of the key, and the primitives that checked it. It stands for the raw signature alone; every rule is applied every time.

import { Notes } from '../bytes/notes.ts'
import type { Primitives } from '../primitives.ts'
import type { Certificate } from './certificate.ts'
import type { SignatureState } from './signatures.ts'

interface CheckedLink {
  primitives: Primitives
  key: Uint8Array
  state: SignatureState
}

const LINKS = new Notes<Certificate, CheckedLink[]>()
/** A certificate has one issuer, or a few of one name. */
const MAX_LINKS = 8

/** For the default SM2 identifier only. */
export function rememberedLink(
  primitives: Primitives,
  certificate: Certificate,
  key: Uint8Array,
): SignatureState | undefined {
  return LINKS.get(certificate)?.find((one) => one.primitives === primitives && one.key === key)?.state
}

/** Lives as long as the certificate does. */
export function rememberLink(
  primitives: Primitives,
  certificate: Certificate,
  key: Uint8Array,
  state: SignatureState,
): void {
  const links = LINKS.get(certificate) ?? []
  if (links.length >= MAX_LINKS) links.shift()
  links.push({ primitives, key, state })
  LINKS.set(certificate, links)
}
