import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
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
  it.each(SERVICE_KEYS)('makes %s keys that sign requests OpenSSL verifies', async (algorithm) => {
    const key = await made(algorithm)
    const order = { subject: { C: 'CN', CN: '*.rsj.sh.gov.cn' }, sans: ['*.rsj.sh.gov.cn'] }
    const der = await requestMaker.make(order, key, (bytes) => vault.sign(db, key.id, 'site-certificate', bytes))
    const file = workshop.putPem('CERTIFICATE REQUEST', der)
    const id = algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : []
    expect(workshop.run('req', '-verify', '-noout', ...id, '-in', file).text).toMatch(/self-signature verify OK/)
  })

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
