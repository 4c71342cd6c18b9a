// The timestamps of a signature judged from the newest to the oldest: a valid later one proves how old the earlier ones are, so
// that an authority whose certificate or algorithm has ended since is judged at that moment (EN 319 102-1 §5.6.3).
// Only a token that is itself VALID proves anything; a signature timestamp that contradicts the signature condemns it.

import { judgeDigest } from '../algorithm-policy.ts'
import { bytesOf } from '../asn1/der.ts'
import { isoOf } from '../calendar/iso.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { Eventual, Primitives } from '../primitives.ts'
import { algorithmTimes, type EmbeddedMaterial, type TrustInputs } from '../trust.ts'
import { judgeToken, type TimestampReport } from '../tsp/judge.ts'
import { type Finding, type Instant, type Step, step, worstEffect } from '../verdict.ts'
import type { SignerReport } from '../verification-report.ts'
import type { StampedMessage, StampedOctets } from './archive.ts'
import { type CarriedTimestamp, carriedTimestamps, isArchive, type TimestampKind } from './carried.ts'
import { stampedOctets } from './stamped.ts'

const CLAUSE = 'RFC 3161 appendix A'
const ARCHIVE_CLAUSE = 'EN 319 122-1 §5.5.3'
/** More tokens than this are an attack on the judge: each costs a signature and a path, an archive timestamp all the content too. */
const MAX_TIMESTAMPS = 64
const MAX_ARCHIVE_TIMESTAMPS = 16

export interface JudgedTimestamp {
  token: CarriedTimestamp
  report: TimestampReport
  stamped: StampedOctets
  /** When it was made, if it is valid and so proves that what it covers existed then. */
  proof?: Instant
}

export interface SignatureTimestamps {
  steps: Step[]
  /** Earliest time a valid token proves the signature existed. */
  proven?: Instant
  /** One report for each token that could be read, the oldest kind first. */
  reports: SignerReport[]
  judged: JudgedTimestamp[]
}

export interface TimestampedSignature extends StampedMessage {
  trust: TrustInputs
  /** Carried in the message: authorities are often not in their own tokens. */
  embedded: EmbeddedMaterial
  /** When something around this signature proves that it existed. */
  existedAt?: Instant | undefined
  sm2Id?: Uint8Array | undefined
}

export function judgeEmbeddedTimestamps(
  question: TimestampedSignature,
  primitives: Primitives,
): Eventual<SignatureTimestamps> {
  const carried = carriedTimestamps(question.signer)
  return carried.length === 0 ? { steps: [], reports: [], judged: [] } : judgeCarried(carried, question, primitives)
}

async function judgeCarried(
  carried: readonly CarriedTimestamp[],
  question: TimestampedSignature,
  primitives: Primitives,
): Promise<SignatureTimestamps> {
  const judged: JudgedTimestamp[] = []
  for (const token of newestFirst(withinLimits(carried))) {
    judged.push(await judgeOne(token, judged, question, primitives))
  }
  const proofs = judged.flatMap(({ token, proof }) => (stampsSignature(token.kind) && proof !== undefined ? proof : []))
  const oldestFirst = judged.toReversed()
  return {
    steps: stepsOf(oldestFirst, carried.length),
    reports: oldestFirst.flatMap(reportsOf),
    judged,
    ...(proofs.length > 0 && { proven: Math.min(...proofs) }),
  }
}

function withinLimits(carried: readonly CarriedTimestamp[]): CarriedTimestamp[] {
  const archive = carried.filter(({ kind }) => isArchive(kind)).slice(0, MAX_ARCHIVE_TIMESTAMPS)
  const others = carried.filter(({ kind }) => !isArchive(kind))
  return [...archive, ...others.slice(0, MAX_TIMESTAMPS - archive.length)]
}

const RANK: Readonly<Record<TimestampKind, number>> = {
  'archive-v1': 0,
  'archive-v2': 0,
  'archive-v3': 0,
  references: 1,
  'cades-c': 2,
  signature: 3,
  content: 4,
}

function newestFirst(carried: readonly CarriedTimestamp[]): CarriedTimestamp[] {
  const timeOf = (token: CarriedTimestamp) => token.info?.genTime ?? 0
  return [...carried].sort((a, b) => RANK[a.kind] - RANK[b.kind] || timeOf(b) - timeOf(a))
}

async function judgeOne(
  token: CarriedTimestamp,
  later: readonly JudgedTimestamp[],
  question: TimestampedSignature,
  primitives: Primitives,
): Promise<JudgedTimestamp> {
  const { trust, embedded, sm2Id } = question
  const existedAt = earliest([question.existedAt, ...later.filter((one) => covers(one, token)).map((one) => one.proof)])
  const stamped = await stampedOctets(token, question, primitives)
  const { octets, findings, indexDigest } = stamped
  if (indexDigest) findings.push(...judgeDigest(indexDigest, algorithmTimes(trust, existedAt), 'hash index'))
  const report = await judgeToken(
    bytesOf(token.value),
    {
      trust: withMaterial(trust, embedded),
      ...(octets && { data: octets }),
      ...(existedAt !== undefined && { existedAt }),
      ...(sm2Id && { sm2Id }),
    },
    primitives,
  )
  const isSound = report.indication === 'TOTAL_PASSED' && !isHarmful(findings)
  return { token, report, stamped, ...(isSound && token.info && { proof: token.info.genTime }) }
}

function withMaterial(trust: TrustInputs, embedded: EmbeddedMaterial): TrustInputs {
  return {
    ...trust,
    intermediates: [...trust.intermediates, ...embedded.certificates],
    crls: [...trust.crls, ...embedded.crls],
    ocsps: [...trust.ocsps, ...embedded.ocsps],
  }
}

