// What each archive timestamp of a record must cover, and whether its hash tree does (RFC 4998 §4.3, §5.2, §5.3): the first one the
// data; one that renews a timestamp, the timestamp before; one that renews the hash tree, the data together with all chains before.

import { concatBytes, equalBytes } from '../bytes/bytes.ts'
import type { Octets } from '../bytes/octets.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import { readTokenInfo } from '../tsp/judge.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import { type HashLists, isLeaf, rootOf } from './hash-tree.ts'
import { type ArchiveTimestamp, type EvidenceRecord, sequenceOf } from './record.ts'

export interface ArchivedTimestamp {
  /** Index of its chain. */
  chain: number
  renews: 'nothing' | 'timestamp' | 'hash-tree'
  token: Uint8Array
  /** OID of the algorithm of its hash tree; absent when nothing states one. */
  digestOid?: string
  /** Absent: one this product does not compute. */
  digest?: DigestAlgorithm
  /** What the token must be over; absent when it cannot be told, because the data or the algorithm are missing. */
  root?: Uint8Array
  /** Whether the tree holds what it must; `unknown` without the data or the algorithm. */
  coverage: 'covered' | 'not-covered' | 'unknown'
  /** Hashes in the first list; 1 without a tree. */
  leaves: number
  /** A hash of another length than the algorithm gives: the tree is not what its maker hashed. */
  hasForeignHash: boolean
}

/** All timestamps of a record, the oldest first. */
export async function timestampsOf(
  record: EvidenceRecord,
  data: readonly Octets[],
  primitives: Primitives,
): Promise<ArchivedTimestamp[]> {
  const all: ArchivedTimestamp[] = []
  for (const [chain, { timestamps }] of record.chains.entries()) {
    const sequence = record.sequencesBefore?.[chain] ?? sequenceOf(record.chains.slice(0, chain))
    const before = chain === 0 ? undefined : sequence
    let previous: Uint8Array | undefined
    for (const timestamp of timestamps) {
      const renews = previous ? 'timestamp' : before ? 'hash-tree' : 'nothing'
      const algorithm = algorithmOf(timestamp)
      const wanted = previous ? [previous] : data
      const isXml = record.sequencesBefore !== undefined
      const hashes = await hashesOf(wanted, previous ? undefined : before, isXml, algorithm.digest, primitives)
      const covered = await coverage(timestamp.lists, hashes, algorithm.digest, primitives)
      const leaves = timestamp.lists?.[0]?.length ?? 1
      all.push({ chain, renews, token: timestamp.token, leaves, ...algorithm, ...covered })
      previous = timestamp.renewed ?? timestamp.token
    }
  }
  return all
}

function algorithmOf({ digestAlgorithm, token }: ArchiveTimestamp): Pick<ArchivedTimestamp, 'digestOid' | 'digest'> {
  const digestOid = digestAlgorithm?.oid ?? readTokenInfo(token)?.imprint.algorithm.oid
  const digest = digestOid === undefined ? undefined : digestAlgorithmOf(digestOid)
  return { ...(digestOid !== undefined && { digestOid }), ...(digest && { digest }) }
}

/**
 * What must be found among the leaves. After a renewal of the hash tree: H( H(data) ‖ H(chains before) ) (RFC 4998 §5.2); in XML both
 * hashes are leaves themselves (RFC 6283 §4.2.2, clause unverified).
 */
async function hashesOf(
  wanted: readonly Octets[],
  before: Uint8Array | undefined,
  isXml: boolean,
  digest: DigestAlgorithm | undefined,
  primitives: Primitives,
): Promise<Uint8Array[]> {
  if (!digest) return []
  const hashes = await Promise.all(wanted.map((one) => primitives.digest(digest, one)))
  if (!before) return hashes
  const older = await primitives.digest(digest, before)
  if (isXml) return hashes.length > 0 ? [...hashes, older] : []
  return Promise.all(hashes.map((hash) => primitives.digest(digest, concatBytes(hash, older))))
}

async function coverage(
  lists: HashLists | undefined,
  hashes: readonly Uint8Array[],
  digest: DigestAlgorithm | undefined,
  primitives: Primitives,
): Promise<Pick<ArchivedTimestamp, 'coverage' | 'root' | 'hasForeignHash'>> {
  const [only] = hashes
  if (!digest) return { coverage: 'unknown', hasForeignHash: false }
  if (!lists) {
    if (!only) return { coverage: 'unknown', hasForeignHash: false }
    // Without a tree the timestamp is over one object: whether over this one, its imprint says.
    const isOne = hashes.every((hash) => equalBytes(hash, only))
    return { coverage: isOne ? 'covered' : 'not-covered', root: only, hasForeignHash: false }
  }
  const root = await rootOf(lists, digest, primitives)
  const size = (await primitives.digest(digest)).length
  const hasForeignHash = lists.some((list) => list.some((hash) => hash.length !== size))
  if (!only) return { coverage: 'unknown', root, hasForeignHash }
  return { coverage: hashes.every((hash) => isLeaf(hash, lists)) ? 'covered' : 'not-covered', root, hasForeignHash }
}
