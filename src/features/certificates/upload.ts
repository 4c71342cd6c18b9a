// Finds the certificates in files people upload: PEM, DER, bare Base64 or P7B, in any order. What cannot be read is refused by name and place.

import type { ParseError } from '#core/asn1/der.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

export interface Refusal {
  file: string
  /** Position of the item in the file, from 0; absent when the whole file is meant. */
  index?: number
  /** Stable; texts in the message catalogue. */
  code: string
  params: Readonly<Record<string, string | number>>
}

export interface Upload {
  certificates: Certificate[]
  refused: Refusal[]
}

/** Far above any bundle of certificates; stops a file of gigabytes from being parsed. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024
/** More in one file is no delivery of a CA. */
export const MAX_CERTIFICATES = 500

interface Item {
  label: string
  /** Where the item begins in the file. */
  offset: number
  bytes: Uint8Array | undefined
}

export function readUpload(file: UploadedFile): Upload {
  const refuse = (code: string, params: Refusal['params'] = {}): Upload => ({
    certificates: [],
    refused: [{ file: file.name, code: `certificates.file-${code}`, params }],
  })
  if (file.bytes.length === 0) return refuse('empty')
  if (file.bytes.length > MAX_FILE_BYTES) return refuse('too-large', { limitKib: MAX_FILE_BYTES / 1024 })
  const items = itemsOf(file.bytes)
  const read = items.map((item, index) => readItem(file.name, item, index))
  const upload = { certificates: read.flatMap((one) => one.certificates), refused: read.flatMap((one) => one.refused) }
  if (upload.certificates.length > MAX_CERTIFICATES) return refuse('too-many', { limit: MAX_CERTIFICATES })
  return upload.certificates.length + upload.refused.length > 0 ? upload : refuse('no-certificate')
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g

function itemsOf(bytes: Uint8Array): Item[] {
  const text = latin1Of(bytes)
  if (text.includes('-----BEGIN ')) {
    return [...text.matchAll(BLOCK)].map(({ 1: label = '', 2: body = '', index }) => ({
      label,
      offset: index,
      bytes: label.endsWith('PRIVATE KEY') ? undefined : fromBase64(body),
    }))
  }
  // Some tools write the Base64 of a certificate without the lines around it.
  const bare = bytes[0] === 0x30 ? undefined : fromBase64(text)
  return [{ label: '', offset: 0, bytes: bare && bare.length > 0 ? bare : bytes }]
}

function latin1Of(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

/** PEM labels that hold certificates, old ones included (RFC 7468 §5, §8). */
const CERTIFICATE_LABELS = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'PKCS7', 'CMS'])

function readItem(file: string, { label, offset, bytes }: Item, index: number): Upload {
  const refuse = (code: string, params: Refusal['params'] = {}): Upload => ({
    certificates: [],
    refused: [{ file, index, code: `certificates.file-${code}`, params }],
  })
  if (label.endsWith('PRIVATE KEY')) return refuse('private-key')
  if (label !== '' && !CERTIFICATE_LABELS.has(label)) return refuse('other', { index: index + 1, label })
  if (!bytes) return refuse('unreadable', { index: index + 1, offset, problem: 'pem.base64' })
  const certificate = parseCertificate(bytes)
  if (certificate.ok) return { certificates: [certificate.value], refused: [] }
  const bundle = readSignedData(bytes)
  if (!bundle.ok || bundle.value.trailingBytes > 0)
    return refuse('unreadable', problemOf(index, certificate.error, label, offset))
  return fromBundle(file, index, bundle.value.certificates)
}

/** Offsets inside a PEM block are bytes of what is decoded, not of the text: then the block's own place is named. */
function problemOf(index: number, error: ParseError, label: string, offset: number): Refusal['params'] {
  return { index: index + 1, offset: label ? offset : error.offset, problem: error.code }
}

function fromBundle(file: string, index: number, ders: readonly Uint8Array[]): Upload {
  const upload: Upload = { certificates: [], refused: [] }
  for (const der of ders) {
    const read = parseCertificate(der)
    if (read.ok) upload.certificates.push(read.value)
    else {
      const params = problemOf(index, read.error, '', 0)
      upload.refused.push({ file, index, code: 'certificates.file-unreadable', params })
    }
  }
  if (ders.length === 0) upload.refused.push({ file, index, code: 'certificates.file-no-certificate', params: {} })
  return upload
}
