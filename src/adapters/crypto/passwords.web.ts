// Passwords by argon2id (RFC 9106) where no native code runs (Workers): the same PHC strings, an order of magnitude slower.

import { argon2id } from '@noble/hashes/argon2.js'
import { fromBase64, toBase64 } from '#core/bytes/base64.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import type { Passwords } from '#src/ports.ts'

interface Cost {
  memoryKiB: number
  passes: number
  lanes: number
}

/** As in passwords.node.ts. */
const COST: Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** A stored string asking for more than this is not ours; it would only burn the CPU of the one who checks it. */
const MAX_COST: Cost = { memoryKiB: 262_144, passes: 16, lanes: 16 }

const PHC = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export function webPasswords(): Passwords {
  // What an unknown name is checked against, so that it takes as long as a known one.
  const nobody = phcOf('nobody has this password', new Uint8Array(SALT_BYTES), COST)
  return {
    hash: async (password) => phcOf(password, crypto.getRandomValues(new Uint8Array(SALT_BYTES)), COST),
    verify: async (phc, password) => {
      const isMatch = matches(phc ?? nobody, password)
      return phc !== undefined && isMatch
    },
  }
}

function phcOf(password: string, salt: Uint8Array, cost: Cost): string {
  const key = derive(password, salt, cost, HASH_BYTES)
  return `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}$${unpadded(salt)}$${unpadded(key)}`
}

function matches(phc: string, password: string): boolean {
  const [, memory, passes, lanes, salt, hash] = PHC.exec(phc) ?? []
  const cost = { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  const saltBytes = fromBase64(padded(salt ?? ''))
  const expected = fromBase64(padded(hash ?? ''))
  if (!saltBytes || !expected || expected.length < 16 || !isAffordable(cost)) return false
  return equalBytes(derive(password, saltBytes, cost, expected.length), expected)
}

function isAffordable(cost: Cost): boolean {
  return cost.memoryKiB <= MAX_COST.memoryKiB && cost.passes <= MAX_COST.passes && cost.lanes <= MAX_COST.lanes
}

function derive(password: string, salt: Uint8Array, cost: Cost, length: number): Uint8Array {
  return argon2id(password, salt, { m: cost.memoryKiB, t: cost.passes, p: cost.lanes, dkLen: length })
}

function unpadded(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, '')
}

function padded(text: string): string {
  return text + '='.repeat((4 - (text.length % 4)) % 4)
}
