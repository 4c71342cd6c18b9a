import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { buildPackage } from '#adapters/packaging/build.node.ts'
import { belongsTo, problemOfPackage } from '#adapters/packaging/self-check.node.ts'
import { SecretKey } from '#core/keystores/secret.ts'
import type { Guide } from '#core/packages/guide.ts'
import type { DeviceOrder, FormatWithKeyInside, PackageOrder, ServiceOrder } from '#core/packages/order.ts'
import { targetOf } from '#core/targets/catalogue.ts'
import { KEY_IN_PACKAGE, PACKAGE_FORMATS, type PackageFormat, type Target } from '#core/targets/target.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { ext, general, issue, type Key, makeKey, NOW, YEAR_MS } from '../../core/x509/authority.ts'
import { hasKeytool, keytool } from '../../support/keytool.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const shop = opensslWorkshop()
afterAll(shop.close)

const PASSWORD = 'a-long-password'
const caUsage = [ext.ca(), ext.keyUsage(5, 6)]
const LONG = { notBefore: NOW - 5 * YEAR_MS, notAfter: NOW + 10 * YEAR_MS }
const secretOf = (key: Key) => new SecretKey(new Uint8Array(key.privateKey.export({ type: 'pkcs8', format: 'der' })))

async function siteOf(kind: 'rsa' | 'p256' | 'sm2') {
  const [rootKey, subKey, siteKey] = [makeKey(kind), makeKey(kind), makeKey(kind)]
  const root = await issue({ subject: 'CN=Root', extensions: caUsage, ...LONG }, rootKey)
  const sub = await issue({ subject: 'CN=Sub', issuer: 'CN=Root', extensions: caUsage, ...LONG }, subKey, rootKey)
  const names = ext.names(general.dns('*.rsj.sh.gov.cn'))
  const leaf = await issue(
    { subject: 'CN=*.rsj.sh.gov.cn', issuer: 'CN=Sub', serial: 9, extensions: [names] },
    siteKey,
    subKey,
  )
  return { root, sub, leaf, siteKey, subKey }
}
const rsa = await siteOf('rsa')
const ec = await siteOf('p256')

const words = { zh: '步骤', en: 'step' }
const steps = (command: string) => [{ text: words, command }]
const GUIDE: Guide = {
  title: { zh: '测试服务器', en: 'Test server' },
  versions: '1',
  steps: {
    csr: [],
    install: steps('cp leaf.pem /etc'),
    chain: [],
    activate: steps('reload'),
    verify: [],
    rollback: steps('cp old /etc'),
  },
  traps: [{ zh: '小心', en: 'Careful' }],
}
const targetWith = (keyOrigin: Target['keyOrigin'], formats: readonly PackageFormat[] = PACKAGE_FORMATS): Target => ({
  id: 'test',
  title: GUIDE.title,
  versions: '1',
  keyOrigin,
  steps: { csr: [], install: [], chain: [], activate: [], verify: [], rollback: [] },
  packageFormats: formats,
  traps: [],
  isExecutable: false,
  verified: 'unverified',
  source: 'test',
  defaults: {},
})

const setOf = ({ leaf, sub, root }: typeof rsa) => ({ leaf, intermediates: [sub], root })
const serviceOrder = (format: PackageFormat, more: Partial<ServiceOrder> = {}): ServiceOrder => ({
  keyOrigin: 'service',
  target: targetWith('either'),
  format,
  certificates: setOf(rsa),
  key: secretOf(rsa.siteKey),
  password: PASSWORD,
  at: NOW,
  alias: '*.rsj.sh.gov.cn',
  ...more,
})
const build = (order: PackageOrder, version = '') => buildPackage(order, GUIDE, version, nodePrimitives)

async function filesOf(order: PackageOrder) {
  const files = unzipSync((await build(order)).bytes)
  for (const [name, bytes] of Object.entries(files)) shop.put(bytes, name)
  return files
}
const names = (files: Record<string, Uint8Array>) => Object.keys(files).filter((name) => name !== 'README.txt')
const pathOf = (name: string) => join(shop.directory, name)
const modulus = (spki: Uint8Array) =>
  shop.run('rsa', '-pubin', '-inform', 'DER', '-in', shop.put(spki), '-noout', '-modulus').text

