import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { openRightsSeal } from '#adapters/keys/rights.node.ts'
import { runRights } from '#cli/rights.ts'
import { accounts } from '#db/schema/accounts.ts'
import { auditLog } from '#db/schema/audit.ts'
import { sealedSecrets } from '#db/schema/keys.ts'
import { sealExistingRights, seedAccounts } from '#features/accounts/index.ts'
import { NOW, testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'

const { db, url } = await withDatabase()
const kek = randomBytes(32)
const ctx = testCtx(db, { now: NOW, ports: { rights: openRightsSeal(openKeyring([kek])) } })
await sealExistingRights(ctx)
const credentials = await seedAccounts(ctx, ['system-admin', 'security-admin', 'operator'])
afterEach(() => vi.unstubAllEnvs())

async function run(argv: string[], typed: string[] = []) {
  vi.stubEnv('ZHENGXUN_DATABASE_URL', url)
  vi.stubEnv('DATABASE_URL', url)
  vi.stubEnv('ZHENGXUN_KEK', kek.toString('hex'))
  const said: string[] = []
  const input = Readable.from([typed.map((line) => `${line}\n`).join('')])
  const say = (text: string) => void said.push(text)
  return { exit: await runRights(argv, { out: say, err: say, input }), said: said.join('') }
}

const passwordOf = (name: string) => credentials.find(({ username }) => username === name)?.password ?? ''
const order = ['seal', '--persons', 'system-admin,security-admin', '--reason', '主密钥文件损坏']
const both = [passwordOf('system-admin'), passwordOf('security-admin')]

describe('rights', () => {
  it('check says who is not what was sealed, and how many were looked at', async () => {
    expect(await run(['check'])).toMatchObject({ exit: 0, said: expect.stringContaining('accounts: 3') })
    await db.update(accounts).set({ districtId: '310115' }).where(eq(accounts.username, 'operator'))
    expect(await run(['check'])).toMatchObject({ exit: 1, said: expect.stringMatching(/operator .*: altered/) })
    await db.update(accounts).set({ districtId: null }).where(eq(accounts.username, 'operator'))
  })

  it('seal is for the day the key is lost: by two persons, who are shown what they seal', async () => {
    await db.delete(sealedSecrets)
    expect(await run(['check'])).toMatchObject({ exit: 1, said: expect.stringContaining('rights seal') })
    expect((await run(order, [both[0] ?? '', 'wrong'])).exit).toBe(1)
    const one = ['seal', '--persons', 'security-admin,security-admin', '--reason', 'x']
    expect((await run(one, [both[1] ?? '', both[1] ?? ''])).exit).toBe(1)
    expect((await run(['seal'])).exit).toBe(64)
    expect(await db.$count(sealedSecrets)).toBe(0)
    const { exit, said } = await run(order, both)
    expect([exit, said]).toEqual([0, expect.stringContaining('operator\t运维操作员\toperator')])
    expect(await run(['check'])).toMatchObject({ exit: 0 })
    expect(await db.select().from(auditLog).where(eq(auditLog.action, 'rights.sealed-anew'))).toMatchObject([
      { detail: { reason: '主密钥文件损坏', accounts: 3 } },
    ])
  })
})
