// Signatures of certificates that were checked before, by the very objects: the parsed certificate (equal bytes are one object), the
// octets of the key, and the primitives that checked it. It stands for the raw signature alone; every rule is applied every time.

import type { Primitives } from '../primitives.ts'
import type { Certificate } from './certificate.ts'
import type { SignatureState } from './signatures.ts'

type StatesByKey = WeakMap<Uint8Array, SignatureState>

const STATES = new WeakMap<Primitives, WeakMap<Certificate, StatesByKey>>()

/** For the default SM2 identifier only. */
export function rememberedLink(
  primitives: Primitives,
  certificate: Certificate,
  key: Uint8Array,
): SignatureState | undefined {
  return STATES.get(primitives)?.get(certificate)?.get(key)
}

/** Lives as long as the certificate and the key do. */
export function rememberLink(
  primitives: Primitives,
  certificate: Certificate,
  key: Uint8Array,
  state: SignatureState,
): void {
  const byCertificate = STATES.get(primitives) ?? new WeakMap<Certificate, StatesByKey>()
  const byKey = byCertificate.get(certificate) ?? new WeakMap<Uint8Array, SignatureState>()
  STATES.set(primitives, byCertificate.set(certificate, byKey.set(key, state)))
}
