// What a verification asks for, as named and versioned data: what counts as trusted, how strict, how advanced a signature must be
// (signature acceptance, EN 319 102-1 §5.2.8). A policy only ever adds demands to the product's own rules.

import { type AlgorithmRule, DATED_POLICY } from './algorithm-policy.ts'
import { fatal, unknown } from './finding.ts'
import type { NationalPurpose } from './gm/national-roots.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from './primitives.ts'
import { conclude, type Finding, type Step, step, worstOf } from './verdict.ts'
import type { BilingualText, ReportBody, ReportKind, SignatureLevel, SignerReport } from './verification-report.ts'
import type { Profile } from './x509/profile.ts'

/** Anchors by the purpose of a national root; `other` are all the rest. */
export type AnchorGroup = NationalPurpose | 'other'

export interface VerificationPolicy {
  /** Short and stable: what callers name. */
  id: string
  /** 1, 2, 3 …; the report names it. */
  version: number
  name: BilingualText
  /** A certificate without a revocation answer is INDETERMINATE. */
  requireRevocation: boolean
  /** A second engine is asked about the raw signatures. */
  crossCheck: boolean
  /** Which anchors of the house count; absent: all that are for the purpose. */
  anchorGroups?: readonly AnchorGroup[]
  /** Rules besides the dated policy of the product: the worse of the two counts, so a date can only become stricter. */
  algorithms?: readonly AlgorithmRule[]
  /** All others are refused whatever the date. */
  acceptedDigests?: readonly DigestAlgorithm[]
  /** Labels of the report's `dialect`; absent: whichever the product accepts. */
  acceptedDialects?: readonly string[]
  /** A signature below it is INDETERMINATE. Concerns the signatures that have levels: CMS, PDF, XML, ASiC, JWS. */
  minimumLevel?: SignatureLevel
  /** Kinds of object this is a policy for; others are INDETERMINATE. */
  acceptedKinds?: readonly ReportKind[]
  /** Every signer's certificate was issued for this very signing: its validity begins at most so long before the proven time. */
  issuedWithinHours?: number
  /** SM2 user id, ASCII; absent: `1234567812345678`. */
  sm2Id?: string
  /** CA certificates between target and anchor. */
  maxDepth?: number
  profile?: Profile
  /** How long before a verdict stops holding it is to be looked at again. */
  leadDays: number
}

const BUILT_IN: readonly VerificationPolicy[] = [
  {
    id: 'default',
    version: 1,
    name: { zh: '日常验签（严格）', en: 'Interactive, strict' },
    requireRevocation: true,
    crossCheck: true,
    leadDays: 30,
  },
  {
    id: 'offline',
    version: 1,
    name: { zh: '离线：只看手头的吊销信息', en: 'Offline: revocation only where evidence is at hand' },
    requireRevocation: false,
    crossCheck: true,
    leadDays: 30,
  },
  {
    id: 'corpus',
    version: 1,
    name: { zh: '样本集：离线，不用第二引擎', en: 'Corpus: offline, without a second engine' },
    requireRevocation: false,
    crossCheck: false,
    leadDays: 30,
  },
  {
    // Hand-written signature documents of the counter service (tender 004 §3.1.4): a PDF, an event certificate, a timestamp.
    // How soon after its issue an event certificate signs is a house rule; clause unverified.
    id: 'counter-service',
    version: 1,
    name: {
      zh: '柜面手写签名文书：PDF、事件证书、时间戳',
      en: 'Counter service: hand-written signatures (PDF, event certificate, timestamp)',
    },
    requireRevocation: true,
    crossCheck: true,
    acceptedKinds: ['pdf'],
    minimumLevel: 'T',
    issuedWithinHours: 24,
    leadDays: 30,
  },
]

export const BUILT_IN_POLICIES = BUILT_IN

export function builtInPolicy(id: string): VerificationPolicy | undefined {
  return BUILT_IN.find((policy) => policy.id === id)
}

const ALWAYS = '1970-01-01'

/** What a request asks for under a policy. */
export function askedBy(policy: VerificationPolicy) {
  const { requireRevocation, crossCheck, sm2Id } = policy
  const id = sm2Id === undefined ? {} : { sm2Id: Uint8Array.from(sm2Id, (character) => character.charCodeAt(0)) }
  return { policy, requireRevocation, crossCheck, ...id }
}

