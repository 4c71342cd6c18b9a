// The private keys of the service at rest: each in an envelope bound to its row, opened for one use at a time.

import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { KeyVault, SealedPurpose, VaultKey } from '#src/ports.ts'
import { openRow, type RowPlace, sealInto } from './envelope.node.ts'
import { type Keyring, keyringOf } from './keyring.node.ts'
import { generateKey, openSigner } from './signer.ts'
import { openSm2Envelope } from './sm2-envelope.node.ts'

/** What adapters that put keys into packages may ask beside; no feature sees it. */
export interface LendingVault extends KeyVault {
  /** @throws AppError as `sign` */
  lend<T>(db: Db | Tx, keyId: string, purpose: SealedPurpose, use: (key: SecretKey) => Promise<T>): Promise<T>
}

/** @param kek 32 octets that are kept outside the database, or a ring of such. @throws when their number is another. */
export function openKeyVault(kek: Uint8Array | Keyring): LendingVault {
  const ring = keyringOf(kek)
  return {
    async generate(tx, { algorithm, purpose, now }) {
      const pkcs8 = generateKey(algorithm)
      const publicKey = openSigner(pkcs8).spki
      return keep(tx, ring, { algorithm, publicKey, purpose, pkcs8, now })
    },
    async sign(db, keyId, purpose, message) {
      const pkcs8 = await taken(db, ring, keyId, purpose)
      const signature = await openSigner(pkcs8).sign(message)
      pkcs8.fill(0)
      return signature
    },
    async unwrap(tx, { keyId, purpose, envelope, now }) {
      const recipient = await taken(tx, ring, keyId, purpose)
      const opened = openSm2Envelope(new SecretKey(recipient), envelope)
      recipient.fill(0)
      if (!opened.ok) throw new AppError('bad-input', opened.error)
      const { key, publicKey } = opened.value
      const pkcs8 = key.use((octets) => octets)
      return keep(tx, ring, { algorithm: 'sm2', publicKey, purpose: 'site-encryption', pkcs8, now })
    },
    async lend(db, keyId, purpose, use) {
      const pkcs8 = await taken(db, ring, keyId, purpose)
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

async function keep(tx: Tx, ring: Keyring, { pkcs8, purpose, now, ...key }: NewKey): Promise<VaultKey> {
  const row = { id: randomUUID(), purpose, version: 1, custody: 'sealed' as const, ...key }
  await ring.refresh()
  const envelope = sealInto(ring, keyPlace(row), pkcs8)
  pkcs8.fill(0)
  await tx.insert(sealedKeys).values({ ...row, ...envelope, createdAt: now })
  return { id: row.id, ...key }
}

/** PKCS#8 in the clear: the caller overwrites it. */
async function taken(db: Db | Tx, ring: Keyring, keyId: string, purpose: SealedPurpose): Promise<Uint8Array> {
  const [row] = await db
    .select()
    .from(sealedKeys)
    .where(and(eq(sealedKeys.id, keyId), eq(sealedKeys.purpose, purpose)))
  if (!row) throw new AppError('not-found', 'key.not-found', { key: keyId })
  const pkcs8 = await openRow(ring, keyPlace(row), row)
  if (typeof pkcs8 === 'string') throw new AppError('unavailable', pkcs8, { key: keyId })
  return pkcs8
}

type KeyRow = Pick<typeof sealedKeys.$inferSelect, 'id' | 'purpose' | 'version' | 'algorithm' | 'publicKey' | 'custody'>

/** What a row of this table is bound to: also to the public key people read beside it. */
export function keyPlace({ id, purpose, version, algorithm, publicKey, custody }: KeyRow): RowPlace {
  return { table: 'sealed_keys', id, purpose, version, facts: { algorithm, publicKey: toHex(publicKey), custody } }
}
