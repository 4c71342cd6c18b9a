// What changes an authority takes two persons: founding one, taking in the certificate an authority outside signed for it, closing it.

import { z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem } from '#core/bytes/pem.ts'
import { nameText } from '#core/x509/names.ts'
import type { Tx } from '#db/database.ts'
import { authorities } from '#db/schema/authority.ts'
import { type ApprovalKind, type ApprovalRow, type Line, propose } from '#features/approvals/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { connectAuthority, foundAuthority, judgeAnswer, outsideConnection, takeAnswerIn } from './found.ts'
import { Close, Connect, OpenBuiltin, TakeIn } from './inputs.ts'
import type { AuthorityRow } from './rules.ts'

const named = { name: z.string() }
const AuthorityChange = z.discriminatedUnion('act', [
  OpenBuiltin,
  Connect.extend({ connection: z.string() }),
  TakeIn.extend({ ...named, subject: z.string(), issuer: z.string(), sha256: z.string() }),
  Close.extend(named),
])
export type AuthorityChange = z.output<typeof AuthorityChange>

const DAY_MS = 24 * 3_600_000

export const authorityKind: ApprovalKind<AuthorityChange> = {
  id: 'authority',
  requesters: ['system-admin', 'ra-officer'],
  deciders: ['system-admin', 'ra-officer'],
  lifetimeMs: 7 * DAY_MS,
  request: AuthorityChange,
  describe,
  effect: {
    when: 'on-approval',
    perform: async (tx, ctx, { request }) => ({ outcome: await perform(tx, ctx, request) }),
  },
}

function describe(request: AuthorityChange): Line[] {
  if (request.act === 'close') return [{ code: 'approvals.authority.close', params: { name: request.name } }]
  if (request.act === 'take-in') {
    const { name, subject, issuer, sha256 } = request
    return [{ code: 'approvals.authority.take-in', params: { name, subject, issuer, sha256 } }]
  }
  if (request.act === 'connect') {
    const { name, connection, profiles } = request
    return [
      { code: 'approvals.authority.connect', params: { name, connection } },
      { code: 'approvals.authority.profiles', params: { profiles: profiles.join(', ') } },
    ]
  }
  const { name, label, algorithm, commonName, organisation, publicUrl, profiles } = request
  return [
    { code: `approvals.authority.open-${request.signedBy}`, params: { name, algorithm: algorithm.toUpperCase() } },
    { code: 'approvals.authority.subject', params: { commonName, organisation } },
    { code: 'approvals.authority.where', params: { address: `${publicUrl}/pki/${label}.crl` } },
    { code: 'approvals.authority.profiles', params: { profiles: profiles.join(', ') } },
  ]
}

async function perform(tx: Tx, ctx: Ctx, request: AuthorityChange): Promise<Record<string, unknown>> {
  if (request.act === 'open') return { authorityId: (await foundAuthority(tx, ctx, request)).id }
  if (request.act === 'connect') {
    const { connection: _, ...input } = request
    return { authorityId: (await connectAuthority(tx, ctx, input)).id }
  }
  const { authorityId } = request
  if (request.act === 'take-in') await takeAnswerIn(tx, ctx, authorityId, request.certificates.flatMap(octetsOf))
  else await closeAuthority(tx, ctx, authorityId)
  return { authorityId }
}

/** What it issued stays, and is still answered for; it issues nothing more. */
async function closeAuthority(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const { name, state } = await demandRow(tx, id)
  if (state === 'closed') throw new AppError('precondition', 'authority.is-closed', { name })
  await tx.update(authorities).set({ state: 'closed' }).where(eq(authorities.id, id))
  await recordAudit(tx, ctx, { action: 'authority.closed', object: { type: 'authority', id }, detail: { name } })
}

type Asked = OpenBuiltin | Connect | TakeIn | Close

/** Asks for a change; another person approves it. @throws AppError as the change itself, as far as it can be told now */
export async function askAuthorityChange(ctx: Ctx, input: Asked, reason: string): Promise<ApprovalRow> {
  return ctx.db.transaction(async (tx) => {
    const request = await requestOf(tx, ctx, input)
    const object = { type: 'authority', id: 'authorityId' in request ? request.authorityId : request.label }
    return propose(tx, ctx, authorityKind, { object, subject: request.name, request, reason })
  })
}

async function requestOf(tx: Tx, ctx: Ctx, input: Asked): Promise<AuthorityChange> {
  if (input.act === 'open' || input.act === 'connect') {
    const [taken] = await tx.select().from(authorities).where(eq(authorities.label, input.label))
    if (taken) throw new AppError('conflict', 'authority.label-taken', { label: input.label })
    if (input.act === 'open') return input
    return { ...input, connection: (await outsideConnection(tx, input.connectionId)).name }
  }
  const row = await demandRow(tx, input.authorityId)
  if (input.act === 'close') return { ...input, name: row.name }
  const { own } = await judgeAnswer(ctx, row, input.certificates.flatMap(octetsOf))
  const sha256 = toHex(await ctx.ports.primitives.digest('sha256', own.raw))
  return { ...input, name: row.name, subject: nameText(own.subject), issuer: nameText(own.issuer), sha256 }
}

async function demandRow(tx: Tx, id: string): Promise<AuthorityRow> {
  const [row] = await tx.select().from(authorities).where(eq(authorities.id, id)).for('update')
  if (!row) throw new AppError('not-found', 'authority.not-found')
  return row
}

/** Of a PEM text every certificate in it; else Base64. */
function octetsOf(text: string): Uint8Array[] {
  const blocks = readPem(text)
  if (blocks.length > 0) return blocks.map(({ bytes }) => bytes)
  const bytes = fromBase64(text.replaceAll(/\s/g, ''))
  return bytes ? [bytes] : [new Uint8Array()]
}
