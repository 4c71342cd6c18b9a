import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readPem, writePem } from '#core/bytes/pem.ts'
import { judgeCms } from '#core/cms/judge.ts'
import { judgeTimestamp } from '#core/tsp/judge.ts'
import { writeTimestampQuery } from '#core/tsp/query.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CONTENT, harm, trustIn, userSignature, userSigner } from '../../support/judged.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

// The other maker: everything judged here was made by OpenSSL.
const workshop = opensslWorkshop()
afterAll(workshop.close)
const content = workshop.put(CONTENT, 'content.txt')
const made = (name: string) => new Uint8Array(readFileSync(join(workshop.directory, name)))

function run(...args: string[]) {
  const { status, text } = workshop.run(...args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
}

/** A self-signed signer of one key kind, trusted as its own anchor. */
function selfSigned(name: string, ...key: string[]) {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'keyUsage=critical,digitalSignature', '-days', '30']
  run('req', '-x509', '-newkey', ...key, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, ...subject)
  const [block] = readPem(readFileSync(join(workshop.directory, `${name}.pem`), 'utf8'))
  const parsed = parseCertificate(block?.bytes ?? new Uint8Array())
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.value
}

const KINDS = [
  ['rsa', ['rsa:2048'], []],
  ['pss', ['rsa:2048'], ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32']],
  ['p256', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], []],
  ['p384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], ['-md', 'sha384']],
] as const

const FORMS = [
  ['attached', ['-nodetach']],
  ['detached', []],
  ['in BER', ['-nodetach', '-stream']],
  ['with CAdES binding', ['-nodetach', '-cades']],
  ['by key identifier', ['-nodetach', '-keyid']],
] as const

describe.each(KINDS)('a message signed by OpenSSL with %s', (name, key, options) => {
  const signer = selfSigned(name, ...key)
  const trust = { ...trustIn('rsa'), anchors: [signer], intermediates: [], at: signer.notBefore + 60_000 }

  it.each(FORMS.filter(([form]) => name !== 'pss' || form !== 'in BER'))(
    '%s is judged as OpenSSL made it, and a changed byte is seen',
    async (form, flags) => {
      const out = `${name}-${form.replaceAll(' ', '-')}.der`
      const identity = ['-signer', `${name}.pem`, '-inkey', `${name}.key`]
      run('cms', '-sign', '-binary', '-in', content, '-outform', 'DER', '-out', out, ...identity, ...options, ...flags)
      const supplied = form === 'detached' ? { content: CONTENT } : {}
      const report = await judgeCms({ file: made(out), trust, ...supplied }, nodePrimitives)
      expect([report.technical, harm(report)]).toEqual(['intact', []])
      expect(report.verdict).toBe('VALID')
      const changed = made(out)
      changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 1
      expect((await judgeCms({ file: changed, trust, ...supplied }, nodePrimitives)).verdict).not.toBe('VALID')
    },
  )

  it('without attributes too', async () => {
    const identity = ['-signer', `${name}.pem`, '-inkey', `${name}.key`, '-noattr', '-nodetach']
    run('cms', '-sign', '-binary', '-in', content, '-outform', 'DER', '-out', 'plain.der', ...identity, ...options)
    expect((await judgeCms({ file: made('plain.der'), trust }, nodePrimitives)).verdict).toBe('VALID')
  })
})

describe('an SM2 message whose signature value OpenSSL made', () => {
  // OpenSSL 3.0 cannot write SM2 messages itself.
  workshop.put(writePem('PRIVATE KEY', privateKey('sm2', 'user-sign')), 'sm2.key')
  const signing = (...options: string[]) => {
    const user = userSigner('sm2')
    const sign = async (message: Uint8Array) => {
      run('dgst', '-sm3', '-sign', 'sm2.key', ...options, '-out', 'sm2.sig', workshop.put(message))
      return made('sm2.sig')
    }
    return userSignature('sm2', { data: { signers: [{ ...user, signer: { ...user.signer, sign } }] } })
  }

  it('under the national identifier is VALID', async () => {
    const file = await signing('-sigopt', SM2_ID)
    expect((await judgeCms({ file, trust: trustIn('sm2') }, nodePrimitives)).verdict).toBe('VALID')
  })

  it("under OpenSSL's own default identifier is refused by name", async () => {
    const report = await judgeCms({ file: await signing(), trust: trustIn('sm2') }, nodePrimitives)
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
    expect(harm(report)).toContain('cms.sm2-empty-id')
  })
})

it('a timestamp issued by OpenSSL for our query fits it, and no other', async () => {
  const ask = async (nonce: number) =>
    writeTimestampQuery({
      imprint: await nodePrimitives.digest('sha256', CONTENT),
      hash: 'sha256',
      nonce: Uint8Array.of(nonce, 2, 3),
      certReq: true,
    })
  workshop.put(await ask(7), 'query.tsq')
  workshop.put('01', 'serial')
  workshop.put(writePem('CERTIFICATE', certificate('rsa', 'tsa')), 'tsa.pem')
  workshop.put(writePem('PRIVATE KEY', privateKey('rsa', 'tsa')), 'tsa.key')
  const settings =
    'serial=serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\naccuracy=secs:1\nordering=yes\n'
  workshop.put(`[tsa]\ndefault_tsa=one\n[one]\n${settings}`, 'tsa.cnf')
  const identity = ['-signer', 'tsa.pem', '-inkey', 'tsa.key']
  run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr', ...identity)
  const file = made('reply.tsr')
  const at = Math.max(Date.now(), REFERENCE)
  const report = await judgeTimestamp(
    { file, query: await ask(7), data: CONTENT, trust: trustIn('rsa', { at }) },
    nodePrimitives,
  )
  expect([report.technical, report.info?.isOrdered, report.info?.accuracyMicros]).toEqual(['intact', true, 1_000_000])
  expect(harm(report).filter((code) => !code.startsWith('path.'))).toEqual([])
  const replayed = await judgeTimestamp({ file, query: await ask(8), trust: trustIn('rsa', { at }) }, nodePrimitives)
  expect(harm(replayed)).toContain('tsp.nonce')
})
