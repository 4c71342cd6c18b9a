import { z } from '@hono/zod-openapi'
import { fromBase64 } from '#core/bytes/base64.ts'

/** Far above any signature or certificate file: its certificates and revocation lists. In base64 characters. */
const MAX_LENGTH = 3_000_000

/** Base64 of a file or a signature. */
export const octets = z
  .string()
  .min(1)
  .max(MAX_LENGTH)
  .transform((text, context) => {
    const bytes = fromBase64(text)
    if (bytes) return bytes
    context.addIssue({ code: 'custom', message: 'no base64' })
    return z.NEVER
  })

export const GivenAnswer = z
  .object({
    challengeId: z.uuid(),
    /** Base64 of the file: CMS with its certificate, or a bare signature. */
    signature: octets,
    /** Base64 of the certificate, with a bare signature only. */
    certificate: octets.optional(),
  })
  .openapi('CertificateAnswer')
