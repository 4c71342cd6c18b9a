import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { jwsKeyOf, jwsSignature, layOutJws, thumbprintOf } from '#core/acme/jws.ts'
import { ariCertificateId, renewalMoment } from '#core/acme/renewal.ts'
import { OID } from '#core/asn1/oids.ts'
import { implicit, octetString, sequence } from '#core/asn1/write.ts'
import { fromHex } from '#core/bytes/hex.ts'
import type { Certificate } from '#core/x509/certificate.ts'

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()

describe('what an ACME client signs', () => {
  it.each(['p256', 'p384', 'rsa2048'] as const)('is verified by node:crypto under a %s key', async (algorithm) => {
    const signer = openSigner(generateKey(algorithm))
    const key = createPublicKey({ key: Buffer.from(signer.spki), format: 'der', type: 'spki' })
    const found = jwsKeyOf(signer.spki)
    if (!found.ok) throw new Error(found.error.code)
    expect(found.value.jwk).toEqual(key.export({ format: 'jwk' }))
    expect(Object.keys(found.value.jwk)).toEqual(Object.keys(found.value.jwk).sort())
    const digest = createHash('sha256').update(JSON.stringify(found.value.jwk)).digest('base64url')
    expect(await thumbprintOf(found.value.jwk, nodePrimitives)).toBe(digest)

    const hash = algorithm === 'p384' ? 'sha384' : 'sha256'
    // Halves with leading zeros are rare: enough signatures that some have one.
    for (let i = 0; i < (algorithm === 'rsa2048' ? 2 : 600); i++) {
      const { signingInput } = layOutJws({ alg: found.value.algorithm, i }, { i })
      const signature = jwsSignature(found.value.algorithm, await signer.sign(signingInput))
      if (!signature.ok) throw new Error(signature.error.code)
      expect(verify(hash, signingInput, { key, dsaEncoding: 'ieee-p1363' }, signature.value)).toBe(true)
    }
  })

  it('has no name for an SM2 key, and refuses what is no key', () => {
    expect(jwsKeyOf(openSigner(generateKey('sm2')).spki)).toMatchObject({ error: { code: 'jwk.key-unsupported' } })
    expect(jwsKeyOf(Uint8Array.of(0x30, 0x01))).toMatchObject({ ok: false })
  })

  it('has an empty payload where something is only asked for', () => {
    const { signingInput } = layOutJws({ alg: 'ES256' }, undefined)
    expect(new TextDecoder().decode(signingInput)).toMatch(/^[\w-]+\.$/)
  })
})

describe('renewal', () => {
  it('names a certificate as the example of RFC 9773 §4.1 does', () => {
    const keyIdentifier = implicit(0, octetString(bytes('69885b6b87464041e1b37b847ba0ae2cde01c8d4')))
    const certificate = {
      serial: bytes('0087654321'),
      extensions: [{ oid: OID.authorityKeyIdentifier, critical: false, value: sequence(keyIdentifier) }],
    } as Pick<Certificate, 'serial' | 'extensions'> as Certificate
    expect(ariCertificateId(certificate)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE')
    expect(ariCertificateId({ ...certificate, extensions: [] })).toBeUndefined()
  })

  it('falls inside the window, or now when that has passed', () => {
    const window = { start: 1000, end: 2000 }
    expect(renewalMoment(window, 0, 0)).toBe(1000)
    expect(renewalMoment(window, 0.5, 0)).toBe(1500)
    expect(renewalMoment(window, 0.5, 5000)).toBe(5000)
  })
})
