// PKCS#11 (Cryptoki 2.40) by way of the vendor's library, in the process that loads it: one session, logged in once. Numbers are of pkcs11t.h.

import koffi from 'koffi'
import {
  type PublicParts,
  TokenError,
  type TokenFault,
  type TokenKeyAlgorithm,
  type TokenSettings,
} from './questions.ts'

const CKA = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const
const CKO = { publicKey: 2, privateKey: 3 } as const
const CKM = {
  rsaKeyPair: 0x0,
  oaep: 0x9,
  sha256Rsa: 0x40,
  sha1: 0x220,
  sha256: 0x250,
  ecKeyPair: 0x1040,
  ecdsa: 0x1041,
} as const
const CKF_RW_SERIAL = 0x6
const CKU_USER = 1
const ALREADY_LOGGED_IN = 0x100
const LABEL_BYTES = 32

const FAULTS: Readonly<Record<number, TokenFault>> = {
  160: 'pin',
  161: 'pin',
  162: 'pin',
  163: 'pin',
  164: 'pin',
  224: 'absent',
  112: 'unsupported',
  113: 'unsupported',
  7: 'unsupported',
}

/** DER of the curve's OID. */
const CURVES: Partial<Record<TokenKeyAlgorithm, Buffer>> = {
  p256: Buffer.from('06082a8648ce3d030107', 'hex'),
  p384: Buffer.from('06052b81040022', 'hex'),
}

interface Attribute {
  type: number
  value: Buffer
  length: number
}

const octets = (type: number, value: Uint8Array): Attribute => ({
  type,
  value: Buffer.from(value),
  length: value.length,
})
const yes = (type: number) => octets(type, Uint8Array.of(1))
const no = (type: number) => octets(type, Uint8Array.of(0))
const ulong = (type: number, number: number) => octets(type, ulongBytes(number))

function ulongBytes(number: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(number))
  return bytes
}

koffi.struct('CK_ATTRIBUTE', { type: 'ulong', value: 'void *', length: 'ulong' })
koffi.struct('CK_MECHANISM', { mechanism: 'ulong', parameter: 'void *', length: 'ulong' })

const mechanism = (number: number, parameter: Buffer | null = null) => ({
  mechanism: number,
  parameter,
  length: parameter?.length ?? 0,
})

/** The functions used, with what they take behind the session. */
function bind(path: string) {
  const library = koffi.load(path)
  const call = (name: string, takes: (string | ReturnType<typeof koffi.out>)[]) => {
    const run = library.func(name, 'ulong', takes)
    return (...args: unknown[]): void => {
      const code = Number(run(...args))
      if (code !== 0) throw new TokenError(FAULTS[code] ?? 'failed', `${name}: 0x${code.toString(16)}`)
    }
  }
  const out = koffi.out('ulong *')
  const inout = koffi.inout('ulong *')
  return {
    initialize: call('C_Initialize', ['void *']),
    slotList: call('C_GetSlotList', ['uchar', 'void *', inout]),
    tokenInfo: call('C_GetTokenInfo', ['ulong', 'void *']),
    openSession: call('C_OpenSession', ['ulong', 'ulong', 'void *', 'void *', out]),
    login: call('C_Login', ['ulong', 'ulong', 'void *', 'ulong']),
    keyPair: call('C_GenerateKeyPair', [
      'ulong',
      'CK_MECHANISM *',
      'CK_ATTRIBUTE *',
      'ulong',
      'CK_ATTRIBUTE *',
      'ulong',
      out,
      out,
    ]),
    attributes: call('C_GetAttributeValue', ['ulong', 'ulong', 'CK_ATTRIBUTE *', 'ulong']),
    findInit: call('C_FindObjectsInit', ['ulong', 'CK_ATTRIBUTE *', 'ulong']),
    find: call('C_FindObjects', ['ulong', 'void *', 'ulong', out]),
    findFinal: call('C_FindObjectsFinal', ['ulong']),
    signInit: call('C_SignInit', ['ulong', 'CK_MECHANISM *', 'ulong']),
    sign: call('C_Sign', ['ulong', 'void *', 'ulong', 'void *', inout]),
    decryptInit: call('C_DecryptInit', ['ulong', 'CK_MECHANISM *', 'ulong']),
    decrypt: call('C_Decrypt', ['ulong', 'void *', 'ulong', 'void *', inout]),
  }
}

type Cryptoki = ReturnType<typeof bind>

/** @throws TokenError */
export function openSession({ module, token, pin }: TokenSettings): TokenSession {
  const cryptoki = loaded(module)
  cryptoki.initialize(null)
  const handle = [0]
  cryptoki.openSession(slotOf(cryptoki, token), CKF_RW_SERIAL, null, null, handle)
  const code = Buffer.from(pin, 'utf8')
  try {
    cryptoki.login(handle[0], CKU_USER, code, code.length)
  } catch (error) {
    if (!(error as Error).message.endsWith(`0x${ALREADY_LOGGED_IN.toString(16)}`)) throw error
  } finally {
    code.fill(0)
  }
  return new TokenSession(cryptoki, handle[0] ?? 0)
}

function loaded(path: string): Cryptoki {
  try {
    return bind(path)
  } catch (error) {
    throw new TokenError('absent', error instanceof Error ? error.message : String(error))
  }
}

