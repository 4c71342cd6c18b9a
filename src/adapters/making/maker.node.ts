// The makers of signed documents as one port: the words of a signature drawn, the timestamp asked for through the one door to the network.

import type { Egress } from '#adapters/egress/egress.ts'
import type { SignatureAlgorithm, Signer } from '#adapters/keys/signer.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { DocumentMaker, MakingOrder, ServiceKey } from '#src/ports.ts'
import { sealOfd } from './ofd.ts'
import { sealPdf, signPdf } from './pdf.ts'
import type { Preparer } from './preparer.ts'
import { type Stamp, stampFrom } from './stamp.ts'

export interface MakerOptions {
  egress: Egress
  primitives: Primitives
  now: () => Instant
  /** Reads the files. */
  preparer: Preparer
}

export function documentMaker(options: MakerOptions): DocumentMaker {
  const { preparer } = options
  return {
    async signPdf({ shown, timestampUrls, ...order }) {
      const { certificate, chain } = order
      const identity = { signer: signerOf(order.key), certificate, chain }
      const stamp = stampOf(timestampUrls, options)
      const drawn = shown && { placement: shown.placement, drawing: { lines: shown.lines } }
      return signPdf({ ...order, identity, ...(stamp && { stamp }), ...(drawn && { shown: drawn }) }, preparer)
    },
    async seal({ format, seal, timestampUrls, ...order }) {
      const use = { seal, sealer: signerOf(order.key), certificate: order.certificate }
      const stamp = stampOf(timestampUrls, options)
      const whole = { ...order, use, ...(stamp && { stamp }) }
      return format === 'pdf' ? sealPdf(whole, preparer) : sealOfd(whole, preparer)
    },
  }
}

const ALGORITHMS: Record<ServiceKey, SignatureAlgorithm> = {
  rsa2048: 'rsa-sha256',
  rsa3072: 'rsa-sha256',
  rsa4096: 'rsa-sha256',
  p256: 'ecdsa-p256',
  p384: 'ecdsa-p384',
  ed25519: 'ed25519',
  sm2: 'sm2',
}

function signerOf({ algorithm, publicKey, sign }: MakingOrder['key']): Signer {
  return { algorithm: ALGORITHMS[algorithm], spki: publicKey, sign }
}

/** The authorities in their order, until one answers. */
function stampOf(urls: readonly string[], options: MakerOptions): Stamp | undefined {
  if (urls.length === 0) return undefined
  return async (octets, digest) => {
    let last: unknown
    for (const url of urls) {
      try {
        return await stampFrom({ url, ...options })(octets, digest)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        last = error
      }
    }
    throw last
  }
}
