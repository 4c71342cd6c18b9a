// The e-seal server: seals a document, and says whether a seal signature belongs to one.

import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import type { Signer } from '#adapters/keys/signer.ts'
import { makeSealSignature } from '#adapters/making/seal.ts'
import type { Stamp } from '#adapters/making/stamp.ts'
import { bytesOf, contentsOf, readDer, TAG } from '#core/asn1/der.ts'
import { Fields, must, parsing } from '#core/asn1/fields.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import type { Instant } from '#core/verdict.ts'
import { base64Field, labApp } from './http-service.ts'
import type { IsOn } from './switches.ts'

/** What is sealed is the whole document, not a range of it. */
const PROPERTY_INFO = 'zhengxun-lab:whole-document'

export interface SealServerOptions {
  node: string
  now: () => Instant
  isOn: IsOn
  /** DER of the seals: the one in force, and one whose validity has ended. */
  seal: Uint8Array
  expiredSeal: Uint8Array
  sealer: Signer
  sealerCertificate: Uint8Array
  stamp: Stamp
  hasSigned: (certificate: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>
}

/**
 * `POST /seal {document}` → `{signature, node}`: DER SES_Signature over SM3 of the document;
 * `POST /verify {document, signature}` → `{valid, reason?, node}`; `GET /health`. Bytes are base64.
 */
export function sealServer(options: SealServerOptions): Hono {
  const { node, now, isOn } = options
  const app = labApp(isOn)
  app.get('/health', (c) => c.json({ node, time: new Date(now()).toISOString() }))
  app.post('/seal', async (c) => {
    const document = base64Field(await c.req.json().catch(() => null), 'document')
    return c.json({ signature: toBase64(await seal(document, options)), node })
  })
  app.post('/verify', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const reason = await objection(base64Field(body, 'document'), base64Field(body, 'signature'), options)
    return c.json({ valid: reason === undefined, ...(reason ? { reason } : {}), node })
  })
  return app
}

function seal(document: Uint8Array, { now, isOn, ...options }: SealServerOptions): Promise<Uint8Array> {
  return makeSealSignature({
    seal: isOn('seal.seal-expired') ? options.expiredSeal : options.seal,
    at: now(),
    dataHash: sm3(document),
    propertyInfo: PROPERTY_INFO,
    sealer: options.sealer,
    certificate: options.sealerCertificate,
    ...(isOn('seal.timestamp-missing') ? {} : { stamp: options.stamp }),
    spoilSignature: isOn('seal.signature-invalid'),
  })
}

async function objection(
  document: Uint8Array,
  der: Uint8Array,
  { isOn, hasSigned }: SealServerOptions,
): Promise<string | undefined> {
  if (isOn('seal.valid-refused')) return 'signature-wrong'
  const read = readSealSignature(der)
  if (!read.ok) return 'malformed'
  const { toSign, dataHash, certificate, signature } = read.value
  if (!equalBytes(dataHash, sm3(document)) && !isOn('seal.tampered-accepted')) return 'digest-differs'
  return (await hasSigned(certificate, toSign, signature)) ? undefined : 'signature-wrong'
}

/** Only what this server looks at: the seal inside is its own. */
function readSealSignature(der: Uint8Array) {
  return parsing(() => {
    const outer = new Fields(must(readDer(der)))
    const toSign = new Fields(outer.next(TAG.sequence))
    const [, , , dataHash] = [
      toSign.next(TAG.integer),
      toSign.next(TAG.sequence),
      toSign.next(TAG.generalizedTime),
      toSign.next(TAG.bitString),
    ]
    const certificate = contentsOf(outer.next(TAG.octetString))
    outer.next(TAG.oid)
    const signature = contentsOf(outer.next(TAG.bitString)).subarray(1)
    return { toSign: bytesOf(toSign.der), dataHash: contentsOf(dataHash).subarray(1), certificate, signature }
  })
}

function sm3(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sm3').update(bytes).digest())
}
