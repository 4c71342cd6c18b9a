// Orders and revocations as something that takes two operators: one asks, another approves. What jobs do on their own (following an order,
// taking over what a CA answers) goes on from an approved order and asks nobody again.

import { z } from '@hono/zod-openapi'
import { eq } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { certificates } from '#db/schema/certificates.ts'
import { type ApprovalKind, type ApprovalRow, LIFETIME_MS, propose } from '#features/approvals/index.ts'
import { AppError, type Ctx, type Role } from '#src/context.ts'
import { getConnection } from './connect.ts'
import { type AskOrder, type AskRevocation, OrderInput, RevokeInput } from './inputs.ts'
import { checkOrder, placeOrderIn } from './order.ts'
import { revokeCertificate } from './revoke.ts'

const OPERATORS = ['operator'] as const satisfies readonly Role[]
const day = (at: number) => new Date(at).toISOString().slice(0, 10)

const OrderRequest = z.strictObject({
  order: OrderInput,
  connection: z.string(),
  commonName: z.string(),
  sans: z.array(z.string()),
  algorithm: z.string(),
})
type OrderRequest = z.output<typeof OrderRequest>

export const orderKind: ApprovalKind<OrderRequest> = {
  id: 'certificate-order',
  requesters: OPERATORS,
  deciders: OPERATORS,
  lifetimeMs: LIFETIME_MS,
  request: OrderRequest,
  describe: ({ order, connection, commonName, sans, algorithm }) => [
    { code: 'approvals.certificate-order.place', params: { connection, commonName, algorithm } },
    { code: 'approvals.certificate-order.names', params: { count: sans.length, names: sans.join('、') } },
    ...(order.replacesId === undefined ? [] : [{ code: 'approvals.certificate-order.replaces' }]),
  ],
  isForEmergencies: () => true,
  effect: {
    when: 'on-approval',
    perform: async (tx, ctx, { request, requested }) => {
      const by = { id: requested.accountId, name: requested.name }
      const { id } = await placeOrderIn(tx, ctx, request.order, by)
      return { outcome: { orderId: id } }
    },
  },
}

/** @throws AppError as `placeOrder`, and `conflict` where the same waits already */
export async function askOrder(ctx: Ctx, { why, ...order }: AskOrder): Promise<ApprovalRow> {
  return ctx.db.transaction(async (tx) => {
    const { connection, request, replacesId } = await checkOrder(tx, order)
    const { commonName, sans, algorithm } = request
    const whole = { ...order, ...(replacesId !== null && { replacesId }) }
    return propose(tx, ctx, orderKind, {
      object: { type: 'certificate-request', id: order.requestId },
      subject: commonName,
      request: { order: whole, connection: connection.name, commonName, sans, algorithm },
      reason: why,
    })
  })
}

const RevocationRequest = z.strictObject({
  revocation: RevokeInput,
  connection: z.string(),
  subject: z.string(),
  serial: z.string(),
  sha256: z.string(),
  notAfter: z.string(),
})
type RevocationRequest = z.output<typeof RevocationRequest>

export const revocationKind: ApprovalKind<RevocationRequest> = {
  id: 'certificate-revoke',
  requesters: OPERATORS,
  deciders: OPERATORS,
  lifetimeMs: LIFETIME_MS,
  request: RevocationRequest,
  describe: ({ revocation, connection, subject, serial, sha256, notAfter }) => [
    { code: `approvals.certificate-revoke.${revocation.reason}`, params: { connection, subject } },
    { code: 'approvals.certificate-revoke.which', params: { serial, sha256, notAfter } },
    { code: 'approvals.certificate-revoke.final' },
  ],
  isForEmergencies: () => true,
  effect: {
    when: 'after-approval',
    perform: async (ctx, { request }) => {
      await revokeCertificate(ctx, request.revocation)
      return { outcome: { certificateId: request.revocation.certificateId } }
    },
  },
}

/** @throws AppError `not-found`; `precondition` for a CA that nobody is connected to; `conflict` where the same waits already */
export async function askRevocation(ctx: Ctx, { why, ...revocation }: AskRevocation): Promise<ApprovalRow> {
  return ctx.db.transaction(async (tx) => {
    const connection = await getConnection({ db: tx }, revocation.connectionId)
    if (connection.kind === 'manual')
      throw new AppError('precondition', 'issuer.manual-has-no-line', { name: connection.name })
    const { subject, serial, sha256, notAfter } = await certificateRow(tx, revocation.certificateId)
    return propose(tx, ctx, revocationKind, {
      object: { type: 'certificate', id: revocation.certificateId },
      subject,
      request: { revocation, connection: connection.name, subject, serial, sha256, notAfter: day(notAfter) },
      reason: why,
    })
  })
}

async function certificateRow(tx: Tx, id: string) {
  const [row] = await tx.select().from(certificates).where(eq(certificates.id, id))
  if (!row) throw new AppError('not-found', 'certificates.not-found')
  return row
}
