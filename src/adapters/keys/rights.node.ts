// The key that seals rights: random, in the vault like every other secret, opened for the time of the codes asked for. In front of its octets
// stands how codes are made with it, so that a house that changes its ciphers reads what it sealed before.

import { createHmac, randomBytes } from 'node:crypto'
import { desc } from 'drizzle-orm'
import { rightsSeals } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { SecretVault } from '#src/issuing-ports.ts'
import type { RightsSeal } from '#src/ports.ts'
import type { Keyring } from './keyring.node.ts'
import { openSecretVault } from './secrets.node.ts'

const KEY_BYTES = 32
const PURPOSE = 'permission-mac'

/** By the number of the cipher suite that a house has chosen: HMAC-SHA-256 (RFC 2104), HMAC-SM3 (GB/T 15852.2; clause unverified). */
const HASH_OF: Readonly<Record<number, string>> = { 1: 'sha256', 2: 'sm3' }

/** For a process that needs nothing else of the vault. */
export function openRightsSeal(ring: Keyring): RightsSeal {
  return rightsSeal(openSecretVault(ring), ring.cipher.format)
}

/** @param format of the codes under keys that are begun from now on: that of the house's cipher suite */
export function rightsSeal(secrets: SecretVault, format = 1): RightsSeal {
  return {
    async begin(tx, now) {
      const secret = Uint8Array.of(format, ...randomBytes(KEY_BYTES))
      const secretId = await secrets.keep(tx, { secret, purpose: PURPOSE, now })
      secret.fill(0)
      await tx.insert(rightsSeals).values({ secretId, sealedAt: now })
    },
    async codes(db, texts) {
      const [newest] = await db.select().from(rightsSeals).orderBy(desc(rightsSeals.id)).limit(1)
      if (!newest) throw new AppError('unavailable', 'accounts.rights-key-missing')
      return secrets
        .use(db, newest.secretId, PURPOSE, async (secret) => codesUnder(secret, texts))
        .catch((error: unknown) => {
          throw error instanceof AppError ? new AppError('unavailable', 'accounts.rights-key-missing') : error
        })
    },
  }
}

/** @throws for a key of a later release */
function codesUnder(secret: Uint8Array, texts: readonly string[]): string[] {
  const [format = 0] = secret
  const hash = HASH_OF[format]
  if (hash === undefined || secret.length !== 1 + KEY_BYTES) throw new Error(`a key of rights in format ${format}`)
  return texts.map((text) => createHmac(hash, secret.subarray(1)).update(text).digest('hex'))
}
