// A security key in software, written from WebAuthn level 3 (§6.1, §6.5, §7): what it makes is judged by the product's library.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const FLAG = { present: 0x01, verified: 0x04, credential: 0x40 }

export interface Quirks {
  /** Of the page that asks; a page elsewhere is what phishing is. */
  origin?: string
  relyingParty?: string
  challenge?: string
  /** The PIN or finger was not asked for. */
  isUnverified?: boolean
  counter?: number
  spoilSignature?: boolean
}

export function authenticator(home = 'http://localhost:8460') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0

  const data = (flags: number, quirks: Quirks, more = Buffer.alloc(0)): Buffer => {
    const host = quirks.relyingParty ?? new URL(home).hostname
    const count = Buffer.alloc(4)
    count.writeUInt32BE(quirks.counter ?? ++counter)
    const verified = quirks.isUnverified ? 0 : FLAG.verified
    return Buffer.concat([sha256(host), Buffer.of(flags | FLAG.present | verified), count, more])
  }
  const client = (type: string, challenge: unknown, quirks: Quirks): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: quirks.challenge ?? challenge,
        origin: quirks.origin ?? home,
        crossOrigin: false,
      }),
    )
  const answer = (response: Record<string, unknown>) => ({
    ...{ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' as const },
    ...{ clientExtensionResults: {}, response },
  })

  return {
    id: id.toString('base64url'),
    make(options: Record<string, unknown>, quirks: Quirks = {}) {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      // COSE_Key: EC2, ES256, P-256, x, y (RFC 9053 §7.1).
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ])
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, key])
      const authData = data(FLAG.credential, quirks, credential)
      const attestationObject = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
        Buffer.of(0x58, authData.length),
        authData,
      ])
      return answer({
        clientDataJSON: client('webauthn.create', options.challenge, quirks).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['usb'],
      })
    },
    sign(options: Record<string, unknown>, quirks: Quirks = {}) {
      const authenticatorData = data(0, quirks)
      const clientData = client('webauthn.get', options.challenge, quirks)
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), privateKey)
      if (quirks.spoilSignature) signature[signature.length - 1] = (signature[signature.length - 1] ?? 0) ^ 1
      return answer({
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}

function sha256(of: string | Buffer): Buffer {
  return createHash('sha256').update(of).digest()
}
