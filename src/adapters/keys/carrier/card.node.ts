// A carrier in software: what a UKey does, for those who have none at hand. Keys lie in a file under a PIN, or on a token behind it; the PIN
// has a counter, and after five wrong ones only the unlocking code helps. Whoever takes the file away is not held by the counter: for trial.

import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  randomInt,
  randomUUID,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'

/** By name, so that a page can say what to do. */
export const CARRIER_FAULTS = [
  'pin-required',
  'pin-wrong',
  'pin-locked',
  'pin-malformed',
  'unlock-wrong',
  'key-missing',
  'algorithm-unsupported',
  'certificate-other-key',
  'certificate-unreadable',
  'envelope-unopenable',
  'envelope-missing',
  'token-failed',
] as const
export type CarrierFault = (typeof CARRIER_FAULTS)[number]

export class CarrierError extends Error {
  readonly fault: CarrierFault
  /** PINs left, where one was refused. */
  readonly retriesLeft: number | undefined

  constructor(fault: CarrierFault, retriesLeft?: number) {
    super(fault)
    this.name = 'CarrierError'
    this.fault = fault
    this.retriesLeft = retriesLeft
  }
}

export const MAX_PIN_TRIES = 5
export const MAX_UNLOCK_TRIES = 5
/** Six to sixteen printable characters, as tokens take them. */
const PIN = /^[\x21-\x7e]{6,16}$/

/** What is read without a PIN. Octets are base64 in the file. */
export interface CardKey {
  id: string
  algorithm: 'sm2' | 'rsa2048' | 'p256'
  /** DER SubjectPublicKeyInfo. */
  publicKey: string
  /** `token`: the private key lies on the PKCS#11 token under `id`. */
  place: 'file' | 'token'
  sign?: string
  encryption?: string
}

/** What the PIN opens. */
export interface CardSecrets {
  /** DER PKCS#8 of signing and encryption keys, base64, by the id of the key; `<id>.enc` the latter. */
  keys: Record<string, string>
  /** Of the PKCS#11 token, where there is one. */
  tokenPin?: string
}

interface Box {
  salt: string
  iv: string
  data: string
}

interface CardFile {
  format: 'zhengxun-software-carrier'
  version: 1
  serial: string
  model: string
  pinTriesLeft: number
  unlockTriesLeft: number
  /** The key of `secrets`, under the PIN and under the unlocking code. */
  byPin: Box
  byCode: Box
  secrets: Omit<Box, 'salt'>
  keys: CardKey[]
}

export interface CardStanding {
  serial: string
  model: string
  pinTriesLeft: number
  isLocked: boolean
  keys: readonly CardKey[]
}

/** One file, one process: the local program that serves it. Every change is on disk before it counts. */
export class SoftwareCard {
  readonly #path: string
  #file: CardFile
  /** Of the secrets, while the PIN counts as entered. */
  #key: Buffer | undefined

  private constructor(path: string, file: CardFile) {
    this.#path = path
    this.#file = file
  }

  static exists(path: string): boolean {
    return existsSync(path)
  }

  static open(path: string): SoftwareCard {
    return new SoftwareCard(path, JSON.parse(readFileSync(path, 'utf8')) as CardFile)
  }

