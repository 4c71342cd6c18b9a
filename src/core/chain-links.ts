// The chain of a judged path as a report shows it: who vouches for whom, and what is known of the revocation of each (RFC 5280 §6).
// It repeats what the judge of paths found and decides nothing.

import type { ChainLink, RevocationSummary } from './verification-report.ts'
import type { PathReport } from './x509/path.ts'

/** The target first. The last is an anchor only where the chain reached one; a target that is itself the anchor is shown as that. */
export function chainLinks({ chain, isAnchored, revocation }: PathReport): ChainLink[] {
  return chain.map((certificate, index): ChainLink => {
    const isAnchor = isAnchored && index === chain.length - 1
    const role = isAnchor ? 'anchor' : index === 0 ? 'target' : 'intermediate'
    const judged = revocation.find((one) => one.certificate === certificate)
    return isAnchor ? { certificate, role } : { certificate, role, revocation: summaryOf(judged) }
  })
}

function summaryOf(judged: PathReport['revocation'][number] | undefined): RevocationSummary {
  if (!judged) return { status: 'not-checked' }
  const { source, thisUpdate, nextUpdate, revokedAt } = judged.answer ?? {}
  return {
    status: judged.status,
    ...(source && { source }),
    ...(thisUpdate !== undefined && { thisUpdate }),
    ...(nextUpdate !== undefined && { nextUpdate }),
    ...(revokedAt !== undefined && { revokedAt }),
  }
}
