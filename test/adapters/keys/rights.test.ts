import { randomBytes } from 'node:crypto'
import { desc } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { openRightsSeal } from '#adapters/keys/rights.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { rightsSeals } from '#db/schema/keys.ts'
import { withDatabase } from '../../database.ts'
import { openssl } from '../../lab/openssl.ts'

const NOW = Date.UTC(2026, 10, 21)
const TEXT = 'account|person|operator'
const { db } = await withDatabase()
const kek = randomBytes(32)

/** The octets behind the newest seal. */
async function newestKey(): Promise<string> {
  const [newest] = await db.select().from(rightsSeals).orderBy(desc(rightsSeals.id)).limit(1)
  const vault = openSecretVault(kek)
  return vault.use(db, newest?.secretId ?? '', 'permission-mac', async (secret) => Buffer.from(secret).toString('hex'))
}

describe.each([
  ['international', 'sha256', '01'],
  ['gm', 'sm3', '02'],
] as const)('the seal of rights under the %s suite', (suite, hash, format) => {
  const seal = openRightsSeal(openKeyring([kek], { suite }))

  it(`makes the codes that OpenSSL makes by HMAC with ${hash}, another for a text one byte away`, async () => {
    await db.transaction((tx) => seal.begin(tx, NOW))
    const [code, other] = (await seal.codes(db, [TEXT, `${TEXT}s`])) ?? []
    const key = await newestKey()
    expect([key.slice(0, 2), key.length]).toEqual([format, 66])
    const made = await openssl(['dgst', `-${hash}`, '-mac', 'HMAC', '-macopt', `hexkey:${key.slice(2)}`], TEXT)
    expect(made.text.trim().split(' ').at(-1)).toBe(code)
    expect(other).not.toBe(code)
  })

  it('is read by a house that has changed its suite since, until a new one is begun', async () => {
    const [before] = (await seal.codes(db, [TEXT])) ?? []
    const changed = openRightsSeal(openKeyring([kek], { suite: suite === 'gm' ? 'international' : 'gm' }))
    expect(await changed.codes(db, [TEXT])).toEqual([before])
    await db.transaction((tx) => changed.begin(tx, NOW))
    expect(await changed.codes(db, [TEXT])).not.toEqual([before])
  })
})
