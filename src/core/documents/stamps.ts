// Timestamps that hang on a signature outside CMS, judged from the newest to the oldest: a valid later one proves how old the
// earlier ones are (EN 319 102-1 §5.6.3). The same rules, and the same words, as for the timestamps inside a CMS signature.

import { equalBytes } from '../bytes/bytes.ts'
import { joinedOctets, type Octets } from '../bytes/octets.ts'
import { readEmbedded } from '../cms/embedded.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { earliest } from '../cms/timestamps.ts'
import { defect, fatal, note, unknown } from '../finding.ts'
import type { Primitives } from '../primitives.ts'
import { type EmbeddedMaterial, judgeTrust, type TrustInputs } from '../trust.ts'
import { judgeToken, readTokenInfo, type TimestampReport } from '../tsp/judge.ts'
import { type Finding, type Instant, type Step, step } from '../verdict.ts'
import type { ReportBody, SignatureLevel, SignerReport } from '../verification-report.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import type { Certificate } from '../x509/certificate.ts'

const CLAUSE = 'RFC 3161 appendix A'
const ARCHIVE_CLAUSE = 'EN 319 102-1 §5.6.3'
/** More tokens than this are an attack on the judge: each costs a signature and a path. */
const MAX_STAMPS = 64

export type StampKind = 'content' | 'signature' | 'references' | 'archive'

export interface Stamp {
  kind: StampKind
  /** DER of the token. */
  token: Uint8Array
  /** What it is made for; where a standard has several readings, all of them. None: not at hand. */
  octets: () => readonly Octets[]
  /** Its place: an archive timestamp covers what stands before it. */
  position: number
  /** How its contents are called in the report. */
  name: string
}

export interface JudgedStamp {
  stamp: Stamp
  report: TimestampReport
  /** When it was made, if it is valid and so proves that what it covers existed then. */
  proof?: Instant
}

export interface StampedSignature {
  trust: TrustInputs
  /** Carried with the signature: authorities are often not in their own tokens. */
  embedded: EmbeddedMaterial
  existedAt?: Instant
  sm2Id?: Uint8Array
}

export interface JudgedStamps {
  steps: Step[]
  /** Earliest time a valid token proves the signature existed. */
  proven?: Instant
  reports: SignerReport[]
  judged: JudgedStamp[]
}

export async function judgeStamps(
  stamps: readonly Stamp[],
  question: StampedSignature,
  primitives: Primitives,
): Promise<JudgedStamps> {
  if (stamps.length === 0) return { steps: [], reports: [], judged: [] }
  const newestFirst = [...stamps.slice(0, MAX_STAMPS)].sort((a, b) => rank(b) - rank(a) || b.position - a.position)
  const judged: JudgedStamp[] = []
  for (const stamp of newestFirst) judged.push(await judgeOne(stamp, judged, question, primitives))
  const oldestFirst = judged.toReversed()
  const proven = earliest(judged.filter(({ stamp }) => provesSignature(stamp)).map(({ proof }) => proof))
  return {
    steps: stepsOf(oldestFirst, stamps.length),
    reports: oldestFirst.flatMap(reportsOf),
    judged,
    ...(proven !== undefined && { proven }),
  }
}

/** Content timestamps are signed, so everything else is younger. */
function rank({ kind }: Stamp): number {
  return kind === 'content' ? 0 : 1
}

function provesSignature({ kind }: Stamp): boolean {
  return kind === 'signature' || kind === 'archive'
}

function covers(one: Stamp, other: Stamp): boolean {
  if (other.kind === 'content') return provesSignature(one)
  return one.kind === 'archive' && other.position < one.position
}

/** The earliest moment a valid archive timestamp proves for what stands at a place. */
export function provenAt(position: number, judged: readonly JudgedStamp[]): Instant | undefined {
  const around = judged.filter(({ stamp }) => stamp.kind === 'archive' && position < stamp.position)
  return earliest(around.map(({ proof }) => proof))
}

