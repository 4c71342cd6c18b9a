// The shape of a lint rule: a check (core/checks) with severity, source and the time it counts for. The rule itself is data and
// one small function; effective dates are held against the day of issue, not against today.

import type { Check, Reason } from '../checks/check.ts'
import type { Instant } from '../verdict.ts'
import { isAuthority, isServerCertificate } from './contents.ts'
import type { Linted, LintedCertificate, LintedRequest } from './subject.ts'

/** `error`: the clause says MUST; `warning`: SHOULD, or it will break somewhere; `notice`: worth knowing. */
export type Severity = 'error' | 'warning' | 'notice'

/**
 * `rfc` counts always; `br` (CA/B Baseline Requirements), `ev` and `browser` (root programmes) count for public TLS only;
 * `gm` for SM2 certificates; `community` and `ours` always.
 */
export type Source = 'rfc' | 'br' | 'ev' | 'browser' | 'community' | 'gm' | 'ours'

/** Whom a certificate rule is about. `leaf`: neither CA nor self-signed. */
export type Role = 'any' | 'leaf' | 'not-ca' | 'ca' | 'sub-ca' | 'root'

/** What was seen, one text per place; `true` where the rule needs no words; `false` or nothing: the rule is kept. */
export type Seen = boolean | readonly string[]

export interface LintRule<Subject> extends Check<Subject> {
  severity: Severity
  source: Source
  /** ISO date from which the rule no longer applies. */
  effectiveUntil?: string
  /** zlint's names for it: agreement with zlint's own test material is published for each. */
  zlint: readonly string[]
}

interface Spec<Subject> {
  /** Stable; also the code of its texts. */
  id: string
  severity: Severity
  source: Source
  citation: string
  from?: string
  until?: string
  zlint?: readonly string[]
  /** A `br` rule that is not only about certificates of servers. */
  isForAnyPurpose?: boolean
  when?: (subject: Subject) => boolean
  find: (subject: Subject) => Seen
}

const VERDICTS = { error: 'fail', warning: 'warn', notice: 'warn' } as const

function ruleOf<Subject>(spec: Spec<Subject>, isInScope: (subject: Subject) => boolean): LintRule<Subject> {
  const { id, severity, source, citation, from, until, zlint = [], when, find } = spec
  const reason = (seen: string): Reason => ({
    code: id,
    verdict: VERDICTS[severity],
    citation,
    params: { seen },
  })
  return {
    id,
    severity,
    source,
    citation,
    zlint,
    ...(from && { effectiveFrom: from }),
    ...(until && { effectiveUntil: until }),
    appliesTo: (subject) => isInScope(subject) && (when?.(subject) ?? true),
    run: (subject) => {
      const seen = find(subject)
      if (typeof seen === 'boolean') return seen ? [reason('')] : []
      return [...new Set(seen)].map(reason)
    },
  }
}

const PUBLIC: ReadonlySet<Source> = new Set(['br', 'ev', 'browser'])

type Scope = Pick<Spec<never>, 'source' | 'isForAnyPurpose'>

function isOfConcern({ source, isForAnyPurpose = false }: Scope, subject: Linted): boolean {
  if (!PUBLIC.has(source)) return true
  return subject.audience === 'public' && (source !== 'br' || isForAnyPurpose || isServerCertificate(subject))
}

/** @param role whom it is about; default any certificate */
export function certificateRule(spec: Spec<LintedCertificate> & { role?: Role }): LintRule<LintedCertificate> {
  const { role = 'any' } = spec
  return ruleOf(spec, (one) => isOfConcern(spec, one) && hasRole(one, role))
}

export function requestRule(spec: Spec<LintedRequest>): LintRule<LintedRequest> {
  return ruleOf(spec, (one) => isOfConcern(spec, one))
}

/** A rule about the key, the names or the wishes, which certificates and requests share. */
export function sharedRule(spec: Spec<Linted> & { role?: Role }): LintRule<Linted> {
  const { role = 'any' } = spec
  return ruleOf(spec, (one) => isOfConcern(spec, one) && (one.kind === 'request' || hasRole(one, role)))
}

/** Chain rules are about any list of certificates, leaf first as served. */
export function chainRule<Chain>(spec: Spec<Chain>): LintRule<Chain> {
  return ruleOf(spec, () => true)
}

export function hasRole(certificate: LintedCertificate, role: Role): boolean {
  const isCa = isAuthority(certificate)
  switch (role) {
    case 'leaf':
      return !isCa && !certificate.isSelfSigned
    case 'not-ca':
      return !isCa
    case 'ca':
      return isCa
    case 'sub-ca':
      return isCa && !certificate.isSelfSigned
    case 'root':
      return isCa && certificate.isSelfSigned
    default:
      return true
  }
}

/** Whether the rule counts for something issued then: from its effective date on, up to the day before its end. */
export function isEffective(
  rule: Pick<LintRule<never>, 'effectiveFrom' | 'effectiveUntil'>,
  issuedAt: Instant,
): boolean {
  const { effectiveFrom: from, effectiveUntil: until } = rule
  return (
    (!from || issuedAt >= Date.parse(`${from}T00:00:00Z`)) && (!until || issuedAt < Date.parse(`${until}T00:00:00Z`))
  )
}
