// The private keys of the service at rest: AES-256-GCM under a key-encryption key from the configuration, opened for one use at a time.
// What is authenticated with each key is its id and its purpose, so that no row can be passed off as another.

import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { concatBytes } from '#core/bytes/bytes.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { KeyVault, SealedPurpose, VaultKey } from '#src/ports.ts'
import { generateKey, openSigner } from './signer.ts'
import { openSm2Envelope } from './sm2-envelope.node.ts'

const KEK_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What adapters that put keys into packages may ask beside; no feature sees it. */
export interface LendingVault extends KeyVault {
  /** @throws AppError as `sign` */
  lend<T>(db: Db | Tx, keyId: string, purpose: SealedPurpose, use: (key: SecretKey) => Promise<T>): Promise<T>
}

/** @param kek 32 octets that are kept outside the database. @throws when their number is another. */
export function openKeyVault(kek: Uint8Array): LendingVault {
  if (kek.length !== KEK_BYTES)
    throw new Error(`the key-encryption key has ${kek.length} bytes instead of ${KEK_BYTES}`)
  const kekId = checkValueOf(kek)
  const sealing = { kek, kekId }
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

interface Sealing {
  kek: Uint8Array
  kekId: string
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

/** Tells one key-encryption key from another without giving anything of it away. */
function checkValueOf(kek: Uint8Array): string {
  return createHmac('sha256', kek).update('zhengxun key-encryption key').digest('hex').slice(0, 16)
}

function bindingOf(id: string, purpose: SealedPurpose): Uint8Array {
  return new TextEncoder().encode(`${id}|${purpose}`)
}

function seal(kek: Uint8Array, secret: Uint8Array, binding: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_BYTES }).setAAD(binding)
  return concatBytes(nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag())
}

/** `undefined` when the row was changed, moved to another id or put to another purpose. */
function unseal(kek: Uint8Array, sealed: Uint8Array, binding: Uint8Array): Uint8Array | undefined {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(sealed.length - TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', kek, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(binding).setAuthTag(tag)
    return concatBytes(decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final())
  } catch {
    return undefined
  }
}
