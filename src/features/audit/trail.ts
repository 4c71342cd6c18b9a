// Reads a trail row by row, from wherever it comes, and says where it is first not what was written. Holds the checkpoints, never the rows.

import type { Primitives } from '#core/primitives.ts'
import { type Checkpoint, fingerprintOf, isSigned } from './checkpoint-rules.ts'
import { type AuditRow, breakAt, type ChainHead, type ChainProblem, GENESIS } from './rules.ts'

/** Six months are 181 days at least; the rows behind a checkpoint may be a little older than it. */
const MIN_KEPT_MS = 180 * 86_400_000

export type TrailProblem =
  | ChainProblem
  | 'audit.checkpoint-missing'
  | 'audit.checkpoint-differs'
  /** Its signature is not by the key it names. */
  | 'audit.checkpoint-forged'
  /** Signed, but by none of the keys the reader knows. */
  | 'audit.checkpoint-stranger'
  /** The oldest rows are gone, and no row of the trail says that they were pruned by age. */
  | 'audit.beginning-missing'
  /** A line of an export is none, or its end is missing. */
  | 'audit.export-altered'

export interface TrailBreak {
  /** The first row that is not what was written, or that should be there and is not. */
  seq: number
  code: TrailProblem
}

export interface AuditVerification {
  isIntact: boolean
  /** Rows that were read and found right. */
  rows: number
  /** Seq of the last row before the first one read: 0, or what was pruned. */
  after: number
  /** The end of the unbroken part. Kept elsewhere, it is the checkpoint of a later verification. */
  head: ChainHead
  /** Checkpoints the rows were held against. */
  checkpoints: number
  /** Fingerprints of the keys that signed them: to be compared with what the auditor wrote down. */
  keys: string[]
  broken?: TrailBreak
}

export interface TrailTrust {
  /** Signed checkpoints, from inside or outside. */
  checkpoints?: readonly Checkpoint[]
  /** Ends somebody noted, unsigned. */
  heads?: readonly ChainHead[]
  /** Fingerprints of the only keys believed; absent: any key, and the result names them. */
  keys?: readonly string[]
  primitives: Pick<Primitives, 'verify'>
  /** A part of a trail: what is before its first row is not there, and only its anchor is asked for. */
  isPart?: boolean
  /** Of the last row of such a part: checkpoints of later rows say nothing about it. */
  lastSeq?: number
}

/** Add every row in order, then ask for the end. */
export class TrailReader {
  readonly #awaited = new Map<number, Set<string>>()
  readonly #anchors = new Map<number, Checkpoint>()
  readonly #keys = new Set<string>()
  readonly #trust: Pick<TrailTrust, 'primitives' | 'keys' | 'isPart' | 'lastSeq'>
  #start: ChainHead | undefined
  #head: ChainHead = { seq: 0, hash: GENESIS }
  #broken: TrailBreak | undefined
  #forged: TrailBreak | undefined
  /** The trail itself says that what is before its first row was pruned. */
  #isPruned = false
  #checkpoints = 0

  private constructor(trust: TrailTrust) {
    this.#trust = trust
  }

  static async against(trust: TrailTrust): Promise<TrailReader> {
    const reader = new TrailReader(trust)
    for (const head of trust.heads ?? []) reader.#await(head)
    for (const checkpoint of trust.checkpoints ?? []) await reader.meet(checkpoint)
    return reader
  }

  /** A checkpoint of rows that are still to come, of the last one read, or of what is not here any more. */
  async meet(checkpoint: Checkpoint): Promise<boolean> {
    const { seq, publicKey } = checkpoint
    const { primitives, keys } = this.#trust
    const key = fingerprintOf(publicKey)
    if (!(await isSigned(checkpoint, primitives))) this.#forged ??= { seq, code: 'audit.checkpoint-forged' }
    else if (keys && !keys.includes(key)) this.#forged ??= { seq, code: 'audit.checkpoint-stranger' }
    else {
      this.#keys.add(key)
      if (!this.#start) this.#anchors.set(seq, checkpoint)
      this.#await(checkpoint)
      if (this.#start) this.#hold(this.#head)
    }
    return this.#broken === undefined
  }

  /** False once the trail is broken: no row after that says anything. */
  add(row: AuditRow): boolean {
    if (this.#broken) return false
    this.#start ??= this.#begin(row)
    this.#broken ??= breakAt(this.#head, row)
    if (this.#broken) return false
    this.#head = { seq: row.seq, hash: row.hash }
    this.#hold(this.#head)
    this.#notePruning(row)
    return this.#broken === undefined
  }

  end(): AuditVerification {
    const start = this.#start ?? this.#head
    const missing = Math.min(...[...this.#awaited.keys()].filter((seq) => seq > this.#head.seq))
    if (Number.isFinite(missing)) this.#broken ??= { seq: missing, code: 'audit.checkpoint-missing' }
    this.#broken ??= this.#forged
    if (start.seq > 0 && !this.#trust.isPart && !this.#isPruned)
      this.#broken ??= { seq: 1, code: 'audit.beginning-missing' }
    const { seq, hash } = this.#head
    const result = { rows: seq - start.seq, after: start.seq, head: { seq, hash }, checkpoints: this.#checkpoints }
    const keys = [...this.#keys].sort()
    return this.#broken
      ? { isIntact: false, ...result, keys, broken: this.#broken }
      : { isIntact: true, ...result, keys }
  }

  #await({ seq, hash }: ChainHead): void {
    if (seq === 0 || seq > (this.#trust.lastSeq ?? seq)) return
    this.#awaited.set(seq, (this.#awaited.get(seq) ?? new Set()).add(hash))
    this.#checkpoints += 1
  }

  /** Where the first row may begin: after nothing, or after a signed checkpoint of what is not here any more. */
  #begin(first: AuditRow): ChainHead {
    const anchor = this.#anchors.get(first.seq - 1)
    const { seq, previousHash } = first
    if (seq > 1 && (anchor?.hash === previousHash || (this.#trust.isPart && !anchor))) {
      this.#head = { seq: seq - 1, hash: previousHash }
      for (const before of [...this.#awaited.keys()].filter((one) => one < seq)) this.#awaited.delete(before)
    }
    return this.#head
  }

  #hold({ seq, hash }: ChainHead): void {
    const awaited = this.#awaited.get(seq)
    if (!awaited) return
    if ([...awaited].some((one) => one !== hash)) this.#broken = { seq, code: 'audit.checkpoint-differs' }
    this.#awaited.delete(seq)
  }

  #notePruning(row: AuditRow): void {
    const anchor = this.#start && this.#anchors.get(this.#start.seq)
    if (row.action !== 'audit.pruned' || !anchor || row.detail.throughSeq !== anchor.seq) return
    if (row.detail.hash === anchor.hash && row.at - anchor.at >= MIN_KEPT_MS) this.#isPruned = true
  }
}