/** The rules algorithms are judged by under a policy: the product's own and the policy's. Whoever judges takes the worst that applies. */
export function algorithmRulesOf(policy: VerificationPolicy): readonly AlgorithmRule[] {
  const { acceptedDigests, algorithms = [] } = policy
  const refused = acceptedDigests ? DIGEST_ALGORITHMS.filter((digest) => !acceptedDigests.includes(digest)) : []
  const banned = refused.map((digest) => ({ subject: { digest }, deprecatedFrom: ALWAYS, refusedFrom: ALWAYS }))
  return [...DATED_POLICY, ...algorithms, ...banned]
}

/** The rules of a policy that are later than the product's own: they change nothing, and whoever wrote them should know. */
export function ineffectiveRules(algorithms: readonly AlgorithmRule[]): AlgorithmRule[] {
  const sameSubject = (a: AlgorithmRule, b: AlgorithmRule) =>
    'digest' in a.subject
      ? 'digest' in b.subject && a.subject.digest === b.subject.digest
      : 'family' in b.subject && a.subject.family === b.subject.family && a.subject.belowBits <= b.subject.belowBits
  return algorithms.filter((rule) =>
    DATED_POLICY.some(
      (own) =>
        sameSubject(rule, own) && rule.deprecatedFrom >= own.deprecatedFrom && rule.refusedFrom >= own.refusedFrom,
    ),
  )
}

const LEVELS: readonly SignatureLevel[] = ['B', 'T', 'LT', 'LTA']
const CLAUSE = 'EN 319 102-1 §5.2.8'

/** The report of an object with what the policy asks of signatures beyond their being valid. */
export function acceptUnder(body: ReportBody, policy: VerificationPolicy): ReportBody {
  const findings = [
    ...kindFindings(body, policy),
    ...levelFindings(body, policy),
    ...eventFindings(body, policy),
    ...dialectFindings(body, policy),
  ]
  if (findings.length === 0) return body
  const added: Step = step('verification.policy', CLAUSE, findings)
  const { subIndication: _, ...rest } = body
  const { verdict, indication, subIndication } = worstOf([body, conclude([added])])
  return { ...rest, verdict, indication, ...(subIndication && { subIndication }), steps: [...body.steps, added] }
}

const isSigner = ({ role }: SignerReport) => role === 'signer'

function kindFindings({ kind }: ReportBody, { id, acceptedKinds }: VerificationPolicy): Finding[] {
  if (!acceptedKinds || acceptedKinds.includes(kind)) return []
  const params = { policy: id, kind, wanted: acceptedKinds.join(', ') }
  return [unknown('verification.kind-not-of-policy', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
}

const HOUR_MS = 60 * 60 * 1000

/** Without a proven time nothing shows when it was signed: the level says so where the policy asks for one. */
function eventFindings({ signers }: ReportBody, { id, issuedWithinHours }: VerificationPolicy): Finding[] {
  if (issuedWithinHours === undefined) return []
  return signers.filter(isSigner).flatMap(({ certificate, times: { proven } }) => {
    if (certificate && proven !== undefined && proven - certificate.notBefore <= issuedWithinHours * HOUR_MS) return []
    const issued = certificate ? new Date(certificate.notBefore).toISOString() : '—'
    const params = {
      policy: id,
      hours: issuedWithinHours,
      issued,
      proven: proven ? new Date(proven).toISOString() : '—',
    }
    return [unknown('verification.no-event-certificate', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  })
}

/** Of these a level is reported (EN 319 1x2 families). */
const LEVELLED: ReadonlySet<string> = new Set(['cms', 'pdf', 'xml', 'asic', 'jws'])

function levelFindings({ kind, signers }: ReportBody, { id, minimumLevel }: VerificationPolicy): Finding[] {
  if (minimumLevel === undefined || !LEVELLED.has(kind)) return []
  return signers.flatMap(({ role, level }) => {
    if (role !== 'signer' || LEVELS.indexOf(level ?? 'B') >= LEVELS.indexOf(minimumLevel)) return []
    const params = { policy: id, wanted: minimumLevel, found: level ?? 'B' }
    return [unknown('verification.level-too-low', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  })
}

function dialectFindings({ dialect }: ReportBody, { id, acceptedDialects }: VerificationPolicy): Finding[] {
  if (!acceptedDialects || dialect === undefined || acceptedDialects.includes(dialect)) return []
  return [fatal('verification.dialect-refused', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { policy: id, dialect })]
}
