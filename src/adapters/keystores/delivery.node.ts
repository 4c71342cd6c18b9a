// Reads a delivery and leaves the private keys in it behind: what goes back to the service names them by their public half.

import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { readContents } from '#core/keystores/read.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { Delivery } from '#src/packaging-ports.ts'
import { nodeKeystoreCiphers } from './ciphers.node.ts'

export function readDelivery(files: readonly NamedBytes[], passwords: readonly string[]): Delivery {
  const contents = readContents(files, passwords, { ciphers: nodeKeystoreCiphers, inflate: nodeInflate })
  return {
    certificates: contents.certificates.map(({ where, certificate }) => ({ where, der: certificate.raw.slice() })),
    requests: contents.requests.map(({ where, request }) => ({ where, der: request.raw.slice() })),
    envelopes: contents.envelopes.map(({ where, envelope }) => ({ where, envelope })),
    keys: contents.keys.map(({ where, publicKey }) => ({ where, publicKey })),
    refused: contents.refused,
  }
}