function slotOf(cryptoki: Cryptoki, label: string): bigint {
  const count = [0]
  cryptoki.slotList(1, null, count)
  const slots = new BigUint64Array(count[0] ?? 0)
  cryptoki.slotList(1, slots, count)
  for (const slot of slots) {
    const info = Buffer.alloc(512)
    cryptoki.tokenInfo(slot, info)
    if (info.subarray(0, LABEL_BYTES).toString('utf8').trimEnd() === label) return slot
  }
  throw new TokenError('absent', `no token with the label ${label}`)
}

export class TokenSession {
  readonly #cryptoki: Cryptoki
  readonly #session: number

  constructor(cryptoki: Cryptoki, session: number) {
    this.#cryptoki = cryptoki
    this.#session = session
  }

  generate(id: string, label: string, algorithm: TokenKeyAlgorithm, use: 'sign' | 'decrypt'): PublicParts {
    const named = [yes(CKA.token), octets(CKA.id, Buffer.from(id, 'hex')), octets(CKA.label, Buffer.from(label))]
    const curve = CURVES[algorithm]
    const size = Number(algorithm.slice(3))
    const kind = curve
      ? [octets(CKA.ecParams, curve)]
      : [ulong(CKA.modulusBits, size), octets(CKA.publicExponent, Uint8Array.of(1, 0, 1))]
    const isSigner = use === 'sign'
    const open = [...named, ...kind, isSigner ? yes(CKA.verify) : yes(CKA.encrypt)]
    const secret = [...named, yes(CKA.private), yes(CKA.sensitive), no(CKA.extractable)]
    const made = [...secret, isSigner ? yes(CKA.sign) : no(CKA.sign), isSigner ? no(CKA.decrypt) : yes(CKA.decrypt)]
    const way = mechanism(curve ? CKM.ecKeyPair : CKM.rsaKeyPair)
    const key = [0]
    this.#cryptoki.keyPair(this.#session, way, open, open.length, made, made.length, key, [0])
    return this.#publicParts(key[0] ?? 0, algorithm)
  }

  find(label: string): { id: string; key: PublicParts } | undefined {
    const key = this.#first([ulong(CKA.class, CKO.publicKey), octets(CKA.label, Buffer.from(label)), yes(CKA.encrypt)])
    if (key === undefined) return undefined
    const bits = this.#read(key, CKA.modulusBits, 8).readBigUInt64LE()
    return {
      id: this.#read(key, CKA.id, 16).toString('hex'),
      key: this.#publicParts(key, `rsa${bits}` as TokenKeyAlgorithm),
    }
  }

  sign(id: string, algorithm: TokenKeyAlgorithm, input: Uint8Array): Uint8Array {
    this.#cryptoki.signInit(this.#session, mechanism(CURVES[algorithm] ? CKM.ecdsa : CKM.sha256Rsa), this.#private(id))
    return this.#produced((out, length) =>
      this.#cryptoki.sign(this.#session, Buffer.from(input), input.length, out, length),
    )
  }

  decrypt(id: string, hash: 'sha1' | 'sha256', input: Uint8Array): Uint8Array {
    // hash, MGF1 with it, an empty label.
    const [digest, mask] = hash === 'sha1' ? [CKM.sha1, 1] : [CKM.sha256, 2]
    const parameter = Buffer.concat([digest, mask, 1, 0, 0].map(ulongBytes))
    this.#cryptoki.decryptInit(this.#session, mechanism(CKM.oaep, parameter), this.#private(id))
    return this.#produced((out, length) =>
      this.#cryptoki.decrypt(this.#session, Buffer.from(input), input.length, out, length),
    )
  }

  #produced(run: (out: Buffer, length: number[]) => void): Uint8Array {
    const out = Buffer.alloc(1_024)
    const length = [out.length]
    run(out, length)
    return Uint8Array.from(out.subarray(0, length[0]))
  }

  #private(id: string): number {
    const key = this.#first([ulong(CKA.class, CKO.privateKey), octets(CKA.id, Buffer.from(id, 'hex'))])
    if (key === undefined) throw new TokenError('missing', `no private key ${id}`)
    return key
  }

  #first(wanted: Attribute[]): number | undefined {
    this.#cryptoki.findInit(this.#session, wanted, wanted.length)
    const found = new BigUint64Array(1)
    const count = [0]
    try {
      this.#cryptoki.find(this.#session, found, 1, count)
    } finally {
      this.#cryptoki.findFinal(this.#session)
    }
    return Number(count[0]) === 0 ? undefined : Number(found[0])
  }

  #publicParts(key: number, algorithm: TokenKeyAlgorithm): PublicParts {
    if (!CURVES[algorithm]) {
      const n = this.#read(key, CKA.modulus, Number(algorithm.slice(3)) / 8)
      return { kty: 'RSA', n: Uint8Array.from(n), e: Uint8Array.of(1, 0, 1) }
    }
    // A DER OCTET STRING around the point; some modules leave it away.
    const bytes = algorithm === 'p256' ? 65 : 97
    const value = this.#read(key, CKA.ecPoint, bytes + 2)
    return {
      kty: 'EC',
      point: Uint8Array.from(value[0] === 4 && value[1] === bytes ? value.subarray(2) : value.subarray(0, bytes)),
    }
  }

  #read(key: number, type: number, bytes: number): Buffer {
    const value = Buffer.alloc(bytes)
    this.#cryptoki.attributes(this.#session, key, [{ type, value, length: bytes }], 1)
    return value
  }
}
