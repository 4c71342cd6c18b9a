import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { runCsr } from '#cli/csr.ts'
import { SERVICE_KEYS } from '#src/ports.ts'
import { fixtureFile, privateKey, REFERENCE } from '../fixtures/built.ts'
import { opensslWorkshop, SM2_ID } from '../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

async function csr(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await runCsr(argv, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

const distid = (algorithm: string) => (algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : [])
const NAMES = [
  '--cn',
  '*.rsj.sh.gov.cn',
  '--san',
  '*.rsj.sh.gov.cn',
  '--san',
  'rsj.sh.gov.cn',
  '--org',
  '上海市测试机构',
]

/** RSA keys of 4096 bits take their time on a busy machine. */
describe.each(SERVICE_KEYS)('csr new --alg %s', { timeout: 180_000 }, (algorithm) => {
  const out = join(workshop.directory, algorithm)
  const file = join(out, 'request.csr')

  it('writes a request OpenSSL verifies and a key that belongs to it, encrypted', async () => {
    const { code, out: said } = await csr('new', '--alg', algorithm, ...NAMES, '--out', out)
    expect(code).toBe(0)
    const { text } = workshop.run(
      'req',
      '-verify',
      '-noout',
      '-text',
      '-nameopt',
      'utf8',
      ...distid(algorithm),
      '-in',
      file,
    )
    expect(text).toMatch(/self-signature verify OK/)
    expect(text).toMatch(/DNS:\*\.rsj\.sh\.gov\.cn, DNS:rsj\.sh\.gov\.cn/)
    expect(text).toContain('C=CN, O=上海市测试机构, CN=*.rsj.sh.gov.cn')

    const passphrase = /shown only now: (\S{24})\n/.exec(said)?.[1]
    const key = join(out, 'private-key.pem')
    expect(statSync(key).mode & 0o777).toBe(0o600)
    expect(readFileSync(key, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/)
    const publicOf = (pass: string) => workshop.run('pkey', '-in', key, '-passin', `pass:${pass}`, '-pubout').text
    expect(publicOf(passphrase ?? '')).toBe(workshop.run('req', '-in', file, '-noout', '-pubkey').text)
    expect(publicOf(`${passphrase}x`)).not.toContain('BEGIN PUBLIC KEY')
  })

  it('is read back by csr inspect; with one byte changed it does not hold, for OpenSSL neither', async () => {
    expect((await csr('inspect', file)).out).toMatch(/有效 · holds/)
    const der = workshop.put('', `${algorithm}.der`)
    workshop.run('req', '-in', file, '-outform', 'DER', '-out', der)
    const changed = readFileSync(der)
    // Inside the organisation's name: the structure stays whole.
    const at = changed.indexOf(Buffer.from('上海'))
    changed[at + 2] = (changed[at + 2] ?? 0) ^ 1
    writeFileSync(der, changed)
    const { code, out: said } = await csr('inspect', der, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(said)).toMatchObject({ isIntact: false, findings: [{ code: 'request.signature-broken' }] })
    const text = workshop.run('req', '-verify', '-noout', '-inform', 'DER', ...distid(algorithm), '-in', der).text
    expect(text).toMatch(/verify failure|signature/i)
    expect(text).not.toMatch(/verify OK/)
  })
})

describe('csr', () => {
  it('match takes the reply that has the key of the request, by key and not by name, and sorts its chain', async () => {
    const site = { key: privateKey('sm2', 'site-gov'), name: { CN: 'another name' } }
    const der = await makeCertificationRequest({ subject: site.name, signer: openSigner(site.key) })
    const request = workshop.putPem('CERTIFICATE REQUEST', der)
    const file = (label: string) => fixtureFile(`sm2/certificates/${label}.pem`)
    const at = ['--private', '--at', new Date(REFERENCE).toISOString()]
    const chain = ['--chain', file('root'), '--chain', file('issuing')]
    const found = await csr('match', request, file('site-gov'), ...chain, ...at)
    expect([found.code, found.out.split('\n').map((line) => line.split(' ')[0])]).toEqual([
      0,
      ['leaf', 'intermediate', 'root', '属于这份申请', ''],
    ])
    const gap = await csr('match', request, file('site-gov'), ...at)
    expect([gap.code, gap.err]).toEqual([1, expect.stringContaining('reply.chain-gap')])
    const other = await csr('match', request, file('site-cegn'), '--json', ...chain, ...at)
    expect([other.code, JSON.parse(other.out).findings[0].code]).toEqual([1, 'reply.no-leaf'])
    expect((await csr('match', request)).code).toBe(64)
  })

  it('takes the passphrase from a file and then shows none', async () => {
    const passphrase = workshop.put('一个足够长的口令 passphrase\nnot this line')
    const out = join(workshop.directory, 'given')
    const { code, out: said } = await csr(
      'new',
      '--alg',
      'p256',
      '--cn',
      'x.cn',
      '--passphrase-file',
      passphrase,
      '--out',
      out,
    )
    expect([code, said.includes('passphrase')]).toEqual([0, false])
    const first = workshop.put('一个足够长的口令 passphrase')
    const read = workshop.run('pkey', '-in', join(out, 'private-key.pem'), '-passin', `file:${first}`, '-noout')
    expect(read.status).toBe(0)
    const short = workshop.put('short')
    expect(
      (await csr('new', '--alg', 'p256', '--cn', 'x.cn', '--passphrase-file', short, '--out', `${out}2`)).code,
    ).toBe(1)
  })

  it('never overwrites an earlier key', async () => {
    const out = join(workshop.directory, 'twice')
    await csr('new', '--alg', 'p256', '--cn', 'x.cn', '--out', out)
    const before = readFileSync(join(out, 'private-key.pem'), 'utf8')
    const again = await csr('new', '--alg', 'p256', '--cn', 'x.cn', '--out', out)
    expect(again.code).toBe(1)
    expect(again.err).toContain(`${join(out, 'private-key.pem')}: 已存在，不覆盖`)
    expect(readFileSync(join(out, 'private-key.pem'), 'utf8')).toBe(before)
  })

  it.each([
    ['without a subcommand', []],
    ['with an unknown one', ['make']],
    ['with an unknown algorithm', ['new', '--alg', 'rsa1024', '--cn', 'x.cn', '--out', 'never']],
    ['without a name', ['new', '--alg', 'p256', '--out', 'never']],
    ['without a place', ['new', '--alg', 'p256', '--cn', 'x.cn']],
    [
      'with an alternative name that is none',
      ['new', '--alg', 'p256', '--cn', 'x.cn', '--san', 'a b', '--out', 'never'],
    ],
    ['with a wildcard in the middle', ['new', '--alg', 'p256', '--cn', 'x', '--san', 'a.*.cn', '--out', 'never']],
    ['with an unknown option', ['new', '--algorithm', 'p256']],
    ['with two files to inspect', ['inspect', 'a', 'b']],
  ])('%s exits with 64, shows the usage and writes nothing', async (_, argv) => {
    const { code, out, err } = await csr(...argv)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain('csr new --alg')
    expect(existsSync('never')).toBe(false)
  })

  it('says where a file stops being a request', async () => {
    const { code, err } = await csr('inspect', workshop.put('not a request'))
    expect(code).toBe(1)
    expect(err).toMatch(/字节 \d+ .* at byte \d+/)
    expect((await csr('inspect', join(workshop.directory, 'absent'))).err).toContain('ENOENT')
  })
})