async function judgeOne(
  stamp: Stamp,
  later: readonly JudgedStamp[],
  { trust, embedded, existedAt, sm2Id }: StampedSignature,
  primitives: Primitives,
): Promise<JudgedStamp> {
  const existed = earliest([existedAt, ...later.filter((one) => covers(one.stamp, stamp)).map(({ proof }) => proof)])
  const data = await stampedOctets(stamp, primitives)
  const report = await judgeToken(
    stamp.token,
    {
      trust: withMaterial(trust, embedded),
      ...(data && { data }),
      ...(existed !== undefined && { existedAt: existed }),
      ...(sm2Id && { sm2Id }),
    },
    primitives,
  )
  const isSound = report.indication === 'TOTAL_PASSED' && report.info !== undefined
  return { stamp, report, ...(isSound && report.info && { proof: report.info.genTime }) }
}

/** Of several readings the one the imprint agrees with, else the first. */
async function stampedOctets({ token, octets: read }: Stamp, primitives: Primitives): Promise<Octets | undefined> {
  const octets = read()
  if (octets.length < 2) return octets[0]
  const imprint = readTokenInfo(token)?.imprint
  const digest = imprint && digestAlgorithmOf(imprint.algorithm.oid)
  for (const reading of digest ? octets : []) {
    if (digest && equalBytes(await primitives.digest(digest, joinedOctets(reading)), imprint.hash)) return reading
  }
  return octets[0]
}

export function withMaterial(trust: TrustInputs, embedded: EmbeddedMaterial): TrustInputs {
  return {
    ...trust,
    intermediates: [...trust.intermediates, ...embedded.certificates],
    crls: [...trust.crls, ...embedded.crls],
    ocsps: [...trust.ocsps, ...embedded.ocsps],
  }
}

/** What the tokens themselves carry. */
export function tokenMaterial(tokens: readonly Uint8Array[]): EmbeddedMaterial {
  return joinedMaterial(
    tokens.slice(0, MAX_STAMPS).flatMap((token) => {
      const data = readSignedData(token)
      const [signer] = data.ok ? data.value.signerInfos : []
      return data.ok && signer ? [readEmbedded(data.value, signer)] : []
    }),
  )
}

export function joinedMaterial(all: readonly EmbeddedMaterial[]): EmbeddedMaterial {
  return {
    certificates: all.flatMap((one) => one.certificates),
    crls: all.flatMap((one) => one.crls),
    ocsps: all.flatMap((one) => one.ocsps),
  }
}

function reportsOf({ report }: JudgedStamp): SignerReport[] {
  return report.signers.map((signer) => ({
    ...signer,
    steps: [...report.steps, ...signer.steps],
    verdict: report.verdict,
  }))
}

function stepsOf(judged: readonly JudgedStamp[], found: number): Step[] {
  const archive = judged.filter(({ stamp }) => stamp.kind === 'archive')
  const others = judged.filter(({ stamp }) => stamp.kind !== 'archive')
  const tooMany =
    found > judged.length ? [unknown('cms.too-many-timestamps', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { found })] : []
  const findings = [...others.flatMap(effectOnSignature), ...judgeOrder(judged), ...tooMany]
  return [
    ...(others.length + findings.length > 0 ? [step('cms.timestamps', CLAUSE, findings)] : []),
    ...(archive.length > 0 ? [step('cms.archive-timestamps', ARCHIVE_CLAUSE, archive.flatMap(effectOfArchive))] : []),
  ]
}

/** A token cannot cover what was made after it, beyond what the two clocks may be off. */
function judgeOrder(judged: readonly JudgedStamp[]): Finding[] {
  return judged.flatMap((one) => {
    const isOff = judged.some((other) => isOutOfOrder(one, other))
    const params = { time: isoOf(one.proof) }
    return isOff ? [unknown('cms.timestamp-order', ARCHIVE_CLAUSE, 'TIMESTAMP_ORDER_FAILURE', params)] : []
  })
}

function isOutOfOrder(one: JudgedStamp, other: JudgedStamp): boolean {
  if (one.proof === undefined || other.proof === undefined || !covers(one.stamp, other.stamp)) return false
  const micros = (one.report.info?.accuracyMicros ?? 0) + (other.report.info?.accuracyMicros ?? 0)
  return one.proof + Math.ceil(micros / 1000) < other.proof
}

const PROVES: Readonly<Record<StampKind, string>> = {
  content: 'cms.content-timestamp-proves',
  signature: 'cms.timestamp-proves',
  references: 'cms.references-timestamp-proves',
  archive: 'cms.archive-timestamp-proves',
}

