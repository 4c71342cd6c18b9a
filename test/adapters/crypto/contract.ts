// What every implementation of `Primitives` must do, whatever it is made of.

import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asciiOctets } from '#core/asn1/write.ts'
import { fromHex, toHex } from '#core/bytes/hex.ts'
import { sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import type { DigestAlgorithm, Primitives, SignatureCheck } from '#core/primitives.ts'

const CORPORA = new URL('../../../../shared/corpora/', import.meta.url)
const hex = (text: string) => fromHex(text) ?? new Uint8Array()

interface Vector {
  tcId: number
  comment: string
  msg: string
  sig: string
  result: 'valid' | 'acceptable' | 'invalid'
}

interface Group {
  publicKeyDer: string
  sLen?: number
  tests: Vector[]
}

const WYCHEPROOF: [string, SignatureCheck['scheme']][] = [
  ['ecdsa_secp256r1_sha256_test.json', 'ecdsa'],
  ['rsa_pss_2048_sha256_mgf1_32_test.json', 'rsa-pss'],
  ['rsa_signature_2048_sha256_test.json', 'rsa-pkcs1'],
]

export function primitivesContract(name: string, primitives: Primitives, digests: readonly DigestAlgorithm[]): void {
  describe(`${name}: digests`, () => {
    const ABC: Partial<Record<DigestAlgorithm, string>> = {
      md5: '900150983cd24fb0d6963f7d28e17f72',
      sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'sha512-224': '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa',
      'sha512-256': '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
      'sha3-224': 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf',
      shake256:
        '483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4',
      sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    }
    it.each(digests.filter((digest) => ABC[digest]))(
      '%s of "abc" is the published one, in one piece or two',
      async (digest) => {
        expect(toHex(await primitives.digest(digest, asciiOctets('abc')))).toBe(ABC[digest])
        expect(toHex(await primitives.digest(digest, asciiOctets('a'), asciiOctets('bc')))).toBe(ABC[digest])
      },
    )
  })

  describe(`${name}: Wycheproof`, () => {
    for (const [file, scheme] of WYCHEPROOF) {
      const path = new URL(`wycheproof/${file}`, CORPORA)
      it.skipIf(!existsSync(path))(
        `${file}: every vector as published (skipped where the corpus is absent)`,
        async () => {
          const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[] }
          const wrong: string[] = []
          let count = 0
          for (const group of testGroups) {
            for (const { tcId, comment, msg, sig, result } of group.tests) {
              const isGood = await primitives.verify({
                scheme,
                digest: 'sha256',
                publicKey: hex(group.publicKeyDer),
                message: [hex(msg)],
                signature: hex(sig),
                ...(group.sLen === undefined ? {} : { saltLength: group.sLen }),
              })
              count++
              if (result !== 'acceptable' && isGood !== (result === 'valid')) wrong.push(`${tcId} ${result} ${comment}`)
            }
          }
          expect(wrong).toEqual([])
          expect(count).toBeGreaterThan(100)
        },
      )
    }
  })

  describe(`${name}: SM2`, () => {
    const path = new URL('vectors/sm2/sm2-sig-vectors.json', CORPORA)
    it.skipIf(!existsSync(path))(
      'strict DER, ranges, identity: every vector (skipped where the corpus is absent)',
      async () => {
        const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as {
          vectors: {
            name: string
            publicKey: string
            msgHex: string
            userIdHex: string
            signatureDerHex: string
            expected: string
          }[]
        }
        const wrong: string[] = []
        for (const vector of vectors) {
          const isGood = await primitives.verify({
            scheme: 'sm2',
            digest: 'sm3',
            publicKey: sm2PublicKeyInfo(hex(vector.publicKey)),
            message: [hex(vector.msgHex)],
            signature: hex(vector.signatureDerHex),
            sm2Id: hex(vector.userIdHex),
          })
          if (isGood !== (vector.expected === 'valid')) wrong.push(`${vector.name}: ${vector.expected}`)
        }
        expect(wrong).toEqual([])
        expect(vectors.length).toBeGreaterThan(10)
      },
    )

    it('refuses a point that is not on the curve', async () => {
      const point = new Uint8Array(65).fill(1)
      point[0] = 4
      const check = { scheme: 'sm2', digest: 'sm3', publicKey: sm2PublicKeyInfo(point), message: [] } as const
      expect(await primitives.verify({ ...check, signature: hex('3006020101020101') })).toBe(false)
    })
  })

  describe(`${name}: keys made here`, () => {
    const message = asciiOctets('人社局 certificate')
    const made = (key: ReturnType<typeof generateKeyPairSync>, digest: string | null, options = {}) => ({
      publicKey: new Uint8Array(key.publicKey.export({ type: 'spki', format: 'der' })),
      signature: new Uint8Array(sign(digest, message, { key: key.privateKey, ...options })),
    })
    const cases: [string, SignatureCheck['scheme'], DigestAlgorithm, ReturnType<typeof made>][] = [
      ['P-384', 'ecdsa', 'sha384', made(generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'sha384')],
      ['P-521', 'ecdsa', 'sha512', made(generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'sha512')],
      ['RSA', 'rsa-pkcs1', 'sha1', made(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha1')],
      ['Ed25519', 'ed25519', 'sha512', made(generateKeyPairSync('ed25519'), null)],
    ]
    it.each(cases)(
      '%s verifies whole and in pieces, and not with one bit changed',
      async (_key, scheme, digest, parts) => {
        const check = { scheme, digest, publicKey: parts.publicKey, signature: parts.signature }
        expect(await primitives.verify({ ...check, message: [message] })).toBe(true)
        expect(await primitives.verify({ ...check, message: [message.subarray(0, 3), message.subarray(3)] })).toBe(true)
        const altered = message.slice()
        altered[0] = (altered[0] ?? 0) ^ 1
        expect(await primitives.verify({ ...check, message: [altered] })).toBe(false)
      },
    )

    it('a key of one kind verifies nothing of another, and rubbish is no key', async () => {
      const [, , digest, parts] = cases[0] as (typeof cases)[0]
      const check = { digest, message: [message], signature: parts.signature }
      for (const scheme of ['rsa-pkcs1', 'rsa-pss', 'ed25519', 'dsa', 'sm2'] as const) {
        expect(await primitives.verify({ ...check, scheme, publicKey: parts.publicKey })).toBe(false)
      }
      expect(await primitives.verify({ ...check, scheme: 'ecdsa', publicKey: hex('3003020101') })).toBe(false)
      expect(await primitives.verify({ ...check, scheme: 'ecdsa', publicKey: new Uint8Array() })).toBe(false)
    })
  })
}
