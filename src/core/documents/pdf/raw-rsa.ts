// The oldest signatures in PDF files, `adbe.x509.rsa_sha1`: /Contents is an OCTET STRING with a bare PKCS #1 signature over the covered
// octets, the certificates stand beside it in /Cert (ISO 32000-1 §12.8.3.2). There are no signed attributes and no timestamp.

import { judgeDigest } from '../../algorithm-policy.ts'
import { contentsOf, TAG } from '../../asn1/der.ts'
import { onlyTlv, parsing } from '../../asn1/fields.ts'
import type { Octets } from '../../bytes/octets.ts'
import { chainLinks } from '../../chain-links.ts'
import { readableCertificates } from '../../cms/embedded.ts'
import { judgeKeyUsage } from '../../cms/signer-certificate.ts'
import { defect, fatal, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import { algorithmTimes, judgeTrust, type TrustInputs } from '../../trust.ts'
import { conclude, type Finding, type Instant, step, type Times } from '../../verdict.ts'
import type { ReportBody, SignerReport } from '../../verification-report.ts'
import type { Certificate } from '../../x509/certificate.ts'

const CLAUSE = 'ISO 32000-1 §12.8.3.2'

export interface RawRsaRequest {
  /** What /Contents holds, without the zeros behind it. */
  message: Uint8Array
  /** DER of what stands in /Cert: the signer first, then its chain. */
  certificates: readonly Uint8Array[]
  octets: Octets
  trust: TrustInputs
  /** Proven by a document timestamp over it. */
  existedAt?: Instant
}

/** The name says SHA-1; later writers used their own digest, which PKCS #1 carries inside. */
const DIGESTS: readonly DigestAlgorithm[] = ['sha1', 'sha256', 'sha384', 'sha512']

/** Never throws for bad input. */
export async function judgeRawRsa(request: RawRsaRequest, primitives: Primitives): Promise<ReportBody> {
  const { trust, existedAt } = request
  const [certificate, ...others] = readableCertificates(request.certificates)
  const times: Times = { validation: trust.at, ...(existedAt !== undefined && { proven: existedAt }) }
  const value = await judgeValue(request, certificate, primitives)
  const path =
    certificate &&
    (await judgeTrust(
      certificate,
      { certificates: others, crls: [], ocsps: [] },
      trust,
      { role: 'signer', at: existedAt ?? trust.at },
      primitives,
    ))
  const usage = certificate ? [step('cms.key-usage', 'RFC 5280 §4.2.1.3', judgeKeyUsage(certificate))] : []
  const steps = [step('pdf.raw-signature', CLAUSE, value), ...usage, ...(path?.steps ?? [])]
  const isBroken = value.some(({ subIndication }) => subIndication === 'SIG_CRYPTO_FAILURE')
  const technical = isBroken ? 'broken' : certificate ? 'intact' : 'unreadable'
  const signer: SignerReport = {
    role: 'signer',
    ...(certificate && { certificate }),
    steps,
    verdict: conclude(steps).verdict,
    technical,
    times,
    ...(path && { chain: chainLinks(path) }),
  }
  return { kind: 'pdf', ...conclude(steps), technical, times, signers: [signer], steps: [] }
}

async function judgeValue(
  { message, octets, trust, existedAt }: RawRsaRequest,
  certificate: Certificate | undefined,
  primitives: Primitives,
): Promise<Finding[]> {
  if (!certificate) return [unknown('cms.signer-certificate-missing', CLAUSE, 'NO_SIGNING_CERTIFICATE_FOUND')]
  const signature = parsing(() => contentsOf(onlyTlv(message, TAG.octetString)))
  if (!signature.ok) return [fatal('pdf.raw-signature-form', CLAUSE, 'FORMAT_FAILURE', { ...signature.error })]
  for (const digest of DIGESTS) {
    const check = {
      scheme: 'rsa-pkcs1' as const,
      digest,
      publicKey: certificate.publicKeyInfo,
      message: [octets],
      signature: signature.value,
    }
    if (await primitives.verify(check))
      return [
        defect('pdf.raw-signature-old', CLAUSE),
        ...judgeDigest(digest, algorithmTimes(trust, existedAt), 'signature'),
      ]
  }
  return [fatal('pdf.raw-signature', CLAUSE, 'SIG_CRYPTO_FAILURE')]
}
