// The rules of an evidence record as a whole (RFC 4998 §3.1, §4.3, §5.1, §5.3), each one function. The timestamps inside are judged
// by core/tsp.

import { judgeDigest } from '../algorithm-policy.ts'
import { fatal, note, unknown } from '../finding.ts'
import { algorithmTimes, type TrustInputs } from '../trust.ts'
import type { TimestampInfo } from '../tsp/token.ts'
import type { Finding, Instant } from '../verdict.ts'
import type { EvidenceRecord } from './record.ts'
import type { ArchivedTimestamp } from './timestamps.ts'

/** Version 1, all algorithms announced, nothing encrypted. */
export function judgeForm(record: EvidenceRecord, timestamps: readonly ArchivedTimestamp[]): Finding[] {
  const clause = 'RFC 4998 §3.1'
  const findings: Finding[] = []
  const { version, digestAlgorithms, isEncrypted } = record
  if (version !== 1) findings.push(fatal('evidence-record.version', clause, 'FORMAT_FAILURE', { version }))
  const announced = digestAlgorithms.map(({ oid }) => oid)
  const used = new Set(timestamps.flatMap(({ digestOid }) => digestOid ?? []))
  for (const oid of [...used].filter((one) => !announced.includes(one))) {
    findings.push({ ...note('evidence-record.digest-not-announced', clause, { oid }), effect: 'defect' })
  }
  if (isEncrypted) {
    findings.push(unknown('evidence-record.encrypted', 'RFC 4998 §6', 'SIGNED_DATA_NOT_FOUND'))
  }
  return findings
}

/**
 * The data stand in the first tree, and in the first tree of every later chain together with all that was before. A record does
 * not name its objects: where a tree has several leaves and none is the data, the record may as well be about other data, and
 * proves nothing either way. Where there is one leaf only, or an older chain holds the data, what is there contradicts.
 */
export function judgeData(timestamps: readonly ArchivedTimestamp[], objects: number): Finding[] {
  const clause = 'RFC 4998 §4.3'
  if (objects === 0) return [unknown('evidence-record.data-missing', clause, 'SIGNED_DATA_NOT_FOUND')]
  const concerned = timestamps.filter(({ renews }) => renews !== 'timestamp')
  const missing = concerned.filter(({ coverage }) => coverage === 'not-covered')
  const isForeign = missing.length === concerned.length && missing.every(({ leaves }) => leaves > 1)
  return missing.map(({ chain }) => {
    const params = { chain: chain + 1 }
    return isForeign
      ? unknown('evidence-record.data-not-covered', clause, 'SIGNED_DATA_NOT_FOUND', params)
      : fatal('evidence-record.data-not-covered', clause, 'HASH_FAILURE', params)
  })
}

/** Every later timestamp of a chain stands for the one before it. */
export function judgeRenewals(timestamps: readonly ArchivedTimestamp[]): Finding[] {
  return timestamps.flatMap(({ renews, coverage }, index) =>
    renews === 'timestamp' && coverage === 'not-covered'
      ? [fatal('evidence-record.renewal-not-covered', 'RFC 4998 §5.3', 'HASH_FAILURE', { timestamp: index + 1 })]
      : [],
  )
}

/**
 * One algorithm for all timestamps of a chain, and one that binds until the next chain takes over.
 * @param takenOver when the next chain was begun, if that is proven; absent: the algorithm must bind now
 */
export function judgeAlgorithms(
  chain: readonly ArchivedTimestamp[],
  trust: TrustInputs,
  takenOver: Instant | undefined,
): Finding[] {
  const clause = 'RFC 4998 §5.3'
  const findings: Finding[] = []
  const number = { chain: (chain[0]?.chain ?? 0) + 1 }
  const oids = [...new Set(chain.map(({ digestOid }) => digestOid))]
  if (oids.length > 1) {
    findings.push(fatal('evidence-record.digest-changed', clause, 'SIG_CONSTRAINTS_FAILURE', number))
  }
  if (chain.some(({ digest }) => !digest)) {
    const params = { ...number, oid: oids.join(' ') }
    findings.push(unknown('evidence-record.digest-unknown', clause, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params))
  }
  if (chain.some(({ hasForeignHash }) => hasForeignHash)) {
    findings.push(fatal('evidence-record.hash-length', 'RFC 4998 §4.2', 'FORMAT_FAILURE', number))
  }
  const digests = new Set(chain.flatMap(({ digest }) => digest ?? []))
  const times = algorithmTimes(trust, takenOver)
  return [...findings, ...[...digests].flatMap((digest) => judgeDigest(digest, times, 'hash-tree'))]
}

/** What was said later cannot have been before, beyond what the clocks may be off (RFC 4998 §5.1, §5.3). */
export function judgeOrder(infos: readonly (TimestampInfo | undefined)[]): Finding[] {
  const clause = 'RFC 4998 §5.1'
  return infos.flatMap((info, index) => {
    const before = infos[index - 1]
    if (!info || !before || info.genTime + slackMs(info, before) >= before.genTime) return []
    const params = { timestamp: index + 1, time: isoText(info.genTime), before: isoText(before.genTime) }
    return [fatal('evidence-record.order', clause, 'TIMESTAMP_ORDER_FAILURE', params)]
  })
}

function slackMs(...infos: TimestampInfo[]): number {
  return Math.ceil(infos.reduce((sum, { accuracyMicros = 0 }) => sum + accuracyMicros, 0) / 1000)
}

function isoText(instant: Instant): string {
  return new Date(instant).toISOString()
}
