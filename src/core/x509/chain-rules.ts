// Everything about a chain that needs no signature and no evidence: what its certificates say, held to RFC 5280 §6.1 and to what was
// asked. Whatever does not depend on the moment is worked out once for a chain and a question; the moment is judged every time.

import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import { Notes } from '../bytes/notes.ts'
import { type Finding, type Instant, type Step, step } from '../verdict.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf, type KeyUsage } from './extensions.ts'
import { matchesHostName, matchesMailbox } from './host-names.ts'
import { validityEvidence } from './path-evidence.ts'
import {
  algorithmAgreementFindings,
  algorithmFindings,
  authorityFindings,
  type CertificateChain,
  extensionFindings,
  nameConstraintFindings,
  nameFindings,
  pathFinding,
  validityFindings,
} from './path-rules.ts'
import { type PolicyInputs, processPolicies } from './policies.ts'
import { type Profile, profileFindings } from './profile.ts'
import { mayIssueFor, type Purpose, purposeProblems } from './purposes.ts'
import { type TrustSettings, trustFor } from './trust-settings.ts'

/** What is asked of a chain beside the moment. */
export interface ChainQuestion extends PolicyInputs {
  profile: Profile
  purpose?: Purpose | undefined
  keyUsage?: readonly KeyUsage[] | undefined
  hostNames?: readonly string[] | undefined
  mailboxes?: readonly string[] | undefined
  maxDepth?: number | undefined
  trustSettings?: ReadonlyMap<Certificate, TrustSettings> | undefined
}

export interface ChainMoment {
  at: Instant
  policy: AlgorithmPolicy
}

export interface LocalAnswer {
  steps: Step[]
  /** Certificate policies the chain is valid for. */
  policies: string[]
}

/** A chain that reached its anchor. */
export function judgeLocally(chain: CertificateChain, question: ChainQuestion, moment: ChainMoment): LocalAnswer {
  const { timeless, policies } = timelessAnswer(chain, question)
  return { steps: inOrder(chain, timeless, moment), policies: [...policies] }
}

/** A chain that did not: its last certificate counts as the highest, and nothing is said of policies. */
export function judgeIncomplete(chain: CertificateChain, question: ChainQuestion, moment: ChainMoment): Step[] {
  return inOrder(chain, timelessSteps(chain, question, []), moment)
}

interface Timeless {
  /** Before and after the step on algorithms, which needs the moment. */
  before: readonly Step[]
  agreement: readonly Finding[]
  after: readonly Step[]
}

function inOrder(chain: CertificateChain, { before, agreement, after }: Timeless, { at, policy }: ChainMoment): Step[] {
  const algorithms = [...agreement, ...algorithmFindings(chain, policy, at)]
  return [
    step('path.validity', 'RFC 5280 §6.1.3 (a)(2)', validityFindings(chain, at), validityEvidence(chain, at)),
    ...before.map(ownCopy),
    step('path.algorithms', 'RFC 5280 §4.1.1.2', algorithms),
    ...after.map(ownCopy),
  ]
}

/** What is remembered is never handed out: a report is its reader's to change. */
function ownCopy(one: Step): Step {
  return { id: one.id, status: one.status, clause: one.clause, findings: [...one.findings] }
}

function timelessSteps(chain: CertificateChain, question: ChainQuestion, policies: Step[]): Timeless {
  return {
    before: [
      step('path.names', 'RFC 5280 §6.1.3 (a)(4)', nameFindings(chain)),
      step('path.authority', 'RFC 5280 §6.1.4', authorityFindings(chain, question.maxDepth)),
      step('path.name-constraints', 'RFC 5280 §4.2.1.10', nameConstraintFindings(chain)),
      step('path.extensions', 'RFC 5280 §4.2', extensionFindings(chain)),
    ],
    agreement: algorithmAgreementFindings(chain),
    after: [
      ...policies,
      step('path.purpose', 'RFC 5280 §4.2.1.12', purposeFindings(chain, question)),
      step('path.subject', 'RFC 9525 §6', subjectFindings(chain, question)),
      step('path.profile', 'RFC 5280 §4', profileFindings(chain, question.profile)),
    ],
  }
}

interface Remembered {
  chain: CertificateChain
  question: ChainQuestion
  answer: { timeless: Timeless; policies: readonly string[] }
}

/** The last question about the chain of a certificate: the signers of an office come again with every document. */
const ANSWERS = new Notes<Certificate, Remembered>()

