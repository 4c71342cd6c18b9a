import { createHmac, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { withDatabase } from '../../database.ts'
import { heldSecret } from '../../support/issuing.ts'

const NOW = Date.UTC(2026, 10, 21)
const { db } = await withDatabase()
const kek = randomBytes(32)
const vault = openSecretVault(kek)
const SECRET = new TextEncoder().encode('a secret shared with a CA')
const MESSAGE = new TextEncoder().encode('to be authenticated')
const HMAC = { kind: 'hmac', digest: 'sha256' } as const
const salt = new Uint8Array(16)
const keep = () => db.transaction((tx) => vault.keep(tx, { secret: SECRET, purpose: 'dns-update', now: NOW }))

describe('the vault of shared secrets', () => {
  it('computes the codes that node:crypto computes with the secret in hand', async () => {
    const id = await keep()
    const expected = new Uint8Array(createHmac('sha256', SECRET).update(MESSAGE).digest())
    expect(await vault.mac(db, id, 'dns-update', HMAC, MESSAGE)).toEqual(expected)
    for (const method of [
      { kind: 'password-based', salt, iterations: 500, ownWay: 'sha256', digest: 'sha1' },
      { kind: 'pbmac1', salt, iterations: 500, prf: 'sha256', keyBytes: 32, digest: 'sha256' },
    ] as const)
      expect(await vault.mac(db, id, 'dns-update', method, MESSAGE)).toEqual(
        await heldSecret(SECRET).mac(method, MESSAGE),
      )
  })

  it('keeps it sealed, for one purpose, and under one key-encryption key', async () => {
    const id = await keep()
    const [row] = await db.select().from(sealedSecrets).where(eq(sealedSecrets.id, id))
    expect(Buffer.from(row?.sealed ?? []).includes(Buffer.from(SECRET))).toBe(false)
    await expect(vault.mac(db, id, 'cmp-reference', HMAC, MESSAGE)).rejects.toMatchObject({ kind: 'not-found' })
    await db.update(sealedSecrets).set({ purpose: 'cmp-reference' }).where(eq(sealedSecrets.id, id))
    await expect(vault.mac(db, id, 'cmp-reference', HMAC, MESSAGE)).rejects.toMatchObject({ code: 'key.seal-broken' })
    const other = openSecretVault(randomBytes(32))
    await expect(other.mac(db, await keep(), 'dns-update', HMAC, MESSAGE)).rejects.toMatchObject({
      code: 'key.sealed-under-another-key',
    })
  })
})
