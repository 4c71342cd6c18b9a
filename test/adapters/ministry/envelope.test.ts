import { describe, expect, it } from 'vitest'
import { recipientProblem, sealForRecipient } from '#adapters/ministry/envelope.node.ts'
import { bytesOf, childrenOf, contentsOf, type Der, readDer } from '#core/asn1/der.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { openssl, withFiles } from '../../lab/openssl.ts'

const files = withFiles()
const CONTENT = new TextEncoder().encode('{"name":"王五"}\n'.repeat(2000))

async function identity(algorithm: readonly string[], usage: string) {
  const [key, pem, der] = [files.path(), files.path(), files.path()]
  await done(['genpkey', ...algorithm, '-out', key])
  const made = ['req', '-x509', '-new', '-key', key, '-subj', '/CN=ministry', '-days', '30']
  await done([...made, '-addext', `keyUsage=critical,${usage}`, '-out', pem])
  await done(['x509', '-in', pem, '-outform', 'DER', '-out', der])
  const read = parseCertificate(new Uint8Array(files.read(der)))
  if (!read.ok) throw new Error(read.error.code)
  return { key, pem, certificate: read.value }
}

async function done(args: readonly string[]) {
  const { status, text } = await openssl(args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
}

const SM2 = ['-algorithm', 'SM2']

function at(der: Der, ...path: number[]): Der {
  return path.reduce((one, index) => {
    const children = childrenOf(one)
    const child = children.ok ? children.value[index] : undefined
    if (!child) throw new Error(`no element ${path}`)
    return child
  }, der)
}

describe('what is encrypted for a recipient', () => {
  it('by RSA is opened by openssl cms with their key, and with no other', async () => {
    const theirs = await identity(['-algorithm', 'RSA'], 'keyEncipherment')
    const other = await identity(['-algorithm', 'RSA'], 'keyEncipherment')
    const file = files.put(sealForRecipient(theirs.certificate, CONTENT))
    const open = async ({ key, pem }: typeof theirs) => {
      const out = files.path()
      const args = ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', file, '-inkey', key, '-recip', pem]
      return { ...(await openssl([...args, '-out', out])), out }
    }
    const opened = await open(theirs)
    expect([opened.status, opened.text]).toEqual([0, ''])
    expect(new Uint8Array(files.read(opened.out))).toEqual(CONTENT)
    expect((await open(other)).status).not.toBe(0)
  })

  it('by SM2 is opened piece by piece: the key by SM2, the content by SM4', async () => {
    const theirs = await identity(SM2, 'keyEncipherment,dataEncipherment')
    const read = readDer(sealForRecipient(theirs.certificate, CONTENT))
    if (!read.ok) throw new Error(read.error.code)
    const enveloped = at(read.value, 1, 0)
    const cipher = files.put(contentsOf(at(enveloped, 1, 0, 3)))
    const key = files.path()
    await done(['pkeyutl', '-decrypt', '-inkey', theirs.key, '-in', cipher, '-out', key])
    const start = Buffer.from(contentsOf(at(enveloped, 2, 1, 1))).toString('hex')
    const content = files.put(contentsOf(at(enveloped, 2, 2)))
    const out = files.path()
    await done([
      'enc',
      '-d',
      '-sm4-cbc',
      '-K',
      files.read(key).toString('hex'),
      '-iv',
      start,
      '-in',
      content,
      '-out',
      out,
    ])
    expect(new Uint8Array(files.read(out))).toEqual(CONTENT)
    const issuer = at(enveloped, 1, 0, 1, 0)
    expect(Buffer.from(bytesOf(issuer))).toEqual(Buffer.from(theirs.certificate.issuer.raw))
  })

  it('is nothing for a certificate that is only for signing, or of another key', async () => {
    const signing = await identity(['-algorithm', 'RSA'], 'digitalSignature')
    const curve = await identity(['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'keyEncipherment')
    expect(recipientProblem(signing.certificate)).toBe('its key usage is not for encryption')
    expect(recipientProblem(curve.certificate)).toBe('its key is P-256: SM2 or RSA')
    expect(() => sealForRecipient(signing.certificate, CONTENT)).toThrow('not for encryption')
  })
})
