// Secrets shared with others (EAB, TSIG, CMP, robots, backups), sealed as private keys are, and opened for one piece of work at a time.

import { createHash, createHmac, pbkdf2, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { MacMethod, SecretPurpose, SecretVault } from '#src/issuing-ports.ts'
import { openRow, type RowPlace, sealInto } from './envelope.node.ts'
import { type Keyring, keyringOf } from './keyring.node.ts'

const derive = promisify(pbkdf2)

/** @param kek as for the vault of keys */
export function openSecretVault(kek: Uint8Array | Keyring): SecretVault {
  const ring = keyringOf(kek)
  const open = async (db: Db | Tx, id: string, purpose: SecretPurpose): Promise<Uint8Array> => {
    const [row] = await db
      .select()
      .from(sealedSecrets)
      .where(and(eq(sealedSecrets.id, id), eq(sealedSecrets.purpose, purpose)))
    if (!row) throw new AppError('not-found', 'key.not-found', { key: id })
    const secret = await openRow(ring, secretPlace(row), row)
    if (typeof secret === 'string') throw new AppError('unavailable', secret, { key: id })
    return secret
  }
  return {
    async keep(tx, { secret, purpose, now }) {
      const id = randomUUID()
      const row = { id, purpose, version: 1 }
      await ring.refresh()
      await tx.insert(sealedSecrets).values({ ...row, ...sealInto(ring, secretPlace(row), secret), createdAt: now })
      return id
    },
    async discard(tx, id, purpose) {
      await tx.delete(sealedSecrets).where(and(eq(sealedSecrets.id, id), eq(sealedSecrets.purpose, purpose)))
    },
    async mac(db, id, purpose, method, message) {
      const secret = await open(db, id, purpose)
      const code = await computeMac(secret, method, message)
      secret.fill(0)
      return code
    },
    async use(db, id, purpose, work) {
      const secret = await open(db, id, purpose)
      try {
        return await work(secret)
      } finally {
        secret.fill(0)
      }
    },
  }
}

/** What a row of this table is bound to. */
export function secretPlace(row: Pick<RowPlace, 'id' | 'purpose' | 'version'>): RowPlace {
  return { table: 'sealed_secrets', id: row.id, purpose: row.purpose, version: row.version }
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
