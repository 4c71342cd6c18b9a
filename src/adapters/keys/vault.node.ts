// The private keys of the service at rest: each in an envelope bound to its row, opened for one use at a time.

import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { sm2PointOf } from '#core/gm/sm2.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Instant } from '#core/verdict.ts'
import type { Db, Tx } from '#db/database.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError } from '#src/context.ts'
import type { KeyVault, SealedPurpose, ServiceKey, ThrowAwayKey, VaultKey } from '#src/ports.ts'
import { openRow, type RowPlace, sealInto } from './envelope.node.ts'
import { type Keyring, keyringOf } from './keyring.node.ts'
import { generateKey, generatePair, openSigner } from './signer.ts'
import { makeEnvelopedKey, openSm2Envelope } from './sm2-envelope.node.ts'
import { TOKEN_KEY_ALGORITHMS, TokenError, type TokenFault, type TokenKeyAlgorithm } from './token/questions.ts'
import type { Token } from './token/token.node.ts'

/** What adapters that put keys into packages may ask beside; no feature sees it. */
export interface LendingVault extends KeyVault {
  /** @throws AppError as `sign` */
  lend<T>(db: Db | Tx, keyId: string, purpose: SealedPurpose, use: (key: SecretKey) => Promise<T>): Promise<T>
}

/** Of keys that are only ever handed to the person they were made for, in an envelope. */
const ESCROW = 'encryption-escrow'

export interface VaultOptions {
  /** A device whose keys are born on it and stay there. */
  token?: Token
  /** New keys of these purposes are born on the token. */
  tokenPurposes?: readonly SealedPurpose[]
}

/** @param kek 32 octets that are kept outside the database, or a ring of such. @throws when their number is another. */
export function openKeyVault(
  kek: Uint8Array | Keyring,
  { token, tokenPurposes = [] }: VaultOptions = {},
): LendingVault {
  const ring = keyringOf(kek)
  const thrownAway = new Map<ServiceKey, ThrowAwayKey>()
  const signing: KeyVault['signing'] = async (db, keyId, purpose, work) => {
    const { row, secret } = await taken(db, ring, keyId, purpose)
    if (row.custody === 'token') return work((message) => signOn(token, row, secret, message))
    // The row is bound to its public key (keyPlace): another one would not have been opened.
    const signer = openSigner(secret, { spki: row.publicKey })
    secret.fill(0)
    return work(signer.sign)
  }
  return {
    async throwAway(algorithm) {
      const known = thrownAway.get(algorithm)
      if (known) return known
      const { spki, sign } = openSigner(generateKey(algorithm))
      const made = { publicKey: spki, sign }
      thrownAway.set(algorithm, made)
      return made
    },
    async escrow(tx, { recipient, now }) {
      const point = sm2PointOf(recipient)
      if (!point) throw new AppError('bad-input', 'envelope.recipient-not-sm2')
      const { pkcs8, spki, envelope } = makeEnvelopedKey(point)
      const made = {
        algorithm: 'sm2',
        publicKey: spki,
        purpose: ESCROW,
        custody: 'sealed',
        secret: pkcs8,
        now,
      } as const
      return { ...(await keep(tx, ring, made)), envelope }
    },
    async generate(tx, order) {
      if (token && tokenPurposes.includes(order.purpose)) return bornOn(token, tx, ring, order)
      const { algorithm, purpose, now } = order
      const { pkcs8, spki } = generatePair(algorithm)
      return keep(tx, ring, { algorithm, publicKey: spki, purpose, custody: 'sealed', secret: pkcs8, now })
    },
    sign: (db, keyId, purpose, message) => signing(db, keyId, purpose, (sign) => sign(message)),
    signing,
    async unwrap(tx, { keyId, purpose, envelope, now }) {
      const recipient = await softly(tx, ring, keyId, purpose)
      const opened = openSm2Envelope(new SecretKey(recipient), envelope)
      recipient.fill(0)
      if (!opened.ok) throw new AppError('bad-input', opened.error)
      const { key, publicKey } = opened.value
      const secret = key.use((octets) => octets)
      const made = { algorithm: 'sm2', publicKey, purpose: 'site-encryption', custody: 'sealed', secret, now } as const
      return keep(tx, ring, made)
    },
    async lend(db, keyId, purpose, use) {
      const pkcs8 = await softly(db, ring, keyId, purpose)
      try {
        return await use(new SecretKey(pkcs8))
      } finally {
        pkcs8.fill(0)
      }
    },
  }
}

