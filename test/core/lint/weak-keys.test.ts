import { checkPrimeSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { contentsOf, readDer } from '#core/asn1/der.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { type PublicKey, weaknessesOf } from '#core/lint/weak-keys.ts'
import { prime, rocaPrime } from '../../support/weak-rsa.ts'
import { keys, rsaKey } from './maker.ts'

/** Reads a SubjectPublicKeyInfo with offsets of its own, so that the reader under test is not asked. */
function keyOf(info: Uint8Array): PublicKey {
  const whole = readDer(info)
  if (!whole.ok) throw new Error(whole.error.code)
  const [algorithm, bits] = split(contentsOf(whole.value))
  const [oid, parameters] = split(algorithm?.value ?? new Uint8Array())
  const dotted = Object.values(OID).find(
    (known) => Buffer.compare(write.oid(known), oid?.raw ?? new Uint8Array()) === 0,
  )
  return {
    publicKeyAlgorithm: { oid: dotted ?? '', ...(parameters && { parameters: parameters.raw }) },
    publicKeyBits: (bits?.value ?? new Uint8Array()).subarray(1),
  }
}

function split(bytes: Uint8Array): { raw: Uint8Array; value: Uint8Array }[] {
  const parts: { raw: Uint8Array; value: Uint8Array }[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1] ?? 0
    const count = first < 0x80 ? 0 : first & 0x7f
    const length =
      count === 0 ? first : [...bytes.subarray(at + 2, at + 2 + count)].reduce((sum, one) => sum * 256 + one, 0)
    const end = at + 2 + count + length
    parts.push({ raw: bytes.subarray(at, end), value: bytes.subarray(at + 2 + count, end) })
    at = end
  }
  return parts
}

const kindsOf = (info: Uint8Array) => weaknessesOf(keyOf(info)).map(({ kind }) => kind)

function nextPrime(after: bigint): bigint {
  let candidate = after + 2n
  while (!checkPrimeSync(candidate)) candidate += 2n
  return candidate
}

/** Two primes chosen apart, for all tests that need no others. */
const P = prime(1024)
const Q = prime(1024)

describe('keys nothing is wrong with', () => {
  it.each(['rsa', 'p256', 'p384', 'sm2', 'ed25519'] as const)('%s has no weakness', (name) => {
    expect(weaknessesOf(keyOf(keys[name]))).toEqual([])
  })

  it('ten fresh RSA moduli have none of the patterns', () => {
    for (let i = 0; i < 10; i++)
      expect(kindsOf(rsaKey(prime(512) * P))).toEqual(expect.not.arrayContaining(['rsa-roca', 'rsa-close-primes']))
  })
})

describe('ROCA (CVE-2017-15361)', () => {
  it('recognises the modulus its discoverers published with their detector (mod01)', () => {
    const published =
      0x944e13208a280c37efc31c3114485e590192adbb8e11c87cad60cdef0037ce99278330d3f471a2538fa667802ed2a3c44a8b7dea826e888d0aa341fd664f7fa7n
    expect(kindsOf(rsaKey(published))).toContain('rsa-roca')
    // One bit away, and still odd.
    expect(kindsOf(rsaKey(published ^ 2n))).not.toContain('rsa-roca')
  })

  it.each([
    [512, 39],
    [1024, 71],
    [2048, 126],
  ])('recognises a %i-bit modulus built as the paper describes (first %i primes)', (bits, count) => {
    const p = rocaPrime(count, bits / 2)
    expect(kindsOf(rsaKey(p * rocaPrime(count, bits / 2)))).toContain('rsa-roca')
    // One prime of another make, and the pattern is gone.
    expect(kindsOf(rsaKey(p * prime(bits / 2)))).not.toContain('rsa-roca')
  })
})

