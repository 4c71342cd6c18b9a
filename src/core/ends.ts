// When a verdict stops holding, and why: the judgement is repeated at the moments at which something it rests on gives way, until
// it is no longer VALID (EN 319 102-1 §5.6 says what must hold when; repeating the judgement is what makes this the same rule).

import { type AlgorithmPolicy, type AlgorithmRule, DATED_POLICY } from './algorithm-policy.ts'
import type { Octets } from './bytes/octets.ts'
import type { DigestAlgorithm, Eventual, Primitives } from './primitives.ts'
import type { Instant, Verdict } from './verdict.ts'
import type { ReportBody, SignerReport, StopsValidating } from './verification-report.ts'
import type { Certificate } from './x509/certificate.ts'
import { nameText } from './x509/names.ts'
import type { PathReport } from './x509/path.ts'

/** A moment after which something a judgement rested on no longer holds. Whether the verdict falls with it is found by judging again. */
export type Limit = StopsValidating

/** A judgement and everything with an end that it looked at. */
export interface LimitedJudgement {
  body: ReportBody
  limits: readonly Limit[]
}

export interface EndQuestion {
  /** The moment of the judgement whose end is sought. */
  at: Instant
  /** The same judgement with the same material at another moment; undefined when the work for all of them is used up. */
  judgeAt: (at: Instant) => Promise<LimitedJudgement | undefined>
  /** Absent: the product's own rules. */
  algorithms?: AlgorithmPolicy
}

/** Judgements repeated for one report. Real signatures need two to six; more is material made to keep us busy. */
const MAX_JUDGEMENTS = 24

/** A body with its end and that of each of its signers, where one was found; only what is VALID now has an end. */
export async function withEnds(judged: LimitedJudgement, question: EndQuestion): Promise<ReportBody> {
  const { body } = judged
  if (!holds(body.verdict)) return body
  const found: (StopsValidating | undefined)[] = body.signers.map(() => undefined)
  let whole: StopsValidating | undefined
  let current = judged
  let after = question.at
  for (let count = 0; count < MAX_JUDGEMENTS; count++) {
    const next = nextLimit(current, after, question.algorithms)
    if (!next) break
    const then = await question.judgeAt(next.at + 1)
    if (!then) break
    current = then
    after = next.at
    if (!holds(current.body.verdict)) whole ??= next
    for (const [index, signer] of body.signers.entries()) {
      if (holds(signer.verdict) && !holds(current.body.signers[index]?.verdict)) found[index] ??= next
    }
    if (whole && body.signers.every((signer, index) => !holds(signer.verdict) || found[index])) break
  }
  const signers = body.signers.map((signer, index): SignerReport => withEnd(signer, found[index]))
  return withEnd({ ...body, signers }, whole)
}

function withEnd<T extends object>(of: T, stopsValidating: StopsValidating | undefined): T {
  return stopsValidating ? { ...of, stopsValidating } : of
}

function holds(verdict: Verdict | undefined): boolean {
  return verdict === 'VALID' || verdict === 'VALID_WITH_DEFECTS'
}

function nextLimit({ limits, body }: LimitedJudgement, after: Instant, policy?: AlgorithmPolicy): Limit | undefined {
  const signers = body.signers.flatMap(({ certificate, role }) =>
    certificate ? [limitOfCertificate(certificate, role === 'timestamp')] : [],
  )
  let next: Limit | undefined
  for (const limit of [...limits, ...signers, ...limitsOfAlgorithms(policy)]) {
    if (limit.at > after && (!next || limit.at < next.at)) next = limit
  }
  return next
}

/** The certificates of a chain, its anchor too, and the evidence that nothing in it is revoked. */
export function limitsOfPath({ chain, revocation }: PathReport, isTimestamp: boolean): Limit[] {
  const evidence = revocation.flatMap(({ certificate, answer }) => {
    const limit = (code: string, at: Instant | undefined): Limit[] =>
      at === undefined ? [] : [{ at, code, params: { certificate: nameText(certificate.subject), date: dateText(at) } }]
    return [...limit('ends.revoked', answer?.revokedAt), ...limit('ends.revocation-evidence', answer?.usableUntil)]
  })
  return [...chain.map((one) => limitOfCertificate(one, isTimestamp)), ...evidence]
}

function limitOfCertificate({ subject, notAfter }: Certificate, isTimestamp: boolean): Limit {
  const code = isTimestamp ? 'ends.timestamp-certificate' : 'ends.certificate'
  return { at: notAfter, code, params: { certificate: nameText(subject), date: dateText(notAfter) } }
}

function limitsOfAlgorithms(policy: AlgorithmPolicy = DATED_POLICY): Limit[] {
  if ('authLevel' in policy) return []
  return policy.flatMap((rule) =>
    [rule.deprecatedFrom, rule.refusedFrom].map((date) => ({
      at: Date.parse(date),
      code: 'ends.algorithm',
      params: { algorithm: subjectText(rule), date },
    })),
  )
}

function subjectText({ subject }: AlgorithmRule): string {
  if ('digest' in subject) return subject.digest.toUpperCase()
  return `${subject.family.toUpperCase()} < ${subject.belowBits}`
}

function dateText(instant: Instant): string {
  return new Date(instant).toISOString()
}

/**
 * Primitives that digest one large content once, however often the judgement is repeated. Everything else is computed anew.
 * @param content the very object the judges are given
 */
export function digestingOnce(primitives: Primitives, content: Octets): Primitives {
  const digests = new Map<DigestAlgorithm, Eventual<Uint8Array>>()
  return {
    ...primitives,
    verify: (check) => primitives.verify(check),
    digest(algorithm, ...parts) {
      if (parts.length !== 1 || parts[0] !== content) return primitives.digest(algorithm, ...parts)
      const known = digests.get(algorithm) ?? primitives.digest(algorithm, content)
      digests.set(algorithm, known)
      return known
    },
  }
}
