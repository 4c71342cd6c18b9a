// What there is to say about a lineage: the end of its certificates, the limits of public trust, the clocks of its validations, its keys,
// and whether all its nodes show what they must (CA/B Forum SC-081v3; the rest house rules).

import { DAY_MS } from '../calendar/civil.ts'
import type { Reason } from '../checks/check.ts'
import type { Instant } from '../verdict.ts'
import { type Placement, standingOf } from './deployment.ts'
import { daysLeft, expiryLevel } from './expiry.ts'
import type { Trust } from './projection.ts'
import {
  brokenValidityLimit,
  type EvidenceKind,
  reusableUntil,
  type Validity,
  validityDays,
} from './validity-limits.ts'

export interface LineageCertificate extends Validity {
  /** Of the DER, lower-case hex. */
  fingerprint: string
  subject: string
  state: 'issued' | 'active' | 'superseded' | 'withdrawn' | 'revoked'
  isKeyCompromised: boolean
}

export interface LineageFacts {
  name: string
  trust: Trust
  certificates: readonly LineageCertificate[]
  placements: readonly Placement[]
  /** The newest of each kind. */
  evidence: readonly { kind: EvidenceKind; validatedAt: Instant }[]
  /** While a run is open, what the placements expect is its aim: nodes that still show the old certificate are not yet wrong. */
  isRunOpen: boolean
}

const HOUSE = '运维规则：证书在每个节点得到证实'
const LIMITS = 'CA/B Forum SC-081v3'

/** A validation that ends within this time must be done again before the next renewal. */
const EVIDENCE_WARNING_DAYS = 30

export function judgeLineage(facts: LineageFacts, now: Instant): Reason[] {
  return [
    ...expiryReasons(facts, now),
    ...validityReasons(facts),
    ...evidenceReasons(facts, now),
    ...keyReasons(facts),
    ...deploymentReasons(facts),
  ]
}

/** What is shown somewhere or is to be shown: a certificate that a node still shows ends for its users, whatever is to replace it. */
export function certificatesInForce<T extends Pick<LineageCertificate, 'fingerprint' | 'state'>>(
  certificates: readonly T[],
  placements: readonly Placement[],
): T[] {
  const known = new Set(
    placements.flatMap(({ expected, sightings }) => [expected, ...sightings.map(({ seen }) => seen)]),
  )
  const placed = certificates.filter(({ fingerprint }) => known.has(fingerprint))
  return placed.length > 0 ? placed : certificates.filter(({ state }) => state === 'active')
}

/** What is to be served. */
function wantedOf({ certificates, placements }: LineageFacts): LineageCertificate[] {
  const wanted = new Set(placements.map(({ expected }) => expected))
  return certificates.filter(
    ({ fingerprint, state }) => wanted.has(fingerprint) || (state === 'active' && wanted.size === 0),
  )
}

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10)

function expiryReasons(facts: LineageFacts, now: Instant): Reason[] {
  return certificatesInForce(facts.certificates, facts.placements).flatMap((one): Reason[] => {
    const level = expiryLevel(one, now)
    const params = {
      name: facts.name,
      subject: one.subject,
      notAfter: day(one.notAfter),
      days: daysLeft(one.notAfter, now),
    }
    if (level === 'expired')
      return [{ code: 'lineage.expired', verdict: 'fail', citation: 'RFC 5280 §4.1.2.5', params }]
    if (level !== 'warning' && level !== 'critical') return []
    const verdict = level === 'critical' ? 'fail' : 'warn'
    return [{ code: 'lineage.expiring', verdict, citation: '运维到期策略', params }]
  })
}

function validityReasons(facts: LineageFacts): Reason[] {
  if (facts.trust === 'private') return []
  return wantedOf(facts).flatMap((one): Reason[] => {
    const limit = brokenValidityLimit(one)
    const params = {
      name: facts.name,
      subject: one.subject,
      days: validityDays(one),
      maxDays: limit?.maxValidityDays ?? 0,
    }
    return limit ? [{ code: 'lineage.validity-too-long', verdict: 'warn', citation: LIMITS, params }] : []
  })
}

function evidenceReasons({ name, trust, evidence }: LineageFacts, now: Instant): Reason[] {
  if (trust === 'private') return []
  return evidence.flatMap(({ kind, validatedAt }): Reason[] => {
    const until = reusableUntil(kind, validatedAt)
    if (until - now > EVIDENCE_WARNING_DAYS * DAY_MS) return []
    const params = { name, validatedAt: day(validatedAt), until: day(until) }
    const code = `lineage.${kind}-evidence-${until < now ? 'ended' : 'ending'}`
    return [{ code, verdict: 'warn', citation: LIMITS, params }]
  })
}

/** A certificate is in the world as long as a node shows it, whatever the record says of it. */
function shownSomewhere({ placements }: LineageFacts, fingerprint: string): string[] {
  return placements
    .filter(({ sightings }) => sightings.some(({ seen }) => seen === fingerprint))
    .map(({ nodeName }) => nodeName)
}

function keyReasons(facts: LineageFacts): Reason[] {
  const wanted = wantedOf(facts)
  return facts.certificates.flatMap((one): Reason[] => {
    const nodes = [...new Set(shownSomewhere(facts, one.fingerprint))].join(', ')
    const params = { name: facts.name, subject: one.subject, nodes }
    if (one.isKeyCompromised && (nodes !== '' || wanted.includes(one)))
      return [{ code: 'lineage.key-compromised', verdict: 'fail', citation: HOUSE, params }]
    const isGone = one.state === 'withdrawn' || one.state === 'revoked'
    return isGone && nodes !== ''
      ? [{ code: 'lineage.withdrawn-still-served', verdict: 'fail', citation: HOUSE, params }]
      : []
  })
}

function deploymentReasons(facts: LineageFacts): Reason[] {
  const { name, placements, isRunOpen } = facts
  const { proved, other, silent } = standingOf(placements, Number.NEGATIVE_INFINITY)
  const total = placements.length
  const nodes = other.join(', ')
  if (other.length > 0 && proved.length > 0) {
    const params = { name, nodes, proved: proved.length, total }
    return [{ code: 'lineage.half-renewed', verdict: 'fail', citation: HOUSE, params }, ...silentReasons(name, silent)]
  }
  const isBehind = other.length > 0 && !isRunOpen
  const params = { name, nodes, total }
  return [
    ...(isBehind
      ? [{ code: 'lineage.certificate-unexpected', verdict: 'fail', citation: HOUSE, params } as const]
      : []),
    ...silentReasons(name, silent),
  ]
}

function silentReasons(name: string, silent: readonly string[]): Reason[] {
  if (silent.length === 0) return []
  return [{ code: 'lineage.node-silent', verdict: 'fail', citation: HOUSE, params: { name, nodes: silent.join(', ') } }]
}
