// The signing server: detached CMS signatures, RSA in the international form and SM2 in the Chinese one (GM/T 0010; clause unverified).

import type { Hono } from 'hono'
import { openSigner, type Signer } from '#adapters/keys/signer.ts'
import { CONTENT, makeSignedData } from '#adapters/pkijs/signed-data.ts'
import { contentsOf, contextTag, readDer, TAG } from '#core/asn1/der.ts'
import { elementsOf, Fields, must, parsing, unwrap } from '#core/asn1/fields.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import type { Instant } from '#core/verdict.ts'
import type { CertificateDesk } from './desk.ts'
import { type Family, KEY_OF_FAMILY } from './family.ts'
import { type Hierarchy, type KeySource, labName, ordinaryValidity } from './hierarchy.ts'
import { base64Field, labApp } from './http-service.ts'
import type { IsOn } from './switches.ts'

export interface SigningKey {
  signer: Signer
  certificate: Uint8Array
  issuing: Uint8Array
}

type SigningFamily = Extract<Family, 'rsa' | 'sm2'>

export async function signingKeys(
  hierarchies: Record<Family, Hierarchy>,
  keys: KeySource,
  now: Instant,
): Promise<Record<SigningFamily, SigningKey>> {
  const key = async (family: SigningFamily) => {
    const signer = openSigner(keys(`${family}/user-sign`, KEY_OF_FAMILY[family]))
    const certificate = await hierarchies[family].issue({
      label: 'signing',
      subject: labName('CANARY-signing', 'CANARY'),
      publicKey: signer.spki,
      validity: ordinaryValidity(now),
      usages: ['digitalSignature', 'nonRepudiation'],
    })
    return { signer, certificate, issuing: hierarchies[family].issuing }
  }
  return { rsa: await key('rsa'), sm2: await key('sm2') }
}

export interface SigningOptions {
  node: string
  now: () => Instant
  isOn: IsOn
  signers: Record<SigningFamily, SigningKey>
  hasSigned: CertificateDesk['hasSigned']
}

/**
 * `POST /sign {data, algorithm: 'rsa' | 'sm2'}` → `{signature, node}`: detached SignedData over the bytes themselves;
 * `POST /verify {data, signature}` → `{valid, reason?, node}`; `GET /health`. Bytes are base64.
 */
export function signingServer(options: SigningOptions): Hono {
  const { node, now, isOn } = options
  const app = labApp(isOn)
  app.get('/health', (c) => c.json({ node, time: new Date(now()).toISOString() }))
  app.post('/sign', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const family = (body as { algorithm?: unknown } | null)?.algorithm === 'sm2' ? 'sm2' : 'rsa'
    return c.json({ signature: toBase64(await sign(base64Field(body, 'data'), family, options)), node })
  })
  app.post('/verify', async (c) => {
    const body: unknown = await c.req.json().catch(() => null)
    const reason = await objection(base64Field(body, 'data'), base64Field(body, 'signature'), options)
    return c.json({ valid: reason === undefined, ...(reason ? { reason } : {}), node })
  })
  return app
}

function sign(content: Uint8Array, family: SigningFamily, { isOn, signers }: SigningOptions): Promise<Uint8Array> {
  const { signer, certificate, issuing } = signers[family]
  const spoilSignature = isOn('sign.signature-invalid')
  return makeSignedData({
    content,
    isDetached: true,
    signers: [{ signer, certificate, attributes: false, spoilSignature, ...(family === 'sm2' ? GM_SIGNER : {}) }],
    certificates: [certificate, issuing],
    ...(family === 'sm2' ? GM_MESSAGE : {}),
  })
}

const GM_SIGNER = { signatureOid: '1.2.156.10197.1.301.1' }
const GM_MESSAGE = { contentType: CONTENT.gmData, outerType: CONTENT.gmSignedData }

async function objection(
  data: Uint8Array,
  message: Uint8Array,
  { isOn, signers, hasSigned }: SigningOptions,
): Promise<string | undefined> {
  if (isOn('sign.valid-refused')) return 'signature-wrong'
  const signature = readSignature(message)
  if (!signature.ok) return 'malformed'
  if (isOn('sign.tampered-accepted')) return undefined
  for (const { certificate } of Object.values(signers)) {
    if (await hasSigned(certificate, data, signature.value)) return undefined
  }
  return 'signature-wrong'
}

/** The signature value of the one signer: this server verifies its own signatures, which sign the data without attributes. */
function readSignature(message: Uint8Array) {
  return parsing(() => {
    const outer = new Fields(must(readDer(message)))
    outer.next(TAG.oid)
    const signedData = unwrap(outer.next(contextTag(0)))
    const signers = new Fields(elementsOf(signedData).at(-1) ?? signedData, TAG.set)
    const signer = new Fields(signers.next(TAG.sequence))
    signer.next(TAG.integer)
    signer.next(TAG.sequence)
    signer.next(TAG.sequence)
    signer.next(TAG.sequence)
    return contentsOf(signer.next(TAG.octetString))
  })
}
