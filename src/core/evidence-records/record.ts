// Evidence records read strictly (RFC 4998 §3.1, §4.1, §5.1; ASN.1 module of 1988 in its appendix A: implicit tags, DER).
// The octets of every timestamp and every chain are kept as they arrived: later hashes are over them.

import { bytesOf, contextTag, type Der, type ParseError, readDer, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, must, parsing } from '../asn1/fields.ts'
import { readOctetString, readSmallInteger } from '../asn1/values.ts'
import * as write from '../asn1/write.ts'
import type { Result } from '../verdict.ts'
import type { AlgorithmIdentifier } from '../x509/certificate.ts'
import { readAlgorithm } from '../x509/parse.ts'

/** Each timestamp costs a signature and a path; renewed yearly, this is a lifetime. */
const MAX_TIMESTAMPS = 128
/** Hash values of one reduced hash tree: a tree over 2^64 documents needs 64 lists of two. */
const MAX_HASHES = 10_000

export interface ArchiveTimestamp {
  /** Absent: that of the timestamp inside. */
  digestAlgorithm?: AlgorithmIdentifier
  /** The lists of the reduced hash tree, leaves first; absent: the timestamp covers one object directly. */
  lists?: Uint8Array[][]
  /** The `timeStamp` field as it arrived. */
  token: Uint8Array
  /** What the timestamp that renews this one is over, where that is not the token itself (RFC 6283 §4.2.1). */
  renewed?: Uint8Array
}

export interface ArchiveTimestampChain {
  timestamps: ArchiveTimestamp[]
  /** The chain as it arrived. */
  raw: Uint8Array
}

export interface EvidenceRecord {
  version: number
  digestAlgorithms: AlgorithmIdentifier[]
  /** The data were encrypted before they were hashed (RFC 4998 §6). */
  isEncrypted: boolean
  chains: ArchiveTimestampChain[]
  /** For each chain what its renewal of the hash tree is over, where that is not DER (RFC 6283 §4.2.2). */
  sequencesBefore?: readonly Uint8Array[]
}

/** Checks the form only: no hash, no timestamp. */
export function readEvidenceRecord(bytes: Uint8Array): Result<EvidenceRecord, ParseError> {
  return parsing(() => {
    const fields = new Fields(must(readDer(bytes)), TAG.sequence)
    const version = readSmallInteger(fields.next(TAG.integer))
    const digestAlgorithms = elementsOf(fields.next(TAG.sequence), TAG.sequence).map((one) => readAlgorithm(one))
    fields.optional(contextTag(0))
    const encryption = fields.optional(contextTag(1))
    const sequence = fields.next(TAG.sequence)
    fields.end()
    return { version, digestAlgorithms, isEncrypted: encryption !== undefined, chains: readChains(sequence) }
  })
}

function readChains(sequence: Der): ArchiveTimestampChain[] {
  const ders = elementsOf(sequence, TAG.sequence)
  const chains = ders.map((der) => ({ der, timestamps: elementsOf(der, TAG.sequence) }))
  const count = chains.reduce((sum, { timestamps }) => sum + timestamps.length, 0)
  if (count > MAX_TIMESTAMPS) malformed('evidence-record.too-many-timestamps', sequence.start)
  const empty = chains.find(({ timestamps }) => timestamps.length === 0)
  if (count === 0 || empty) malformed('evidence-record.chain-empty', empty?.der.start ?? sequence.start)
  return chains.map(({ der, timestamps }) => ({ raw: bytesOf(der), timestamps: timestamps.map(readTimestamp) }))
}

function readTimestamp(der: Der): ArchiveTimestamp {
  const fields = new Fields(der)
  const digest = fields.optional(contextTag(0))
  fields.optional(contextTag(1))
  const tree = fields.optional(contextTag(2))
  const token = bytesOf(fields.next(TAG.sequence))
  fields.end()
  return {
    token,
    ...(digest && { digestAlgorithm: readAlgorithm(digest, contextTag(0)) }),
    ...(tree && { lists: readLists(tree) }),
  }
}

/** The same limits for a record in another syntax. @throws Malformed */
export function assertLimits(chains: readonly (readonly ArchiveTimestamp[])[]): void {
  const timestamps = chains.flat()
  if (timestamps.length > MAX_TIMESTAMPS) malformed('evidence-record.too-many-timestamps', 0)
  if (timestamps.length === 0 || chains.some((one) => one.length === 0)) malformed('evidence-record.chain-empty', 0)
  const lists = timestamps.flatMap((one) => one.lists ?? [])
  if (lists.flat().length > MAX_HASHES) malformed('evidence-record.too-many-hashes', 0)
  if (lists.some((one) => one.length === 0)) malformed('evidence-record.hash-list-empty', 0)
}

function readLists(tree: Der): Uint8Array[][] {
  const lists = elementsOf(tree, TAG.sequence).map((list) => elementsOf(list).map((one) => readOctetString(one)))
  const count = lists.reduce((sum, list) => sum + list.length, 0)
  if (count > MAX_HASHES) malformed('evidence-record.too-many-hashes', tree.start)
  if (lists.length === 0 || lists.some((list) => list.length === 0)) {
    malformed('evidence-record.hash-list-empty', tree.start)
  }
  return lists
}

/** DER of the ArchiveTimeStampSequence that these chains make: what a hash-tree renewal is over (RFC 4998 §5.2). */
export function sequenceOf(chains: readonly ArchiveTimestampChain[]): Uint8Array {
  return write.sequence(...chains.map(({ raw }) => raw))
}
