import { z } from '@hono/zod-openapi'
import { PACKAGE_FORMATS } from '#core/targets/target.ts'
import { isDnsName, parseIpAddress } from '#core/x509/host-names.ts'
import { REQUEST_PROFILES } from '#core/x509/request-profiles.ts'
import { KEY_PURPOSES, SERVICE_KEYS } from '#src/ports.ts'

const limit = z.coerce.number().int().min(1).max(200).default(50)
const cursor = z.string().max(200).optional()

export const CertificatesQuery = z.object({
  expiringWithinDays: z.coerce.number().int().min(0).max(3660).optional().openapi({
    description: 'Ends within so many days; what ended over 30 days ago counts only while it is still served',
  }),
  algorithm: z.string().max(40).optional().openapi({ description: 'RSA, P-256, SM2, …' }),
  q: z.string().trim().min(1).max(200).optional().openapi({ description: 'Part of a name, a serial or a fingerprint' }),
  cursor,
  limit,
})
export type CertificatesQuery = z.output<typeof CertificatesQuery>

export const RequestsQuery = z.object({ cursor, limit })
export type RequestsQuery = z.output<typeof RequestsQuery>

const file = z.instanceof(File).openapi({ type: 'string', format: 'binary' })

export const UploadForm = z.object({
  files: z
    .union([file, z.array(file)])
    .transform((given) => [given].flat())
    .openapi({ type: 'array', items: { type: 'string', format: 'binary' } }),
  password: z.string().max(1000).optional().openapi({ description: 'Of what is encrypted among the files' }),
})

/**
 * A host in lower case and, where it is written in another script, in its ASCII form (RFC 5891); `undefined` when it has none.
 * An address stays as it is.
 */
export function asciiHost(text: string): string | undefined {
  const lower = text.toLowerCase()
  if (/^[ -~]*$/.test(lower)) return lower
  // Everything that would mean something else in an address of the web.
  if (/[\s/?#@:\\%[\]<>^|]/.test(lower)) return undefined
  const star = lower.startsWith('*.') ? '*.' : ''
  try {
    return star + new URL(`http://${lower.slice(star.length)}`).hostname
  } catch {
    return undefined
  }
}

export const ReplyForm = UploadForm.extend({
  trust: z.enum(['public', 'private']).optional().openapi({
    description: 'Whether the limits of publicly trusted certificates hold; by default they do, except for SM2',
  }),
  replacesId: z.uuid().optional().openapi({ description: 'The certificate this one is to replace' }),
})

/** Which package: as one is made, and as one with a key is approved. */
export const PACKAGED = {
  target: z.string().min(1).max(60),
  format: z.enum(PACKAGE_FORMATS),
  version: z.string().max(60).default('').openapi({ description: 'Of the target, as people write it' }),
}

export const PackageInput = z.object({
  ...PACKAGED,
  password: z.string().max(200).optional(),
  exportApprovalId: z
    .uuid()
    .optional()
    .openapi({ description: 'Takes the sealed key along: what another operator approved for this very package' }),
})

export const AskKeyExport = z
  .object({
    ...PACKAGED,
    why: z.string().trim().max(1000).default('').openapi({ description: 'Why, for the second person' }),
  })
  .openapi('AskKeyExport')
export type AskKeyExport = z.output<typeof AskKeyExport>

/** A DNS name as a certificate holds it, wildcard on the left allowed, or an IP address. */
const host = z
  .string()
  .trim()
  .max(253)
  .transform((text) => asciiHost(text) ?? text)
  .refine((text) => parseIpAddress(text) !== undefined || isDnsName(text.replace(/^\*\./, '')), {
    message: 'not a DNS name (wildcard only as the first label) nor an IP address',
  })

/** Limits of RFC 5280 appendix A.1. */
const part = (max: number) => z.string().trim().min(1).max(max).optional()

export const RequestFields = z.object({
  algorithm: z.enum(SERVICE_KEYS),
  profile: z.enum(REQUEST_PROFILES).default('plain').openapi({ description: 'Key usages and purposes to ask for' }),
  purpose: z.enum(KEY_PURPOSES).default('site-certificate').openapi({ description: 'What the key may sign' }),
  commonName: z.string().trim().min(1).max(64),
  sans: z.array(host).max(100).default([]),
  organization: part(64),
  organizationalUnit: part(64),
  locality: part(128),
  state: part(128),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters')
    .default('CN'),
})

/** Signed documents name their algorithm in structures that have none for Ed25519 here. */
export const CreateRequest = RequestFields.refine(
  ({ algorithm, purpose }) => algorithm !== 'ed25519' || purpose === 'site-certificate',
  { path: ['algorithm'], message: 'ed25519 is for site certificates' },
)
export type CreateRequest = z.output<typeof CreateRequest>

export const InspectRequest = z.object({ pem: z.string().min(1).max(100_000) })