describe('close primes (Fermat)', () => {
  it('finds two neighbouring 1024-bit primes in the first rounds', () => {
    expect(kindsOf(rsaKey(P * nextPrime(P)))).toEqual(['rsa-close-primes'])
  })

  it('finds primes that differ in their lower half only', () => {
    expect(kindsOf(rsaKey(P * nextPrime(P + (1n << 500n))))).toEqual(['rsa-close-primes'])
  })

  it('does not find primes chosen apart', () => expect(kindsOf(rsaKey(P * Q))).toEqual([]))

  it('finds a square', () => {
    expect(kindsOf(rsaKey(P * P))).toEqual(['rsa-close-primes'])
  })
})

describe('other broken RSA keys', () => {
  const good = () => P * Q

  it.each([
    [1n, 'rsa-exponent-one'],
    [65_536n, 'rsa-exponent-even'],
    [-3n, 'rsa-exponent-one'],
  ])('exponent %i', (exponent, kind) => expect(kindsOf(rsaKey(good(), exponent))).toEqual([kind]))

  it('exponent 3 is usual enough', () => expect(kindsOf(rsaKey(good(), 3n))).toEqual([]))

  it('names the small factor', () => {
    expect(weaknessesOf(keyOf(rsaKey(751n * P * Q)))).toContainEqual({ kind: 'rsa-small-factor', seen: '751' })
    expect(kindsOf(rsaKey(757n * P * Q))).toEqual([])
  })

  it('an even modulus is no key', () => expect(kindsOf(rsaKey(good() + 1n))).toEqual(['rsa-modulus-even']))

  it('2047 bits are too few', () => {
    expect(kindsOf(rsaKey(P * prime(1000)))).toContain('rsa-short')
  })
})

describe('curves and points', () => {
  const changed = (info: Uint8Array) => {
    const copy = info.slice()
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
    return copy
  }

  it.each(['p256', 'p384', 'sm2'] as const)('a point one bit off %s is told', (name) => {
    expect(kindsOf(changed(keys[name]))).toEqual(['point-off-curve'])
  })

  it('secp256k1 is for coins, not for certificates', () => expect(kindsOf(keys.k256)).toEqual(['curve-weak']))

  it('a spelled-out curve may be any curve', () => {
    const algorithm = write.sequence(write.oid(OID.ecPublicKey), write.sequence(write.integer(1)))
    expect(kindsOf(write.sequence(algorithm, write.bitString(Uint8Array.of(4, 1, 1))))).toEqual(['curve-spelled-out'])
  })

  it('the neutral element of Ed25519 fits every signature', () => {
    const neutral = new Uint8Array(32)
    neutral[0] = 1
    const info = write.sequence(write.sequence(write.oid(OID.ed25519)), write.bitString(neutral))
    expect(kindsOf(info)).toEqual(['point-small-order'])
  })
})

describe('work is bounded', () => {
  const timed = (info: Uint8Array) => {
    const started = performance.now()
    const kinds = kindsOf(info)
    return { kinds, tookMs: performance.now() - started }
  }

  it('a modulus beyond every use is refused unlooked', () => {
    const { kinds, tookMs } = timed(rsaKey(randomBytes(1 << 19)))
    expect(kinds).toEqual(['rsa-oversized'])
    expect(tookMs).toBeLessThan(200)
  })

  it('the largest modulus that is looked at takes less than two seconds', () => {
    const largest = randomBytes(2048)
    largest[0] = 0xff
    largest[2047] = (largest[2047] ?? 0) | 1
    const { kinds, tookMs } = timed(rsaKey(largest))
    expect(kinds).not.toContain('rsa-oversized')
    expect(tookMs).toBeLessThan(2000)
  })

  it('what is no key is a value, not an exception', () => {
    const algorithm = write.sequence(write.oid(OID.rsaEncryption), write.nullValue())
    expect(kindsOf(write.sequence(algorithm, write.bitString(Uint8Array.of(1, 2, 3))))).toEqual(['unreadable'])
    expect(kindsOf(rsaKey(0n))).toEqual(['unreadable'])
    expect(kindsOf(rsaKey(-5n))).toEqual(['unreadable'])
  })
})
