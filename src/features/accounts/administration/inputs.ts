import { z } from '@hono/zod-openapi'
import { Reason } from '#features/approvals/index.ts'
import { ROLES } from '#src/context.ts'
import { CreateAccount } from '../inputs.ts'

/** Null: the whole estate, by the roles. */
const districtId = z.string().max(20).nullable()
const roles = z.array(z.enum(ROLES)).min(1)

export const AskAccount = CreateAccount.extend({ reason: Reason }).openapi('AskAccount')
export type AskAccount = z.output<typeof AskAccount>

/** What takes no more than the account. */
export const PLAIN_ACTIONS = ['disable', 'enable', 'unlock', 'reset-password', 'reset-factors'] as const

export const AskChange = z
  .discriminatedUnion('action', [
    z.object({ action: z.enum(['grant', 'take']), roles, reason: Reason }),
    z.object({ action: z.enum(PLAIN_ACTIONS), reason: Reason }),
    z.object({ action: z.literal('move'), districtId, reason: Reason }),
    z.object({ action: z.literal('confirm'), reason: Reason }),
  ])
  .openapi('AskAccountChange')
export type AskChange = z.output<typeof AskChange>

const about = { accountId: z.uuid(), personId: z.uuid(), name: z.string(), username: z.string() }

/** As an approval keeps it: names beside ids, so that what is shown is what is done. */
export const AccountChange = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('create'),
    /** Null: a person who is new. */
    personId: z.uuid().nullable(),
    name: z.string(),
    username: z.string(),
    roles,
    districtId,
  }),
  z.strictObject({ action: z.enum(['grant', 'take']), ...about, roles }),
  z.strictObject({ action: z.enum(PLAIN_ACTIONS), ...about }),
  z.strictObject({ action: z.literal('move'), ...about, districtId }),
  /** The rights as they stood when it was asked, which is how they are sealed anew. */
  z.strictObject({
    action: z.literal('confirm'),
    ...about,
    roles: z.array(z.enum(ROLES)),
    districtId,
    isDisabled: z.boolean(),
  }),
])
export type AccountChange = z.output<typeof AccountChange>
export type ChangeOfExisting = Exclude<AccountChange, { action: 'create' }>
