import { createCipheriv, createECDH, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { openSm2Envelope, sm2ScalarOf } from '#adapters/keys/sm2-envelope.node.ts'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, explicit, integer, nullValue, octetString, oid, sequence, set } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import { readContents } from '#core/keystores/read.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import { readSm2Envelope, type Sm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { certificate } from '../../fixtures/built.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const shop = opensslWorkshop()
afterAll(shop.close)

const hex = (text: string) => fromHex(text) ?? new Uint8Array()
const READERS = { ciphers: nodeKeystoreCiphers, inflate: nodeInflate }

function pkcs8Of(scalar: Uint8Array): SecretKey {
  const key = sequence(integer(1), octetString(scalar))
  return new SecretKey(sequence(integer(0), sequence(oid(OID.ecPublicKey), oid(OID.sm2)), octetString(key)))
}
const publicPointOf = (scalar: Uint8Array) => {
  const exchange = createECDH('SM2')
  exchange.setPrivateKey(scalar)
  return new Uint8Array(exchange.getPublicKey())
}

const recipient = hex('3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8')
const inner = randomBytes(32).fill(1, 0, 1)

/** `SM2Cipher` to the recipient, by OpenSSL. */
function encryptSm2(message: Uint8Array): Uint8Array {
  const to = shop.putPem('PUBLIC KEY', sm2PublicKeyInfo(publicPointOf(recipient)))
  const out = join(shop.directory, 'sm2-cipher.der')
  const made = shop.run('pkeyutl', '-encrypt', '-pubin', '-inkey', to, '-in', shop.put(message), '-out', out)
  if (made.status !== 0) throw new Error(made.text)
  return new Uint8Array(readFileSync(out))
}

function enveloped(wrapped: Uint8Array, point: Uint8Array, algorithm = sequence(oid(OID.sm4Ecb), nullValue())) {
  const key = randomBytes(16)
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
  const data = concatBytes(cipher.update(wrapped), cipher.final())
  return sequence(algorithm, encryptSm2(key), bitString(point), bitString(data))
}
const open = (der: Uint8Array, by = recipient) => {
  const envelope = readSm2Envelope(der)
  if (!envelope) throw new Error('no envelope')
  const opened = openSm2Envelope(pkcs8Of(by), envelope)
  return opened.ok ? toHex(opened.value.key.use(sm2ScalarOf) ?? new Uint8Array()) : opened.error
}

/** Computed by another program from the known answers of GB/T 32918.5 (clause unverified): the same recipient, a fixed k and SM4 key. */
const KNOWN = hex(
  `3081f0300c06082a811ccf5501680105003079022004ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e
   149a73022100e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df004204423b448d18b4a1a86b0
   e264e928007803243a5a8d9d0b0e8953bfe4e928adcf041045c54abc791125fbc9bae9ecc8a6555903420004d5548c7825cb
   b56150a3506cd57464af8a1ae0519dfaf3c58221dc810caf28dd921073768fe3d59ce54e79a49445cf73fed2308653702726
   4d168946d479533e03210049660a93fc61d46a3af331d027f3de62727bb7723baeaf9956c8de0a44ab8607`,
)

describe('an enveloped SM2 key', () => {
  it('opens to the known answer', () => {
    expect(open(KNOWN)).toMatch(/^128b2fa8[0-9a-f]{52}7263$/)
  })

  const point = publicPointOf(inner)
  const padding = new Uint8Array(16).fill(16)

  it.each([
    ['no padding', inner],
    ['the padding of SM4-ECB', concatBytes(inner, padding)],
    ['the 64 octets of key tokens', concatBytes(new Uint8Array(32), inner)],
    ['both', concatBytes(new Uint8Array(32), inner, padding)],
  ])('opens with %s, and only with the key it was made for', (_, wrapped) => {
    const der = enveloped(wrapped, point)
    expect(open(der)).toBe(toHex(inner))
    expect(open(der, inner)).toBe('envelope.not-for-this-key')
  })

  it('may name its cipher without a SEQUENCE around, as one library writes it', () => {
    expect(open(enveloped(inner, point, oid(OID.sm4)))).toBe(toHex(inner))
    expect(readSm2Envelope(enveloped(inner, point, oid(OID.sm4Cbc)))).toBeUndefined()
  })

  it('is refused when d·G is not the public key it names', () => {
    expect(open(enveloped(inner, publicPointOf(recipient)))).toBe('envelope.key-mismatch')
    expect(open(enveloped(concatBytes(randomBytes(32), inner), point))).toBe('envelope.contents')
    expect(open(enveloped(new Uint8Array(32), point))).toBe('envelope.key-mismatch')
  })

  it('is refused when one bit of it was changed', () => {
    const der = enveloped(inner, point)
    const results = [70, 110, der.length - 5].map((at) => {
      const changed = der.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      const envelope = readSm2Envelope(changed)
      return envelope === undefined || !openSm2Envelope(pkcs8Of(recipient), envelope).ok
    })
    expect(results).toEqual([true, true, true])
  })

  it('is not tried with a key of another kind', () => {
    const envelope = readSm2Envelope(enveloped(inner, point)) as Sm2Envelope
    const rsa = openSm2Envelope(new SecretKey(generateKey('p256')), envelope)
    expect(rsa).toEqual({ ok: false, error: 'envelope.recipient-not-sm2' })
  })

  it('gives a key that signs for the public key it comes with', async () => {
    const envelope = readSm2Envelope(enveloped(inner, point)) as Sm2Envelope
    const opened = openSm2Envelope(pkcs8Of(recipient), envelope)
    if (!opened.ok) throw new Error(opened.error)
    expect(openSigner(opened.value.key.use((pkcs8) => pkcs8)).spki).toEqual(opened.value.publicKey)
    expect(JSON.stringify(opened)).not.toContain(toHex(inner).slice(0, 12))
  })
})

