// One CMP message there, one back (RFC 6712 over HTTP): protected, answered in time, and believed only when it is what we asked for.

import { randomBytes } from 'node:crypto'
import type { Egress } from '#adapters/egress/egress.ts'
import { OID } from '#core/asn1/oids.ts'
import { nullValue, oid, sequence } from '#core/asn1/write.ts'
import { doubtIn } from '#core/cmp/judge.ts'
import { type CmpAnswer, MAX_CMP_BYTES, readCmpAnswer } from '#core/cmp/read.ts'
import {
  type CmpBodyName,
  cmpBody,
  cmpHeader,
  cmpMessage,
  PBMAC1_KEY_BYTES,
  passwordBasedMac,
  pbmac1,
  protectedPart,
} from '#core/cmp/write.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { AppError } from '#src/context.ts'
import type { CmpProtection, CmpSettings, HeldKey, MacMethod } from '#src/issuing-ports.ts'
import type { ServiceKey } from '#src/ports.ts'
import { unreachable } from '../unreachable.ts'

export interface CmpDeps {
  egress: Egress
  primitives: Primitives
  now: () => Instant
}

/** Of one exchange: a CA that takes longer answers `waiting` and is polled. */
const REQUEST_TIMEOUT_MS = 30_000
/** RFC 9481 §6.1 names no number; OpenSSL takes up to 100 000. */
const MAC_ITERATIONS = 10_000

export interface CmpQuestion {
  kind: CmpBodyName
  content: Uint8Array
  transactionId: Uint8Array
  /** Of the CA's last message in this transaction. */
  recipientNonce?: Uint8Array
  /** In place of the connection's own: a key update is signed with the old key. */
  protection?: CmpProtection
}

/** @throws AppError: `unavailable` for silence and for answers that are not to be believed, `precondition` for what is set up wrong */
export async function ask(deps: CmpDeps, settings: CmpSettings, question: CmpQuestion): Promise<CmpAnswer> {
  const protection = question.protection ?? settings.protection
  const senderNonce = new Uint8Array(randomBytes(16))
  const message = await layOut(deps, settings, question, protection, senderNonce)
  const bytes = await send(deps, settings, message)
  const read = readCmpAnswer(bytes)
  if (!read.ok) {
    const { code, offset } = read.error
    throw new AppError('unavailable', 'issuer.cmp-answer-malformed', { code, offset })
  }
  const answer = read.value
  // A CA that cannot tell who asked answers in the clear; that it refuses is all there is to believe.
  if (answer.body.kind === 'error' && !answer.protection)
    throw new AppError('unavailable', 'issuer.cmp-error-unprotected', wordsOf(answer))
  const { secretOf, responders } = trusted(settings)
  const doubt = await doubtIn(
    answer,
    {
      transactionId: question.transactionId,
      nonce: senderNonce,
      ...(secretOf && { mac: secretOf }),
      responders,
      now: deps.now(),
    },
    deps.primitives,
  )
  if (doubt) throw new AppError('unavailable', 'issuer.cmp-answer-doubtful', { doubt })
  return answer
}

function wordsOf({ body }: CmpAnswer): Record<string, string> {
  if (body.kind !== 'error') return {}
  const detail = [body.status.text, body.details].filter((one) => one !== '').join(' · ')
  return { failures: body.status.failures.join(', ') || '-', detail: detail || '-' }
}

function trusted({ protection, responders }: CmpSettings) {
  const secretOf =
    protection.kind === 'mac'
      ? (method: MacMethod, message: Uint8Array) => protection.secret.mac(method, message)
      : undefined
  return { secretOf, responders: responders.map(demandCertificate) }
}

export function demandCertificate(der: Uint8Array): Certificate {
  const read = parseCertificate(der)
  if (!read.ok) throw new AppError('precondition', 'issuer.certificate-unreadable', { code: read.error.code })
  return read.value
}

/** AlgorithmIdentifier of what the vault makes with a key. */
export function signatureAlgorithmOf(key: ServiceKey): Uint8Array {
  switch (key) {
    case 'p256':
      return sequence(oid(OID.ecdsaWithSha256))
    case 'p384':
      return sequence(oid(OID.ecdsaWithSha384))
    case 'sm2':
      return sequence(oid(OID.sm2WithSm3))
    default:
      return sequence(oid(OID.sha256WithRsa), nullValue())
  }
}

async function layOut(
  deps: CmpDeps,
  { recipient }: CmpSettings,
  { kind, content, transactionId, recipientNonce }: CmpQuestion,
  protection: CmpProtection,
  senderNonce: Uint8Array,
): Promise<Uint8Array> {
  const guard = protection.kind === 'mac' ? macGuard(protection) : signatureGuard(protection)
  const header = cmpHeader({
    at: deps.now(),
    transactionId,
    senderNonce,
    ...guard.header,
    ...(recipient && { recipient }),
    ...(recipientNonce && { recipientNonce }),
  })
  const body = cmpBody(kind, content)
  return cmpMessage(header, body, await guard.protect(protectedPart(header, body)), guard.extraCertificates)
}

interface Guard {
  header: { protectionAlgorithm: Uint8Array; senderKid?: Uint8Array; sender?: Uint8Array }
  protect(part: Uint8Array): Promise<Uint8Array>
  extraCertificates: readonly Uint8Array[]
}

function macGuard({ reference, secret, method }: Extract<CmpProtection, { kind: 'mac' }>): Guard {
  const parameters = { salt: new Uint8Array(randomBytes(16)), iterations: MAC_ITERATIONS }
  const isPbm = method === 'password-based'
  const digests = { digest: 'sha256' } as const
  return {
    header: {
      protectionAlgorithm: isPbm ? passwordBasedMac(parameters) : pbmac1(parameters),
      senderKid: reference,
    },
    protect: (part) =>
      secret.mac(
        isPbm
          ? { kind: 'password-based', ...parameters, ownWay: 'sha256', ...digests }
          : { kind: 'pbmac1', ...parameters, prf: 'sha256', keyBytes: PBMAC1_KEY_BYTES, ...digests },
        part,
      ),
    extraCertificates: [],
  }
}

function signatureGuard({ key, certificate, chain }: Extract<CmpProtection, { kind: 'signature' }>): Guard {
  const signer = demandCertificate(certificate)
  const senderKid = extensionOf(signer, 'subjectKeyIdentifier')
  return {
    header: {
      protectionAlgorithm: signatureAlgorithmOf(key.algorithm),
      sender: signer.subject.raw,
      ...(senderKid && { senderKid }),
    },
    protect: (part) => key.sign(part),
    extraCertificates: [certificate, ...chain],
  }
}

/** Protection with the key of a certificate, e.g. of the one that is replaced. */
export function signedWith(key: HeldKey, certificate: Uint8Array): CmpProtection {
  return { kind: 'signature', key, certificate, chain: [] }
}

async function send({ egress }: CmpDeps, { url, anchors }: CmpSettings, message: Uint8Array): Promise<Uint8Array> {
  const answer = await egress
    .fetch({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/pkixcmp', accept: 'application/pkixcmp' },
      body: message,
      maxBytes: MAX_CMP_BYTES,
      timeoutMs: REQUEST_TIMEOUT_MS,
      ...(anchors && { anchors }),
    })
    .catch((error) => {
      throw unreachable(error, new URL(url).hostname)
    })
  const isCmp = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/pkixcmp'
  // An error status with a CMP message inside is a CMP answer (RFC 6712 §3.4).
  if (!isCmp) throw new AppError('unavailable', 'issuer.cmp-not-spoken', { status: answer.status })
  return answer.body
}
