// Secrets shared with others (EAB, TSIG, CMP, robots), sealed as private keys are, and opened for one code or one message at a time.

import { createHash, createHmac, pbkdf2, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { MacMethod, SecretPurpose, SecretVault } from '#src/issuing-ports.ts'
import { seal, sealingWith, unseal } from './sealing.node.ts'

const derive = promisify(pbkdf2)

/** What a robot wants in its URL cannot be used without being seen. For the adapters that use it: no port offers it. */
export interface SecretOpener {
  /** @throws AppError as `SecretVault.mac`. The caller forgets it after use. */
  open(db: Db | Tx, id: string): Promise<Uint8Array>
}

/** Opens secrets of notice channels only. @param kek as for the vault */
export function openChannelSecrets(kek: Uint8Array): SecretOpener {
  const open = opener(kek)
  return { open: (db, id) => open(db, id, 'notice-channel') }
}

function opener(kek: Uint8Array) {
  const { kekId } = sealingWith(kek)
  return async (db: Db | Tx, id: string, purpose: SecretPurpose): Promise<Uint8Array> => {
    const [row] = await db
      .select()
      .from(sealedSecrets)
      .where(and(eq(sealedSecrets.id, id), eq(sealedSecrets.purpose, purpose)))
    if (!row) throw new AppError('not-found', 'key.not-found', { key: id })
    if (row.kekId !== kekId) throw new AppError('unavailable', 'key.sealed-under-another-key', { key: id })
    const secret = unseal(kek, row.sealed, bindingOf(id, purpose))
    if (!secret) throw new AppError('unavailable', 'key.seal-broken', { key: id })
    return secret
  }
}

/** @param kek as for the vault of keys */
export function openSecretVault(kek: Uint8Array): SecretVault {
  const { kekId } = sealingWith(kek)
  const open = opener(kek)
  return {
    async keep(tx, { secret, purpose, now }) {
      const id = randomUUID()
      const sealed = seal(kek, secret, bindingOf(id, purpose))
      await tx.insert(sealedSecrets).values({ id, purpose, kekId, sealed, createdAt: now })
      return id
    },
    async mac(db, id, purpose, method, message) {
      const secret = await open(db, id, purpose)
      const code = await computeMac(secret, method, message)
      secret.fill(0)
      return code
    },
  }
}

/** Other words than for keys: a row of one table is never one of the other. */
function bindingOf(id: string, purpose: SecretPurpose): Uint8Array {
  return new TextEncoder().encode(`secret|${id}|${purpose}`)
}

async function computeMac(secret: Uint8Array, method: MacMethod, message: Uint8Array): Promise<Uint8Array> {
  const key = await keyOf(secret, method)
  const code = new Uint8Array(createHmac(method.digest, key).update(message).digest())
  if (key !== secret) key.fill(0)
  return code
}

async function keyOf(secret: Uint8Array, method: MacMethod): Promise<Uint8Array> {
  if (method.kind === 'hmac') return secret
  if (method.kind === 'pbmac1') return derive(secret, method.salt, method.iterations, method.keyBytes, method.prf)
  let key: Uint8Array = createHash(method.ownWay).update(secret).update(method.salt).digest()
  for (let i = 1; i < method.iterations; i++) key = createHash(method.ownWay).update(key).digest()
  return key
}
