import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodeInflate } from '#adapters/crypto/inflate.node.ts'
import { nodeKeystoreCiphers } from '#adapters/keystores/ciphers.node.ts'
import { integer, octetString, oid, sequence } from '#core/asn1/write.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'
import type { Contents } from '#core/keystores/contents.ts'
import { readContents } from '#core/keystores/read.ts'
import { hasKeytool, keytool } from '../../support/keytool.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const shop = opensslWorkshop()
afterAll(shop.close)

const PASSWORD = 'secret-1'
const at = (name: string) => join(shop.directory, name)
const file = (name: string) => new Uint8Array(readFileSync(at(name)))
const text = (name: string) => readFileSync(at(name), 'utf8')
const openssl = (line: string) => {
  const { status, text: said } = shop.run(...line.split(' '))
  if (status !== 0) throw new Error(`openssl ${line}: ${said}`)
}

openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 100')
openssl(
  'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout site.key -out site.csr -subj /CN=www.rsj.sh.gov.cn',
)
openssl('x509 -req -in site.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out site.pem -days 30')
openssl('pkey -in site.key -pubout -outform der -out site.spki')
const SPKI = file('site.spki')
const der = (name: string) => readPem(text(name))[0]?.bytes ?? new Uint8Array()

function read(bytes: Uint8Array | string, ...passwords: string[]): Contents {
  const octets = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return readContents([{ name: 'given', bytes: octets }], passwords, {
    ciphers: nodeKeystoreCiphers,
    inflate: nodeInflate,
  })
}
const codes = ({ refused }: Contents) => refused.map(({ code }) => code)
const found = ({ certificates, keys }: Contents) => [certificates.length, keys.length]
const ownKey = ({ keys }: Contents) => keys.map(({ publicKey }) => publicKey)

function pfx(name: string, password: string, ...options: string[]): Uint8Array {
  const args = ['-export', '-in', 'site.pem', '-inkey', 'site.key', '-certfile', 'ca.pem', '-out', name]
  const made = shop.run('pkcs12', ...args, '-passout', `pass:${password}`, ...options)
  if (made.status !== 0) throw new Error(made.text)
  return file(name)
}

describe('text around certificates', () => {
  const both = () => `mail text\n${text('site.pem')}\nBag Attributes: none\n${text('ca.pem')}`

  it('reads several blocks with junk between, CRLF, a UTF-8 mark, or as UTF-16 from a Windows editor', () => {
    const variants = [
      both(),
      both().replaceAll('\n', '\r\n'),
      `\ufeff${both()}`,
      new Uint8Array(Buffer.from(`\ufeff${both()}`, 'utf16le')),
    ]
    for (const variant of variants) expect([...found(read(variant)), codes(read(variant))]).toEqual([2, 0, []])
  })

  it('reads DER, and Base64 without the lines around it', () => {
    expect(found(read(der('site.pem')))).toEqual([1, 0])
    expect(found(read(toBase64(der('site.pem'))))).toEqual([1, 0])
  })

  it('names a block that was cut off, and reads its neighbours', () => {
    const given = `${text('ca.pem')}${text('site.pem').slice(0, 300)}\n${text('site.csr')}`
    const contents = read(given)
    expect([found(contents), contents.requests.length, codes(contents)]).toEqual([
      [1, 0],
      1,
      ['keystore.armour-cut-off'],
    ])
    expect(contents.refused[0]).toMatchObject({ where: 'given › 2', params: { label: 'CERTIFICATE' } })
  })

  it('names the block and the octet where a certificate is damaged', () => {
    const broken = der('site.pem').slice()
    broken[1] = 0x80
    const contents = read(`${text('ca.pem')}${writePem('CERTIFICATE', broken)}`)
    expect(contents.refused).toMatchObject([
      { where: 'given › 2', code: 'keystore.damaged', params: { problem: 'der.indefinite-length' } },
    ])
  })

  it('says of what is no certificate what it is', () => {
    expect(codes(read(''))).toEqual(['keystore.empty'])
    expect(codes(read('hello'))).toEqual(['keystore.nothing-found'])
    expect(read(writePem('SSH SIGNATURE', der('site.pem').slice(4))).refused).toMatchObject([
      { code: 'keystore.other', params: { label: 'SSH SIGNATURE' } },
    ])
  })
})

