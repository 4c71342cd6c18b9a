// What a program of the workplace offers to the page for the UKeys that are plugged in: the one hook of docs/signing-in.md, with all that
// requests need. docs/carriers.md says what a vendor implements. A PIN is asked for by that program and never comes through here.

import type { UKeySigner } from '../sign-in/ukey.ts'

export type CarrierAlgorithm = 'sm2' | 'rsa2048' | 'p256'

export interface CarrierInfo {
  serial: string
  model: string
  kind: 'ukey' | 'software'
  /** `new`: no PIN was ever set. `locked`: too many wrong ones. */
  state: 'ready' | 'locked' | 'new'
  algorithms: readonly CarrierAlgorithm[]
  /** DER, base64; readable without a PIN. */
  certificates: readonly { sign: string; encryption?: string }[]
}

/** All octets in base64. Every method may ask for the PIN, and rejects with a `CarrierProblem`. */
export interface Carrier extends UKeySigner {
  /** Those that are plugged in. */
  list(): Promise<CarrierInfo[]>
  /** A fresh key pair; the private half never leaves. PKCS#10 signed by it. */
  generateKey(serial: string, algorithm: CarrierAlgorithm): Promise<{ request: string }>
  /** The certificates of a key made before: both and the SM2EnvelopedKey, or for other algorithms the one. */
  importPair(serial: string, pair: { sign: string; encryption?: string; envelope?: string }): Promise<void>
  /** As for signing in; with `certificate`, by the key of that one. */
  sign(
    text: string,
    by?: { serial?: string; certificate?: string },
  ): Promise<{ signature: string; certificate?: string }>
  /** Lets its person set a new PIN, by whatever the maker has for it. */
  unlock(serial: string): Promise<void>
}

export const CARRIER_PROBLEMS = [
  'absent',
  /** Of the carrier in software: its program is not there, or does not know this page any more. */
  'not-running',
  'unpaired',
  'declined',
  'pin-wrong',
  'pin-locked',
  'key-missing',
  'algorithm-unsupported',
  'certificate-other-key',
  'envelope-unopenable',
  'failed',
] as const
export type CarrierProblemName = (typeof CARRIER_PROBLEMS)[number]

/** By name: programs of other makers reject with an `Error` of the same `name` and `problem`. */
export class CarrierProblem extends Error {
  readonly problem: CarrierProblemName

  constructor(problem: CarrierProblemName) {
    super(problem)
    this.name = 'CarrierProblem'
    this.problem = problem
  }
}

export function problemOf(error: unknown): CarrierProblemName | undefined {
  if (!(error instanceof Error) || error.name !== 'CarrierProblem') return undefined
  const { problem } = error as Partial<CarrierProblem>
  return CARRIER_PROBLEMS.find((one) => one === problem) ?? 'failed'
}

/** The hook, where it can do more than sign. */
export function carrierOfPage(): Carrier | undefined {
  const hook = window.zhengxunUKey as Partial<Carrier> | undefined
  return hook?.list && hook.generateKey && hook.importPair && hook.sign ? (hook as Carrier) : undefined
}
