// Sets up, tests and closes a way to a CA. Secrets are sealed at once and never shown again; an ACME account key is made here.

import { randomUUID } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import { fromBase64, fromBase64Url } from '#core/bytes/base64.ts'
import { readPem } from '#core/bytes/pem.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { type ConnectionJson, issuerConnections, issuerOrders } from '#db/schema/issuers.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SecretPurpose } from '#src/issuing-ports.ts'
import { actorId } from './actor.ts'
import type { ConnectInput } from './inputs.ts'
import { openConnection } from './open.ts'

export type ConnectionRow = typeof issuerConnections.$inferSelect

/** @throws AppError `bad-input` for a secret or certificate that cannot be read, `conflict` for a name in use */
export async function connectIssuer(ctx: Ctx, input: ConnectInput): Promise<{ id: string }> {
  const id = randomUUID()
  await ctx.db.transaction(async (tx) => {
    const { name, kind, trust } = input
    const [namesake] = await tx
      .select({ id: issuerConnections.id })
      .from(issuerConnections)
      .where(and(eq(issuerConnections.name, name), eq(issuerConnections.state, 'active')))
    if (namesake) throw new AppError('conflict', 'issuer.name-in-use', { name })
    await tx.insert(issuerConnections).values({
      id,
      name,
      kind,
      trust,
      state: 'active',
      settings: settingsOf(input),
      anchors: input.kind === 'manual' ? [] : input.anchors.map((pem) => demandPem('anchors', pem)),
      responders: input.kind === 'cmp' ? input.responders.map((pem) => demandPem('responders', pem)) : [],
      ...(await held(tx, ctx, input)),
      createdBy: actorId(ctx.actor),
      createdAt: ctx.now,
    })
    await recordAudit(tx, ctx, {
      action: 'issuer-connection.created',
      object: { type: 'issuer-connection', id },
      detail: { name, kind, trust, settings: settingsOf(input) },
    })
  })
  return { id }
}

function settingsOf(input: ConnectInput): ConnectionJson {
  if (input.kind === 'manual') return { kind: 'manual', contact: input.contact }
  if (input.kind === 'cmp') {
    const { url, request, protection } = input
    if (protection.kind === 'signature') return { kind: 'cmp', url, request, protection: { kind: 'signature' } }
    const { secret: _, ...shown } = protection
    return { kind: 'cmp', url, request, protection: shown }
  }
  const { directoryUrl, contacts, externalAccount, preferredChain, proofs } = input
  return {
    kind: 'acme',
    directoryUrl,
    contacts,
    ...(externalAccount && { externalKeyId: externalAccount.keyId }),
    ...(preferredChain !== undefined && { preferredChain }),
    proofs: shownProofs(proofs),
  }
}

function shownProofs(proofs: Extract<ConnectInput, { kind: 'acme' }>['proofs']) {
  if (proofs.kind !== 'name-server') return proofs
  const { tsig, ...rest } = proofs
  return { ...rest, ...(tsig && { tsig: { name: tsig.name, digest: tsig.digest } }) }
}

type Held = Partial<Pick<ConnectionRow, 'keyId' | 'secretId' | 'updateSecretId' | 'protectionRequestId'>>

/** Keys made and secrets sealed for a connection. */
async function held(tx: Tx, ctx: Ctx, input: ConnectInput): Promise<Held> {
  const { keys, secrets } = ctx.ports
  const keep = (purpose: SecretPurpose, secret: Uint8Array) => secrets.keep(tx, { secret, purpose, now: ctx.now })
  if (input.kind === 'manual') return {}
  if (input.kind === 'cmp') {
    if (input.protection.kind === 'mac')
      return { secretId: await keep('cmp-reference', utf8Octets(input.protection.secret)) }
    return protectionKey(tx, input.protection.requestId)
  }
  const account = await keys.generate(tx, { algorithm: 'p256', purpose: 'acme-account', now: ctx.now })
  const { externalAccount, proofs } = input
  const tsig = proofs.kind === 'name-server' ? proofs.tsig : undefined
  return {
    keyId: account.id,
    ...(externalAccount && {
      secretId: await keep('acme-external-account', demandBase64('externalAccount.secret', externalAccount.secret)),
    }),
    ...(tsig && { updateSecretId: await keep('dns-update', demandBase64('proofs.tsig.secret', tsig.secret)) }),
  }
}