/** What is sealed is the name of the key on the device, so that no row can be pointed at another one. */
async function bornOn(
  token: Token,
  tx: Tx,
  ring: Keyring,
  { algorithm, purpose, now }: Parameters<KeyVault['generate']>[1],
): Promise<VaultKey> {
  const known = TOKEN_KEY_ALGORITHMS.find((one) => one === algorithm)
  if (!known) throw new AppError('precondition', 'key.token-cannot-make', { algorithm: algorithm.toUpperCase() })
  const id = randomUUID().replaceAll('-', '')
  const publicKey = await asked(() => token.generate({ id, label: `zhengxun ${purpose} ${id}`, algorithm: known }))
  const secret = new TextEncoder().encode(id)
  return keep(tx, ring, { algorithm, publicKey, purpose, custody: 'token', secret, now })
}

function signOn(token: Token | undefined, row: KeyRow, secret: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  if (!token) throw new AppError('unavailable', 'key.token-absent', { key: row.id })
  return asked(() => token.sign(new TextDecoder().decode(secret), row.algorithm as TokenKeyAlgorithm, message))
}

const TOKEN_CODES: Record<TokenFault, string> = {
  pin: 'key.token-pin',
  absent: 'key.token-absent',
  missing: 'key.token-key-missing',
  unsupported: 'key.token-algorithm',
  failed: 'key.token-failed',
  silent: 'key.token-silent',
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new AppError('unavailable', TOKEN_CODES[error.fault], { words: error.message })
  }
}

interface NewKey extends Pick<VaultKey, 'algorithm' | 'publicKey'> {
  purpose: SealedPurpose
  custody: 'sealed' | 'token'
  /** Overwritten once it is sealed. */
  secret: Uint8Array
  now: Instant
}

async function keep(tx: Tx, ring: Keyring, { secret, now, ...key }: NewKey): Promise<VaultKey> {
  const row = { id: randomUUID(), version: 1, ...key }
  await ring.refresh()
  const envelope = sealInto(ring, keyPlace(row), secret)
  secret.fill(0)
  await tx.insert(sealedKeys).values({ ...row, ...envelope, createdAt: now })
  return { id: row.id, algorithm: key.algorithm, publicKey: key.publicKey }
}

/** What is sealed, in the clear: the caller overwrites it. */
async function taken(db: Db | Tx, ring: Keyring, keyId: string, purpose: SealedPurpose) {
  const [row] = await db
    .select()
    .from(sealedKeys)
    .where(and(eq(sealedKeys.id, keyId), eq(sealedKeys.purpose, purpose)))
  if (!row) throw new AppError('not-found', 'key.not-found', { key: keyId })
  const secret = await openRow(ring, keyPlace(row), row)
  if (typeof secret === 'string') throw new AppError('unavailable', secret, { key: keyId })
  return { row, secret }
}

/** PKCS#8 in the clear, of a key that is here. @throws AppError `precondition` for one on a device: it cannot leave it */
async function softly(db: Db | Tx, ring: Keyring, keyId: string, purpose: SealedPurpose): Promise<Uint8Array> {
  const { row, secret } = await taken(db, ring, keyId, purpose)
  if (row.custody === 'token') throw new AppError('precondition', 'key.token-stays', { key: keyId })
  return secret
}

type KeyRow = Pick<typeof sealedKeys.$inferSelect, 'id' | 'purpose' | 'version' | 'algorithm' | 'publicKey' | 'custody'>

/** What a row of this table is bound to: also to the public key people read beside it. */
export function keyPlace({ id, purpose, version, algorithm, publicKey, custody }: KeyRow): RowPlace {
  return { table: 'sealed_keys', id, purpose, version, facts: { algorithm, publicKey: toHex(publicKey), custody } }
}