  /** @returns the card, and the code that unlocks it, which is told this once. @throws CarrierError `pin-malformed` */
  static create(path: string, pin: string, tokenPin?: string): { card: SoftwareCard; unlockCode: string } {
    requirePin(pin)
    const key = randomBytes(32)
    const unlockCode = Array.from({ length: 4 }, () => String(randomInt(10_000)).padStart(4, '0')).join('-')
    const file: CardFile = {
      ...{ format: 'zhengxun-software-carrier', version: 1 },
      serial: `ZXS${randomBytes(5).toString('hex').toUpperCase()}`,
      model: '证巡软介质',
      ...{ pinTriesLeft: MAX_PIN_TRIES, unlockTriesLeft: MAX_UNLOCK_TRIES },
      ...{ byPin: wrap(pin, key), byCode: wrap(unlockCode, key) },
      secrets: seal(
        key,
        Buffer.from(JSON.stringify({ keys: {}, ...(tokenPin && { tokenPin }) } satisfies CardSecrets)),
      ),
      keys: [],
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const card = new SoftwareCard(path, file)
    card.#save(file)
    return { card, unlockCode }
  }

  get standing(): CardStanding {
    const { serial, model, pinTriesLeft, keys } = this.#file
    return { serial, model, pinTriesLeft, isLocked: pinTriesLeft === 0, keys }
  }

  get isOpen(): boolean {
    return this.#key !== undefined
  }

  close(): void {
    this.#key?.fill(0)
    this.#key = undefined
  }

  /** A try is spent before it is looked at: pulling the plug gives none back. @throws CarrierError `pin-wrong`, `pin-locked` */
  enter(pin: string): void {
    const { pinTriesLeft } = this.#file
    if (pinTriesLeft === 0) throw new CarrierError('pin-locked', 0)
    this.#save({ ...this.#file, pinTriesLeft: pinTriesLeft - 1 })
    const key = unwrap(pin, this.#file.byPin)
    if (!key) {
      this.close()
      throw new CarrierError(pinTriesLeft === 1 ? 'pin-locked' : 'pin-wrong', pinTriesLeft - 1)
    }
    this.#save({ ...this.#file, pinTriesLeft: MAX_PIN_TRIES })
    this.#key = key
  }

  /** @throws CarrierError `unlock-wrong`, `pin-malformed` */
  unlock(code: string, newPin: string): void {
    requirePin(newPin)
    const { unlockTriesLeft } = this.#file
    if (unlockTriesLeft === 0) throw new CarrierError('unlock-wrong', 0)
    this.#save({ ...this.#file, unlockTriesLeft: unlockTriesLeft - 1 })
    const key = unwrap(code, this.#file.byCode)
    if (!key) throw new CarrierError('unlock-wrong', unlockTriesLeft - 1)
    const restored = { pinTriesLeft: MAX_PIN_TRIES, unlockTriesLeft: MAX_UNLOCK_TRIES }
    this.#save({ ...this.#file, ...restored, byPin: wrap(newPin, key) })
    key.fill(0)
    this.close()
  }

  /** @throws CarrierError `pin-required` */
  secrets(): CardSecrets {
    if (!this.#key) throw new CarrierError('pin-required')
    const plain = unseal(this.#key, this.#file.secrets)
    if (!plain) throw new Error('the file of the carrier is damaged')
    return JSON.parse(plain.toString('utf8')) as CardSecrets
  }

  /** Keys and secrets as they are from now on. @throws CarrierError `pin-required` */
  keep(keys: readonly CardKey[], secrets: CardSecrets): void {
    if (!this.#key) throw new CarrierError('pin-required')
    this.#save({ ...this.#file, keys: [...keys], secrets: seal(this.#key, Buffer.from(JSON.stringify(secrets))) })
  }

  #save(file: CardFile): void {
    const next = `${this.#path}.${randomUUID()}`
    const handle = openSync(next, 'wx', 0o600)
    try {
      writeSync(handle, JSON.stringify(file, undefined, 1))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(next, this.#path)
    this.#file = file
  }
}

function requirePin(pin: string): void {
  if (!PIN.test(pin)) throw new CarrierError('pin-malformed')
}

/** 2^15 rounds with 8 blocks take 32 MiB and some 50 ms. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

function keyFrom(word: string, salt: Buffer): Buffer {
  return scryptSync(word, salt, 32, SCRYPT)
}

function wrap(word: string, key: Buffer): Box {
  const salt = randomBytes(16)
  return { salt: toBase64(salt), ...seal(keyFrom(word, salt), key) }
}

function unwrap(word: string, { salt, ...box }: Box): Buffer | undefined {
  return unseal(keyFrom(word, octetsOf(salt)), box)
}

const TAG_BYTES = 16

function seal(key: Buffer, plain: Buffer): Omit<Box, 'salt'> {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { iv: toBase64(iv), data: toBase64(data) }
}

function unseal(key: Buffer, { iv, data }: Omit<Box, 'salt'>): Buffer | undefined {
  const octets = octetsOf(data)
  const decipher = createDecipheriv('aes-256-gcm', key, octetsOf(iv))
  decipher.setAuthTag(octets.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(octets.subarray(0, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

function octetsOf(text: string): Buffer {
  return Buffer.from(fromBase64(text) ?? new Uint8Array())
}

/** Of two texts of any length, in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}