function isHarmful(findings: readonly Finding[]): boolean {
  const worst = worstEffect(findings)
  return worst === 'fatal' || worst === 'unknown'
}

export function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((one) => one !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

function stampsSignature(kind: TimestampKind): boolean {
  return kind !== 'content' && kind !== 'references'
}

/** Whether what the first stamps includes the second. Content timestamps are signed attributes: whoever stamps the signature has them. */
function covers({ token, stamped }: JudgedTimestamp, other: CarriedTimestamp): boolean {
  if (other.kind === 'content') return stampsSignature(token.kind)
  if (isArchive(token.kind)) return stamped.covered?.values.includes(other.value) ?? false
  return token.kind === 'cades-c' && other.kind === 'signature'
}

/** The earliest moment a valid archive timestamp proves for a value among the unsigned attributes. */
export function provenFor(value: CarriedTimestamp['value'], judged: readonly JudgedTimestamp[]): Instant | undefined {
  return earliest(judged.filter(({ stamped }) => stamped.covered?.values.includes(value)).map((one) => one.proof))
}

function reportsOf({ report }: JudgedTimestamp): SignerReport[] {
  return report.signers.map((signer) => ({
    ...signer,
    steps: [...report.steps, ...signer.steps],
    verdict: report.verdict,
  }))
}

function stepsOf(judged: readonly JudgedTimestamp[], found: number): Step[] {
  const archive = judged.filter(({ token }) => isArchive(token.kind))
  const others = judged.filter(({ token }) => !isArchive(token.kind))
  const tooMany =
    found > judged.length ? [unknown('cms.too-many-timestamps', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { found })] : []
  const order = judged.flatMap((one) => judged.filter((other) => isOutOfOrder(one, other)).map(outOfOrder))
  const findings = [...others.flatMap(effectOnSignature), ...order, ...tooMany]
  return [
    ...(others.length + findings.length > 0 ? [step('cms.timestamps', CLAUSE, findings)] : []),
    ...(archive.length > 0 ? [step('cms.archive-timestamps', ARCHIVE_CLAUSE, archive.flatMap(effectOfArchive))] : []),
  ]
}

/** A token cannot cover what was made after it, beyond what the two clocks may be off. */
function isOutOfOrder(one: JudgedTimestamp, other: JudgedTimestamp): boolean {
  if (one.proof === undefined || other.proof === undefined || !covers(one, other.token)) return false
  const micros = (one.token.info?.accuracyMicros ?? 0) + (other.token.info?.accuracyMicros ?? 0)
  return one.proof + Math.ceil(micros / 1000) < other.proof
}

function outOfOrder(later: JudgedTimestamp): Finding {
  const params = { time: isoOrNone(later.proof) }
  return unknown('cms.timestamp-order', 'EN 319 102-1 §5.6.3', 'TIMESTAMP_ORDER_FAILURE', params)
}

const PROVES: Readonly<Record<TimestampKind, string>> = {
  content: 'cms.content-timestamp-proves',
  signature: 'cms.timestamp-proves',
  'cades-c': 'cms.timestamp-proves',
  references: 'cms.references-timestamp-proves',
  'archive-v1': 'cms.archive-timestamp-proves',
  'archive-v2': 'cms.archive-timestamp-proves',
  'archive-v3': 'cms.archive-timestamp-proves',
}

/** What a token does to the signature it sits in. */
function effectOnSignature({ token, report, proof }: JudgedTimestamp): Finding[] {
  if (proof !== undefined) return [note(PROVES[token.kind], CLAUSE, { time: isoOrNone(proof) })]
  const isOverReferences = token.kind === 'references' || token.kind === 'cades-c'
  if (report.technical === 'unreadable' || report.technical === 'no-signature') {
    return [fatal('cms.timestamp-malformed', CLAUSE, 'FORMAT_FAILURE')]
  }
  if (report.technical === 'broken' && !isOverReferences) {
    return [fatal('cms.timestamp-broken', CLAUSE, 'SIG_CRYPTO_FAILURE')]
  }
  if (report.technical === 'broken') return [defect('cms.references-timestamp-broken', 'RFC 5126 §6.3.5')]
  if (report.indication === 'TOTAL_FAILED') return [defect('cms.timestamp-refused', CLAUSE)]
  return [note('cms.timestamp-not-trusted', CLAUSE)]
}

/**
 * Anybody can add an archive timestamp, so a broken one does not disprove the signature; but what it protected is not what is
 * here, and evidence may have been taken out: the message cannot be relied on as it stands.
 */
function effectOfArchive({ token, report, stamped, proof }: JudgedTimestamp): Finding[] {
  const params = { kind: token.kind, time: isoOrNone(token.info?.genTime) }
  const gone = (code: string) => unknown(code, ARCHIVE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)
  const findings = [...stamped.findings]
  if (proof !== undefined) return [...findings, note(PROVES[token.kind], ARCHIVE_CLAUSE, params)]
  if (report.technical === 'unreadable' || report.technical === 'no-signature') {
    return [...findings, gone('cms.archive-timestamp-malformed')]
  }
  if (report.technical === 'broken') return [...findings, gone('cms.archive-timestamp-broken')]
  if (report.indication === 'TOTAL_FAILED') return [...findings, defect('cms.timestamp-refused', ARCHIVE_CLAUSE)]
  return [...findings, note('cms.timestamp-not-trusted', ARCHIVE_CLAUSE)]
}

function isoOrNone(instant: Instant | undefined): string {
  return instant === undefined ? '' : isoOf(instant)
}
