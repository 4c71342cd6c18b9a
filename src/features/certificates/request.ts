// Makes a certification request: a key in the vault, a request signed by it. The key never leaves the service.

import { randomUUID } from 'node:crypto'
import { toHex } from '#core/bytes/hex.ts'
import { writePem } from '#core/bytes/pem.ts'
import { isDnsName } from '#core/x509/host-names.ts'
import { nameText } from '#core/x509/names.ts'
import { parseRequest } from '#core/x509/request.ts'
import { profileProblem, wishesOf } from '#core/x509/request-profiles.ts'
import type { Tx } from '#db/database.ts'
import { certificateRequests } from '#db/schema/certificates.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { actorId } from './acting.ts'
import { asciiHost, type CreateRequest } from './inputs.ts'

export interface CreatedRequest {
  id: string
  algorithm: string
  commonName: string
  subject: string
  sans: string[]
  pem: string
  createdAt: number
}

/** RSA, ECDSA, Ed25519 or SM2 (signed under the default identifier). */
export async function createRequest(ctx: Ctx, input: CreateRequest): Promise<CreatedRequest> {
  const contents = requestContents(input)
  return ctx.db.transaction((tx) => makeRequest(tx, ctx, input, contents))
}

/** In the transaction of what the request is for. @param contents of `requestContents` */
export async function makeRequest(
  tx: Tx,
  ctx: Ctx,
  input: CreateRequest,
  { subject, sans, wishes }: ReturnType<typeof requestContents>,
): Promise<CreatedRequest> {
  const { keys, requestMaker, primitives } = ctx.ports
  const { algorithm, commonName, purpose } = input
  const key = await keys.generate(tx, { algorithm, purpose, now: ctx.now })
  const der = await requestMaker.make({ subject, sans, wishes }, key, (message) =>
    keys.sign(tx, key.id, purpose, message),
  )
  const read = parseRequest(der)
  if (!read.ok) throw new Error(`our own request does not parse: ${read.error.code}`)
  const row = { id: randomUUID(), algorithm, commonName, subject: nameText(read.value.subject), sans, der }
  const spkiSha256 = toHex(await primitives.digest('sha256', key.publicKey))
  const createdBy = actorId(ctx.actor)
  await tx
    .insert(certificateRequests)
    .values({ ...row, spkiSha256, keyId: key.id, purpose, createdBy, createdAt: ctx.now })
  await recordAudit(tx, ctx, {
    action: 'certificate-request.created',
    object: { type: 'certificate-request', id: row.id },
    detail: { algorithm, purpose, profile: input.profile, subject: row.subject, sans, spkiSha256 },
  })
  return { ...row, pem: writePem('CERTIFICATE REQUEST', der), createdAt: ctx.now }
}

/**
 * What is asked for in the request. Without alternative names the common name becomes one, when it is a host; a host is written in
 * its ASCII form. @throws AppError `bad-input` when the profile does not suit names or key.
 */
export function requestContents(input: CreateRequest) {
  const { country: C, state: ST, locality: L, organization: O, organizationalUnit: OU, commonName, purpose } = input
  const name = asciiHost(commonName) ?? ''
  const isHost = name.includes('.') && isDnsName(name.replace(/^\*\./, ''))
  const CN = isHost && purpose === 'site-certificate' && /[^ -~]/.test(commonName) ? name : commonName
  const subject: Record<string, string> = {
    C,
    ...(ST && { ST }),
    ...(L && { L }),
    ...(O && { O }),
    ...(OU && { OU }),
    CN,
  }
  const sans = [...new Set(input.sans.length === 0 && isHost ? [name] : input.sans)]
  const { algorithm, profile } = input
  const problem = profileProblem(profile, algorithm, sans)
  if (problem) throw new AppError('bad-input', problem, { profile })
  return { algorithm, subject, sans, wishes: wishesOf(profile, algorithm) }
}
