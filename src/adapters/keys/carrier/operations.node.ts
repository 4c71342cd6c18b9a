// What a carrier is asked to do: make a key, take a pair of certificates, sign. Keys that a PKCS#11 token can hold are born there; SM2 keys,
// which few tokens know, lie in the carrier's own file.

import { randomUUID } from 'node:crypto'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import { readSm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { generateKey, openSigner, type SignatureAlgorithm, type Signer } from '../signer.ts'
import { openSm2Envelope } from '../sm2-envelope.node.ts'
import { openToken, type Token } from '../token/token.node.ts'
import { type CardKey, CarrierError, type SoftwareCard } from './card.node.ts'

export const CARRIER_ALGORITHMS = ['sm2', 'rsa2048', 'p256'] as const
export type CarrierAlgorithm = (typeof CARRIER_ALGORITHMS)[number]

/** A PKCS#11 library and the label of its token; its PIN lies in the card. */
export interface TokenPlace {
  module: string
  token: string
}

export interface GivenPair {
  /** DER. */
  sign: Uint8Array
  encryption?: Uint8Array
  /** DER SM2EnvelopedKey. */
  envelope?: Uint8Array
}

export class CarrierOperations {
  readonly card: SoftwareCard
  readonly #place: TokenPlace | undefined
  #token: Token | undefined

  constructor(card: SoftwareCard, place?: TokenPlace) {
    this.card = card
    this.#place = place
  }

  /** Forgets the PIN, and logs out of the token. */
  close(): void {
    this.card.close()
    this.#token?.close()
    this.#token = undefined
  }

  /** @returns the new key's id and DER PKCS#10, signed by it. @throws CarrierError */
  async generateKey(algorithm: CarrierAlgorithm): Promise<{ key: string; request: Uint8Array }> {
    if (!CARRIER_ALGORITHMS.includes(algorithm)) throw new CarrierError('algorithm-unsupported')
    const secrets = this.card.secrets()
    const id = randomUUID().replaceAll('-', '')
    const { serial, keys } = this.card.standing
    const born = algorithm === 'sm2' ? undefined : await this.#onToken(id, algorithm)
    const made = born ?? inFile(generateKey(algorithm))
    const key: CardKey = { id, algorithm, publicKey: toBase64(made.publicKey), place: born ? 'token' : 'file' }
    const pkcs8 = made.pkcs8 ? { [id]: toBase64(made.pkcs8) } : {}
    this.card.keep([...keys, key], { ...secrets, keys: { ...secrets.keys, ...pkcs8 } })
    return { key: id, request: await makeCertificationRequest({ subject: { CN: serial }, signer: this.#signer(key) }) }
  }

  /**
   * Both certificates and the enveloped key, or nothing of it.
   * @throws CarrierError for a certificate of another key, an envelope for another carrier, or one that holds another key than the certificate
   */
  importPair({ sign, encryption, envelope }: GivenPair): void {
    const secrets = this.card.secrets()
    const { keys } = this.card.standing
    const spki = publicKeyOf(sign)
    const key = keys.find((one) => one.publicKey === toBase64(spki))
    if (!key) throw new CarrierError('certificate-other-key')
    const signed = { ...key, sign: toBase64(sign) }
    if (!encryption) {
      if (key.algorithm === 'sm2' || envelope) throw new CarrierError('envelope-missing')
      this.card.keep(replaced(keys, signed), secrets)
      return
    }
    const inside = this.#openEnvelope(key, envelope)
    if (!equalBytes(inside.publicKey, publicKeyOf(encryption))) throw new CarrierError('certificate-other-key')
    const pkcs8 = inside.key.use((octets) => toBase64(octets))
    this.card.keep(replaced(keys, { ...signed, encryption: toBase64(encryption) }), {
      ...secrets,
      keys: { ...secrets.keys, [`${key.id}.enc`]: pkcs8 },
    })
  }

  /**
   * A bare signature by the key of that certificate: SM2 under the default identifier, ECDSA in DER, RSA PKCS#1 v1.5 with SHA-256.
   * @param wanted DER of the certificate whose key shall sign; absent: the newest
   */
  async sign(text: Uint8Array, wanted?: Uint8Array): Promise<{ signature: Uint8Array; certificate: Uint8Array }> {
    this.card.secrets()
    const held = this.card.standing.keys.filter(({ sign }) => sign !== undefined)
    const key = wanted ? held.find(({ sign }) => sign === toBase64(wanted)) : held.at(-1)
    if (!key?.sign) throw new CarrierError('key-missing')
    return { signature: await this.#signer(key).sign(text), certificate: octetsOf(key.sign) }
  }

  /** `undefined` without a token. */
  async #onToken(id: string, algorithm: 'rsa2048' | 'p256'): Promise<MadeKey | undefined> {
    const token = this.#openToken()
    return token && { publicKey: await asked(() => token.generate({ id, label: id, algorithm })) }
  }

  #openEnvelope(key: CardKey, envelope: Uint8Array | undefined) {
    if (!envelope) throw new CarrierError('envelope-missing')
    const read = readSm2Envelope(envelope)
    const pkcs8 = this.card.secrets().keys[key.id]
    if (!read || !pkcs8) throw new CarrierError('envelope-unopenable')
    const opened = openSm2Envelope(new SecretKey(octetsOf(pkcs8)), read)
    if (!opened.ok) throw new CarrierError('envelope-unopenable')
    return opened.value
  }

  #signer(key: CardKey): Signer {
    const pkcs8 = this.card.secrets().keys[key.id]
    if (key.place === 'file') {
      if (!pkcs8) throw new CarrierError('key-missing')
      return openSigner(octetsOf(pkcs8))
    }
    const token = this.#openToken()
    if (!token || key.algorithm === 'sm2') throw new CarrierError('token-failed')
    const { id, algorithm } = key
    return {
      algorithm: SIGNED_WITH[algorithm],
      spki: octetsOf(key.publicKey),
      sign: (message) => asked(() => token.sign(id, algorithm, message)),
    }
  }

  #openToken(): Token | undefined {
    const pin = this.card.secrets().tokenPin
    if (!this.#place || pin === undefined) return undefined
    this.#token ??= openToken({ ...this.#place, pin })
    return this.#token
  }
}

const SIGNED_WITH: Record<'rsa2048' | 'p256', SignatureAlgorithm> = { rsa2048: 'rsa-sha256', p256: 'ecdsa-p256' }

interface MadeKey {
  publicKey: Uint8Array
  /** Absent: it never leaves the token. */
  pkcs8?: Uint8Array
}

function inFile(pkcs8: Uint8Array): MadeKey {
  return { pkcs8, publicKey: openSigner(pkcs8).spki }
}

function replaced(keys: readonly CardKey[], by: CardKey): CardKey[] {
  return [...keys.filter(({ id }) => id !== by.id), by]
}

function publicKeyOf(der: Uint8Array): Uint8Array {
  const read = parseCertificate(der)
  if (!read.ok) throw new CarrierError('certificate-unreadable')
  return read.value.publicKeyInfo
}

function octetsOf(text: string): Uint8Array {
  return fromBase64(text) ?? new Uint8Array()
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  return question().catch(() => {
    throw new CarrierError('token-failed')
  })
}
