// The key of a canary: held by the key port, or, for laboratories, in the settings themselves.

import { z } from 'zod'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { openSigner } from '../keys/signer.ts'
import { oneCertificate } from './certificates.ts'
import type { ProbeDeps } from './probe.ts'
import { SettingsError } from './settings.ts'

/** `keyId` names a key of the key port; `privateKey` is an unencrypted PKCS#8 in PEM or base64 DER. */
export const canaryUser = z.strictObject({
  certificate: oneCertificate,
  keyId: z.string().min(1).optional(),
  privateKey: z.string().min(1).optional(),
})

export interface CanaryUser {
  certificate: Certificate
  keyId?: string | undefined
  privateKey?: string | undefined
}

/** Signature of the canary over `message`. The key itself never leaves this function. */
export async function signAsCanary(user: CanaryUser, message: Uint8Array, { sign }: ProbeDeps): Promise<Uint8Array> {
  if (user.keyId !== undefined && sign) return sign(user.keyId, message)
  const { privateKey } = user
  if (privateKey === undefined) throw new SettingsError('keyId', 'no key for the canary')
  const pkcs8 = privateKey.includes('-----BEGIN') ? readPem(privateKey)[0]?.bytes : fromBase64(privateKey)
  if (!pkcs8) throw new SettingsError('privateKey', 'not a PKCS#8 in PEM or base64 DER')
  return openSigner(pkcs8).sign(message)
}

export function certificateText({ certificate }: CanaryUser): string {
  return toBase64(certificate.raw)
}
