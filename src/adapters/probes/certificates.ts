// Certificates as settings carry them: PEM text (one or more) or base64 DER.

import { z } from 'zod'
import { fromBase64 } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'

function readCertificates(text: string): Certificate[] | undefined {
  const blocks = text.includes('-----BEGIN') ? readPem(text).map(({ bytes }) => bytes) : [fromBase64(text)]
  const read = blocks.flatMap((bytes) => {
    const certificate = bytes && parseCertificate(bytes)
    return certificate?.ok ? [certificate.value] : []
  })
  return read.length === blocks.length && read.length > 0 ? read : undefined
}

export const oneCertificate = z.string().transform((text, context) => {
  const [certificate] = readCertificates(text) ?? []
  if (certificate) return certificate
  context.addIssue({ code: 'custom', message: 'not a certificate in PEM or base64 DER' })
  return z.NEVER
})

/** One text or several, each holding one certificate or more. */
export const certificateList = z.union([z.string(), z.array(z.string())]).transform((texts, context) => {
  const read = (typeof texts === 'string' ? [texts] : texts).map(readCertificates)
  if (read.every((one) => one !== undefined)) return read.flat()
  context.addIssue({ code: 'custom', message: 'not certificates in PEM or base64 DER' })
  return z.NEVER
})
