// Which of the variants met in the field a SignedData is (gm-formats: four dialects), as a label for reports.

import { OID } from '../asn1/oids.ts'
import type { Finding } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'

export type CmsDialect = 'rfc5652' | 'rfc5652-sm2' | 'gmt0010-direct' | 'gmt0010-attributes' | 'gmssl'

const SM2_SIGNATURES: readonly string[] = [OID.sm2, OID.sm2Sign, OID.sm2WithSm3]

/** The GM dialects by their outer identifier; SM2 inside plain CMS has a label of its own. */
export function dialectOf(data: SignedData, signer: SignerInfo | undefined): CmsDialect {
  if (data.outerType === OID.gmSignedData) return signer?.signedAttributes ? 'gmt0010-attributes' : 'gmt0010-direct'
  return signer && SM2_SIGNATURES.includes(signer.signatureAlgorithm.oid) ? 'rfc5652-sm2' : 'rfc5652'
}

/** The label that came out of the judgement: what GmSSL makes is told from the standard's form only by trying. */
export function judgedDialect(data: SignedData, signers: readonly SignerReport[]): CmsDialect {
  const isGmssl = signers.some((one) => one.steps.some((step) => step.findings.some(isGmsslDialect)))
  return isGmssl ? 'gmssl' : dialectOf(data, data.signerInfos[0])
}

function isGmsslDialect({ code }: Finding): boolean {
  return code === 'cms.gmssl-dialect'
}
