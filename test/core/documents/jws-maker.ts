// JWS made by hand, with node:crypto and nothing of the engine but the certificates, so that any part of one can be made wrong.

import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeJws } from '#core/documents/jws/judge.ts'
import type { TrustInputs } from '#core/trust.ts'
import { codesOf, type ReportBody } from '#core/verification-report.ts'
import { ext, issue, type Key, makeKey, NOW, type read } from '../x509/authority.ts'

export const b64u = (data: Uint8Array | string): string => Buffer.from(data).toString('base64url')
const b64 = (data: Uint8Array): string => Buffer.from(data).toString('base64')
export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('base64url')

const root = makeKey()
export const rootCertificate = await issue({ subject: 'CN=Root', extensions: [ext.ca(), ext.keyUsage(5, 6)] }, root)
export const user = makeKey()
export const userCertificate = await issue(
  { subject: 'CN=User', issuer: 'CN=Root', serial: 2, extensions: [ext.keyUsage(0, 1)] },
  user,
  root,
)
export const stranger = makeKey()
export const strangerCertificate = await issue({ subject: 'CN=Stranger', serial: 9 }, stranger)

export const trust: TrustInputs = {
  anchors: [rootCertificate],
  intermediates: [],
  crls: [],
  ocsps: [],
  at: NOW,
  requireRevocation: false,
}

type Header = Record<string, unknown>

export const HEADER: Header = {
  alg: 'ES256',
  'x5t#S256': sha256(userCertificate.raw),
  x5c: [b64(userCertificate.raw)],
  iat: NOW / 1000 - 60,
}

export const PAYLOAD = '{"name":"张三","grade":"5"}'

export interface Parts {
  protected: string
  payload: string
  signature: string
}

/** @param payload as it stands between header and signature */
export function signParts(header: Header | string, payload: string, key: Pick<Key, 'privateKey'> = user): Parts {
  const text = b64u(typeof header === 'string' ? header : JSON.stringify(header))
  const signature = sign('sha256', Buffer.from(`${text}.${payload}`), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return { protected: text, payload, signature: b64u(signature) }
}

export const compact = (parts: Parts, payload = parts.payload) => `${parts.protected}.${payload}.${parts.signature}`

export function judge(
  text: string | object,
  supplied: Partial<Parameters<typeof judgeJws>[0]> = {},
): Promise<ReportBody> {
  const file = Buffer.from(typeof text === 'string' ? text : JSON.stringify(text))
  return judgeJws({ file: new Uint8Array(file), trust, ...supplied }, nodePrimitives)
}

export const found = (report: ReportBody) => codesOf(report)

/** A certificate over a public key from a standard's example, signed by the root above. */
export async function certified(jwk: object): Promise<ReturnType<typeof read>> {
  const publicKey: KeyObject = createPublicKey({ key: jwk as never, format: 'jwk' })
  const publicKeyInfo = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const key = { kind: 'p256', privateKey: root.privateKey, publicKeyInfo } as const
  return issue({ subject: 'CN=Example', issuer: 'CN=Root', serial: 3, extensions: [ext.keyUsage(0)] }, key, root)
}
