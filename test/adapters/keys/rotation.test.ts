import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { sealInto } from '#adapters/keys/envelope.node.ts'
import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { openSecretVault, secretPlace } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import type { Db } from '#db/database.ts'
import { sealedKeys, sealedSecrets } from '#db/schema/keys.ts'
import { withDatabase } from '../../database.ts'

const NOW = Date.UTC(2026, 10, 21)
/** `ZHENGXUN_TEST_ROTATION=10000` measures the figure the service promises. */
const ROWS = Number(process.env.ZHENGXUN_TEST_ROTATION ?? 1_200)
const [first, second] = [randomBytes(32), randomBytes(32)]
const MESSAGE = new TextEncoder().encode('to be signed')

/** `count` secrets and one key under `kek`. */
async function filled(db: Db, kek: Uint8Array, count: number) {
  const vault = openKeyVault(kek)
  const key = await db.transaction((tx) =>
    vault.generate(tx, { algorithm: 'p256', purpose: 'site-certificate', now: NOW }),
  )
  const ring = openKeyring([kek])
  const rows = Array.from({ length: count }, () => {
    const row = { id: randomUUID(), purpose: 'notice-channel' as const, version: 1 }
    return { ...row, ...sealInto(ring, secretPlace(row), Buffer.from(row.id)), createdAt: NOW }
  })
  for (let at = 0; at < rows.length; at += 1_000) await db.insert(sealedSecrets).values(rows.slice(at, at + 1_000))
  return { key, ids: rows.map(({ id }) => id) }
}

/** Whether every secret says its own id. */
async function opens(db: Db, kek: Uint8Array, ids: readonly string[]): Promise<number> {
  const vault = openSecretVault(kek)
  let right = 0
  for (const id of ids)
    right += await vault.use(db, id, 'notice-channel', async (secret) =>
      Buffer.from(secret).toString() === id ? 1 : 0,
    )
  return right
}

describe('a rotation of the key-encryption key', () => {
  it('leaves every row under the new one, and the old one can go', async () => {
    const { db } = await withDatabase()
    const { key, ids } = await filled(db, first, ROWS)
    const rotation = keyRotation(openKeyring([second, first]))
    expect((await rotation.status(db)).tables.map(({ waiting }) => waiting)).toEqual([1, ROWS])
    const started = performance.now()
    const { rewrapped, broken } = await rotation.rotate(db)
    console.log(`${rewrapped} rows wrapped anew in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    expect([rewrapped, broken]).toEqual([ROWS + 1, []])
    const { tables } = await keyRotation(openKeyring([second])).status(db)
    expect(tables.map(({ waiting, unopenable }) => [waiting, unopenable])).toEqual([
      [0, 0],
      [0, 0],
    ])
    const sample = ids.filter((_, index) => index % Math.ceil(ROWS / 200) === 0)
    expect(await opens(db, second, sample)).toBe(sample.length)
    await expect(openKeyVault(second).sign(db, key.id, 'site-certificate', MESSAGE)).resolves.toBeDefined()
    await expect(openKeyVault(first).sign(db, key.id, 'site-certificate', MESSAGE)).rejects.toMatchObject({
      code: 'key.sealed-under-another-key',
    })
  }, 120_000)

  it('goes on where it was cut off, and every row opens at every moment', async () => {
    const { db } = await withDatabase()
    const { ids } = await filled(db, first, 1_100)
    const ring = openKeyring([second, first])
    const cutOff = keyRotation(ring).rotate(db, () => {
      throw new Error('cut off')
    })
    await expect(cutOff).rejects.toThrow('cut off')
    const both = openSecretVault(ring)
    const right = await Promise.all(
      ids
        .slice(0, 60)
        .map((id) => both.use(db, id, 'notice-channel', async (secret) => Buffer.from(secret).toString())),
    )
    expect(right).toEqual(ids.slice(0, 60))
    const [, secrets] = (await keyRotation(ring).status(db)).tables
    expect(secrets).toMatchObject({ rows: 1_100, waiting: 1_100 })
    // Two instances at once take turns at the rows.
    await Promise.all([keyRotation(ring).rotate(db), keyRotation(ring).rotate(db)])
    expect((await keyRotation(ring).status(db)).tables.map(({ waiting }) => waiting)).toEqual([0, 0])
    expect(await opens(db, second, ids.slice(0, 60))).toBe(60)
  }, 60_000)

  it('names a row that was tampered with and leaves it as it is', async () => {
    const { db } = await withDatabase()
    const { key } = await filled(db, first, 3)
    await db.update(sealedKeys).set({ publicKey: randomBytes(91) })
    const ring = openKeyring([second, first])
    const { rewrapped, broken } = await keyRotation(ring).rotate(db)
    expect([rewrapped, broken]).toEqual([3, [{ id: key.id, code: 'key.seal-broken' }]])
    expect((await keyRotation(ring).status(db)).tables[0]).toMatchObject({ waiting: 1, unopenable: 0 })
  })

  it('also takes rows from one cipher to the other, with their next version', async () => {
    const { db } = await withDatabase()
    const { key, ids } = await filled(db, first, 4)
    const gm = openKeyring([first], { suite: 'gm' })
    expect((await keyRotation(gm).rotate(db)).rewrapped).toBe(5)
    const rows = await db.select({ version: sealedSecrets.version, sealed: sealedSecrets.sealed }).from(sealedSecrets)
    expect(rows.map(({ version, sealed }) => [version, sealed[0]])).toEqual(ids.map(() => [2, 2]))
    expect(await opens(db, first, ids)).toBe(4)
    await expect(openKeyVault(gm).sign(db, key.id, 'site-certificate', MESSAGE)).resolves.toBeDefined()
    // An older version of a row does not pass for the newer one.
    await db.execute(sql`update sealed_secrets set version = 1`)
    expect((await keyRotation(openKeyring([second, first], { suite: 'gm' })).rotate(db)).broken).toHaveLength(4)
  })
})
