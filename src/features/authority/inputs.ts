// What people may ask of the authorities.

import { z } from '@hono/zod-openapi'
import { PROFILES } from '#core/issuance/profiles.ts'
import { ISSUANCE_STATES } from '#db/schema/authority.ts'

const ORDERED = Object.values(PROFILES)
  .filter(({ isOrdered }) => isOrdered)
  .map(({ id }) => id)

const text = (max: number) => z.string().trim().min(1).max(max)
const label = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(32)
  // `…-delta` is where the delta list of another one is found.
  .refine((value) => !value.endsWith('delta') && value !== 'ocsp', 'reserved')

const common = {
  label: label.openapi({ description: 'Its part of public addresses: /pki/<label>.crl' }),
  name: text(60),
  profiles: z.array(z.enum(ORDERED)).min(1),
}

/** Of our own: `itself` makes a root, `outside` a request that another authority signs. */
export const OpenBuiltin = z
  .strictObject({
    act: z.literal('open'),
    ...common,
    organisation: text(64),
    commonName: text(64),
    algorithm: z.enum(['sm2', 'rsa3072', 'rsa4096', 'p256', 'p384']),
    signedBy: z.enum(['itself', 'outside']),
    /** Of a root. */
    years: z.int().min(1).max(30).default(20),
    /** Where the world reaches /pki/…; plain http: whoever checks TLS reads these. */
    publicUrl: z.url({ protocol: /^http$/ }).transform((url) => url.replace(/\/+$/, '')),
    crlEveryMinutes: z.int().min(10).max(10_080).default(1_440),
    crlLifeMinutes: z.int().min(30).max(43_200).default(4_320),
  })
  .refine((one) => one.crlLifeMinutes > one.crlEveryMinutes, { path: ['crlLifeMinutes'] })
export type OpenBuiltin = z.output<typeof OpenBuiltin>

/** One outside the house, by a connection that is set up already. */
export const Connect = z.strictObject({ act: z.literal('connect'), ...common, connectionId: z.uuid() })
export type Connect = z.output<typeof Connect>

/** The answer of the authority outside: PEM or Base64 DER certificates, in any order. */
export const TakeIn = z.strictObject({
  act: z.literal('take-in'),
  authorityId: z.uuid(),
  certificates: z.array(z.string().max(20_000)).min(1).max(10),
})
export type TakeIn = z.output<typeof TakeIn>

export const Close = z.strictObject({ act: z.literal('close'), authorityId: z.uuid() })
export type Close = z.output<typeof Close>

export const AskChange = z.object({
  change: z.discriminatedUnion('act', [OpenBuiltin, Connect, TakeIn, Close]),
  why: z.string().trim().max(500),
})

export const IssuancesQuery = z.object({
  authorityId: z.uuid().optional(),
  state: z.enum(ISSUANCE_STATES).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type IssuancesQuery = z.output<typeof IssuancesQuery>

/** What came back: certificates in any form, and for a pair the envelope. */
export const ReplyFiles = z.object({
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(200), base64: z.base64().max(400_000) }))
    .min(1)
    .max(10),
})
