// Reads somebody's certification request and says whether its signature holds and what a CA may dislike in it.

import { toHex } from '#core/bytes/hex.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Finding } from '#core/verdict.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import { judgeRequest, type ProvenUnder, requestedNames } from '#core/x509/request.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import { AppError } from '#src/context.ts'

export interface RequestInspection {
  subject: string
  sans: string[]
  algorithm: string
  keyBits: number | null
  /** SHA-256 of the SubjectPublicKeyInfo: what a certificate for this request must have too. */
  spkiSha256: string
  /** Possession of the key is proven; `provenUnder` says how. */
  isIntact: boolean
  provenUnder: ProvenUnder
  /** The second key of a dual-certificate request, hexadecimal; absent in others. */
  temporaryKey?: string
  findings: Finding[]
  der: Uint8Array
}

/** @param file as people hand it over: PEM, Base64, DER, BER. @throws AppError `bad-input` naming the offset. */
export async function inspectRequest(primitives: Primitives, file: Uint8Array): Promise<RequestInspection> {
  const read = readRequestFile(file)
  if (!read.ok) {
    const { code: problem, offset } = read.error
    throw new AppError('bad-input', 'request.unreadable', { problem, offset })
  }
  const { request, notices, temporaryKey } = read.value
  const { algorithm, bits } = keyKindOf(request)
  const { findings, ...judgement } = await judgeRequest(request, primitives)
  return {
    subject: nameText(request.subject),
    sans: requestedNames(request).map(generalNameText),
    algorithm,
    keyBits: bits ?? null,
    spkiSha256: toHex(await primitives.digest('sha256', request.publicKeyInfo)),
    ...judgement,
    ...(temporaryKey && { temporaryKey: toHex(temporaryKey) }),
    findings: [...findings, ...notices],
    der: request.raw,
  }
}
