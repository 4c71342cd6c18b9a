// From the rows of a connection to the connection itself: keys and secrets in hand, proofs put where the connection wants them.

import { desc, eq } from 'drizzle-orm'
import { utf8Octets } from '#core/asn1/write.ts'
import { readPem } from '#core/bytes/pem.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificateRequests, certificates } from '#db/schema/certificates.ts'
import type { ConnectionJson, issuerConnections, ProofsJson } from '#db/schema/issuers.ts'
import { issuerProofs } from '#db/schema/issuers.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { issuersOf } from '#features/certificates/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type {
  CmpProtection,
  HeldKey,
  HeldSecret,
  IssuerConnection,
  IssuerSettings,
  ProofPlace,
  SecretPurpose,
} from '#src/issuing-ports.ts'
import type { KeyPurpose, ServiceKey } from '#src/ports.ts'

type Row = typeof issuerConnections.$inferSelect

/** @param isConfirmed a person says that proofs put up by hand are there. @throws AppError `precondition` for a connection nobody speaks on */
export async function openConnection(ctx: Ctx, row: Row, isConfirmed = false): Promise<IssuerConnection> {
  return ctx.ports.issuers.open(await settingsOf(ctx, row, isConfirmed))
}

async function settingsOf(ctx: Ctx, row: Row, isConfirmed: boolean): Promise<IssuerSettings> {
  const { settings } = row
  const anchors = row.anchors.length > 0 ? { anchors: row.anchors } : {}
  if (settings.kind === 'manual') throw new AppError('precondition', 'issuer.manual-has-no-line', { name: row.name })
  if (settings.kind === 'cmp')
    return {
      ...settings,
      ...anchors,
      protection: await protectionOf(ctx, row, settings.protection),
      responders: row.responders.flatMap((pem) => readPem(pem).map(({ bytes }) => bytes)),
    }
  const { externalKeyId, proofs, ...rest } = settings
  const secret = heldSecret(ctx, row.secretId, 'acme-external-account')
  return {
    ...rest,
    ...anchors,
    account: await demandKey(ctx, row.keyId, 'acme-account'),
    ...(externalKeyId !== undefined && secret && { externalAccount: { keyId: externalKeyId, secret } }),
    proofs: await placeOf(ctx, row, proofs, isConfirmed),
  }
}

async function placeOf(ctx: Ctx, row: Row, proofs: ProofsJson, isConfirmed: boolean): Promise<ProofPlace> {
  if (proofs.kind === 'http-01') return filePlace(ctx)
  if (proofs.kind === 'dns-by-hand')
    return {
      kind: 'dns-01',
      publish: async () => (isConfirmed ? 'published' : 'waiting'),
      withdraw: async () => undefined,
    }
  const { kind: _, tsig, ...server } = proofs
  const secret = heldSecret(ctx, row.updateSecretId, 'dns-update')
  return ctx.ports.issuers.nameServer({ ...server, ...(tsig && secret && { tsig: { ...tsig, secret } }) })
}

/** Files the service itself shows under /.well-known/acme-challenge/. */
function filePlace({ db, now }: Ctx): ProofPlace {
  return {
    kind: 'http-01',
    publish: async ({ name: token, value: content, domain }) => {
      await db
        .insert(issuerProofs)
        .values({ token, content, domain, createdAt: now })
        .onConflictDoUpdate({ target: issuerProofs.token, set: { content, domain, createdAt: now } })
      return 'published'
    },
    withdraw: async ({ name: token }) => {
      await db.delete(issuerProofs).where(eq(issuerProofs.token, token))
    },
  }
}

async function protectionOf(
  ctx: Ctx,
  row: Row,
  protection: Extract<ConnectionJson, { kind: 'cmp' }>['protection'],
): Promise<CmpProtection> {
  if (protection.kind === 'mac') {
    const secret = heldSecret(ctx, row.secretId, 'cmp-reference')
    if (!secret) throw new AppError('precondition', 'issuer.connection-incomplete', { name: row.name })
    return { kind: 'mac', method: protection.method, reference: utf8Octets(protection.reference), secret }
  }
  const key = await demandKey(ctx, row.keyId, 'cmp-protection')
  const certificate = await certificateOfRequest(ctx, row.protectionRequestId)
  if (!certificate) throw new AppError('precondition', 'issuer.protection-certificate-missing', { name: row.name })
  const chain = await issuersOf(ctx.db, ctx.ports.primitives, certificate)
  return { kind: 'signature', key, certificate: certificate.raw, chain: chain.map((one) => one.certificate.raw) }
}

/** The certificate for the key of a request that lasts longest. */
async function certificateOfRequest({ db }: Ctx, requestId: string | null) {
  if (requestId === null) return undefined
  const [row] = await db
    .select({ der: certificates.der })
    .from(certificates)
    .innerJoin(certificateRequests, eq(certificateRequests.spkiSha256, certificates.spkiSha256))
    .where(eq(certificateRequests.id, requestId))
    .orderBy(desc(certificates.notAfter))
    .limit(1)
  const read = row && parseCertificate(row.der)
  return read?.ok ? read.value : undefined
}

/** A key of the vault that may be asked to sign for this purpose. */
export async function heldKey(ctx: Ctx, keyId: string, purpose: KeyPurpose): Promise<HeldKey | undefined> {
  const { algorithm, publicKey } = sealedKeys
  const [row] = await ctx.db.select({ algorithm, publicKey }).from(sealedKeys).where(eq(sealedKeys.id, keyId))
  return (
    row && {
      algorithm: row.algorithm as ServiceKey,
      publicKey: row.publicKey,
      sign: (message) => ctx.ports.keys.sign(ctx.db, keyId, purpose, message),
    }
  )
}

async function demandKey(ctx: Ctx, keyId: string | null, purpose: KeyPurpose): Promise<HeldKey> {
  const key = keyId === null ? undefined : await heldKey(ctx, keyId, purpose)
  if (!key) throw new AppError('not-found', 'key.not-found', { key: keyId ?? '-' })
  return key
}

function heldSecret({ db, ports }: Ctx, id: string | null, purpose: SecretPurpose): HeldSecret | undefined {
  if (id === null) return undefined
  return { mac: (method, message) => ports.secrets.mac(db, id, purpose, method, message) }
}