describe('P7B', () => {
  it('reads it as PEM, DER and BER of indefinite length', () => {
    openssl('crl2pkcs7 -nocrl -certfile site.pem -certfile ca.pem -out both.p7b')
    openssl('crl2pkcs7 -nocrl -certfile site.pem -certfile ca.pem -outform der -out both.der')
    openssl(
      'cms -sign -nosmimecap -binary -stream -in site.csr -signer site.pem -inkey site.key -certfile ca.pem -outform der -out ber.p7m',
    )
    expect(file('ber.p7m')[1]).toBe(0x80)
    for (const name of ['both.p7b', 'both.der', 'ber.p7m']) expect(found(read(file(name)))).toEqual([2, 0])
  })
})

describe('PFX', () => {
  const OLD = ['-legacy', '-name', '站点']
  const FORMS: [string, string, string[]][] = [
    ['modern: AES-256 and HMAC-SHA-256', PASSWORD, ['-name', 'site']],
    ['legacy: RC2-40 and 3DES', PASSWORD, OLD],
    ['legacy under a Chinese password', '密码一二三', OLD],
    ['RC2-128 and two-key 3DES', PASSWORD, ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-2DES']],
    ['AES-128 with SM4 beside it', PASSWORD, ['-certpbe', 'SM4-CBC', '-keypbe', 'AES-128-CBC']],
    ['a SHA-512 checksum', PASSWORD, ['-macalg', 'sha512', '-iter', '3000']],
    ['nothing encrypted', PASSWORD, ['-certpbe', 'NONE', '-keypbe', 'NONE']],
  ]

  it.each(FORMS)(
    '%s opens with its password; another one is wrong, and the file is not called broken',
    (_, own, more) => {
      const bytes = pfx('form.pfx', own, ...more)
      const contents = read(bytes, 'not this', own)
      expect([...found(contents), codes(contents)]).toEqual([2, 1, []])
      expect(ownKey(contents)).toEqual([SPKI])
      const isPlain = more.includes('NONE')
      expect(codes(read(bytes, 'other'))).toEqual([
        isPlain ? 'keystore.password-wrong-or-damaged' : 'keystore.password-wrong',
      ])
      expect(codes(read(bytes))).toEqual(['keystore.password-missing'])
    },
  )

  it('keeps the name of an entry', () => {
    expect(read(pfx('named.pfx', PASSWORD, ...OLD), PASSWORD).keys[0]?.alias).toBe('站点')
  })

  it('opens without any password what was made with an empty one', () => {
    expect(found(read(pfx('empty.pfx', '', '-legacy')))).toEqual([2, 1])
  })

  it('tells a changed file from a wrong password, one octet apart', () => {
    const bytes = pfx('changed.pfx', PASSWORD)
    const inside = bytes.length - 30
    const changed = bytes.slice()
    changed[inside] = (changed[inside] ?? 0) ^ 1
    expect(codes(read(changed, PASSWORD))).toEqual(['keystore.altered'])
    expect(codes(read(bytes.slice(0, -10), PASSWORD))[0]).toBe('keystore.damaged')
  })

  it('cannot tell where there is no checksum, and says so', () => {
    const bytes = pfx('nomac.pfx', PASSWORD, '-nomac')
    expect(found(read(bytes, PASSWORD))).toEqual([2, 1])
    expect(codes(read(bytes, 'other'))).toEqual(['keystore.password-wrong-or-damaged'])
  })

  it('refuses an iteration count that would hang it, without trying', () => {
    const derivation = (iterations: number) =>
      sequence(oid('1.2.840.113549.1.5.12'), sequence(octetString(new Uint8Array(8)), integer(iterations)))
    const bomb = (iterations: number) => {
      const aes = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(new Uint8Array(16)))
      const algorithm = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation(iterations), aes))
      return sequence(algorithm, octetString(new Uint8Array(48)))
    }
    const before = performance.now()
    expect(codes(read(bomb(2_000_000_000), PASSWORD))).toEqual(['keystore.too-much-work'])
    expect(codes(read(bomb(-1), PASSWORD))).toEqual(['keystore.too-much-work'])
    expect(performance.now() - before).toBeLessThan(500)
    expect(codes(read(bomb(1000), PASSWORD))).toEqual(['keystore.password-wrong'])
  })
})

