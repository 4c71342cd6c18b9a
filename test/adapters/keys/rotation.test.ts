import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { sealInto } from '#adapters/keys/envelope.node.ts'
import { KekFile } from '#adapters/keys/kek-file.node.ts'
import { type Keyring, openKeyring } from '#adapters/keys/keyring.node.ts'
import { plainFile } from '#adapters/keys/providers/file.node.ts'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { openSecretVault, secretPlace } from '#adapters/keys/secrets.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import type { Db } from '#db/database.ts'
import { auditLog } from '#db/schema/audit.ts'
import { sealedKeys, sealedSecrets } from '#db/schema/keys.ts'
import { beginRotation, forgetKeks, rewrapKeys } from '#features/keys/index.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'

const NOW = Date.UTC(2026, 10, 21)
/** `ZHENGXUN_TEST_ROTATION=10000` measures the figure the service promises. */
const ROWS = Number(process.env.ZHENGXUN_TEST_ROTATION ?? 1_200)
const [first, second] = [randomBytes(32), randomBytes(32)]
/** Enough batches for a kill to fall between two. */
const KILLED_ROWS = 6_000
const CHILD = fileURLToPath(new URL('rotation-child.ts', import.meta.url))
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
async function opens(db: Db, kek: Uint8Array | Keyring, ids: readonly string[]): Promise<number> {
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
    console.log(`A12: ${rewrapped} rows wrapped anew in ${((performance.now() - started) / 1000).toFixed(1)} s`)
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

describe('the key-encryption keys of the data directory', () => {
  const folder = passableFolder('rotation')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('are rotated beside a running service, which follows, and the old one is dropped once nothing is under it', async () => {
    const { db } = await withDatabase()
    const open = async () => {
      const file = new KekFile(join(folder, 'kek'), [plainFile])
      const ring = openKeyring(await file.keys(), { source: () => file.keys() })
      return { ring, rotation: keyRotation(ring, file) }
    }
    const [service, command] = [await open(), await open()]
    const vault = openKeyVault(service.ring)
    const make = () =>
      db.transaction((tx) => vault.generate(tx, { algorithm: 'p256', purpose: 'site-certificate', now: NOW }))
    const key = await make()
    const ctx = testCtx(db, { ports: { keyRotation: command.rotation } })
    await beginRotation(ctx)
    await expect(forgetKeks(ctx)).rejects.toMatchObject({ code: 'key.kek-still-needed' })
    // What the service seals from now on is under the new one, though nobody told it.
    const later = await make()
    expect((await command.rotation.status(db)).tables[0]).toMatchObject({ rows: 2, waiting: 1 })
    expect((await rewrapKeys(ctx)).rewrapped).toBe(1)
    expect(await forgetKeks(ctx)).toBe(1)
    for (const { id } of [key, later])
      await expect(vault.sign(db, id, 'site-certificate', MESSAGE)).resolves.toBeInstanceOf(Uint8Array)
    const actions = await db.select({ action: auditLog.action }).from(auditLog).orderBy(auditLog.seq)
    expect(actions.map(({ action }) => action)).toEqual(['kek.rotation-begun', 'kek.rewrapped', 'kek.forgotten'])
    expect((await rewrapKeys(ctx)).rewrapped).toBe(0)
  })

  it('are not made here when the settings hold them', async () => {
    const { db } = await withDatabase()
    const ctx = testCtx(db, { ports: { keyRotation: keyRotation(openKeyring([first])) } })
    await expect(beginRotation(ctx)).rejects.toMatchObject({ code: 'key.kek-from-settings' })
  })
})

describe('a rotation that is killed', () => {
  it('has lost nothing, wherever kill -9 struck, and the next one finishes it', async () => {
    const { db, url } = await withDatabase()
    const { ids } = await filled(db, first, KILLED_ROWS)
    const ring = openKeyring([second, first])
    let partial = 0
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [
        '--import',
        'tsx',
        CHILD,
        url,
        second.toString('hex'),
        first.toString('hex'),
      ])
      // After its first batches, whenever that is.
      await new Promise<void>((resolve) => {
        child.stdout.once('data', () => resolve())
        child.once('exit', () => resolve())
      })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await ended
      const { waiting = 0 } = (await keyRotation(ring).status(db)).tables[1] ?? {}
      if (waiting > 0 && waiting < KILLED_ROWS) partial += 1
      const sample = ids.filter((_, index) => index % 97 === 0)
      expect(await opens(db, ring, sample)).toBe(sample.length)
    }
    expect(partial).toBeGreaterThan(0)
    expect((await keyRotation(ring).rotate(db)).broken).toEqual([])
    expect((await keyRotation(ring).status(db)).tables.map(({ waiting }) => waiting)).toEqual([0, 0])
  }, 120_000)
})
