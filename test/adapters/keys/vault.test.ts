import { createCipheriv, createECDH, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { OID } from '#core/asn1/oids.ts'
import { bitString, nullValue, oid, sequence } from '#core/asn1/write.ts'
import { sm2PublicKeyInfo } from '#core/gm/sm2.ts'
import { readSm2Envelope, type Sm2Envelope } from '#core/keystores/sm2-envelope.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { SERVICE_KEYS } from '#src/ports.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const NOW = Date.UTC(2026, 10, 21)
const { db } = await withDatabase()
const kek = randomBytes(32)
const vault = openKeyVault(kek)
const MESSAGE = new TextEncoder().encode('to be signed')
const made = (algorithm: (typeof SERVICE_KEYS)[number]) =>
  db.transaction((tx) => vault.generate(tx, { algorithm, purpose: 'site-certificate', now: NOW }))

describe('the key vault', () => {
  it.each(SERVICE_KEYS)(
    'makes %s keys that sign requests OpenSSL verifies',
    async (algorithm) => {
      const key = await made(algorithm)
      const order = { subject: { C: 'CN', CN: '*.rsj.sh.gov.cn' }, sans: ['*.rsj.sh.gov.cn'] }
      const der = await requestMaker.make(order, key, (bytes) => vault.sign(db, key.id, 'site-certificate', bytes))
      const file = workshop.putPem('CERTIFICATE REQUEST', der)
      const id = algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : []
      expect(workshop.run('req', '-verify', '-noout', ...id, '-in', file).text).toMatch(/self-signature verify OK/)
    },
    120_000,
  )

  it('holds no private key in the clear', async () => {
    await made('p256')
    const rows = await db.select().from(sealedKeys)
    const opened = rows.filter(({ sealed }) => {
      const file = workshop.put(sealed.subarray(12, -16))
      return workshop.run('pkey', '-inform', 'DER', '-in', file, '-noout').status === 0
    })
    expect(rows.length).toBeGreaterThan(0)
    expect(opened).toEqual([])
  })

  it('refuses a row that was moved to another purpose, to another key, or changed by one bit', async () => {
    const key = await made('p256')
    const other = await made('p256')
    const sign = (id = key.id) => vault.sign(db, id, 'site-certificate', MESSAGE)
    await expect(sign()).resolves.toBeInstanceOf(Uint8Array)
    await expect(sign('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ kind: 'not-found' })

    const [row] = await db.select().from(sealedKeys).where(eq(sealedKeys.id, key.id))
    const sealed = row?.sealed ?? new Uint8Array()
    await db.update(sealedKeys).set({ sealed }).where(eq(sealedKeys.id, other.id))
    await expect(sign(other.id)).rejects.toMatchObject({ code: 'key.seal-broken' })

    await db.update(sealedKeys).set({ purpose: 'other' }).where(eq(sealedKeys.id, key.id))
    await expect(sign()).rejects.toMatchObject({ kind: 'not-found' })
    await db.update(sealedKeys).set({ purpose: 'site-certificate' }).where(eq(sealedKeys.id, key.id))

    const changed = Uint8Array.from(sealed)
    changed[20] = (changed[20] ?? 0) ^ 1
    await db.update(sealedKeys).set({ sealed: changed }).where(eq(sealedKeys.id, key.id))
    await expect(sign()).rejects.toMatchObject({ code: 'key.seal-broken' })
  })

  it('says which key is missing when it is opened with another key-encryption key', async () => {
    const key = await made('p256')
    const stranger = openKeyVault(randomBytes(32))
    await expect(stranger.sign(db, key.id, 'site-certificate', MESSAGE)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'key.sealed-under-another-key',
    })
    expect(() => openKeyVault(randomBytes(31))).toThrow(/31 bytes instead of 32/)
  })
})

describe('the envelope of an encryption key', () => {
  const encryption = createECDH('SM2')
  encryption.generateKeys()

  /** As a CA makes it, by OpenSSL: a fresh SM4 key to the request's key, the private number under it. */
  function envelopeFor(publicKey: Uint8Array): Sm2Envelope {
    const sm4 = randomBytes(16)
    const cipher = createCipheriv('sm4-ecb', sm4, null).setAutoPadding(false)
    const wrapped = Buffer.concat([cipher.update(encryption.getPrivateKey()), cipher.final()])
    const out = workshop.put('', 'cipher.der')
    const to = workshop.putPem('PUBLIC KEY', publicKey)
    workshop.run('pkeyutl', '-encrypt', '-pubin', '-inkey', to, '-in', workshop.put(sm4), '-out', out)
    const der = sequence(
      sequence(oid(OID.sm4Ecb), nullValue()),
      new Uint8Array(readFileSync(out)),
      bitString(encryption.getPublicKey()),
      bitString(wrapped),
    )
    const envelope = readSm2Envelope(der)
    if (!envelope) throw new Error('no envelope')
    return envelope
  }

  it('is opened by the key it was made for, and the key inside is sealed: it signs nothing', async () => {
    const key = await made('sm2')
    const order = {
      keyId: key.id,
      purpose: 'site-certificate' as const,
      envelope: envelopeFor(key.publicKey),
      now: NOW,
    }
    const unwrapped = await db.transaction((tx) => vault.unwrap(tx, order))
    expect(unwrapped.publicKey).toEqual(sm2PublicKeyInfo(new Uint8Array(encryption.getPublicKey())))
    const [row] = await db.select().from(sealedKeys).where(eq(sealedKeys.id, unwrapped.id))
    expect(row?.purpose).toBe('site-encryption')
    expect(Buffer.from(row?.sealed ?? []).includes(encryption.getPrivateKey())).toBe(false)
    await expect(vault.sign(db, unwrapped.id, 'site-certificate', MESSAGE)).rejects.toMatchObject({ kind: 'not-found' })
    const size = await vault.lend(db, unwrapped.id, 'site-encryption', async (lent) => lent.use(({ length }) => length))
    expect(size).toBeGreaterThan(100)
  })

  it('is refused by another key', async () => {
    const [key, other] = [await made('sm2'), await made('sm2')]
    const order = {
      keyId: other.id,
      purpose: 'site-certificate' as const,
      envelope: envelopeFor(key.publicKey),
      now: NOW,
    }
    await expect(db.transaction((tx) => vault.unwrap(tx, order))).rejects.toMatchObject({
      kind: 'bad-input',
      code: 'envelope.not-for-this-key',
    })
  })
})
