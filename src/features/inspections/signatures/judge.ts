// Judges a signature that was made elsewhere: VALID by our own engine over exactly this document, and by a certificate of this person.

import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import { textBytes } from '#core/round-archive/layout.ts'
import { askedBy } from '#core/verification-policy.ts'
import type { SignerJson } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { houseMaterial } from '#features/trust/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { certificatesOf } from './certificates.ts'
import type { Signer } from './document.ts'

/** Far above any signature: its certificates and revocation lists. */
export const MAX_SIGNATURE_BYTES = 4 * 1024 * 1024

export interface JudgedSignature {
  document: string
  /** DER. */
  cms: Uint8Array
  /** DER. */
  certificate: Uint8Array
  policy: string
}

/** @throws AppError `bad-input` for what is no VALID signature over the document, `forbidden` for a certificate that is not this person's */
export async function judgeSignature(
  ctx: Ctx,
  signer: Signer,
  document: string,
  file: Uint8Array,
): Promise<JudgedSignature> {
  const own = await certificatesOf(ctx, signer.personId)
  if (own.length === 0) throw new AppError('forbidden', 'inspections.no-certificate')
  const [cms, ...more] = unarmoured(file)
  if (!cms || more.length > 0) throw new AppError('bad-input', 'inspections.signature-unreadable')
  const house = await houseMaterial(ctx)
  const report = await ctx.ports.verifier.verify({
    ...askedBy(house.policy),
    format: 'cms',
    object: { name: 'signature.p7s', bytes: cms },
    content: { name: 'sign-off.json', bytes: textBytes(document) },
    detached: [],
    anchors: house.anchors,
    tsaAnchors: house.tsaAnchors,
    certificateAnchors: house.certificateAnchors,
    // A signature without its certificate is found by the one that is registered.
    intermediates: [...house.intermediates, ...own.map(({ der }) => ({ name: 'signer.cer', bytes: der }))],
    crls: house.crls,
    ocsps: house.ocsps,
    at: ctx.now,
  })
  if (report.verdict !== 'VALID')
    throw new AppError('bad-input', 'inspections.signature-not-valid', {
      verdict: report.verdict,
      problem: report.subIndication ?? report.indication,
    })
  const signers = report.signers.filter(({ role }) => role === 'signer')
  const [one] = signers
  const mine = own.find(({ der }) => one !== undefined && isBy(one, der))
  if (signers.length !== 1 || !mine) throw new AppError('forbidden', 'inspections.signature-of-another')
  return { document, cms, certificate: mine.der, policy: `${house.policy.id}/${house.policy.version}` }
}

/** Issuer and serial number name one certificate, and the verdict says that the issuer is one we trust. */
function isBy(signer: SignerJson, der: Uint8Array): boolean {
  const read = parseCertificate(der)
  return read.ok && isSame(signer, read.value)
}

function isSame(signer: SignerJson, certificate: Certificate): boolean {
  return (
    signer.issuer === nameText(certificate.issuer) &&
    signer.subject === nameText(certificate.subject) &&
    signer.serialHex === toHex(certificate.serial) &&
    signer.notAfter === new Date(certificate.notAfter).toISOString()
  )
}
