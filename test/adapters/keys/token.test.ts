import { execFileSync } from 'node:child_process'
import { constants, createPublicKey, createVerify, publicEncrypt, randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { KekFile } from '#adapters/keys/kek-file.node.ts'
import { openKeyring } from '#adapters/keys/keyring.node.ts'
import { plainFile } from '#adapters/keys/providers/file.node.ts'
import { pkcs11Provider } from '#adapters/keys/providers/pkcs11.node.ts'
import { openToken, type Token } from '#adapters/keys/token/token.node.ts'
import { openKeyVault } from '#adapters/keys/vault.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { withDatabase } from '../../database.ts'
import { passableFolder } from '../../folder.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const MODULE = '/usr/lib/softhsm/libsofthsm2.so'
const NOW = Date.UTC(2026, 10, 21)
const MESSAGE = new TextEncoder().encode('to be signed')
const PIN = '246813'
const folder = passableFolder('token')
const workshop = opensslWorkshop()
const opened: Token[] = []

/** A SoftHSM of its own: another process, another library, the same interface as the device in the rack. */
beforeAll(() => {
  const config = join(folder, 'softhsm2.conf')
  execFileSync('mkdir', ['-p', join(folder, 'tokens')])
  writeFileSync(
    config,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  vi.stubEnv('SOFTHSM2_CONF', config)
  const init = ['--init-token', '--free', '--label', 'zhengxun', '--pin', PIN, '--so-pin', '87654321']
  execFileSync('softhsm2-util', init, { stdio: 'ignore' })
})
afterAll(() => {
  for (const token of opened) token.close()
  workshop.close()
  rmSync(folder, { recursive: true, force: true })
})

function token(more: { pin?: string; module?: string; label?: string; answerMs?: number } = {}): Token {
  const { pin = PIN, module = MODULE, label = 'zhengxun', answerMs } = more
  const made = openToken({ module, token: label, pin }, { ...(answerMs !== undefined && { answerMs }) })
  opened.push(made)
  return made
}

describe('a key born on a token', () => {
  it.each(['rsa2048', 'p256', 'p384'] as const)(
    'of kind %s signs through the vault, and what is sealed of it is its name',
    async (algorithm) => {
      const { db } = await withDatabase()
      const vault = openKeyVault(randomBytes(32), { token: token(), tokenPurposes: ['site-certificate'] })
      const key = await db.transaction((tx) => vault.generate(tx, { algorithm, purpose: 'site-certificate', now: NOW }))
      const order = { subject: { C: 'CN', CN: 'token.rsj.sh.gov.cn' }, sans: ['token.rsj.sh.gov.cn'] }
      const der = await requestMaker.make(order, key, (bytes) => vault.sign(db, key.id, 'site-certificate', bytes))
      const file = workshop.putPem('CERTIFICATE REQUEST', der)
      expect(workshop.run('req', '-verify', '-noout', '-in', file).text).toMatch(/self-signature verify OK/)
      const [row] = await db.select().from(sealedKeys).where(eq(sealedKeys.id, key.id))
      expect([row?.custody, (row?.sealed.length ?? 0) < 100]).toEqual(['token', true])
      const lent = vault.lend(db, key.id, 'site-certificate', async () => true)
      await expect(lent).rejects.toMatchObject({ kind: 'precondition', code: 'key.token-stays' })
      // A name that is on no token; and a vault without the device says what is missing.
      const stranger = token().sign('ff'.repeat(16), algorithm, MESSAGE)
      await expect(stranger).rejects.toMatchObject({ fault: 'missing' })
      const without = openKeyVault(randomBytes(32))
      await expect(without.sign(db, key.id, 'site-certificate', MESSAGE)).rejects.toMatchObject({ kind: 'unavailable' })
    },
    60_000,
  )

  it('is not passed off as one in the database by changing its custody', async () => {
    const { db } = await withDatabase()
    const vault = openKeyVault(randomBytes(32), { token: token(), tokenPurposes: ['document-signature'] })
    const generate = (purpose: 'document-signature' | 'site-certificate') =>
      db.transaction((tx) => vault.generate(tx, { algorithm: 'p256', purpose, now: NOW }))
    const onToken = await generate('document-signature')
    const here = await generate('site-certificate')
    await db.update(sealedKeys).set({ custody: 'sealed' }).where(eq(sealedKeys.id, onToken.id))
    await db.update(sealedKeys).set({ custody: 'token' }).where(eq(sealedKeys.id, here.id))
    for (const [id, purpose] of [
      [onToken.id, 'document-signature'],
      [here.id, 'site-certificate'],
    ] as const)
      await expect(vault.sign(db, id, purpose, MESSAGE)).rejects.toMatchObject({ code: 'key.seal-broken' })
  })

  it('is refused for a kind the token does not have', async () => {
    const { db } = await withDatabase()
    const vault = openKeyVault(randomBytes(32), { token: token(), tokenPurposes: ['document-signature'] })
    const made = db.transaction((tx) =>
      vault.generate(tx, { algorithm: 'sm2', purpose: 'document-signature', now: NOW }),
    )
    await expect(made).rejects.toMatchObject({ kind: 'precondition', code: 'key.token-cannot-make' })
  })
})

describe('a token that guards key-encryption keys', () => {
  it('unwraps them at every start; without it, or with another one, they stay closed', async () => {
    const path = join(folder, 'kek')
    const file = () => new KekFile(path, [pkcs11Provider(token(), 'zhengxun-kek')])
    const [kek] = await file().keys()
    expect(readFileSync(path, 'utf8')).toMatch(/^pkcs11:\{/)
    expect(readFileSync(path, 'utf8')).not.toContain(Buffer.from(kek ?? []).toString('hex'))
    expect((await file().keys())[0]).toEqual(kek)
    await file().begin()
    expect((await file().keys())[1]).toEqual(kek)
    await expect(new KekFile(path, [plainFile]).keys()).rejects.toThrow(/设置中没有它/)
    const elsewhere = new KekFile(path, [pkcs11Provider(token({ label: 'none' }), 'zhengxun-kek')])
    await expect(elsewhere.keys()).rejects.toThrow(/no token with the label none/)
    expect(openKeyring(await file().keys()).current().id).toHaveLength(16)
  }, 60_000)

  it('refuses a wrapped key that was changed', async () => {
    const provider = pkcs11Provider(token(), 'zhengxun-kek')
    const value = JSON.parse(await provider.protect(randomBytes(32)))
    const box = Buffer.from(value.box, 'base64')
    box[5] = (box[5] ?? 0) ^ 1
    await expect(provider.open(JSON.stringify({ ...value, box: box.toString('base64') }))).rejects.toThrow(/密码设备/)
    await expect(provider.open('{}')).rejects.toThrow(/无法读取/)
  })

  it('never gives its private key away, and deciphers with OAEP alone', async () => {
    const one = token()
    const { id, publicKey } = await one.wrappingKey('zhengxun-kek')
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    const pkcs1 = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('secret'))
    await expect(one.decrypt(id, 'sha1', pkcs1)).rejects.toMatchObject({ fault: 'failed' })
    // Nor does it sign: a key of one purpose does nothing else.
    await expect(one.sign(id, 'rsa3072', MESSAGE)).rejects.toMatchObject({ name: 'TokenError' })
  })
})

describe('a token in trouble', () => {
  it('is given a wrong PIN once, whatever is asked of it afterwards', async () => {
    const wrong = token({ pin: '000000' })
    await expect(wrong.wrappingKey('zhengxun-kek')).rejects.toMatchObject({ fault: 'pin' })
    // The right library is taken away: whoever logged in again would now say something else.
    const config = process.env.SOFTHSM2_CONF ?? ''
    renameSync(config, `${config}.away`)
    await expect(wrong.wrappingKey('zhengxun-kek')).rejects.toMatchObject({ fault: 'pin' })
    renameSync(`${config}.away`, config)
    await expect(wrong.sign('00', 'p256', MESSAGE)).rejects.toMatchObject({ fault: 'pin' })
  })

  it('is unavailable when it is gone, and found again when it is back', async () => {
    const one = token()
    const { publicKey } = await one
      .generate({ id: 'ab'.repeat(16), label: 'back', algorithm: 'p256' })
      .then((spki) => ({
        publicKey: spki,
      }))
    const tokens = join(folder, 'tokens')
    one.close()
    renameSync(tokens, `${tokens}.away`)
    execFileSync('mkdir', ['-p', tokens])
    await expect(one.sign('ab'.repeat(16), 'p256', MESSAGE)).rejects.toMatchObject({ name: 'TokenError' })
    rmSync(tokens, { recursive: true })
    renameSync(`${tokens}.away`, tokens)
    const signature = await one.sign('ab'.repeat(16), 'p256', MESSAGE)
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(createVerify('sha256').update(MESSAGE).verify(key, signature)).toBe(true)
  })

  it('that does not answer in time is silent, never a hang', async () => {
    const slow = token({ answerMs: 1 })
    await expect(slow.sign('00', 'p256', MESSAGE)).rejects.toMatchObject({ fault: 'silent' })
  })

  it('whose library is none, or ends its process, takes nobody with it', async () => {
    const none = token({ module: join(folder, 'none.so') })
    await expect(none.sign('00', 'p256', MESSAGE)).rejects.toMatchObject({ fault: 'absent' })
    const source = join(folder, 'crash.c')
    writeFileSync(source, 'unsigned long C_Initialize(void *a) { return *(volatile int *) 0; }\n')
    const names =
      'GetSlotList GetTokenInfo OpenSession Login GenerateKeyPair GetAttributeValue FindObjectsInit FindObjects FindObjectsFinal SignInit Sign DecryptInit Decrypt'
    const stubs = names.split(' ').map((name) => `unsigned long C_${name}(void) { return 5; }\n`)
    writeFileSync(source, stubs.join(''), { flag: 'a' })
    const module = join(folder, 'crash.so')
    execFileSync('gcc', ['-shared', '-fPIC', '-o', module, source])
    const crashing = token({ module })
    await expect(crashing.sign('00', 'p256', MESSAGE)).rejects.toMatchObject({ fault: 'silent' })
    await expect(crashing.sign('00', 'p256', MESSAGE)).rejects.toMatchObject({ fault: 'silent' })
  })
})
