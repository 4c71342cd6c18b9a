import { z } from '@hono/zod-openapi'
import { DIGEST_ALGORITHMS } from '#core/primitives.ts'
import { ineffectiveRules } from '#core/verification-policy.ts'
import { ANCHOR_USAGES, CHANGE_ACTIONS, MATERIAL_KINDS } from '#db/schema/trust.ts'

const file = z.instanceof(File).openapi({ type: 'string', format: 'binary' })
const cursor = z.string().max(200).optional()
const limit = z.coerce.number().int().min(1).max(200).default(50)
const reason = z.string().trim().min(4).max(1000)

export const MaterialsQuery = z.object({
  kind: z.enum(MATERIAL_KINDS).optional(),
  state: z.enum(['active', 'removed']).default('active'),
  q: z.string().trim().max(200).optional().openapi({ description: 'Part of a subject, an issuer or a fingerprint' }),
  cursor,
  limit,
})
export type MaterialsQuery = z.output<typeof MaterialsQuery>

/** `expired`: nobody decided in time. */
export const SHOWN_STATES = ['pending', 'approved', 'refused', 'withdrawn', 'expired'] as const
export type ShownState = (typeof SHOWN_STATES)[number]

export const ChangesQuery = z.object({ state: z.enum(SHOWN_STATES).optional(), cursor, limit })
export type ChangesQuery = z.output<typeof ChangesQuery>

const offered = {
  file: file
    .optional()
    .openapi({ description: 'One certificate, revocation list, OCSP response, or a policy as JSON' }),
  kind: z.enum(MATERIAL_KINDS),
  usage: z.enum(ANCHOR_USAGES).optional().openapi({ description: 'Of anchors; default all' }),
  policy: z.string().max(20_000).optional().openapi({ description: 'A policy as JSON, in place of a file' }),
}

export const PreviewForm = z.object(offered)

export const ProposalForm = z.object({
  ...offered,
  action: z.enum(CHANGE_ACTIONS),
  materialId: z.uuid().optional().openapi({ description: 'What is to end: required for remove and replace' }),
  reason,
})
export type ProposalForm = z.output<typeof ProposalForm>

export const Refusal = z.object({ reason }).openapi('TrustRefusal')

const GROUPS = ['commercial', 'civil-servant', 'device', 'other'] as const
const FAMILIES = ['rsa', 'dsa', 'ec', 'sm2', 'edwards'] as const

/** What a policy may be for. */
const SIGNED_KINDS = ['cms', 'pdf', 'ofd', 'xml', 'jws', 'seal-signature', 'timestamp'] as const

const Rule = z.strictObject({
  subject: z.union([
    z.strictObject({ digest: z.enum(DIGEST_ALGORITHMS) }),
    z.strictObject({ family: z.enum(FAMILIES), belowBits: z.number().int().min(1).max(16_384) }),
  ]),
  deprecatedFrom: z.iso.date(),
  refusedFrom: z.iso.date(),
})
const label = z.string().trim().min(1).max(100)

/** A policy as people write it: without a version, which the product counts. Unknown fields are refused: a misspelt demand would not be made. */
export const PolicyJson = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    name: z.strictObject({ zh: label, en: label }),
    requireRevocation: z.boolean(),
    crossCheck: z.boolean(),
    anchorGroups: z.array(z.enum(GROUPS)).min(1).optional(),
    algorithms: z
      .array(Rule)
      .max(100)
      .refine((rules) => ineffectiveRules(rules).length === 0, {
        message: 'a date that is not earlier than the one of the product changes nothing',
      })
      .optional(),
    acceptedDigests: z.array(z.enum(DIGEST_ALGORITHMS)).min(1).optional(),
    acceptedDialects: z.array(z.string().min(1).max(60)).min(1).optional(),
    acceptedKinds: z.array(z.enum(SIGNED_KINDS)).min(1).optional(),
    issuedWithinHours: z.number().int().min(1).max(8784).optional(),
    minimumLevel: z.enum(['B', 'T', 'LT', 'LTA']).optional(),
    sm2Id: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .optional(),
    maxDepth: z.number().int().min(0).max(20).optional(),
    profile: z.enum(['path', 'rfc5280', 'web']).optional(),
    leadDays: z.number().int().min(0).max(3650),
  })
  .openapi('VerificationPolicy')
export type PolicyJson = z.output<typeof PolicyJson>