/** Published by the gmsm project (cfca package, test of ParseEscrowPrivateKey). */
const CFCA = {
  temporary: hex('cacece36cac24aab94e52bcd5c0f552c95028f2856053135a1e47510b4c307ba'),
  key: 'f6e02c941a0dfdac58d8b3b1bc1bd136f179741b7465ebc7b0b25bb381840a3b',
  header: '0000000000000001000000000000000100000000000000000000000000000000',
  body: 'MIHGAgEBBIHArhtKwTVT8dPEkykVRpvQNMxHv/yeqtaKZiSp2MbjcqMZtPfKW8IatiIPPitNhQtU5C7gMbsUxgf5Yo16vDSXdoWqoOOaes2pEJwmXWZI55lMMWc168WgzQ82fmMi05Vhlw9HNjGI3azE6MS5/ujSNGLZ0qAAmLnBiHlXFAXXAWRiy9MxZKwF4xKn6qMaKmkqbYmTbBbEJEhzJBmu0IJ1kNDcTFirAyapghHSw267erSUwsHjkQis9mKYpzGied0E',
  commas:
    'MIHGAgEBBIHArhtKwTVT8dPEkykVRpvQNMxHv/yeqtaKZiSp2MbjcqMZtPfKW8Ia,tiIPPitNhQtU5C7gMbsUxgf5Yo16vDSXdoWqoOOaes2pEJwmXWZI55lMMWc168Wg,zQ82fmMi05Vhlw9HNjGI3azE6MS5/ujSNGLZ0qAAmLnBiHlXFAXXAWRiy9MxZKwF,4xKn6qMaKmkqbYmTbBbEJEhzJBmu0IJ1kNDcTFirAyapghHSw267erSUwsHjkQis,9mKYpzGied0E,',
}

describe("CFCA's PrivateKey.key", () => {
  const envelopeIn = (text: string) => readContents([{ name: 'k', bytes: Buffer.from(text) }], [], READERS).envelopes[0]
  const header = (length: number) => `${CFCA.header}${String(length).padStart(16, '0')}`

  it.each([
    ['with its header', `${header(268)}${CFCA.body}`],
    ['with header and commas', `${header(273)}${CFCA.commas}`],
    ['as bare Base64', CFCA.body],
  ])('opens %s, with the temporary key only', (_, text) => {
    const found = envelopeIn(text)
    expect(found?.envelope.form).toBe('cfca')
    const opened = openSm2Envelope(pkcs8Of(CFCA.temporary), found?.envelope as Sm2Envelope)
    expect(opened.ok && toHex(opened.value.key.use(sm2ScalarOf) ?? new Uint8Array())).toBe(CFCA.key)
    const other = openSm2Envelope(pkcs8Of(recipient), found?.envelope as Sm2Envelope)
    expect(other).toEqual({ ok: false, error: 'envelope.not-for-this-key' })
  })

  it('is refused when its header counts wrongly', () => {
    expect(envelopeIn(`${header(273)}${CFCA.body}`)).toBeUndefined()
  })

  /** Two more of the published cases: the pair inside does not fit, and the point is not on the curve. */
  it.each([
    'MIHGAgEBBIHA7pcowvNdY6kHesm6Ni1rM+iFNSXOXyET+gstbxQ0Vq1+W+YmZUTNQs8CpNuU6fpjZt8azXvKwdrUKEMaadZR4vTBwl+UcvjdpwlBmI8o9UxYkWNSGeI0CWHCgml57xHbhAl3xlRzCi2qOakvEcwTRmzvB73Pt/DgahSPGSmdOy3CrAyMkhcrHiiR9aIWXEKbOnwST+wcRJ65Mr+5ZDOaN8wg6NzLttnWg93CA3k1AsziCGe/sRW6Qd2FrcvMZQc2',
    'MIHGAgEBBIHAaxudEYQXAT4n+s2fhHJlPVvY2+TNRAS96F7vskiENVLHahIWxtDeU6BeJ5SFTEXTz5vdYp4as66DU69xCWNYl4kDCy3gfT2iIDEp6NcbPHkAp/rKIFXMUZyBq9wGCkeAZwvpK09JMLffvGWTFU7MzepyFtYTsRjwZ5tBX+8GaSDHaCD0CtVtz5k3bFRLPE2ru4XZW787BiEBrxUG9Zn5pnkNLlnVmUNSI01qKXJxK/hAJ+B82DtXdZgSUaspW5ro',
  ])('is refused when what is inside is no key pair (%#)', (text) => {
    const found = envelopeIn(text)
    const opened = openSm2Envelope(pkcs8Of(CFCA.temporary), found?.envelope as Sm2Envelope)
    expect(opened).toEqual({ ok: false, error: 'envelope.key-mismatch' })
  })
})

describe('a CSRResponse', () => {
  it('gives its certificates and its envelope, with EXPLICIT tags or IMPLICIT ones', () => {
    const signing = certificate('sm2', 'root')
    const envelope = enveloped(inner, publicPointOf(inner))
    const implicit = Uint8Array.from(envelope)
    implicit[0] = 0xa0
    for (const key of [explicit(0, envelope), implicit]) {
      const bytes = sequence(set(signing), key, explicit(1, set(certificate('sm2', 'site-gov'))))
      const contents = readContents([{ name: 'r', bytes }], [], READERS)
      expect([contents.certificates.length, contents.envelopes.length, contents.refused]).toEqual([2, 1, []])
    }
  })
})