function timelessAnswer(chain: CertificateChain, question: ChainQuestion): Remembered['answer'] {
  const [target] = chain
  const known = target && ANSWERS.get(target)
  if (known && isSameChain(known.chain, chain) && isSameQuestion(known.question, question)) return known.answer
  const { policies, findings } = policyFindings(chain, question)
  const steps = [step('path.policies', 'RFC 5280 §6.1.5 (g)', findings)]
  const answer = { timeless: timelessSteps(chain, question, steps), policies }
  if (target) ANSWERS.set(target, { chain: [...chain], question, answer })
  return answer
}

function isSameChain(a: CertificateChain, b: CertificateChain): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

/** Lists count as the same only where they are the same objects. */
function isSameQuestion(a: ChainQuestion, b: ChainQuestion): boolean {
  return (
    a.profile === b.profile &&
    a.purpose === b.purpose &&
    a.keyUsage === b.keyUsage &&
    a.hostNames === b.hostNames &&
    a.mailboxes === b.mailboxes &&
    a.maxDepth === b.maxDepth &&
    a.trustSettings === b.trustSettings &&
    a.initialPolicies === b.initialPolicies &&
    a.requireExplicitPolicy === b.requireExplicitPolicy &&
    a.inhibitPolicyMapping === b.inhibitPolicyMapping &&
    a.inhibitAnyPolicy === b.inhibitAnyPolicy
  )
}

function policyFindings(chain: CertificateChain, question: PolicyInputs): { policies: string[]; findings: Finding[] } {
  const below = chain.slice(0, -1).reverse()
  const [target] = chain
  if (below.length === 0 || !target) return { policies: [], findings: [] }
  const outcome = processPolicies(below, question)
  const findings: Finding[] = []
  const sub = 'CHAIN_CONSTRAINTS_FAILURE' as const
  if (outcome.isUnacceptable) {
    findings.push(pathFinding('path.policy-unacceptable', 'fatal', 'RFC 5280 §6.1.5 (g)', sub, target))
  }
  if (outcome.mapsAnyPolicy) {
    findings.push(pathFinding('path.maps-any-policy', 'fatal', 'RFC 5280 §6.1.4 (a)', sub, target))
  }
  return { policies: outcome.policies, findings }
}

function purposeFindings(chain: CertificateChain, question: ChainQuestion): Finding[] {
  const { purpose, keyUsage = [], trustSettings } = question
  const [target] = chain
  if (!target) return []
  const sub = 'CHAIN_CONSTRAINTS_FAILURE' as const
  const findings: Finding[] = []
  const allowed = extensionOf(target, 'keyUsage')
  for (const usage of allowed ? keyUsage.filter((one) => !allowed.includes(one)) : []) {
    findings.push(pathFinding('path.key-usage-missing', 'fatal', 'RFC 5280 §4.2.1.3', sub, target, { usage }))
  }
  for (const authority of chain.filter((one) => trustFor(trustSettings?.get(one), purpose) === 'refused')) {
    findings.push(pathFinding('path.not-trusted-for-purpose', 'fatal', 'RFC 4158 §2', sub, authority))
  }
  if (!purpose) return findings
  for (const code of purposeProblems(target, purpose)) {
    findings.push(pathFinding(code, 'fatal', 'RFC 5280 §4.2.1.12', sub, target, { purpose }))
  }
  for (const authority of chain.slice(1)) {
    const isOverridden = trustFor(trustSettings?.get(authority), purpose) === 'explicit'
    if (isOverridden || mayIssueFor(authority, purpose)) continue
    const params = { purpose }
    findings.push(pathFinding('path.issuer-purpose', 'fatal', 'RFC 5280 §4.2.1.12', sub, authority, params))
  }
  return findings
}

function subjectFindings(chain: CertificateChain, { hostNames = [], mailboxes = [] }: ChainQuestion): Finding[] {
  const [target] = chain
  if (!target) return []
  const sub = 'CHAIN_CONSTRAINTS_FAILURE' as const
  const hosts = hostNames
    .filter((host) => !matchesHostName(target, host))
    .map((host) => pathFinding('path.host-name', 'fatal', 'RFC 9525 §6', sub, target, { host }))
  const boxes = mailboxes
    .filter((mailbox) => !matchesMailbox(target, mailbox))
    .map((mailbox) => pathFinding('path.mailbox', 'fatal', 'RFC 8550 §3', sub, target, { mailbox }))
  return [...hosts, ...boxes]
}