describe('a package', () => {
  const EXPECTED: [PackageFormat, string[]][] = [
    ['pem-fullchain', ['wildcard.rsj.sh.gov.cn.key', 'fullchain.pem', 'leaf.pem', 'chain.pem']],
    ['pem-separate', ['wildcard.rsj.sh.gov.cn.key', 'leaf.pem', 'chain.pem']],
    ['pem-bundle-with-key', ['wildcard.rsj.sh.gov.cn.pem', 'leaf.pem', 'chain.pem']],
    ['pem-single-files', ['wildcard.rsj.sh.gov.cn.key', '1-site.pem', '2-intermediate.pem', 'root.pem']],
    ['pem-with-root', ['wildcard.rsj.sh.gov.cn.key', 'with-root.pem']],
    ['pfx-modern', ['wildcard.rsj.sh.gov.cn.pfx']],
    ['pfx-legacy', ['wildcard.rsj.sh.gov.cn.pfx']],
    ['jks', ['wildcard.rsj.sh.gov.cn.jks']],
    ['p7b', ['wildcard.rsj.sh.gov.cn.p7b']],
    ['der', ['wildcard.rsj.sh.gov.cn.cer', 'intermediate-1.cer']],
  ]
  it.each(EXPECTED)('%s has its files, and a guide with the way back in both languages', async (format, expected) => {
    const password = format.startsWith('pem') ? undefined : PASSWORD
    const files = await filesOf(serviceOrder(format, { password }))
    expect(names(files)).toEqual(expected)
    const guide = new TextDecoder().decode(files['README.txt'])
    for (const said of ['回退', 'Roll back', 'cp old /etc', '小心', 'Careful', expected[0] ?? ''])
      expect(guide).toContain(said)
    expect(guide).not.toMatch(/[^\r]\n/)
  })

  it('puts the chain in an order OpenSSL verifies', async () => {
    await filesOf(serviceOrder('pem-fullchain', { password: undefined }))
    const root = shop.putPem('CERTIFICATE', rsa.root.raw)
    expect(shop.run('verify', '-CAfile', root, '-untrusted', pathOf('chain.pem'), pathOf('leaf.pem')).text).toContain(
      'OK',
    )
    const shown = shop.run('crl2pkcs7', '-nocrl', '-certfile', pathOf('fullchain.pem'), '-out', pathOf('full.p7b'))
    expect(shown.status).toBe(0)
    const order = shop.run('pkcs7', '-in', pathOf('full.p7b'), '-print_certs', '-noout').text
    expect(order.match(/subject=.*/g)).toEqual(['subject=CN = *.rsj.sh.gov.cn', 'subject=CN = Sub'])
  })

  it('encrypts the key beside the certificate, and leaves it plain only without a password', async () => {
    await filesOf(serviceOrder('pem-fullchain'))
    const key = pathOf('wildcard.rsj.sh.gov.cn.encrypted.key')
    const opened = shop.run('rsa', '-in', key, '-passin', `pass:${PASSWORD}`, '-noout', '-modulus').text
    expect(opened).toContain(modulus(rsa.siteKey.publicKeyInfo).trim())
    expect(shop.run('rsa', '-in', key, '-passin', 'pass:wrong', '-noout').status).not.toBe(0)
    const plain = await filesOf(serviceOrder('pem-fullchain', { password: undefined }))
    expect(names(plain)[0]).toBe('wildcard.rsj.sh.gov.cn.key')
    expect(shop.run('rsa', '-in', pathOf('wildcard.rsj.sh.gov.cn.key'), '-noout', '-check').text).toContain(
      'RSA key ok',
    )
  })
})

