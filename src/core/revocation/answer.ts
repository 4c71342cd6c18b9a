// An OCSP response judged as an object of its own: by which of the supplied certificates was it issued, may that one be
// believed, and what does it say (RFC 6960 §3.2, §4.2.2.2).

import { equalBytes } from '../bytes/bytes.ts'
import { chainLinks } from '../chain-links.ts'
import { limitsOfPath } from '../ends.ts'
import { fatal, note, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import type { TrustInputs } from '../trust.ts'
import { conclude, type Finding, step, type Technical } from '../verdict.ts'
import type { ChainLink, ReportBody } from '../verification-report.ts'
import type { Certificate } from '../x509/certificate.ts'
import { judgePath } from '../x509/path.ts'
import { judgeOcsp, type OcspJudgement } from './judge-ocsp.ts'
import { parseOcspResponse } from './ocsp.ts'

const CLAUSE = 'RFC 6960 §3.2'

/** The issuer is the first supplied certificate the response holds for; it must be an anchor or chain to one. */
export async function judgeOcspAnswer(
  file: Uint8Array,
  trust: TrustInputs,
  primitives: Primitives,
): Promise<ReportBody> {
  const times = { validation: trust.at }
  const response = parseOcspResponse(file)
  if (!response.ok) {
    const steps = [
      step('ocsp.response', CLAUSE, [fatal('ocsp.unreadable', CLAUSE, 'FORMAT_FAILURE', { ...response.error })]),
    ]
    return { kind: 'ocsp', ...conclude(steps), technical: 'unreadable', times, signers: [], steps }
  }
  const issuers = [...trust.anchors, ...trust.intermediates]
  if (issuers.length === 0) {
    const steps = [
      step('ocsp.response', CLAUSE, [unknown('ocsp.issuer-missing', CLAUSE, 'NO_CERTIFICATE_CHAIN_FOUND')]),
    ]
    return { kind: 'ocsp', ...conclude(steps), technical: 'digest-only', times, signers: [], steps }
  }
  let best: { issuer: Certificate; answer: OcspJudgement } | undefined
  for (const issuer of issuers) {
    const answer = await judgeOcsp(response.value, { issuer, at: trust.at, isDocument: true }, primitives)
    if (!best || (best.answer.status === 'unusable' && answer.status !== 'unusable')) best = { issuer, answer }
  }
  return best ? reportOn(best.issuer, best.answer, trust, primitives) : noAnswer(trust)
}

function noAnswer(trust: TrustInputs): ReportBody {
  return {
    kind: 'ocsp',
    ...conclude([]),
    technical: 'unreadable',
    times: { validation: trust.at },
    signers: [],
    steps: [],
  }
}

function judgeStatus(answer: OcspJudgement, findings: readonly Finding[]): Finding[] {
  if (answer.status !== 'unusable') return [note(`ocsp.says-${answer.status}`, CLAUSE)]
  const isExplained = findings.some((finding) => finding.effect === 'fatal' || finding.effect === 'defect')
  return isExplained ? [] : [fatal('ocsp.unusable', CLAUSE, 'SIG_CONSTRAINTS_FAILURE')]
}

async function reportOn(
  issuer: Certificate,
  answer: OcspJudgement,
  trust: TrustInputs,
  primitives: Primitives,
): Promise<ReportBody> {
  const times = { validation: trust.at }
  // As an object of its own an old answer is genuine and out of date; as evidence on a path the same age makes it unusable.
  const findings = answer.findings.map(
    (one): Finding => (one.code === 'ocsp.stale' ? { ...one, effect: 'defect' } : one),
  )
  const steps = [step('ocsp.response', CLAUSE, [...findings, ...judgeStatus(answer, findings)])]
  const path = await judgePath({ ...trust, ...trust.rules, target: issuer }, primitives)
  trust.observe?.(limitsOfPath(path, false))
  const technical: Technical = answer.isSignatureGood ? 'intact' : 'broken'
  const { verdict } = path.judgement
  const chain = responderChain(answer.signer, issuer, chainLinks(path))
  return {
    kind: 'ocsp',
    ...conclude([...steps, ...path.steps]),
    technical,
    times,
    steps,
    signers: [
      { role: 'signer', certificate: answer.signer ?? issuer, steps: path.steps, verdict, technical, times, chain },
    ],
  }
}

/** A delegated responder stands below the issuer that appointed it. */
function responderChain(signer: Certificate | undefined, issuer: Certificate, above: ChainLink[]): ChainLink[] {
  if (!signer || equalBytes(signer.raw, issuer.raw)) return above
  const issuers = above.map((link): ChainLink => (link.role === 'target' ? { ...link, role: 'intermediate' } : link))
  return [{ certificate: signer, role: 'target', revocation: { status: 'not-checked' } }, ...issuers]
}
