// The private keys of the service at rest: AES-256-GCM under a key-encryption key from the configuration, opened for one use at a time.
// What is authenticated with each key is its id and its purpose, so that no row can be passed off as another.

import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { KeyVault, SealedPurpose, VaultKey } from '#src/ports.ts'
import { type Sealing, seal, sealingWith, unseal } from './sealing.node.ts'
import { generateKey, openSigner } from './signer.ts'
import { openSm2Envelope } from './sm2-envelope.node.ts'

/** What adapters that put keys into packages may ask beside; no feature sees it. */
export interface LendingVault extends KeyVault {
  /** @throws AppError as `sign` */
  lend<T>(db: Db | Tx, keyId: string, purpose: SealedPurpose, use: (key: SecretKey) => Promise<T>): Promise<T>
}

/** @param kek 32 octets that are kept outside the database. @throws when their number is another. */
export function openKeyVault(kek: Uint8Array): LendingVault {
  const sealing = sealingWith(kek)
  return {
    async generate(tx, { algorithm, purpose, now }) {
      const pkcs8 = generateKey(algorithm)
      const publicKey = openSigner(pkcs8).spki
      return keep(tx, sealing, { algorithm, publicKey, purpose, pkcs8, now })
    },
    async sign(db, keyId, purpose, message) {
      const pkcs8 = await taken(db, sealing, keyId, purpose)
      const signature = await openSigner(pkcs8).sign(message)
      pkcs8.fill(0)
      return signature
    },
    async unwrap(tx, { keyId, purpose, envelope, now }) {
      const recipient = await taken(tx, sealing, keyId, purpose)
      const opened = openSm2Envelope(new SecretKey(recipient), envelope)
      recipient.fill(0)
      if (!opened.ok) throw new AppError('bad-input', opened.error)
      const { key, publicKey } = opened.value
      const pkcs8 = key.use((octets) => octets)
      return keep(tx, sealing, { algorithm: 'sm2', publicKey, purpose: 'site-encryption', pkcs8, now })
    },
    async lend(db, keyId, purpose, use) {
      const pkcs8 = await taken(db, sealing, keyId, purpose)
      try {
        return await use(new SecretKey(pkcs8))
      } finally {
        pkcs8.fill(0)
      }
    },
  }
}

interface NewKey extends Pick<VaultKey, 'algorithm' | 'publicKey'> {
  purpose: SealedPurpose
  /** Overwritten once it is sealed. */
  pkcs8: Uint8Array
  now: Instant
}

async function keep(tx: Tx, { kek, kekId }: Sealing, { pkcs8, purpose, now, ...key }: NewKey): Promise<VaultKey> {
  const id = randomUUID()
  const sealed = seal(kek, pkcs8, bindingOf(id, purpose))
  pkcs8.fill(0)
  await tx.insert(sealedKeys).values({ id, purpose, ...key, kekId, sealed, createdAt: now })
  return { id, ...key }
}

/** PKCS#8 in the clear: the caller overwrites it. */
async function taken(db: Db | Tx, { kek, kekId }: Sealing, keyId: string, purpose: SealedPurpose): Promise<Uint8Array> {
  const [row] = await db
    .select()
    .from(sealedKeys)
    .where(and(eq(sealedKeys.id, keyId), eq(sealedKeys.purpose, purpose)))
  if (!row) throw new AppError('not-found', 'key.not-found', { key: keyId })
  if (row.kekId !== kekId) throw new AppError('unavailable', 'key.sealed-under-another-key', { key: keyId })
  const pkcs8 = unseal(kek, row.sealed, bindingOf(keyId, purpose))
  if (!pkcs8) throw new AppError('unavailable', 'key.seal-broken', { key: keyId })
  return pkcs8
}

function bindingOf(id: string, purpose: SealedPurpose): Uint8Array {
  return new TextEncoder().encode(`${id}|${purpose}`)
}
