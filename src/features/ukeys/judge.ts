// Judges an answered challenge by our own engine: the signature over exactly this text, the path to an anchor for signing in, and revocation.

import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import { unarmoured } from '#core/formats.ts'
import type { SignatureCheck } from '#core/primitives.ts'
import { askedBy } from '#core/verification-policy.ts'
import type { ChainLinkJson, ReportJson, SignerJson } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { type HouseMaterial, houseMaterial } from '#features/trust/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { revocationOf, type Standing } from './revocation.ts'

export interface Answer {
  /** CMS over the text, its certificate inside; or the bare signature. DER, or PEM of it. */
  signature: Uint8Array
  /** With a bare signature only. */
  certificate?: Uint8Array | undefined
}

export interface JudgedKey {
  certificate: Certificate
  /** SHA-256 of SubjectPublicKeyInfo, hex. */
  keyDigest: string
  revocation: Standing
}

/** @throws AppError `forbidden` for whatever is no VALID signature over the text by a certificate that leads to an anchor for signing in */
export async function judgeAnswer(ctx: Ctx, text: string, answer: Answer): Promise<JudgedKey> {
  const house = await houseMaterial(ctx)
  const { certificate, others, chain } = await judgeSignature(ctx, house, text, answer)
  const keyDigest = toHex(await ctx.ports.primitives.digest('sha256', certificate.publicKeyInfo))
  const pool = [...others, ...house.intermediates.map(bytesOf), ...house.signInAnchors.map(bytesOf)]
  return { certificate, keyDigest, revocation: await revocationOf(ctx, chain, [certificate, ...readable(pool)]) }
}

/**
 * The signature and the path to one of `signInAnchors`; of revocation only what is at hand.
 * @throws AppError `forbidden` for whatever is no VALID signature over the text
 */
export function judgeSignature(ctx: Ctx, house: HouseMaterial, text: string, answer: Answer): Promise<Judged> {
  const message = new TextEncoder().encode(text)
  return answer.certificate
    ? judgeBare(ctx, house, message, answer.signature, answer.certificate)
    : judgeCms(ctx, house, message, answer.signature)
}

export interface Judged {
  certificate: Certificate
  /** Certificates that came along, DER. */
  others: readonly Uint8Array[]
  chain: readonly ChainLinkJson[]
}

async function judgeCms(ctx: Ctx, house: HouseMaterial, message: Uint8Array, file: Uint8Array): Promise<Judged> {
  const [cms, ...more] = unarmoured(file)
  if (!cms || more.length > 0) throw new AppError('forbidden', 'ukeys.answer-unreadable')
  const report = await verify(ctx, house, { format: 'cms', bytes: cms, content: message })
  const [signer, ...others] = report.signers.filter(({ role }) => role === 'signer')
  if (!signer || others.length > 0) throw new AppError('forbidden', 'ukeys.answer-unreadable')
  // It was read once already, where hostile bytes are read.
  const read = readSignedData(cms)
  const carried = read.ok ? read.value.certificates : []
  const certificate = readable(carried).find((one) => isThe(one, signer))
  if (!certificate) throw new AppError('forbidden', 'ukeys.certificate-missing')
  return { certificate, others: carried, chain: signer.chain ?? [] }
}

async function judgeBare(
  ctx: Ctx,
  house: HouseMaterial,
  message: Uint8Array,
  signature: Uint8Array,
  file: Uint8Array,
): Promise<Judged> {
  const [der, ...others] = unarmoured(file)
  const [certificate] = readable(der ? [der] : [])
  if (!der || !certificate) throw new AppError('forbidden', 'ukeys.answer-unreadable')
  const report = await verify(ctx, house, { format: 'certificate-path', bytes: file })
  const usage = extensionOf(certificate, 'keyUsage')
  if (usage && !usage.includes('digitalSignature')) throw notValid('path.key-usage')
  const check = checkOf(certificate)
  const isGood = check && (await ctx.ports.primitives.verify({ ...check, message: [message], signature }))
  if (!isGood) throw notValid('SIG_CRYPTO_FAILURE')
  return { certificate, others, chain: report.signers[0]?.chain ?? [] }
}

/** How a bare signature is made with a key of this kind; UKeys know no other ways. */
function checkOf(certificate: Certificate): Pick<SignatureCheck, 'scheme' | 'digest' | 'publicKey'> | undefined {
  const publicKey = certificate.publicKeyInfo
  const kinds: Record<string, Pick<SignatureCheck, 'scheme' | 'digest'>> = {
    RSA: { scheme: 'rsa-pkcs1', digest: 'sha256' },
    SM2: { scheme: 'sm2', digest: 'sm3' },
    'P-256': { scheme: 'ecdsa', digest: 'sha256' },
    'P-384': { scheme: 'ecdsa', digest: 'sha384' },
  }
  const kind = kinds[keyKindOf(certificate).algorithm]
  return kind && { ...kind, publicKey }
}

/** Revocation is asked for afterwards, of more than what is at hand; what is at hand and says `revoked` is heard here. */
async function verify(
  ctx: Ctx,
  house: HouseMaterial,
  asked: { format: 'cms' | 'certificate-path'; bytes: Uint8Array; content?: Uint8Array },
): Promise<ReportJson> {
  const report = await ctx.ports.verifier.verify({
    ...askedBy(house.policy),
    requireRevocation: false,
    format: asked.format,
    object: { name: 'answer', bytes: asked.bytes },
    ...(asked.content && { content: { name: 'challenge.json', bytes: asked.content } }),
    detached: [],
    anchors: house.signInAnchors,
    tsaAnchors: [],
    certificateAnchors: house.signInAnchors,
    intermediates: house.intermediates,
    crls: house.crls,
    ocsps: house.ocsps,
    at: ctx.now,
  })
  if (report.verdict !== 'VALID') throw notValid(report.subIndication ?? report.indication)
  return report
}

function notValid(problem: string): AppError {
  return new AppError('forbidden', 'ukeys.signature-not-valid', { problem })
}

function isThe(certificate: Certificate, { subject, issuer, serialHex, notAfter }: SignerJson): boolean {
  return (
    issuer === nameText(certificate.issuer) &&
    subject === nameText(certificate.subject) &&
    serialHex === toHex(certificate.serial) &&
    notAfter === new Date(certificate.notAfter).toISOString()
  )
}

export function readable(ders: readonly Uint8Array[]): Certificate[] {
  const read = ders.flatMap((der) => {
    const certificate = parseCertificate(der)
    return certificate.ok ? [certificate.value] : []
  })
  return read.filter((one, index) => read.findIndex(({ raw }) => equalBytes(raw, one.raw)) === index)
}

function bytesOf({ bytes }: { bytes: Uint8Array }): Uint8Array {
  return bytes
}