async function protectionKey(tx: Tx, requestId: string): Promise<Held> {
  const [row] = await tx
    .select({ keyId: certificateRequests.keyId, purpose: certificateRequests.purpose })
    .from(certificateRequests)
    .where(eq(certificateRequests.id, requestId))
  if (!row) throw new AppError('not-found', 'request.not-found')
  if (row.purpose !== 'cmp-protection' || row.keyId === null)
    throw new AppError('precondition', 'issuer.protection-key-purpose')
  return { protectionRequestId: requestId, keyId: row.keyId }
}

function demandBase64(field: string, text: string): Uint8Array {
  const bytes = fromBase64(text) ?? fromBase64Url(text.replace(/=+$/, ''))
  if (bytes && bytes.length > 0) return bytes
  throw new AppError('bad-input', 'app.field-invalid', { field, problem: 'not Base64' })
}

function demandPem(field: string, text: string): string {
  const [block, ...more] = readPem(text)
  const isCertificate = block?.label === 'CERTIFICATE' && more.length === 0 && parseCertificate(block.bytes).ok
  if (!isCertificate)
    throw new AppError('bad-input', 'app.field-invalid', { field, problem: 'not one PEM certificate' })
  return text
}

/** Newest first, closed ones too. */
export async function listConnections(ctx: Ctx): Promise<ConnectionRow[]> {
  return ctx.db.select().from(issuerConnections).orderBy(desc(issuerConnections.createdAt)).limit(200)
}

/** @throws AppError `not-found` */
export async function getConnection(ctx: { db: Ctx['db'] | Tx }, id: string): Promise<ConnectionRow> {
  const [row] = await ctx.db.select().from(issuerConnections).where(eq(issuerConnections.id, id))
  if (!row) throw new AppError('not-found', 'issuer.connection-not-found')
  return row
}

/** Whether anybody is there, by asking for nothing: the directory, a general message. What is heard is kept. */
export async function testConnection(ctx: Ctx, id: string) {
  const row = await getConnection(ctx, id)
  const outcome = await answerOf(ctx, row)
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(issuerConnections)
      .set({ testedAt: ctx.now, testCode: outcome.code, testParams: outcome.params })
      .where(eq(issuerConnections.id, id))
    await recordAudit(tx, ctx, {
      action: 'issuer-connection.tested',
      object: { type: 'issuer-connection', id },
      detail: { code: outcome.code, params: outcome.params },
    })
  })
  return outcome
}

async function answerOf(ctx: Ctx, row: ConnectionRow) {
  try {
    const standing = await (await openConnection(ctx, row)).test()
    return { code: null, params: {}, offers: [...standing.offers], termsOfService: standing.termsOfService ?? null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, params: { ...error.params }, offers: [], termsOfService: null }
  }
}

/** No further orders. @throws AppError `precondition` while orders are open */
export async function closeConnection(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.select().from(issuerConnections).where(eq(issuerConnections.id, id)).for('update')
    if (!row) throw new AppError('not-found', 'issuer.connection-not-found')
    if (row.state === 'closed') return
    const open = await tx
      .select({ state: issuerOrders.state })
      .from(issuerOrders)
      .where(eq(issuerOrders.connectionId, id))
    if (open.some(({ state }) => state === 'working' || state === 'waiting'))
      throw new AppError('precondition', 'issuer.orders-open')
    await tx.update(issuerConnections).set({ state: 'closed' }).where(eq(issuerConnections.id, id))
    await recordAudit(tx, ctx, {
      action: 'issuer-connection.closed',
      object: { type: 'issuer-connection', id },
      detail: { name: row.name },
    })
  })
}
