// The keys that may sign documents: made here for that purpose, each with the certificate that was issued for it.

import { desc, eq, inArray } from 'drizzle-orm'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { issuersOf } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { KeyPurpose, MakingOrder, ServiceKey } from '#src/ports.ts'
import { type MakerRevocation, revokedMakers } from './makers.ts'
import { type KeyState, stateOf } from './rules.ts'

/** The purpose in the vault of every key that signs documents. */
export const PURPOSE = 'document-signature'

export interface SigningKey {
  /** Of the request it was made with. */
  id: string
  keyId: string
  algorithm: ServiceKey
  name: string
  state: KeyState
  /** Absent while the certificate is waited for. */
  certificate?: Certificate
  certificateSha256?: string
  /** Of a maker's certificate. */
  revoked?: MakerRevocation
  createdAt: Instant
}

/** Newest first. */
export async function listSigningKeys(ctx: Ctx, purpose: KeyPurpose = PURPOSE): Promise<SigningKey[]> {
  const rows = await ctx.db
    .select()
    .from(certificateRequests)
    .where(eq(certificateRequests.purpose, purpose))
    .orderBy(desc(certificateRequests.createdAt))
    .limit(200)
  const issued = await issuedFor(
    ctx,
    rows.map(({ spkiSha256 }) => spkiSha256),
  )
  return rows.flatMap(({ id, keyId, algorithm, commonName, spkiSha256, createdAt }) => {
    // A key that was born elsewhere signs nothing here.
    if (keyId === null) return []
    const found = issued.get(spkiSha256)
    return {
      id,
      keyId,
      algorithm: algorithm as ServiceKey,
      name: commonName,
      state: stateOf(found?.certificate, ctx.now, found?.revoked !== undefined),
      ...found,
      createdAt,
    }
  })
}

type Issued = Pick<ReadyKey, 'certificate' | 'certificateSha256'> & Pick<SigningKey, 'revoked'>

/** By key, the certificate for it that ends last; one that was revoked only where there is no other. */
async function issuedFor({ db }: Ctx, spkis: string[]): Promise<Map<string, Issued>> {
  if (spkis.length === 0) return new Map()
  const rows = await db
    .select({ der: certificates.der, sha256: certificates.sha256, spki: certificates.spkiSha256 })
    .from(certificates)
    .where(inArray(certificates.spkiSha256, spkis))
    .orderBy(certificates.notAfter)
  const revoked = await revokedMakers(
    db,
    rows.map(({ sha256 }) => sha256),
  )
  const goodLast = [...rows].sort((a, b) => Number(revoked.has(b.sha256)) - Number(revoked.has(a.sha256)))
  return new Map(
    goodLast.flatMap(({ der, sha256, spki }) => {
      const read = parseCertificate(der)
      const ended = revoked.get(sha256)
      return read.ok
        ? [[spki, { certificate: read.value, certificateSha256: sha256, ...(ended && { revoked: ended }) }] as const]
        : []
    }),
  )
}

export type ReadyKey = SigningKey & { certificate: Certificate; certificateSha256: string }

/** @throws AppError `not-found`, or `precondition` for a key without a certificate in force */
export async function readyKey(ctx: Ctx, id: string, purpose: KeyPurpose = PURPOSE): Promise<ReadyKey> {
  const key = (await listSigningKeys(ctx, purpose)).find((one) => one.id === id || one.name === id)
  if (!key) throw new AppError('not-found', 'signing.key-not-found')
  const { certificate, certificateSha256, state } = key
  if (state === 'revoked') throw new AppError('precondition', 'signing.key-revoked', { key: key.name })
  if (state === 'expired') throw new AppError('precondition', 'signing.key-expired', { key: key.name })
  if (!certificate || !certificateSha256 || state !== 'ready')
    throw new AppError('precondition', 'signing.key-waiting', { key: key.name })
  return { ...key, certificate, certificateSha256 }
}

/** The key as makers take it: they may have it sign, and never see it. */
export async function inHand(
  ctx: Ctx,
  key: ReadyKey,
): Promise<Pick<MakingOrder, 'key' | 'certificate' | 'chain' | 'signer'>> {
  const { db, ports } = ctx
  const [sealed] = await db
    .select({ publicKey: sealedKeys.publicKey })
    .from(sealedKeys)
    .where(eq(sealedKeys.id, key.keyId))
  if (!sealed) throw new AppError('not-found', 'signing.key-not-found')
  const chain = await issuersOf(db, ports.primitives, key.certificate)
  return {
    key: {
      algorithm: key.algorithm,
      publicKey: sealed.publicKey,
      sign: (message) => ports.keys.sign(db, key.keyId, PURPOSE, message),
    },
    certificate: key.certificate.raw,
    chain: chain.map(({ certificate }) => certificate.raw),
    signer: key.name,
  }
}

export const subjectOf = ({ certificate }: SigningKey) => certificate && nameText(certificate.subject)
