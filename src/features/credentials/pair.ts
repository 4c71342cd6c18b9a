// Whether what an authority issued is one whole credential (GM/T 0015, GB/T 20518: a certificate to sign and one to encrypt; clauses
// unverified). Pure. Who signed the certificates is judged where they are issued and where they are used.

import { equalBytes } from '#core/bytes/bytes.ts'
import { DAY_MS } from '#core/calendar/civil.ts'
import { readSm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { err, type Instant, ok, type Result } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf, type KeyUsage } from '#core/x509/extensions.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { sameName } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'

export interface GivenPair {
  /** DER. */
  sign: Uint8Array
  encryption?: Uint8Array | undefined
  /** DER SM2EnvelopedKey of the encryption key. */
  envelope?: Uint8Array | undefined
}

export type PairProblem =
  | 'unreadable'
  /** An SM2 credential is two certificates and an envelope; any other is one certificate. */
  | 'half'
  | 'sign-usage'
  | 'encryption-usage'
  | 'other-person'
  | 'other-issuer'
  | 'same-key'
  /** They are renewed together, so they must end together. */
  | 'other-validity'
  | 'envelope-unreadable'
  /** It holds another key than the one in the encryption certificate. */
  | 'envelope-other-key'

export interface WholePair {
  sign: Certificate
  encryption?: Certificate
  algorithm: string
  /** While both are valid. */
  notBefore: Instant
  notAfter: Instant
}

/** Two certificates of one issue may be a little apart where somebody makes them by hand. */
const MAX_APART_MS = DAY_MS

export function wholePair(given: GivenPair): Result<WholePair, PairProblem> {
  const sign = parseCertificate(given.sign)
  if (!sign.ok) return err('unreadable')
  const { algorithm } = keyKindOf(sign.value)
  if (!isFor(sign.value, SIGNING)) return err('sign-usage')
  const { notBefore, notAfter } = sign.value
  const isPair = given.encryption !== undefined && given.envelope !== undefined
  const isSingle = given.encryption === undefined && given.envelope === undefined
  if (algorithm !== 'SM2') return isSingle ? ok({ sign: sign.value, algorithm, notBefore, notAfter }) : err('half')
  if (!isPair || !given.encryption || !given.envelope) return err('half')
  const encryption = parseCertificate(given.encryption)
  if (!encryption.ok) return err('unreadable')
  const problem = misfit(sign.value, encryption.value) ?? envelopeProblem(given.envelope, encryption.value)
  if (problem) return err(problem)
  return ok({
    ...{ sign: sign.value, encryption: encryption.value, algorithm },
    notBefore: Math.max(notBefore, encryption.value.notBefore),
    notAfter: Math.min(notAfter, encryption.value.notAfter),
  })
}

const SIGNING: readonly KeyUsage[] = ['digitalSignature', 'contentCommitment']
const ENCRYPTING: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement']

function isFor(certificate: Certificate, usages: readonly KeyUsage[]): boolean {
  return extensionOf(certificate, 'keyUsage')?.some((one) => usages.includes(one)) ?? false
}

function misfit(sign: Certificate, encryption: Certificate): PairProblem | undefined {
  if (!sameName(sign.subject, encryption.subject)) return 'other-person'
  if (!sameName(sign.issuer, encryption.issuer)) return 'other-issuer'
  if (keyKindOf(encryption).algorithm !== 'SM2' || isFor(encryption, SIGNING) || !isFor(encryption, ENCRYPTING))
    return 'encryption-usage'
  if (isFor(sign, ENCRYPTING)) return 'sign-usage'
  if (equalBytes(sign.publicKeyBits, encryption.publicKeyBits)) return 'same-key'
  const apart = Math.max(Math.abs(sign.notBefore - encryption.notBefore), Math.abs(sign.notAfter - encryption.notAfter))
  return apart > MAX_APART_MS ? 'other-validity' : undefined
}

function envelopeProblem(der: Uint8Array, encryption: Certificate): PairProblem | undefined {
  const envelope = readSm2Envelope(der)
  if (envelope?.form !== 'sm2-enveloped-key') return 'envelope-unreadable'
  return equalBytes(envelope.point, encryption.publicKeyBits) ? undefined : 'envelope-other-key'
}
