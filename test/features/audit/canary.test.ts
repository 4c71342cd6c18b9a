// No secret leaves: every one there is in this small service is known here, every way of failing is taken, and then everything that leaves
// or is kept is searched for it, in each spelling octets have.

import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { eq, sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { CIPHER_SUITES } from '#adapters/keys/ciphers.node.ts'
import { KekFile } from '#adapters/keys/kek-file.node.ts'
import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { passphraseProvider } from '#adapters/keys/providers/passphrase.node.ts'
import { keyRotation } from '#adapters/keys/rotation.node.ts'
import { openSecretVault } from '#adapters/keys/secrets.node.ts'
import { openToken } from '#adapters/keys/token/token.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { openLog } from '#adapters/telemetry/log.node.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Db } from '#db/database.ts'
import { sealedKeys, sealedSecrets } from '#db/schema/keys.ts'
import { createAccount } from '#features/accounts/index.ts'
import { exportAudit } from '#features/audit/hand-out.ts'
import { checkpointLine, recordAudit, signHead } from '#features/audit/index.ts'
import { beginRotation, rewrapKeys } from '#features/keys/index.ts'
import { createApp } from '#http/app.ts'
import type { AppDeps } from '#http/deps.ts'
import { ConfigError, readConfig } from '#src/config.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'

const folder = passableFolder('canary')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every secret by a name, and where what is said or kept goes. */
class Watch {
  readonly secrets = new Map<string, Buffer>()
  readonly seen: { where: string; bytes: Buffer }[] = []

  secret(name: string, octets: Uint8Array | string): void {
    this.secrets.set(name, Buffer.from(octets as Uint8Array))
  }

  saw(where: string, content: unknown): void {
    const text = typeof content === 'string' || content instanceof Uint8Array ? content : inspect(content, { depth: 9 })
    this.seen.push({ where, bytes: Buffer.from(text as Uint8Array) })
    if (content instanceof Error) this.saw(`${where} (as logged)`, `${content.message}\n${content.stack}`)
  }

  /** As text, as octets, hexadecimal in both cases, Base64 in both alphabets. */
  leaks(): string[] {
    const found: string[] = []
    for (const [name, secret] of this.secrets) {
      const core = secret.subarray(0, 24)
      const base64 = core.subarray(0, 24).toString('base64')
      const spellings = [
        core,
        ...[core.toString('hex'), core.toString('hex').toUpperCase(), base64, core.toString('base64url')].map((text) =>
          Buffer.from(text),
        ),
      ]
      for (const { where, bytes } of this.seen)
        if (spellings.some((spelling) => bytes.includes(spelling))) found.push(`${name} in ${where}`)
    }
    return found
  }
}

const marked = (what: string) => `CANARY-${what}-${randomBytes(12).toString('hex')}`

async function dumped(db: Db, watch: Watch): Promise<number> {
  const tables = await db.execute<{ name: string }>(
    sql`select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables`,
  )
  for (const { name } of tables.rows) {
    const { rows } = await db.execute<{ text: string }>(sql.raw(`select to_jsonb(t)::text as text from ${name} t`))
    // bytea comes as hexadecimal, in which octets of our spellings stay what they are.
    watch.saw(`table ${name}`, rows.map(({ text }) => text).join('\n'))
  }
  return tables.rows.length
}

describe.each(CIPHER_SUITES)('what this service holds (%s)', (suite) => {
  it('shows up in no log, no row, no problem, no export and no file, whatever fails', async () => {
    const watch = new Watch()
    const { db, url } = await withDatabase()
    const logged: string[] = []
    const log = openLog('debug', { write: (line: string) => void logged.push(line) })
    const passphrase = marked('passphrase')
    watch.secret('passphrase', passphrase)
    const path = join(folder, `kek-${suite}`)
    const file = new KekFile(path, [passphraseProvider(passphrase, suite)])
    const keks = await file.keys()
    for (const [index, kek] of keks.entries()) watch.secret(`kek ${index}`, kek)
    const ring = openKeyring(keks, { suite, source: () => file.keys() })
    const pin = marked('pin')
    watch.secret('pin', pin)
    const token = openToken({ module: join(folder, 'none.so'), token: 'none', pin })
    const keys = openKeyVault(ring, { token, tokenPurposes: ['document-signature'] })
    const secrets = openSecretVault(ring)
    const auditOutside = { hash: 'sha256', keyAlgorithm: 'p256', places: [] } as const
    const keyRotationPort = keyRotation(ring, file)
    const ports = { keys, secrets, auditOutside, spreadsheets, keyRotation: keyRotationPort }
    const ctx = testCtx(db, { ports })

    // Private keys: what is inside is read here by the one door there is.
    for (const algorithm of ['p256', 'sm2', 'rsa2048', 'ed25519'] as const) {
      const key = await db.transaction((tx) => keys.generate(tx, { algorithm, purpose: 'site-certificate', now: NOW }))
      await keys.lend(db, key.id, 'site-certificate', async (secret) => {
        secret.use((octets) => {
          const at = { p256: 36, sm2: 36, rsa2048: 300, ed25519: 16 }[algorithm]
          watch.secret(`private key ${algorithm}`, Uint8Array.from(octets.subarray(at, at + 24)))
        })
        watch.saw('a secret key printed', `${inspect(secret)} ${JSON.stringify(secret)} ${secret}`)
      })
      await keys.sign(db, key.id, 'site-certificate', randomBytes(32))
    }
    // Shared secrets of every purpose that is handed over: webhooks, passphrases, keys of places.
    const kept: string[] = []
    for (const purpose of ['notice-channel', 'backup-passphrase', 'backup-access', 'backup-manifest'] as const) {
      const secret = marked(purpose)
      watch.secret(purpose, secret)
      kept.push(await db.transaction((tx) => secrets.keep(tx, { secret: Buffer.from(secret), purpose, now: NOW })))
    }
    // A seed of one-time codes: opened for a code, taken away with its device, and nowhere in between.
    const seed = new Uint8Array(randomBytes(24))
    watch.secret('totp seed', seed)
    const purpose = 'totp-seed'
    const seedId = await db.transaction((tx) => secrets.keep(tx, { secret: seed, purpose, now: NOW }))
    await secrets.use(db, seedId, purpose, async (opened) =>
      watch.secret('totp seed as opened', Uint8Array.from(opened)),
    )
    // The key under which rights are sealed; its codes are no secret.
    const permissionKey = new Uint8Array(randomBytes(32))
    watch.secret('permission key', permissionKey)
    await db.transaction((tx) => secrets.keep(tx, { secret: permissionKey, purpose: 'permission-mac', now: NOW }))
    const { username, password } = await createAccount(ctx, { name: '张三', username: 'zhang', roles: ['operator'] })
    watch.secret('password', password)

    /** What is said of a failure, to the log and to whoever asked. */
    const fails = async (what: string, work: () => unknown) => {
      const error = await Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
      expect(error, what).toBeInstanceOf(Error)
      log.error({ error, job: what }, 'job failed')
      watch.saw(what, error)
    }
    const [channel = ''] = kept
    const stranger = openKeyring([randomBytes(32)], { suite })
    const [row] = await db.select().from(sealedKeys)
    await fails('another key-encryption key', () =>
      openSecretVault(stranger).use(db, channel, 'notice-channel', async () => 0),
    )
    await fails('another purpose', () => secrets.use(db, channel, 'backup-access', async () => 0))
    await fails('a seed for another purpose', () => secrets.use(db, seedId, 'notice-channel', async () => 0))
    await fails('work with a seed that throws', () =>
      secrets.use(db, seedId, 'totp-seed', async () => {
        throw new Error('no such step')
      }),
    )
    await fails('work with a secret that throws', () =>
      secrets.use(db, channel, 'notice-channel', async () => {
        throw new Error('the robot refused it')
      }),
    )
    await fails('a token that is not there', () =>
      db.transaction((tx) => keys.generate(tx, { algorithm: 'p256', purpose: 'document-signature', now: NOW })),
    )
    await fails('a wrong passphrase', () => new KekFile(path, [passphraseProvider(marked('other'), suite)]).keys())
    await fails('a row that cannot be stored', () =>
      db.insert(sealedSecrets).values({ ...(row as NonNullable<typeof row>), id: channel }),
    )
    await fails('a setting that is refused', () =>
      readConfig(
        { ZHENGXUN_KEK: passphrase, ZHENGXUN_PKCS11_PIN: pin, ZHENGXUN_KEK_PREVIOUS: pin, ZHENGXUN_TYPO: 'x' },
        () => '',
      ),
    )
    expect(() => readConfig({ ZHENGXUN_KEK: passphrase }, () => '')).toThrow(ConfigError)

    // Over HTTP, in every place a person may put one by mistake.
    const app = createApp({
      db,
      ports: ctx.ports,
      now: () => NOW,
      log,
      checkReady: async () => undefined,
      publicUrl: new URL('http://127.0.0.1:8460'),
      addressOf: () => '127.0.0.1',
      twoFactors: 'offered',
      metrics: prometheusMetrics(),
      readAsset: async () => undefined,
    } as AppDeps)
    const typed = marked('typed')
    watch.secret('typed password', typed)
    const asked = async (what: string, to: string, init: RequestInit = {}) => {
      const answer = await app.request(`/api/v1${to}`, init)
      watch.saw(
        `answer: ${what}`,
        `${answer.status} ${inspect(Object.fromEntries(answer.headers))} ${await answer.text()}`,
      )
    }
    const json = (body: string): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:8460' },
      body,
    })
    await asked('a wrong password', '/sessions', json(JSON.stringify({ username, password: typed })))
    await asked('broken JSON', '/sessions', json(`{"username":"zhang","password":"${typed}"`))
    await asked('a field too many', '/sessions', json(JSON.stringify({ username, password: [typed] })))
    await asked('a made-up session', '/me', {
      headers: { cookie: `zhengxun=${typed}`, authorization: `Bearer ${typed}` },
    })
    const signedIn = await app.request('/api/v1/sessions', json(JSON.stringify({ username, password })))
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    const [, session = ''] = cookie.split('=')
    if (session !== '') watch.secret('session', session)
    watch.saw('answer: signed in', await signedIn.text())
    await asked('what is not there', '/nothing', { headers: { cookie } })
    await asked('what is not allowed', '/audit', { headers: { cookie } })

    // Rotated, signed, exported.
    await beginRotation(ctx)
    await rewrapKeys(ctx)
    for (const [index, kek] of (await file.keys()).entries()) watch.secret(`rotated kek ${index}`, kek)
    await db.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: 'key.held',
        object: { type: 'key', id: '1' },
        detail: { key: new SecretKey(Buffer.from(typed)), ring: { ...ring }, vault: keys },
      }),
    )
    const checkpoint = await signHead(ctx)
    if (checkpoint) watch.saw('checkpoint', checkpointLine(checkpoint))
    const trail = await exportAudit(ctx, { kind: 'trail' })
    watch.saw('export of the trail', await new Response(trail.body).text())
    // Packed, a spreadsheet would hide what is in it.
    const table = await exportAudit(ctx, { kind: 'table' })
    const read = await spreadsheets.read(new Uint8Array(table.body as ArrayBuffer))
    expect(read.ok && read.value[0]?.rows.length).toBeGreaterThan(5)
    watch.saw('export of a table', JSON.stringify(read))
    watch.saw('key file', readFileSync(path))
    watch.saw('url of the database', url)
    watch.saw('printed', { keys, secrets, ring, file, token, rotation: keyRotationPort })
    expect(await dumped(db, watch)).toBeGreaterThan(50)
    watch.saw('log', logged.join(''))
    token.close()

    expect(watch.secrets.size).toBeGreaterThanOrEqual(17)
    expect(logged.length).toBeGreaterThan(6)
    expect(watch.leaks()).toEqual([])
    // A search that finds nothing anywhere searches nothing.
    watch.saw('planted', Buffer.from(passphrase).toString('base64'))
    expect(watch.leaks()).toEqual(['passphrase in planted'])
    expect(await db.$count(sealedSecrets, eq(sealedSecrets.purpose, 'notice-channel'))).toBe(1)
  }, 120_000)
})
