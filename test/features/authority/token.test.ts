import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, expect, it, vi } from 'vitest'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openToken } from '#adapters/keys/token/token.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import {
  appointResponders,
  foundAuthority,
  issueCredential,
  OpenBuiltin,
  orderCredential,
  publishCrls,
} from '#features/authority/index.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { openssl, withFiles } from '../../lab/openssl.ts'
import { authorityEstate, newCarrier, orderFor, SM2_AUTHORITY } from './estate.ts'

const PIN = '246813'
const folder = passableFolder('authority-token')
const config = join(folder, 'softhsm2.conf')
execFileSync('mkdir', ['-p', join(folder, 'tokens')])
writeFileSync(
  config,
  `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
)
vi.stubEnv('SOFTHSM2_CONF', config)
execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'zhengxun', '--pin', PIN, '--so-pin', '87654321'], {
  stdio: 'ignore',
})
const token = openToken({ module: '/usr/lib/softhsm/libsofthsm2.so', token: 'zhengxun', pin: PIN })
afterAll(() => {
  token.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const { db } = await withDatabase()
const files = withFiles()
const kek = randomBytes(32)
const keys = openKeyVault(kek, { token, tokenPurposes: ['certificate-authority', 'ocsp-responder'] })
const ctx = () => authorityEstate(db).ctx({ ports: { keys, secrets: openSecretVault(kek) } })
const found = (algorithm: string) =>
  db.transaction((tx) => {
    const input = { ...SM2_AUTHORITY, label: algorithm, name: algorithm, algorithm, profiles: ['staff-rsa'] }
    return foundAuthority(tx, ctx(), OpenBuiltin.parse(input))
  })

it.each(['rsa3072', 'p256'])(
  'an authority with its %s key on the device issues and publishes as any other, and OpenSSL agrees',
  async (algorithm) => {
    const authority = await found(algorithm)
    const { request } = await newCarrier('rsa2048')
    const order = orderFor(authority.id, request, { profileId: 'staff-rsa' })
    const { issuanceId } = await db.transaction((tx) => orderCredential(tx, ctx(), order))
    const issued = await issueCredential(ctx(), issuanceId)
    if (issued.state !== 'issued') throw new Error(`${issued.code} ${JSON.stringify(issued.params)}`)
    const ca = files.putCertificates(...issued.pair.chain)
    const time = ['-attime', `${Math.floor(ctx().now / 1000)}`]
    const said = await openssl([
      'verify',
      ...time,
      '-x509_strict',
      '-CAfile',
      ca,
      files.putCertificates(issued.pair.sign),
    ])
    expect(said.text).toContain(': OK')
    await appointResponders(ctx())
    await publishCrls(ctx())
    const { rows } = await db.execute<{ crl: Buffer }>(
      sql`select crl from authority_crls where authority_id = ${authority.id}`,
    )
    const crl = files.put(new Uint8Array(rows[0]?.crl ?? []))
    expect((await openssl(['crl', '-inform', 'DER', '-in', crl, '-CAfile', ca, '-noout'])).text).toContain('verify OK')
    const { rows: held } = await db.execute<{ custody: string }>(
      sql`select distinct custody from sealed_keys where purpose in ('certificate-authority', 'ocsp-responder')`,
    )
    expect(held).toEqual([{ custody: 'token' }])
  },
  // The device makes a prime of 1,536 bits twice, as fast as it can.
  120_000,
)

it('an SM2 authority is refused where keys are to be born on a PKCS#11 device, which has no SM2', async () => {
  await expect(found('sm2')).rejects.toMatchObject({ kind: 'precondition', code: 'key.token-cannot-make' })
})
