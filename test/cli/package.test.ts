import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { runPackage } from '#cli/package.ts'
import { writePem } from '#core/bytes/pem.ts'
import { fixtureFile, privateKey } from '../fixtures/built.ts'
import { opensslWorkshop } from '../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

async function pack(...argv: string[]) {
  let out = ''
  let err = ''
  const code = await runPackage(argv, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

const of = (label: string) => fixtureFile(`rsa/certificates/${label}.pem`)
const chain = ['--chain', of('root'), '--chain', of('issuing')]
const site = of('site-gov')
const key = workshop.put(writePem('PRIVATE KEY', privateKey('rsa', 'site-gov')))
const password = workshop.put('a-long-password\n')
const outFile = (name: string) => join(workshop.directory, name)

describe('package', () => {
  it('makes a PFX that OpenSSL opens, and never writes over another file', async () => {
    const argv = [
      site,
      '--for',
      'java-keystore',
      '--format',
      'pfx-legacy',
      ...chain,
      '--key',
      key,
      '--password-file',
      password,
    ]
    const { code, out } = await pack(...argv, '--out', outFile('java.zip'))
    expect([code, out]).toEqual([0, expect.stringContaining('holds a private key')])
    expect(statSync(outFile('java.zip')).mode & 0o777).toBe(0o600)
    const files = unzipSync(new Uint8Array(readFileSync(outFile('java.zip'))))
    const [name = ''] = Object.keys(files).filter((one) => one.endsWith('.pfx'))
    const store = workshop.put(files[name] ?? new Uint8Array())
    const read = workshop.run('pkcs12', '-legacy', '-in', store, '-passin', 'pass:a-long-password', '-nokeys')
    expect([read.status, read.text.match(/BEGIN CERTIFICATE/g)?.length]).toEqual([0, 2])
    const again = await pack(...argv, '--out', outFile('java.zip'))
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('never overwritten')])
  })

  it('without a key makes what holds none', async () => {
    const { code, out } = await pack(site, '--for', 'nginx', ...chain, '--out', outFile('nginx.zip'))
    expect([code, out]).toEqual([0, expect.stringContaining('holds no private key')])
    expect(Object.keys(unzipSync(new Uint8Array(readFileSync(outFile('nginx.zip')))))).toContain('fullchain.pem')
  })

  it.each([
    ['a key for a device that makes its own', ['--for', 'h3c-comware', '--format', 'der', '--key', key], 'private key'],
    ['a key of another certificate', ['--for', 'nginx', '--key', otherKey()], 'does not belong'],
    ['no issuer at all', ['--for', 'nginx'], 'chain is incomplete'],
    ['a store without a password', ['--for', 'java-keystore', '--format', 'jks', '--key', key], 'password'],
  ])('refuses %s', async (what, argv, said) => {
    const above = what === 'no issuer at all' ? [] : chain
    const { code, err } = await pack(site, ...argv, ...above, '--out', outFile('refused.zip'))
    expect([code, err]).toEqual([1, expect.stringContaining(said)])
    expect(existsSync(outFile('refused.zip'))).toBe(false)
  })

  it.each([[[]], [[site, '--for', 'nowhere', '--out', 'x']], [[site, '--for', 'nginx']], [[site, '--what']]])(
    'shows how it is used: %j',
    async (argv) => {
      const { code, err } = await pack(...argv)
      expect([code, err]).toEqual([64, expect.stringContaining('usage:')])
    },
  )
})

function otherKey(): string {
  return workshop.put(writePem('PRIVATE KEY', privateKey('rsa', 'site-cegn')))
}
