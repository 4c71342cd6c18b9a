// Every certificate a TLS site was seen sending, once, with the nodes that send it. House rule: one certificate is one reason.

import type { ServedCertificate } from './served-certificate.ts'
import type { TlsEvidence } from './tls-evidence.ts'

export interface Seen {
  certificate: ServedCertificate
  isLeaf: boolean
  /** Every node that sends it, for people. */
  nodes: string
}

export function certificatesOf(evidence: Pick<TlsEvidence, 'nodes'>): Seen[] {
  const seen = new Map<string, { certificate: ServedCertificate; isLeaf: boolean; nodes: string[] }>()
  for (const { node, chain } of evidence.nodes) {
    for (const [index, certificate] of chain.entries()) {
      const entry = seen.get(certificate.fingerprint) ?? { certificate, isLeaf: index === 0, nodes: [] }
      entry.nodes.push(node)
      seen.set(certificate.fingerprint, entry)
    }
  }
  return [...seen.values()].map(({ nodes, ...entry }) => ({ ...entry, nodes: [...new Set(nodes)].join(', ') }))
}
