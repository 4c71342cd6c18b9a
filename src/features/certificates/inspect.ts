// Reads somebody's certification request and says whether its signature holds and what a CA may dislike in it.

import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Finding } from '#core/verdict.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { generalNameText, nameText } from '#core/x509/names.ts'
import { judgeRequest, parseRequest, requestedNames } from '#core/x509/request.ts'
import { AppError } from '#src/context.ts'
import { type Refusal, readUpload, type UploadedFile } from './upload.ts'

export interface RequestInspection {
  subject: string
  sans: string[]
  algorithm: string
  keyBits: number | null
  /** SHA-256 of the SubjectPublicKeyInfo: what a certificate for this request must have too. */
  spkiSha256: string
  isIntact: boolean
  findings: Finding[]
}

/** @param file PEM text, bare Base64, or DER. @throws AppError `bad-input` naming the offset. */
export async function inspectRequest(primitives: Primitives, file: Uint8Array): Promise<RequestInspection> {
  const read = parseRequest(derOf(file))
  if (!read.ok) {
    const { code: problem, offset } = read.error
    throw new AppError('bad-input', 'request.unreadable', { problem, offset })
  }
  const request = read.value
  const { algorithm, bits } = keyKindOf(request)
  return {
    subject: nameText(request.subject),
    sans: requestedNames(request).map(generalNameText),
    algorithm,
    keyBits: bits ?? null,
    spkiSha256: toHex(await primitives.digest('sha256', request.publicKeyInfo)),
    ...(await judgeRequest(request, primitives)),
  }
}

function derOf(file: Uint8Array): Uint8Array {
  if (file[0] === 0x30) return file
  const text = new TextDecoder('latin1').decode(file)
  const block = readPem(text).find(({ label }) => label.endsWith('CERTIFICATE REQUEST'))
  return block?.bytes ?? fromBase64(text) ?? file
}

/** The certificates in these files that were issued for one key, given as SHA-256 of its SubjectPublicKeyInfo. */
export async function certificatesForKey(primitives: Primitives, files: readonly UploadedFile[], spkiSha256: string) {
  const matching: { name: string; subject: string }[] = []
  const refused: Refusal[] = []
  for (const file of files) {
    const upload = readUpload(file)
    refused.push(...upload.refused)
    for (const { publicKeyInfo, subject } of upload.certificates) {
      const isForKey = toHex(await primitives.digest('sha256', publicKeyInfo)) === spkiSha256
      if (isForKey) matching.push({ name: file.name, subject: nameText(subject) })
    }
  }
  return { matching, refused }
}
