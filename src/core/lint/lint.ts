// Every rule that concerns a certificate, a request or a chain is run, and all they find is reported: a description, never a verdict.
// Pure: what takes a crypto library (self-signed or not, proof of possession) arrives in the context.

import type { ParseError } from '../asn1/der.ts'
import type { Reason } from '../checks/check.ts'
import type { Instant, Result } from '../verdict.ts'
import { CHAIN_RULES, type LintedChain } from './chain.ts'
import { isEffective, type LintRule, type Severity, type Source } from './rule.ts'
import { CERTIFICATE_RULES, REQUEST_RULES, SHARED_RULES } from './rules/index.ts'
import {
  type LintContext,
  type Linted,
  type LintedCertificate,
  type LintedRequest,
  readLintedCertificate,
  readLintedRequest,
} from './subject.ts'

export interface LintFinding extends Reason {
  severity: Severity
  source: Source
}

export interface LintReport {
  /** By gravity, then in the order of the rules. */
  findings: LintFinding[]
  /** How many rules were run, how many are not about this thing, and how many did not yet (or no longer) count when it was issued. */
  rules: { run: number; notApplicable: number; notEffective: number }
}

/** What one rule says of one thing. */
export type Outcome = 'not-applicable' | 'not-effective' | LintFinding[]

export function outcomeOf<Subject>(rule: LintRule<Subject>, subject: Subject, issuedAt: Instant): Outcome {
  if (rule.appliesTo?.(subject) === false) return 'not-applicable'
  if (!isEffective(rule, issuedAt)) return 'not-effective'
  const { severity, source } = rule
  return rule.run(subject).map((reason) => ({ ...reason, severity, source }))
}

/** The certificate or its parse error. The signature of the issuer, revocation and the path are not looked at. */
export function lintCertificate(bytes: Uint8Array, context: LintContext): Result<LintReport, ParseError> {
  const read = readLintedCertificate(bytes, context)
  if (!read.ok) return read
  const rules: LintRule<LintedCertificate>[] = [...CERTIFICATE_RULES, ...SHARED_RULES]
  return { ok: true, value: reportOf(rules, read.value, read.value.issuedAt) }
}

/** The request or its parse error. Proof of possession is reported when the context knows it, and not checked here. */
export function lintRequest(bytes: Uint8Array, context: LintContext): Result<LintReport, ParseError> {
  const read = readLintedRequest(bytes, context)
  if (!read.ok) return read
  const rules: LintRule<LintedRequest>[] = [...REQUEST_RULES, ...(SHARED_RULES as readonly LintRule<Linted>[])]
  return { ok: true, value: reportOf(rules, read.value, read.value.issuedAt) }
}

/** Certificates as a server sends them or a CA replies, leaf first. Each is also worth a `lintCertificate` of its own. */
export function lintChain(
  certificates: readonly Uint8Array[],
  context: LintContext,
): Result<LintReport, ParseError & { index: number }> {
  const chain: LintedCertificate[] = []
  for (const [index, bytes] of certificates.entries()) {
    const read = readLintedCertificate(bytes, context)
    if (!read.ok) return { ok: false, error: { ...read.error, index } }
    chain.push(read.value)
  }
  return { ok: true, value: reportOf<LintedChain>(CHAIN_RULES, chain, context.at) }
}

export type LintObject =
  | { kind: 'certificate' | 'request'; bytes: Uint8Array }
  | { kind: 'chain'; certificates: readonly Uint8Array[] }

/** The same for whatever it is. `lintFacts` says what a crypto library can add to the context. */
export function lint(object: LintObject, context: LintContext): Result<LintReport, ParseError> {
  if (object.kind === 'chain') return lintChain(object.certificates, context)
  return object.kind === 'certificate' ? lintCertificate(object.bytes, context) : lintRequest(object.bytes, context)
}

/** Whether some finding breaks a MUST. */
export function hasErrors({ findings }: LintReport): boolean {
  return findings.some(({ severity }) => severity === 'error')
}

const GRAVITY: Record<Severity, number> = { error: 0, warning: 1, notice: 2 }

function reportOf<Subject>(rules: readonly LintRule<Subject>[], subject: Subject, issuedAt: Instant): LintReport {
  const outcomes = rules.map((rule) => outcomeOf(rule, subject, issuedAt))
  const findings = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome))
  const count = (kind: Outcome) => outcomes.filter((outcome) => outcome === kind).length
  const [notApplicable, notEffective] = [count('not-applicable'), count('not-effective')]
  return {
    findings: findings.sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]),
    rules: { run: rules.length - notApplicable - notEffective, notApplicable, notEffective },
  }
}