describe.skipIf(!hasKeytool)('Java key stores', () => {
  const store = (type: string) => {
    pfx('source.pfx', PASSWORD, '-name', 'site')
    const from = ['-srckeystore', at('source.pfx'), '-srcstorepass', PASSWORD]
    const to = ['-destkeystore', at(`${type}.store`), '-deststoretype', type, '-deststorepass', PASSWORD, '-noprompt']
    const made = keytool('-importkeystore', ...from, ...to)
    if (made.status !== 0) throw new Error(made.text)
    return file(`${type}.store`)
  }

  it.each(['JKS', 'JCEKS', 'PKCS12'])(
    '%s as keytool writes it opens with its password only',
    (type) => {
      const bytes = store(type)
      const contents = read(bytes, PASSWORD)
      expect([...found(contents), codes(contents)]).toEqual([2, 1, []])
      expect(ownKey(contents)).toEqual([SPKI])
      expect(new Set(codes(read(bytes, 'other')))).toEqual(new Set(['keystore.password-wrong']))
      expect(codes(read(bytes))).toEqual(['keystore.password-missing'])
    },
    60_000,
  )

  it('tells a changed store from a wrong password', () => {
    const bytes = store('JKS')
    const changed = bytes.slice()
    const last = bytes.length - 40
    changed[last] = (changed[last] ?? 0) ^ 1
    expect(codes(read(changed, PASSWORD))).toContain('keystore.altered')
    expect(codes(read(bytes.slice(0, -30), PASSWORD))).toEqual(['keystore.damaged'])
  })

  it('reads its certificates without a password: they prove themselves', () => {
    expect(found(read(store('JKS')))).toEqual([2, 0])
  })
})

describe('private keys', () => {
  it('reads every form OpenSSL writes, encrypted or not', () => {
    openssl(`pkcs8 -topk8 -in site.key -out enc.key -passout pass:${PASSWORD}`)
    openssl(`pkcs8 -topk8 -in site.key -v1 PBE-SHA1-3DES -out old.key -passout pass:${PASSWORD}`)
    openssl(`ec -in site.key -aes256 -out armoured.key -passout pass:${PASSWORD}`)
    openssl('ec -in site.key -out sec1.key')
    for (const name of ['site.key', 'enc.key', 'old.key', 'armoured.key', 'sec1.key']) {
      expect([name, ownKey(read(file(name), PASSWORD))]).toEqual([name, [SPKI]])
    }
    for (const name of ['enc.key', 'old.key', 'armoured.key']) {
      expect([name, ...codes(read(file(name), 'other'))]).toEqual([name, 'keystore.password-wrong'])
      expect([name, ...codes(read(file(name)))]).toEqual([name, 'keystore.password-missing'])
    }
    openssl('rsa -in ca.key -traditional -out pkcs1.key')
    expect(read(file('pkcs1.key')).keys).toHaveLength(1)
  })

  it('shows a key nowhere: not when printed, not when serialised', () => {
    const contents = read(file('site.key'))
    const secret = Buffer.from(der('site.key'))
    const seen = `${JSON.stringify(contents)}${contents.keys[0]?.key}`
    expect(seen).not.toContain(secret.toString('base64').slice(40, 60))
    expect(Object.keys(contents.keys[0]?.key ?? { none: 1 })).toEqual([])
    expect(contents.keys[0]?.key.use((pkcs8) => Buffer.from(pkcs8).equals(secret))).toBe(true)
  })
})

describe('ZIP', () => {
  it('reads what is inside, in any mixture, and says where each thing was', () => {
    const inside = {
      'a/reply.p7b': der('ca.pem'),
      'site.pfx': pfx('zipped.pfx', PASSWORD),
      'notes.txt': Buffer.from('hi'),
    }
    const contents = read(zipSync(inside), PASSWORD)
    expect(found(contents)).toEqual([2, 1])
    expect(contents.certificates[0]?.where).toBe('given › a/reply.p7b')
    expect(contents.refused).toMatchObject([{ where: 'given › notes.txt', code: 'keystore.nothing-found' }])
  })

  it('does not open an archive inside an archive', () => {
    expect(codes(read(zipSync({ 'inner.zip': zipSync({ 'ca.pem': file('ca.pem') }) })))).toEqual(['keystore.nested'])
  })

  it('refuses a path that tries to leave, and reads the rest', () => {
    const contents = read(zipSync({ '../evil.pem': file('ca.pem'), 'ok.pem': file('site.pem') }))
    expect([found(contents), contents.refused[0]?.params.problem]).toEqual([[1, 0], 'zip.name-unsafe'])
  })
})

describe('limits', () => {
  it('refuses a file that is too large, and more items than any delivery has', () => {
    expect(codes(read(new Uint8Array(5 << 20)))).toEqual(['keystore.too-large'])
    const parts = Array.from({ length: 600 }, () => 'x').map(() => text('site.pem'))
    expect(found(read(parts.join('')))).toEqual([1, 0])
  })

  it('counts each certificate and key once', () => {
    expect(found(read(`${text('site.pem')}${text('site.key')}${text('site.pem')}${text('site.key')}`))).toEqual([1, 1])
  })
})
