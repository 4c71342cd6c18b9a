// Signatures by the test users, with what it takes to judge them.

import { openSigner } from '#adapters/keys/signer.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { certificate, crl, privateKey, REFERENCE } from '../../fixtures/built.ts'

export type Family = 'rsa' | 'sm2'

export interface Signing {
  isRevocationIncluded?: boolean
  isDetached?: boolean
}

export const CONTENT = new TextEncoder().encode('人社证明')

/** A signature by the test user that carries its certificates and, unless told otherwise, revocation lists. */
export function signedBy(family: Family, { isRevocationIncluded = true, isDetached = false }: Signing = {}) {
  const user = certificate(family, 'user-sign')
  const digest = family === 'sm2' ? 'sm3' : 'sha256'
  return makeSignedData({
    content: CONTENT,
    isDetached,
    signers: [
      {
        signer: openSigner(privateKey(family, 'user-sign')),
        certificate: user,
        attributes: signedAttributes({ content: CONTENT, digest, signingTime: REFERENCE, boundTo: user }),
      },
    ],
    certificates: [user, certificate(family, 'issuing')],
    crls: isRevocationIncluded ? [crl(family, 'issuing'), crl(family, 'root')] : [],
  })
}

export const ROOT = { name: 'root.der', bytes: certificate('rsa', 'root') }
