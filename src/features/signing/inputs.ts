import { z } from '@hono/zod-openapi'

/** Pages larger than A0 are not signed here. */
const mm = z.coerce.number().min(0).max(1_500)
const size = z.coerce.number().min(5).max(300)
/** What people read in the signature; longer texts belong in the document. */
const words = z.string().trim().max(200).optional()
const flag = z
  .enum(['yes', 'no'])
  .default('yes')
  .transform((one) => one === 'yes')

const place = { page: z.coerce.number().int().min(1).max(100_000), leftMm: mm, topMm: mm }
const common = {
  key: z.string().min(1).max(200).openapi({ description: 'Id of a signing key' }),
  timestamp: flag.openapi({ description: 'Whether a timestamp is asked for; default yes' }),
}

export const SignOrder = z
  .object({
    ...common,
    isShown: flag,
    page: place.page.optional(),
    leftMm: mm.optional(),
    topMm: mm.optional(),
    widthMm: size.default(60),
    heightMm: size.default(24),
    reason: words,
    location: words,
    certification: z.coerce
      .number()
      .pipe(z.union([z.literal(1), z.literal(2), z.literal(3)]))
      .optional(),
  })
  .refine(({ page, leftMm, topMm }) => new Set([page, leftMm, topMm].map((one) => one === undefined)).size === 1, {
    path: ['page'],
    message: 'page, leftMm and topMm go together',
  })
  .transform(({ isShown, page, leftMm, topMm, widthMm, heightMm, ...rest }) => {
    const isPlaced = isShown && page !== undefined && leftMm !== undefined && topMm !== undefined
    return { ...rest, ...(isPlaced && { placement: { page, leftMm, topMm, widthMm, heightMm } }) }
  })
export type SignOrder = z.output<typeof SignOrder>

export const SealOrder = z
  .object({
    ...common,
    seal: z.string().min(1).max(200).openapi({ description: 'Id of an electronic seal' }),
    ...place,
  })
  .transform(({ page, leftMm, topMm, ...rest }) => ({ ...rest, placement: { page, leftMm, topMm } }))
export type SealOrder = z.output<typeof SealOrder>

const text = { type: 'string' as const }
const document = { type: 'string' as const, format: 'binary' }
const yesNo = { type: 'string' as const, enum: ['yes', 'no'], default: 'yes' }
const placeFields = {
  page: { ...text, description: 'From 1' },
  leftMm: { ...text, description: 'From the left edge of the page as shown' },
  topMm: { ...text, description: 'From its upper edge' },
}

/** Only described here, like the two below: the form is taken as it comes in, within limits of its own. */
export const SignForm = {
  type: 'object' as const,
  required: ['file', 'key'],
  properties: {
    file: document,
    key: { ...text, description: 'Id of a signing key' },
    timestamp: yesNo,
    isShown: { ...yesNo, description: 'Whether something is shown on the page' },
    ...placeFields,
    widthMm: { ...text, default: '60' },
    heightMm: { ...text, default: '24' },
    reason: text,
    location: text,
    certification: { ...text, enum: ['1', '2', '3'], description: 'DocMDP: 1 no change, 2 filling, 3 annotating' },
  },
}

export const SealForm = {
  type: 'object' as const,
  required: ['file', 'key', 'seal', 'page', 'leftMm', 'topMm'],
  properties: {
    file: document,
    key: { ...text, description: 'Id of an SM2 signing key' },
    seal: { ...text, description: 'Id of an electronic seal' },
    timestamp: yesNo,
    ...placeFields,
  },
}

export const ImportForm = { type: 'object' as const, required: ['file'], properties: { file: document } }
