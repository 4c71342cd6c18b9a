// 在线检测: whose certificate is this, is it in order, and what is to be done next. Judged by our own engine, also where others issued it.

import { eq, or } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { askedBy } from '#core/verification-policy.ts'
import type { ReportJson } from '#core/verification-report.ts'
import type { NamedBytes } from '#core/verify.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { credentials } from '#db/schema/credentials.ts'
import { statusOf } from '#features/authority/index.ts'
import { type HouseMaterial, houseMaterial } from '#features/trust/index.ts'
import { readable, revocationOf } from '#features/ukeys/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { factsOf, type Judged, leavesOf, mainOf } from './facts.ts'
import { type Answer, answerTo, type CheckedFacts } from './rules.ts'

export interface OnlineCheck extends Answer {
  facts: Pick<CheckedFacts, 'holder' | 'issuer' | 'notBefore' | 'notAfter' | 'algorithm' | 'use' | 'isCa'>
  /** Hexadecimal. */
  serial: string
  /** Where this service issued it, to somebody of the asker's district. */
  credential?: { id: string; staffId: string; state: string }
}

export interface CheckOrder {
  /** A file as people have it: PEM, DER, P7B, or the certificate of a PFX. */
  certificate: Uint8Array
  /** Of the PFX. */
  password?: string | undefined
}

/** @throws AppError `bad-input` for a file without a certificate, closed by a password, or with several people's certificates */
export async function checkOnline(ctx: Ctx, order: CheckOrder): Promise<OnlineCheck> {
  const all = await certificatesIn(ctx, order)
  const certificate = mainOf(leavesOf(all))
  const own = await ownOf(ctx, certificate)
  const judged = await judge(ctx, certificate, all)
  const facts = factsOf(certificate, judged, own)
  const { holder, issuer, notBefore, notAfter, algorithm, use, isCa } = facts
  return {
    ...answerTo(facts, ctx.now),
    facts: { holder, issuer, notBefore, notAfter, algorithm, use, isCa },
    serial: toHex(certificate.serial),
    ...(own && { credential: own }),
  }
}

async function certificatesIn(ctx: Ctx, { certificate, password }: CheckOrder): Promise<Certificate[]> {
  const file = { name: 'certificate', bytes: certificate }
  const passwords = ['', ...(password ? [password] : [])]
  const { certificates, refused } = await ctx.ports.deliveryReader.readDelivery([file], passwords)
  const read = readable(certificates.map(({ der }) => der))
  if (read.length > 0) return read
  const isClosed = refused.some(({ code }) => code.startsWith('keystore.password'))
  throw new AppError('bad-input', isClosed ? 'credentials.check-password' : 'credentials.check-no-certificate')
}

async function ownOf({ db, ports }: Ctx, { raw }: Certificate) {
  const sha256 = toHex(await ports.primitives.digest('sha256', raw))
  const { id, staffId, state } = credentials
  const isThis = or(eq(credentials.signSha256, sha256), eq(credentials.encryptionSha256, sha256))
  const [own] = await db.select({ id, staffId, state }).from(credentials).where(isThis)
  return own
}

/** Of an expired certificate its genuineness is judged for the last moment it was valid: that it is over is said by itself. */
async function judge(ctx: Ctx, certificate: Certificate, all: readonly Certificate[]): Promise<Judged> {
  const house = await houseMaterial(ctx)
  const others = all.filter((one) => one !== certificate)
  const at = Math.min(Math.max(ctx.now, certificate.notBefore), certificate.notAfter)
  const report = await verify(ctx, house, certificate, others, at)
  return { report, revocation: await standingOf(ctx, certificate, report, [...all, ...readable(bytesOf(house))]) }
}

/** What our own authorities issued they know; of others we ask. */
async function standingOf(ctx: Ctx, { raw }: Certificate, report: ReportJson, pool: readonly Certificate[]) {
  const own = await statusOf(ctx.db, { sha256: toHex(await ctx.ports.primitives.digest('sha256', raw)) })
  if (own.status !== 'unknown') return own.status
  return (await revocationOf(ctx, report.signers[0]?.chain ?? [], pool)).status
}

function bytesOf(house: HouseMaterial): Uint8Array[] {
  return [...house.intermediates, ...anchorsOf(house)].map(({ bytes }) => bytes)
}

function verify(
  ctx: Ctx,
  house: HouseMaterial,
  { raw }: Certificate,
  others: readonly Certificate[],
  at: number,
): Promise<ReportJson> {
  const anchors = anchorsOf(house)
  return ctx.ports.verifier.verify({
    ...askedBy(house.policy),
    requireRevocation: false,
    format: 'certificate-path',
    object: { name: 'certificate', bytes: raw },
    detached: [],
    anchors,
    tsaAnchors: [],
    certificateAnchors: anchors,
    intermediates: [...house.intermediates, ...others.map((one) => ({ name: 'certificate', bytes: one.raw }))],
    crls: house.crls,
    ocsps: house.ocsps,
    at,
  })
}

/** Whatever people's certificates may lead to: documents they sign, and signing in. */
function anchorsOf({ anchors, certificateAnchors, signInAnchors }: HouseMaterial): NamedBytes[] {
  const all = [...certificateAnchors, ...signInAnchors, ...anchors]
  const keys = all.map(({ bytes }) => toHex(bytes))
  return all.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}