/** What a token does to the signature it hangs on: one that contradicts it condemns it. */
function effectOnSignature({ stamp, report, proof }: JudgedStamp): Finding[] {
  if (proof !== undefined) return [note(PROVES[stamp.kind], CLAUSE, { time: isoOf(proof) })]
  const isOverReferences = stamp.kind === 'references'
  if (isUnreadable(report)) return [fatal('cms.timestamp-malformed', CLAUSE, 'FORMAT_FAILURE')]
  if (report.technical === 'broken' && isOverReferences) return [defect('cms.references-timestamp-broken', CLAUSE)]
  if (report.technical === 'broken') return [fatal('cms.timestamp-broken', CLAUSE, 'SIG_CRYPTO_FAILURE')]
  if (report.indication === 'TOTAL_FAILED') return [defect('cms.timestamp-refused', CLAUSE)]
  return [note('cms.timestamp-not-trusted', CLAUSE)]
}

/** Anybody can add one, so a broken one disproves nothing; but what it protected is not what is here. */
function effectOfArchive({ stamp, report, proof }: JudgedStamp): Finding[] {
  return archiveEffect({ name: stamp.name, report, time: report.info?.genTime, isProof: proof !== undefined })
}

export interface ArchiveAnswer {
  name: string
  report: Pick<ReportBody, 'technical' | 'indication'>
  time: Instant | undefined
  isProof: boolean
}

/** What a timestamp or record that was added later does to what it is about. */
export function archiveEffect({ name, report, time, isProof }: ArchiveAnswer): Finding[] {
  const params = { kind: name, time: isoOf(time) }
  const gone = (code: string) => [unknown(code, ARCHIVE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)]
  if (isProof) return [note(PROVES.archive, ARCHIVE_CLAUSE, params)]
  if (isUnreadable(report)) return gone('cms.archive-timestamp-malformed')
  if (report.technical === 'broken') return gone('cms.archive-timestamp-broken')
  if (report.indication === 'TOTAL_FAILED') return [defect('cms.timestamp-refused', ARCHIVE_CLAUSE)]
  return [note('cms.timestamp-not-trusted', ARCHIVE_CLAUSE)]
}

function isUnreadable({ technical }: Pick<ReportBody, 'technical'>): boolean {
  return technical === 'unreadable' || technical === 'no-signature'
}

function isoOf(instant: Instant | undefined): string {
  return instant === undefined ? '' : new Date(instant).toISOString()
}

export interface LevelQuestion {
  certificate: Certificate | undefined
  stamps: JudgedStamps
  /** What is carried with the signature: all of it, and what stands before a place. */
  materialBefore: (position: number) => EmbeddedMaterial
  trust: TrustInputs
}

/**
 * Which level a sound, bound signature reaches: T by a valid timestamp, LT when what it carries is enough to judge it without asking
 * anybody, LTA when a valid archive timestamp covers that (EN 319 102-1 §5.6; the levels of the AdES baselines).
 */
export async function reachedLevel(
  { certificate, stamps, materialBefore, trust }: LevelQuestion,
  primitives: Primitives,
): Promise<SignatureLevel> {
  const stamp = stamps.judged.find((one) => one.stamp.kind === 'signature' && one.proof !== undefined)
  const { proven } = stamps
  if (!stamp || proven === undefined || !certificate) return 'B'
  const alone: TrustInputs = { ...trust, intermediates: [], crls: [], ocsps: [], requireRevocation: true }
  const authority = stamp.report.signers[0]?.certificate
  const holds = async (one: Certificate, material: EmbeddedMaterial, role: 'signer' | 'timestamp', at: Instant) =>
    (await judgeTrust(one, material, alone, { role, at }, primitives)).judgement.indication === 'TOTAL_PASSED'
  const suffices = async (material: EmbeddedMaterial) =>
    authority !== undefined &&
    (await holds(certificate, material, 'signer', proven)) &&
    (await holds(authority, material, 'timestamp', stamp.proof ?? proven))
  if (!(await suffices(materialBefore(Number.POSITIVE_INFINITY)))) return 'T'
  for (const one of stamps.judged.filter((each) => each.stamp.kind === 'archive' && each.proof !== undefined)) {
    if (await suffices(materialBefore(one.stamp.position))) return 'LTA'
  }
  return 'LT'
}
