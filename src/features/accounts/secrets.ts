// The random values this slice hands out, and what it keeps of them.

import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A token is random, so a plain hash of it cannot be guessed from; passwords are not, and go to argon2id. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** No 0/O, 1/l/I: people copy these from a screen. 32 letters, five bits each. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** 20 random bits for each group of four, e.g. `k3vm-…`; five groups are long enough to pass the rule for passwords. */
export function newPassword(groups = 5): string {
  const letters = Array.from(randomBytes(4 * groups), (byte) => LETTERS[byte % LETTERS.length]).join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}
