// Does what a server sent lead to one of our anchors, without help from elsewhere (RFC 5246 §7.4.2)? By names only: signatures are the path check's.

import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import { sameName } from '../x509/names.ts'

/**
 * `self-signed`: the leaf is its own issuer. `unknown-root`: CA certificates were sent, and they lead to a root that is not ours.
 * `incomplete`: the leaf's own issuer was not sent.
 */
export type ChainShape = 'complete' | 'incomplete' | 'self-signed' | 'unknown-root'

export function chainShape(sent: readonly Certificate[], anchors: readonly Certificate[]): ChainShape {
  const left = new Set(sent)
  let one = sent[0]
  if (!one) return 'incomplete'
  for (;;) {
    const current: Certificate = one
    left.delete(current)
    const isAnchored = anchors.some(
      (anchor) => equalBytes(anchor.raw, current.raw) || sameName(anchor.subject, current.issuer),
    )
    if (isAnchored) return 'complete'
    if (sameName(current.subject, current.issuer)) return current === sent[0] ? 'self-signed' : 'unknown-root'
    one = [...left].find((other) => sameName(other.subject, current.issuer))
    if (!one) return current === sent[0] ? 'incomplete' : 'unknown-root'
  }
}
