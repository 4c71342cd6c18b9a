// Reading the reports of core's judges.

import type { Finding, Instant } from '#core/verdict.ts'
import type { ReportBody } from '#core/verification-report.ts'
import type { Certificate } from '#core/x509/certificate.ts'

/** Every finding of a report, of the object first and of its signers after. */
export function findingsOf({ steps, signers }: ReportBody): Finding[] {
  return [...steps, ...signers.flatMap((signer) => signer.steps)].flatMap(({ findings }) => findings)
}

export function isAccepted({ verdict }: ReportBody): boolean {
  return verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS'
}

/** Trust for a canary: what the settings give, now, nothing fetched. */
export function trustNow(anchors: readonly Certificate[], intermediates: readonly Certificate[], at: Instant) {
  return { anchors, intermediates, crls: [], ocsps: [], at, requireRevocation: false }
}