describe('a PFX', () => {
  const read = (password: string, ...more: string[]) =>
    shop.run(
      'pkcs12',
      '-in',
      pathOf('wildcard.rsj.sh.gov.cn.pfx'),
      '-passin',
      `pass:${password}`,
      '-nodes',
      '-info',
      ...more,
    )

  it.each(['rsa', 'p256'])('of today is opened by OpenSSL with a %s key, and has nothing weak in it', async (kind) => {
    const site = kind === 'rsa' ? rsa : ec
    await filesOf(serviceOrder('pfx-modern', { certificates: setOf(site), key: secretOf(site.siteKey) }))
    const { status, text } = read(PASSWORD)
    expect([status, text.match(/BEGIN CERTIFICATE/g)?.length, text.match(/BEGIN PRIVATE KEY/g)?.length]).toEqual([
      0, 2, 1,
    ])
    expect(text).toMatch(/MAC: sha256, Iteration 100000/)
    expect(text.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/g)).toHaveLength(2)
    expect(read('wrong-password').text).toContain('invalid password')
  })

  it('for Windows up to 2016 is opened by the legacy provider, and has 3DES and SHA-1 only', async () => {
    await filesOf(serviceOrder('pfx-legacy'))
    const { status, text } = read(PASSWORD, '-legacy')
    expect([status, text.match(/BEGIN CERTIFICATE/g)?.length, text.match(/BEGIN PRIVATE KEY/g)?.length]).toEqual([
      0, 2, 1,
    ])
    expect(text).toMatch(/MAC: sha1/)
    expect(text.match(/pbeWithSHA1And3-KeyTripleDES-CBC/g)).toHaveLength(2)
    expect(text).not.toMatch(/AES|RC2|PBES2/)
  })

  it.skipIf(!hasKeytool)(
    'is one entry with its chain to keytool',
    async () => {
      for (const format of ['pfx-modern', 'pfx-legacy'] as const) {
        await filesOf(serviceOrder(format))
        const store = ['-keystore', pathOf('wildcard.rsj.sh.gov.cn.pfx'), '-storetype', 'PKCS12']
        const { status, text } = keytool('-list', '-v', ...store, '-storepass', PASSWORD)
        expect([status, /Certificate chain length: 2/.test(text), /Entry type: PrivateKeyEntry/.test(text)]).toEqual([
          0,
          true,
          true,
        ])
        expect(text).toContain('Alias name: wildcard.rsj.sh.gov.cn')
        expect(keytool('-list', ...store, '-storepass', 'wrong-password').status).not.toBe(0)
      }
    },
    60_000,
  )
})

describe.skipIf(!hasKeytool)('a JKS', () => {
  it.each(['rsa', 'p256'])(
    'with a %s key is one entry with its chain, and keytool can use its key',
    async (kind) => {
      const site = kind === 'rsa' ? rsa : ec
      await filesOf(serviceOrder('jks', { certificates: setOf(site), key: secretOf(site.siteKey) }))
      const store = ['-keystore', pathOf('wildcard.rsj.sh.gov.cn.jks'), '-storepass', PASSWORD]
      const { status, text } = keytool('-list', '-v', ...store)
      expect([status, /Certificate chain length: 2/.test(text), /Keystore type: JKS/.test(text)]).toEqual([
        0,
        true,
        true,
      ])
      // A new request signed with the entry proves that keytool opened the key.
      const made = keytool('-certreq', ...store, '-alias', 'wildcard.rsj.sh.gov.cn', '-file', pathOf('jks.csr'))
      expect([made.status, shop.run('req', '-in', pathOf('jks.csr'), '-verify', '-noout').text]).toMatchObject([
        0,
        expect.stringContaining('verify OK'),
      ])
      expect(
        keytool('-list', '-keystore', pathOf('wildcard.rsj.sh.gov.cn.jks'), '-storepass', 'other-one').text,
      ).toMatch(/password was incorrect/)
    },
    60_000,
  )
})

