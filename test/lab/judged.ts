import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { verifyObject } from '#core/verify.ts'
import type { Laboratory } from '#lab/laboratory.ts'

/** What the engine says of a document made with a key the laboratory certified, by those who trust the laboratory. */
export function judgedByLaboratory(lab: Laboratory, bytes: Uint8Array, name: string) {
  const { rsa, sm2 } = lab.authorities
  const named = (certificate: Uint8Array) => ({ name: 'certificate', bytes: certificate })
  return verifyObject(
    {
      object: { name, bytes },
      format: 'auto',
      anchors: [named(rsa.root), named(sm2.root)],
      intermediates: [named(rsa.issuing), named(sm2.issuing)],
      crls: [],
      ocsps: [],
      at: Date.now() + 5_000,
      requireRevocation: false,
    },
    nodePrimitives,
  )
}
