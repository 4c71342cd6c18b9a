// What is measured on: a root, an issuer and a signer with keys made in this run, and what they sign.

import { randomBytes } from 'node:crypto'
import { generateKey, openSigner, type Signer } from '#adapters/keys/signer.ts'
import { makeCertificate } from '#adapters/pkijs/certificate.ts'
import * as extensions from '#adapters/pkijs/extensions.ts'
import { hash, makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { makeTimestampResponse } from '#adapters/pkijs/timestamp-token.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'

export type Family = 'rsa' | 'ecdsa' | 'sm2'

const KEYS = { rsa: 'rsa2048', ecdsa: 'p256', sm2: 'sm2' } as const
const DIGESTS: Readonly<Record<Family, DigestAlgorithm>> = { rsa: 'sha256', ecdsa: 'sha256', sm2: 'sm3' }
const DAY_MS = 86_400_000

export interface Estate {
  family: Family
  signer: Signer
  /** DER of each. */
  leaf: Uint8Array
  issuer: Uint8Array
  root: Uint8Array
  rootSigner: Signer
  /** When all of it is valid. */
  now: number
}

export async function raiseEstate(family: Family, purpose: 'documents' | 'timestamps' = 'documents'): Promise<Estate> {
  const now = Date.now()
  const [rootSigner, issuerSigner, signer] = [1, 2, 3].map(() => openSigner(generateKey(KEYS[family]))) as [
    Signer,
    Signer,
    Signer,
  ]
  const validity = { notBefore: now - DAY_MS, notAfter: now + 365 * DAY_MS }
  const [rootName, issuerName] = [{ CN: `Bench Root ${family}` }, { CN: `Bench Issuer ${family}` }]
  const authority = (pathLength: number | undefined, spki: Uint8Array, issuerSpki: Uint8Array) => [
    extensions.basicConstraints(true, pathLength),
    extensions.keyUsage(['keyCertSign', 'cRLSign']),
    extensions.subjectKeyIdentifier(spki),
    extensions.authorityKeyIdentifier(issuerSpki),
  ]
  const root = await makeCertificate({
    ...validity,
    subject: rootName,
    issuer: rootName,
    serial: serial(),
    publicKey: rootSigner.spki,
    signer: rootSigner,
    extensions: authority(undefined, rootSigner.spki, rootSigner.spki),
  })
  const issuer = await makeCertificate({
    ...validity,
    subject: issuerName,
    issuer: rootName,
    serial: serial(),
    publicKey: issuerSigner.spki,
    signer: rootSigner,
    extensions: authority(0, issuerSigner.spki, rootSigner.spki),
  })
  const leaf = await makeCertificate({
    ...validity,
    subject: { CN: `Bench Signer ${family}` },
    issuer: issuerName,
    serial: serial(),
    publicKey: signer.spki,
    signer: issuerSigner,
    extensions: [
      extensions.keyUsage(['digitalSignature', 'nonRepudiation']),
      extensions.subjectKeyIdentifier(signer.spki),
      extensions.authorityKeyIdentifier(issuerSigner.spki),
      ...(purpose === 'timestamps' ? [extensions.extendedKeyUsage(['timeStamping'], true)] : []),
    ],
  })
  return { family, signer, leaf, issuer, root, rootSigner, now }
}

function serial(): Uint8Array {
  const octets = new Uint8Array(randomBytes(16))
  octets[0] = 1
  return octets
}

export interface Signed {
  message: Uint8Array
  content: Uint8Array
}

/** A detached CAdES-B signature that carries its chain below the root. */
export async function sign(estate: Estate, content: Uint8Array): Promise<Signed> {
  const { signer, leaf, issuer, now, family } = estate
  const digest = DIGESTS[family]
  const attributes = signedAttributes({ content, digest, signingTime: now - 1_000, boundTo: leaf })
  const message = await makeSignedData({
    content,
    isDetached: true,
    signers: [{ signer, certificate: leaf, digest, attributes }],
    certificates: [leaf, issuer],
  })
  return { message, content }
}

/** A TimeStampResp over `data`, with the chain. */
export function stamp({ signer, leaf, issuer, now }: Estate, data: Uint8Array): Promise<Uint8Array> {
  return makeTimestampResponse({
    imprint: { digest: 'sha256', hashed: hash('sha256', data) },
    genTime: now - 1_000,
    serial: serial(),
    policy: '1.2.3.4.1',
    signer,
    certificate: leaf,
    certificates: [leaf, issuer],
    accuracy: { seconds: 1 },
  })
}