describe('P7B and DER', () => {
  it('are read by OpenSSL', async () => {
    await filesOf(serviceOrder('p7b'))
    const p7b = pathOf('wildcard.rsj.sh.gov.cn.p7b')
    expect(
      shop.run('pkcs7', '-inform', 'DER', '-in', p7b, '-print_certs', '-noout').text.match(/subject=/g),
    ).toHaveLength(2)
    await filesOf(serviceOrder('der'))
    const cer = pathOf('wildcard.rsj.sh.gov.cn.cer')
    expect(shop.run('x509', '-inform', 'DER', '-in', cer, '-noout', '-serial').text.trim()).toBe('serial=09')
  })
})

describe('the dual set of Tongsuo', async () => {
  const sm2 = await siteOf('sm2')
  const encryptionKey = makeKey('sm2')
  const template = { subject: 'CN=*.rsj.sh.gov.cn', issuer: 'CN=Sub', serial: 10 }
  const encryption = await issue({ ...template, extensions: [ext.keyUsage(2, 3)] }, encryptionKey, sm2.subKey)
  const order = serviceOrder('tongsuo-dual', {
    certificates: { ...setOf(sm2), encryption },
    key: secretOf(sm2.siteKey),
    encryptionKey: secretOf(encryptionKey),
    password: undefined,
  })

  it('is two chains and two keys, each key for its certificate', async () => {
    const files = await filesOf(order)
    expect(names(files)).toEqual(['sign.key', 'enc.key', 'sign.pem', 'enc.pem'])
    const publicOf = (...args: string[]) =>
      /-----BEGIN PUBLIC[\s\S]+-----END PUBLIC KEY-----/.exec(shop.run(...args).text)?.[0]
    for (const name of ['sign', 'enc']) {
      const own = publicOf('pkey', '-in', pathOf(`${name}.key`), '-pubout')
      expect(own).toBeDefined()
      expect(publicOf('x509', '-in', pathOf(`${name}.pem`), '-noout', '-pubkey')).toBe(own)
    }
  })

  it('is refused with the keys exchanged, without the second key, and without the second certificate', async () => {
    const exchanged = { ...order, key: secretOf(encryptionKey), encryptionKey: secretOf(sm2.siteKey) }
    await expect(build(exchanged)).rejects.toMatchObject({ code: 'package.key-mismatch' })
    await expect(build({ ...order, encryptionKey: undefined })).rejects.toMatchObject({
      code: 'package.encryption-key-missing',
    })
    await expect(build({ ...order, certificates: setOf(sm2) })).rejects.toMatchObject({
      code: 'package.encryption-missing',
    })
  })
})

describe('a device-born key', () => {
  const device = targetWith('device', ['pem-fullchain', 'pem-single-files', 'p7b', 'der'])
  const order = (format: DeviceOrder['format']): DeviceOrder => ({
    keyOrigin: 'device',
    target: device,
    format,
    certificates: setOf(rsa),
    at: NOW,
    alias: 'site',
  })

  it.each(device.packageFormats)('is in no package: %s', async (format) => {
    const made = await build(order(format as DeviceOrder['format']))
    expect(made.holdsPrivateKey).toBe(false)
    const files = unzipSync(made.bytes)
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.from(bytes).toString('latin1'), name).not.toContain('PRIVATE KEY-----')
      expect(shop.run('pkey', '-in', shop.put(bytes, `device-${name}`), '-noout').status, name).not.toBe(0)
    }
  })

  it('cannot be ordered into one: not by the type, and not by what comes over the wire', async () => {
    // @ts-expect-error a device order has no place for a key
    const withKey: DeviceOrder = { ...order('p7b'), key: secretOf(rsa.siteKey) }
    expect((await build(withKey)).holdsPrivateKey).toBe(false)
    // @ts-expect-error a format with the key inside is none for a device
    const inside: DeviceOrder = { ...order('p7b'), format: 'pfx-modern' }
    await expect(build(inside)).rejects.toMatchObject({ code: 'package.device-key' })
    const passedOff = serviceOrder('pem-fullchain', { target: device })
    await expect(build(passedOff)).rejects.toMatchObject({ code: 'package.device-key' })
  })

  it('has a type that agrees with the table of formats', () => {
    const inside = PACKAGE_FORMATS.filter((format) => KEY_IN_PACKAGE[format] === 'inside')
    const typed: Record<FormatWithKeyInside, true> = {
      'pem-bundle-with-key': true,
      'pfx-modern': true,
      'pfx-legacy': true,
      jks: true,
    }
    expect(inside.sort()).toEqual(Object.keys(typed).sort())
  })
})

