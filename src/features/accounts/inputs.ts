import { z } from '@hono/zod-openapi'
import { ROLES } from '#src/context.ts'
import { MAX_PASSWORD_LENGTH } from './rules.ts'

/** Compared and stored in lower case. */
const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/)

const password = z.string().max(MAX_PASSWORD_LENGTH)

// A wrong form of name is answered like a wrong name: the rules of names are not for strangers.
export const SignIn = z.object({ username: z.string().max(200), password }).openapi('SignIn')
export type SignIn = z.output<typeof SignIn>

export const ChangePassword = z.object({ current: password, next: password }).openapi('ChangePassword')
export type ChangePassword = z.output<typeof ChangePassword>

export const CreateAccount = z
  .object({
    /** The person's name; or `personId` for a further account of somebody known. */
    name: z.string().trim().min(1).max(100),
    personId: z.uuid().optional(),
    username,
    roles: z.array(z.enum(ROLES)).min(1),
    /** GB/T 2260, of the districts of Shanghai: sees what belongs to it alone. */
    districtId: z.string().optional(),
  })
  .openapi('CreateAccount')
export type CreateAccount = z.output<typeof CreateAccount>

/** Six digits; people type a space in the middle, as their app shows them. */
const code = z
  .string()
  .max(20)
  .transform((text) => text.replace(/\s/g, ''))

export const Proof = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('password'), password }),
    z.object({ kind: z.literal('totp'), code }),
    z.object({ kind: z.literal('recovery-code'), code: z.string().max(100) }),
  ])
  .openapi('Proof')
export type Proof = z.output<typeof Proof>

export const TotpCode = z.object({ code }).openapi('TotpCode')

/** base64url; the longest credential id of WebAuthn is 1023 bytes. */
const credentialId = z
  .string()
  .max(1400)
  .regex(/^[\w-]+$/)

/** The answer of `navigator.credentials`, as JSON; judged by the port. Bounded: what is read there comes from strangers. */
const credential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string().max(40), z.unknown()).optional(),
  response: z.record(
    z.string().max(40),
    z.union([z.string().max(20_000), z.number(), z.null(), z.array(z.string().max(40)).max(10)]),
  ),
})

const passkeyAnswer = z.object({ challengeId: z.uuid(), response: credential })
const flattened = <T extends z.output<typeof passkeyAnswer>>(answer: T) => ({ ...answer, id: answer.response.id })

export const PasskeyAnswer = passkeyAnswer.transform(flattened).openapi('PasskeyAnswer')
export type PasskeyAnswer = z.output<typeof PasskeyAnswer>

export const NewPasskeyAnswer = passkeyAnswer
  .extend({ label: z.string().trim().min(1).max(100) })
  .transform(flattened)
  .openapi('NewPasskeyAnswer')
