// What an authority issued becomes somebody's credential: both certificates or none, on a carrier that is in nobody else's hands.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { toBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { nameText } from '#core/x509/names.ts'
import type { Tx } from '#db/database.ts'
import { credentials } from '#db/schema/credentials.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Credential, type GivenCarrier, handOver, noteHolding, tell } from './history.ts'
import { type GivenPair, type WholePair, wholePair } from './pair.ts'
import { isHeld } from './rules.ts'

export interface ReceivedCredential {
  requestId: string
  issuanceId: string
  staffId: string
  districtId: string
  /** As the authority gave it; `chain` from the issuer upwards. */
  pair: GivenPair & { chain: readonly Uint8Array[] }
  carrier: GivenCarrier
  /** Stays in force until the new one has signed. */
  supersedesId?: string | undefined
}

/**
 * In the caller's transaction. The same again gives the same credential.
 * @throws AppError `bad-input` for what is no whole pair; `conflict` for a carrier in other hands, a request that has another credential,
 * or a predecessor that has a successor already; `precondition` for a predecessor that is over or another person's
 */
export async function receiveCredential(tx: Tx, ctx: Ctx, given: ReceivedCredential): Promise<Credential> {
  const pair = wholePair(given.pair)
  if (!pair.ok) throw new AppError('bad-input', `credentials.pair-${pair.error}`)
  await lockAudit(tx)
  const row = await rowOf(ctx, given, pair.value)
  const [known] = await tx.select().from(credentials).where(eq(credentials.requestId, given.requestId))
  if (known) return sameOrConflict(known, row)
  await requirePredecessor(tx, given)
  const carrierId = await handOver(tx, ctx, given.carrier, given.staffId)
  const [made] = await orConflict(() =>
    tx.transaction((inner) =>
      inner
        .insert(credentials)
        .values({ ...row, carrierId })
        .returning(),
    ),
  )
  if (!made) throw new Error('the database stored a credential and gave nothing back')
  await noteHolding(tx, ctx, made, 'received')
  await tell(tx, ctx, made.id, 'issued', { carrier: given.carrier.serial })
  await recordAudit(tx, ctx, {
    action: 'credential.received',
    object: { type: 'credential', id: made.id },
    detail: auditDetail(made, given),
  })
  return made
}

function auditDetail(made: Credential, { carrier }: ReceivedCredential) {
  const { requestId, staffId, algorithm, signSha256, encryptionSha256, supersedesId } = made
  return { requestId, staffId, algorithm, signSha256, encryptionSha256, supersedesId, carrier: carrier.serial }
}

function sameOrConflict(known: Credential, row: Pick<Credential, 'signSha256' | 'encryptionSha256'>): Credential {
  const isSame = known.signSha256 === row.signSha256 && known.encryptionSha256 === row.encryptionSha256
  if (!isSame) throw new AppError('conflict', 'credentials.request-used')
  return known
}

async function requirePredecessor(tx: Tx, { supersedesId, staffId }: ReceivedCredential): Promise<void> {
  if (supersedesId === undefined) return
  const [old] = await tx.select().from(credentials).where(eq(credentials.id, supersedesId)).for('update')
  if (!old || old.staffId !== staffId || !isHeld(old.state))
    throw new AppError('precondition', 'credentials.predecessor')
}

async function rowOf({ ports, now }: Ctx, given: ReceivedCredential, pair: WholePair) {
  const digest = async (der: Uint8Array) => toHex(await ports.primitives.digest('sha256', der))
  const { sign, encryption } = pair
  return {
    id: randomUUID(),
    districtId: given.districtId,
    staffId: given.staffId,
    requestId: given.requestId,
    issuanceId: given.issuanceId,
    algorithm: pair.algorithm,
    subject: nameText(sign.subject),
    issuer: nameText(sign.issuer),
    signCertificate: sign.raw,
    signSha256: await digest(sign.raw),
    signSerial: toHex(sign.serial),
    encryptionCertificate: encryption?.raw ?? null,
    encryptionSha256: encryption ? await digest(encryption.raw) : null,
    encryptionSerial: encryption ? toHex(encryption.serial) : null,
    chain: given.pair.chain.map(toBase64),
    envelope: given.pair.envelope ?? null,
    notBefore: pair.notBefore,
    notAfter: pair.notAfter,
    supersedesId: given.supersedesId ?? null,
    state: 'issued' as const,
    stateAt: now,
    createdAt: now,
  }
}

const UNIQUE_VIOLATION = '23505'

async function orConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; constraint?: string } }
    if (cause?.code !== UNIQUE_VIOLATION) throw error
    const isSuccessor = cause.constraint === 'credentials_successor'
    throw new AppError('conflict', isSuccessor ? 'credentials.has-successor' : 'credentials.certificate-known')
  }
}