describe('what is refused', () => {
  const REFUSED: [string, Partial<ServiceOrder>, PackageFormat, string][] = [
    ['the key of another certificate', { key: secretOf(ec.siteKey) }, 'pfx-modern', 'package.key-mismatch'],
    ['no password for a store', { password: undefined }, 'jks', 'package.password-missing'],
    ['a short password', { password: 'seven77' }, 'pfx-modern', 'package.password-missing'],
    [
      'a password old systems cannot type',
      { password: '一二三四五六七八' },
      'pfx-legacy',
      'package.password-not-ascii',
    ],
    [
      'a format the target does not take',
      { target: targetWith('service', ['jks']) },
      'pfx-modern',
      'package.format-not-for-target',
    ],
    [
      'no root where it is stored',
      { certificates: { leaf: rsa.leaf, intermediates: [rsa.sub] } },
      'pem-with-root',
      'package.root-missing',
    ],
  ]
  it.each(REFUSED)('%s', async (_, more, format, code) => {
    await expect(build(serviceOrder(format, more))).rejects.toMatchObject({ code })
  })

  it('a chain that does not hold fails the check before it is handed out', async () => {
    const broken: Certificate[] = [ec.sub]
    const order = serviceOrder('pem-fullchain', { certificates: { leaf: rsa.leaf, intermediates: broken } })
    await expect(build(order)).rejects.toMatchObject({ code: 'package.self-check-failed', params: { problem: 'link' } })
  })

  it('a package that lost a file, or has one octet changed, does not pass the check', async () => {
    const order = serviceOrder('pfx-modern')
    const { bytes, files } = await build(order)
    const problem = (zip: Uint8Array, of: PackageOrder = order) =>
      problemOfPackage(
        zip,
        files.map(({ name }) => name),
        of,
        nodePrimitives,
      )
    expect(await problem(bytes)).toBeUndefined()
    const changed = bytes.slice()
    const middle = bytes.length - 400
    changed[middle] = (changed[middle] ?? 0) ^ 1
    expect(await problem(changed)).toMatch(/keystore\.archive/)
    expect(await problem(bytes, { ...order, certificates: setOf(ec), key: secretOf(ec.siteKey) })).toBe('certificates')
    expect(await problem(zipSync({ 'README.txt': new Uint8Array(1) }))).toBe('files')
  })
})

describe('preflight', () => {
  const windows = targetOf('windows-iis') as Target
  const order = (format: PackageFormat) =>
    serviceOrder(format, { target: { ...windows, keyOrigin: 'either', packageFormats: PACKAGE_FORMATS } })

  it('says what an old platform will refuse, in the answer and in the guide', async () => {
    const codes = ({ preflight }: { preflight: { code: string }[] }) => preflight.map(({ code }) => code)
    const old = await build(order('pfx-modern'), '2012 R2')
    expect(codes(old)).toEqual(['preflight.modern-pfx'])
    expect(new TextDecoder().decode(unzipSync(old.bytes)['README.txt'])).toContain('2016')
    expect(codes(await build(order('pfx-legacy'), '2003'))).toEqual(['preflight.sha2'])
    expect(codes(await build(order('pfx-modern'), '2022'))).toEqual([])
  })
})

it('a key belongs to a certificate by its signature, whatever it says of itself', () => {
  expect(belongsTo(secretOf(rsa.siteKey), rsa.leaf.publicKeyInfo)).toBe(true)
  expect(belongsTo(secretOf(rsa.siteKey), ec.leaf.publicKeyInfo)).toBe(false)
  expect(belongsTo(new SecretKey(new Uint8Array(5)), rsa.leaf.publicKeyInfo)).toBe(false)
})
