import { z } from '@hono/zod-openapi'
import { SCAN_LIMITS } from '#core/seals/drawing/scan.ts'
import { NAME_ENDINGS, SEAL_STYLE_IDS, type SealStyleId } from '#core/seals/drawing/styles.ts'
import { SEAL_KINDS, SEAL_REQUEST_KINDS, SEAL_REQUEST_STATES, SEAL_STATES } from '#db/schema/seals.ts'
import { MAKER_REASONS, MAX_CERTIFICATES } from './rules.ts'

const words = (max: number) => z.string().trim().min(1).max(max)

export const Design = z
  .object({
    style: z.enum(SEAL_STYLE_IDS as [SealStyleId, ...SealStyleId[]]),
    text: words(60),
    line: words(20).optional(),
    number: z.string().trim().max(20).optional(),
    ending: z.enum(NAME_ENDINGS).optional(),
    cut: z.enum(['relief', 'intaglio']).optional(),
  })
  .openapi('SealDesign')

/** What a request that makes a seal says; a scan comes as a file beside it. */
const content = {
  sealKind: z.enum(SEAL_KINDS),
  name: words(60),
  holderName: words(60),
  unitName: words(100),
  reason: words(300),
  version: z.union([z.literal(1), z.literal(4)]).default(4),
  validYears: z.number().int().min(1).max(10).default(3),
  design: Design.optional(),
  /** Of those who may seal with it, from the people of this house; certificates of others come as files. */
  credentialIds: z.array(z.uuid()).max(MAX_CERTIFICATES).optional(),
  scanWidthMm: z.number().int().min(SCAN_LIMITS.minMm).max(SCAN_LIMITS.maxMm).optional(),
}

export const NewSeal = z.object({
  ...content,
  /** Only said by those who see every district. */
  districtId: z
    .string()
    .regex(/^31\d{4}$/)
    .optional(),
})
export type NewSeal = z.output<typeof NewSeal>

/** What a returned request says now, or a seal that is to take the place of another. */
export const ChangedSeal = z.object(content).partial({ sealKind: true })
/** `change`: another content. `reissue`: the same content for another certificate. */
export const ReplacedSeal = ChangedSeal.extend({ kind: z.enum(['change', 'reissue']) })
export type ChangedSeal = z.output<typeof ChangedSeal>

export const StandingOrder = z
  .object({ kind: z.enum(['freeze', 'unfreeze', 'destroy']), reason: words(300) })
  .openapi('SealStandingOrder')

export const Answer = z.object({ answer: words(300) }).openapi('SealRequestAnswer')
export const Note = z.object({ note: words(300).optional() }).openapi('SealRequestNote')
export const MakerCertificateOrder = z
  .object({ authorityId: z.uuid(), reason: z.string().trim().max(300).default('') })
  .openapi('SealMakerCertificateOrder')

export const MakerRevocationOrder = z
  .object({ reason: z.enum(MAKER_REASONS), why: words(300) })
  .openapi('SealMakerRevocationOrder')

export const MakeOrder = z
  .object({ makerKey: words(100).openapi({ description: 'Id of a key of the seal maker' }) })
  .openapi('SealMakeOrder')

const page = { cursor: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }

export const SealsQuery = z.object({
  /** In number, name, holder or unit. */
  q: z.string().trim().max(100).optional(),
  state: z.enum(SEAL_STATES).optional(),
  kind: z.enum(SEAL_KINDS).optional(),
  ...page,
})
export type SealsQuery = z.output<typeof SealsQuery>

export const RequestsQuery = z.object({
  q: z.string().trim().max(100).optional(),
  state: z.enum(SEAL_REQUEST_STATES).optional(),
  kind: z.enum(SEAL_REQUEST_KINDS).optional(),
  /** Only those that somebody has still to act on. */
  open: z
    .enum(['yes', 'no'])
    .default('no')
    .transform((one) => one === 'yes'),
  ...page,
})
export type RequestsQuery = z.output<typeof RequestsQuery>
