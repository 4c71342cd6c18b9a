// What pkijs says of the raw signatures of a CMS message or a timestamp token. An opinion on the arithmetic only: its chain
// engine and its attribute rules are not asked (it accepts paths and messages that the standards refuse).

import { webcrypto } from 'node:crypto'
import { ContentInfo, CryptoEngine, SignedData, setEngine } from 'pkijs'
import { readSmime } from '#core/cms/mime.ts'
import { formatOf, unarmoured } from '#core/formats.ts'
import { readTimestampResponse } from '#core/tsp/token.ts'
import type { VerificationRequest } from '#core/verify.ts'

/** Above this the second engine's object tree costs more than its opinion is worth. */
const MAX_BYTES = 8 * 1024 * 1024

/** @returns `undefined` when the format or an algorithm is not known to pkijs, or the certificates are not in the message */
export async function pkijsOpinion(request: VerificationRequest): Promise<boolean | undefined> {
  const signed = signedDataOf(request)
  if (!signed || signed.message.length > MAX_BYTES) return undefined
  setEngine('zhengxun', new CryptoEngine({ name: 'zhengxun', crypto: webcrypto as never }))
  const data = new SignedData({ schema: ContentInfo.fromBER(signed.message).content })
  const opinions = await Promise.all(data.signerInfos.map((_, signer) => opinionOn(data, signer, signed.content)))
  if (opinions.includes(undefined)) return undefined
  return opinions.every(Boolean)
}

interface SignedMessage {
  message: Uint8Array
  content?: Uint8Array
}

function signedDataOf(request: VerificationRequest): SignedMessage | undefined {
  const file = unarmoured(request.object.bytes)[0]
  if (!file) return undefined
  const octets = request.content?.bytes
  const content = octets instanceof Uint8Array && { content: octets }
  switch (request.format === 'auto' ? formatOf(file) : request.format) {
    case 'cms':
      return { message: file, ...content }
    case 'smime': {
      const message = readSmime(file)
      return message && { message: message.signature, ...(message.content ? { content: message.content } : content) }
    }
    case 'timestamp': {
      const response = readTimestampResponse(file)
      const token = response.ok ? response.value.token : file
      return token && { message: token }
    }
    default:
      return undefined
  }
}

async function opinionOn(data: SignedData, signer: number, content?: Uint8Array): Promise<boolean | undefined> {
  try {
    const isDetached = !data.encapContentInfo.eContent
    if (isDetached && !content) return undefined
    const result = await data.verify({
      signer,
      checkChain: false,
      extendedMode: true,
      ...(isDetached && content && { data: new Uint8Array(content).buffer }),
    })
    return result.signatureVerified ?? undefined
  } catch {
    return undefined
  }
}
