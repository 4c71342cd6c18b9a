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
