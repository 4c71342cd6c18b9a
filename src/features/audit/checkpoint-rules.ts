// What a checkpoint of the trail says, what is signed of it, and whether the signature holds. One line of JSON wherever it lies outside.

import { createHash } from 'node:crypto'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { canonicalJson } from '#core/bytes/canonical-json.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import { AUDIT_HASHES, type AuditHash, type ChainHead } from './rules.ts'

export const CHECKPOINT_FORMAT = 'zhengxun-audit-checkpoint'
export const CHECKPOINT_KEYS = ['p256', 'sm2'] as const
export type CheckpointKey = (typeof CHECKPOINT_KEYS)[number]

export interface Checkpoint extends ChainHead {
  hashAlgorithm: AuditHash
  at: Instant
  keyAlgorithm: CheckpointKey
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  /** DER, over `signedText`. */
  signature: Uint8Array
}

/** SHA-256 of the public key, hex: what auditors write down to know the key by. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex')
}

/** The leading line keeps the signature from standing for anything else. */
export function signedText(checkpoint: Omit<Checkpoint, 'signature'>): Uint8Array {
  const { seq, hash, hashAlgorithm, at, keyAlgorithm, publicKey } = checkpoint
  const content = { seq, hash, hashAlgorithm, at, keyAlgorithm, key: fingerprintOf(publicKey) }
  return new TextEncoder().encode(`zhengxun-audit-checkpoint-1\n${canonicalJson(content)}`)
}

/** Whether its own key signed it. Whose key that is, the reader of the checkpoint must know. */
export async function isSigned(checkpoint: Checkpoint, primitives: Pick<Primitives, 'verify'>): Promise<boolean> {
  const isSm2 = checkpoint.keyAlgorithm === 'sm2'
  try {
    return await primitives.verify({
      scheme: isSm2 ? 'sm2' : 'ecdsa',
      digest: isSm2 ? 'sm3' : 'sha256',
      publicKey: checkpoint.publicKey,
      message: [signedText(checkpoint)],
      signature: checkpoint.signature,
    })
  } catch {
    // No key of that kind, or no key at all.
    return false
  }
}

/** Without its line end. */
export function checkpointLine({
  publicKey,
  signature,
  seq,
  hash,
  hashAlgorithm,
  at,
  keyAlgorithm,
}: Checkpoint): string {
  return canonicalJson({
    format: CHECKPOINT_FORMAT,
    version: 1,
    seq,
    hash,
    hashAlgorithm,
    at,
    time: new Date(at).toISOString(),
    keyAlgorithm,
    publicKey: toBase64(publicKey),
    signature: toBase64(signature),
  })
}

const HASH = /^[0-9a-f]{64}$/

/** `undefined`: no checkpoint of this version. Its signature is not looked at. */
export function readCheckpoint(line: string): Checkpoint | undefined {
  const value = jsonOf(line)
  if (value?.format !== CHECKPOINT_FORMAT || value.version !== 1) return undefined
  const { seq, hash, at } = value
  const hashAlgorithm = AUDIT_HASHES.find((one) => one === value.hashAlgorithm)
  const keyAlgorithm = CHECKPOINT_KEYS.find((one) => one === value.keyAlgorithm)
  const publicKey = octetsOf(value.publicKey)
  const signature = octetsOf(value.signature)
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1 || typeof at !== 'number') return undefined
  if (typeof hash !== 'string' || !HASH.test(hash) || !hashAlgorithm || !keyAlgorithm) return undefined
  return publicKey && signature ? { seq, hash, hashAlgorithm, at, keyAlgorithm, publicKey, signature } : undefined
}

export function jsonOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function octetsOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined
}
