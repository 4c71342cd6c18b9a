// RSA keys that can be broken by anybody, made as the papers describe them. DER PKCS#8, for servers that show their certificates.

import { checkPrimeSync, createPrivateKey, generatePrimeSync, randomBytes } from 'node:crypto'

const EXPONENT = 65_537n

export const prime = (bits: number): bigint => {
  for (;;) {
    const found = generatePrimeSync(bits, { bigint: true })
    if ((found - 1n) % EXPONENT !== 0n) return found
  }
}

/** The next one, so that Fermat's method ends in its first round. */
export function neighbourOf(after: bigint): bigint {
  for (let candidate = after + 2n; ; candidate += 2n)
    if (checkPrimeSync(candidate) && (candidate - 1n) % EXPONENT !== 0n) return candidate
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let [square, rest] = [base % modulus, exponent]; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus
  }
  return result
}

/** As the paper describes the broken library: k·M + (65537^a mod M), M the product of the first `count` primes. */
export function rocaPrime(count: number, bits: number): bigint {
  let product = 1n
  for (let candidate = 2n, found = 0; found < count; candidate++) {
    if (!checkPrimeSync(candidate)) continue
    product *= candidate
    found++
  }
  const size = BigInt(bits) - BigInt(product.toString(2).length)
  for (;;) {
    const k = (BigInt(`0x${randomBytes(32).toString('hex')}`) % (1n << size)) | (3n << (size - 2n))
    const a = BigInt(`0x${randomBytes(16).toString('hex')}`)
    const candidate = k * product + power(EXPONENT, a, product)
    if (checkPrimeSync(candidate) && (candidate - 1n) % EXPONENT !== 0n) return candidate
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [oldRest, rest, oldFactor, factor] = [value % modulus, modulus, 1n, 0n]
  while (rest !== 0n) {
    const quotient = oldRest / rest
    ;[oldRest, rest] = [rest, oldRest - quotient * rest]
    ;[oldFactor, factor] = [factor, oldFactor - quotient * factor]
  }
  return ((oldFactor % modulus) + modulus) % modulus
}

const base64url = (value: bigint) => {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url')
}

/** The private key for two primes. */
export function rsaPkcs8(p: bigint, q: bigint): Uint8Array {
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const key = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64url(value)]))
  return createPrivateKey({ key: { kty: 'RSA', ...key }, format: 'jwk' }).export({ format: 'der', type: 'pkcs8' })
}
