// Whether a signer's certificate is trusted, now or at the moment a timestamp proves (EN 319 102-1 §5.6.2.4).

import { chainLinks } from '../chain-links.ts'
import { note } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { type EmbeddedMaterial, judgeTrust, type TrustInputs, type TrustQuestion } from '../trust.ts'
import { type Finding, type Instant, type Step, step } from '../verdict.ts'
import type { ChainLink } from '../verification-report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameText } from '../x509/names.ts'

/** `chain` is absent where there was no certificate. */
export interface SignerTrust {
  steps: Step[]
  chain?: ChainLink[]
}

/**
 * The path now; and where it does not hold now but a timestamp proves an earlier moment, the path at that moment, whatever it says:
 * a certificate that has ended since does not spoil a signature proven older, and one revoked before does not hold it.
 */
export async function judgeSignerTrust(
  certificate: Certificate | undefined,
  embedded: EmbeddedMaterial,
  trust: TrustInputs,
  proven: Instant | undefined,
  primitives: Primitives,
  role: TrustQuestion['role'] = 'signer',
): Promise<SignerTrust> {
  if (!certificate) return { steps: [] }
  const pathAt = (at: Instant) => judgeTrust(certificate, embedded, trust, { role, at }, primitives)
  const now = await pathAt(trust.at)
  if (now.judgement.indication === 'TOTAL_PASSED') return { steps: now.steps, chain: chainLinks(now) }
  if (proven === undefined) {
    return { steps: now.steps.map((one) => withoutProof(one, certificate)), chain: chainLinks(now) }
  }
  const then = await pathAt(proven)
  const clause = 'EN 319 102-1 §5.6.2.4'
  const finding = note('cms.judged-at-proven-time', clause, { time: new Date(proven).toISOString() })
  return { steps: [...then.steps, step('cms.proven-time', clause, [finding])], chain: chainLinks(then) }
}

/**
 * Revoked, and nothing says whether the signature is older than that: it may be, so it is neither good nor disproved
 * (EN 319 102-1 §5.2.6, clause unverified). A certificate on hold may yet be released.
 */
function withoutProof(made: Step, signer: Certificate): Step {
  const { id, clause, findings, evidence } = made
  if (!findings.some(({ code }) => code === 'revocation.revoked')) return made
  const softened = findings.map((one): Finding => {
    if (one.code !== 'revocation.revoked') return one
    const isOwn = one.params?.certificate === nameText(signer.subject)
    const isHeld = one.params?.reason === 'certificateHold'
    const open = isOwn ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE'
    return { ...one, effect: 'unknown', subIndication: isHeld ? 'TRY_LATER' : open }
  })
  return step(id, clause, softened, evidence)
}
