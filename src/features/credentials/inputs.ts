import { z } from '@hono/zod-openapi'
import { fromBase64 } from '#core/bytes/base64.ts'
import { CREDENTIAL_STATES } from '#db/schema/credentials.ts'

/** Far above any certificate file. In base64 characters. */
const MAX_LENGTH = 3_000_000

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

export const CheckInput = z
  .object({
    /** Base64 of the file as it is: PEM, DER, P7B, PFX. */
    certificate: octets,
    /** Of a PFX; used once, kept nowhere. */
    password: z.string().max(200).optional(),
  })
  .openapi('OnlineCheckInput')

export const CredentialsQuery = z.object({
  staffId: z.uuid().optional(),
  /** Of either certificate, lower-case hexadecimal. */
  serial: z
    .string()
    .regex(/^[0-9a-fA-F]{2,80}$/)
    .transform((text) => text.toLowerCase())
    .optional(),
  /** Part of the holder's name, or the beginning of the staff number or of a serial number of certificate or carrier. */
  search: z.string().trim().max(80).optional(),
  /** Serial number of the carrier. */
  carrier: z.string().min(1).max(100).optional(),
  state: z.enum(CREDENTIAL_STATES).optional(),
  algorithm: z.string().max(20).optional(),
  /** In force, and ending within so many days. */
  expiringDays: z.coerce.number().int().min(1).max(3660).optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type CredentialsQuery = z.infer<typeof CredentialsQuery>

export const GivenActivation = z
  .object({
    challengeId: z.uuid(),
    /** Base64: CMS with its certificate, or a bare signature. */
    signature: octets,
    /** Base64 of the certificate, with a bare signature only. */
    certificate: octets.optional(),
  })
  .openapi('ActivationAnswer')
