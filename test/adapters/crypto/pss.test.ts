// RSASSA-PSS beyond the common form, on signatures made by OpenSSL: what the parameters say is what is checked.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import type { DigestAlgorithm, SignatureCheck } from '#core/primitives.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

interface Pss {
  digest: DigestAlgorithm
  mgfDigest: DigestAlgorithm
  saltLength: number
}

const workshop = opensslWorkshop()
const message = Buffer.from('证书 certificate')

beforeAll(() => {
  workshop.put(message, 'message')
  make('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'rsa.pem')
  const limits = ['md:sha256', 'mgf1_md:sha1', 'saltlen:20'].flatMap((one) => ['-pkeyopt', `rsa_pss_keygen_${one}`])
  make('genpkey', '-algorithm', 'RSA-PSS', ...limits, '-out', 'limited.pem')
})
afterAll(() => workshop.close())

function make(...args: string[]): void {
  const { status, text } = workshop.run(...args)
  if (status !== 0) throw new Error(text)
}

const made = (name: string) => new Uint8Array(readFileSync(join(workshop.directory, name)))

function signed(key: string, { digest, mgfDigest, saltLength }: Pss): SignatureCheck {
  const options = ['rsa_padding_mode:pss', `rsa_mgf1_md:${mgfDigest}`, `rsa_pss_saltlen:${saltLength}`]
  const sigopts = options.flatMap((one) => ['-sigopt', one])
  make('dgst', `-${digest}`, '-sign', `${key}.pem`, ...sigopts, '-out', 'signature', 'message')
  make('pkey', '-in', `${key}.pem`, '-pubout', '-outform', 'DER', '-out', 'public.der')
  const parts = { publicKey: made('public.der'), signature: made('signature'), message: [message] }
  return { scheme: 'rsa-pss', digest, mgfDigest, saltLength, ...parts }
}

const MIXED: Pss[] = [
  { digest: 'sha256', mgfDigest: 'sha1', saltLength: 20 },
  { digest: 'sha1', mgfDigest: 'sha256', saltLength: 20 },
  { digest: 'sha512', mgfDigest: 'sha256', saltLength: 32 },
  { digest: 'sha256', mgfDigest: 'sha512', saltLength: 0 },
  { digest: 'sha384', mgfDigest: 'sha512-256', saltLength: 48 },
]

describe('RSASSA-PSS with two hashes (RFC 8017 §8.1.2)', () => {
  it.each(MIXED)(
    '$digest masked with $mgfDigest, salt $saltLength, verifies as announced and in no other way',
    async (pss) => {
      const check = signed('rsa', pss)
      expect(await nodePrimitives.verify(check)).toBe(true)
      expect(await nodePrimitives.verify({ ...check, mgfDigest: check.digest })).toBe(false)
      expect(await nodePrimitives.verify({ ...check, digest: pss.mgfDigest })).toBe(false)
      expect(await nodePrimitives.verify({ ...check, saltLength: pss.saltLength + 1 })).toBe(false)
      const altered = check.signature.slice()
      altered[9] = (altered[9] ?? 0) ^ 1
      expect(await nodePrimitives.verify({ ...check, signature: altered })).toBe(false)
      expect(await nodePrimitives.verify({ ...check, message: [message, Uint8Array.of(0)] })).toBe(false)
    },
  )

  it('is refused, not guessed, where the runtime cannot do it', async () => {
    const check = signed('rsa', MIXED[0] as Pss)
    expect(await webPrimitives.verify(check)).toBe(false)
    expect(await nodePrimitives.verify({ ...check, mgfDigest: 'sha3-256' })).toBe(false)
  })
})

describe('a key restricted to certain parameters (RFC 4055 §3.3)', () => {
  it('verifies with exactly those', async () => {
    const check = signed('limited', { digest: 'sha256', mgfDigest: 'sha1', saltLength: 20 })
    expect(await nodePrimitives.verify(check)).toBe(true)
    expect(await nodePrimitives.verify({ ...check, mgfDigest: 'sha256' })).toBe(false)
  })

  it.each([
    ['node', nodePrimitives],
    ['web', webPrimitives],
  ])('%s: refuses a good signature its restrictions do not allow', async (_name, primitives) => {
    const plain = signed('rsa', { digest: 'sha256', mgfDigest: 'sha256', saltLength: 32 })
    expect(await primitives.verify(plain)).toBe(true)
    expect(await primitives.verify({ ...plain, publicKey: restrictedSpki(plain.publicKey, 33) })).toBe(false)
    expect(await primitives.verify({ ...plain, publicKey: restrictedSpki(plain.publicKey, 32) })).toBe(true)
  })
})

/** The same modulus with RSASSA-PSS-params SHA-256, MGF1 with SHA-256, least salt `saltLength`. */
function restrictedSpki(spki: Uint8Array, saltLength: number): Uint8Array {
  const sha256 = '300d06096086480165030402010500'
  const mask = `301a06092a864886f70d010108${sha256}`
  const parameters = `3034a00f${sha256}a11c${mask}a2030201${saltLength.toString(16)}`
  const algorithm = Buffer.from(`304106092a864886f70d01010a${parameters}`, 'hex')
  const bits = Buffer.from(spki).subarray(4 + 15)
  const length = algorithm.length + bits.length
  return new Uint8Array(Buffer.concat([Buffer.from([0x30, 0x82, length >> 8, length & 255]), algorithm, bits]))
}
