// Taking DER apart by position, for checks that must not go through the readers under test elsewhere.

import { bytesOf, childrenOf, contentsOf, type Der, readDer } from '#core/asn1/der.ts'

/** The element reached by child numbers from the top: `at(der, 0, 2)` is the third element of the first. */
export function at(der: Uint8Array, ...path: number[]): Der {
  const read = readDer(der)
  if (!read.ok) throw new Error(read.error.code)
  return path.reduce((parent, index) => {
    const children = childrenOf(parent)
    const child = children.ok ? children.value.at(index) : undefined
    if (!child) throw new Error(`no element ${index}`)
    return child
  }, read.value)
}

export const whole = (der: Uint8Array, ...path: number[]): Uint8Array => bytesOf(at(der, ...path))
export const contents = (der: Uint8Array, ...path: number[]): Uint8Array => contentsOf(at(der, ...path))
/** Contents of a BIT STRING of whole octets. */
export const bits = (der: Uint8Array, ...path: number[]): Uint8Array => contents(der, ...path).subarray(1)
/** DER SubjectPublicKeyInfo of a version 3 certificate. */
export const keyOf = (certificate: Uint8Array): Uint8Array => whole(certificate, 0, 6)
