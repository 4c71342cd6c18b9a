// The key that seals rights: random, in the vault like every other secret, opened for the time of the codes asked for.

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

/** For a process that needs nothing else of the vault. */
export function openRightsSeal(ring: Keyring): RightsSeal {
  return rightsSeal(openSecretVault(ring))
}

export function rightsSeal(secrets: SecretVault): RightsSeal {
  return {
    async begin(tx, now) {
      const secret = new Uint8Array(randomBytes(KEY_BYTES))
      const secretId = await secrets.keep(tx, { secret, purpose: PURPOSE, now })
      secret.fill(0)
      await tx.insert(rightsSeals).values({ secretId, sealedAt: now })
    },
    async codes(db, texts) {
      const [newest] = await db.select().from(rightsSeals).orderBy(desc(rightsSeals.id)).limit(1)
      if (!newest) throw new AppError('unavailable', 'accounts.rights-key-missing')
      return secrets
        .use(db, newest.secretId, PURPOSE, async (key) =>
          texts.map((text) => createHmac('sha256', key).update(text).digest('hex')),
        )
        .catch((error: unknown) => {
          throw error instanceof AppError ? new AppError('unavailable', 'accounts.rights-key-missing') : error
        })
    },
  }
}
