import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem } from '#core/bytes/pem.ts'
import { judgeCms } from '#core/cms/judge.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { CONTENT, harm, trustIn, userAttributes, userSignature } from '../../support/judged.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { ext, issue, makeKey } from '../x509/authority.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)
const content = workshop.put(CONTENT, 'content.txt')
const made = (name: string) => new Uint8Array(readFileSync(join(workshop.directory, name)))

function run(...args: string[]) {
  const { status, text } = workshop.run(...args)
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`)
}

function selfSigned(name: string, key: string): Certificate {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'keyUsage=critical,digitalSignature', '-days', '30']
  run('req', '-x509', '-newkey', key, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, ...subject)
  const [block] = readPem(readFileSync(join(workshop.directory, `${name}.pem`), 'utf8'))
  const parsed = parseCertificate(block?.bytes ?? new Uint8Array())
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.value
}

const judgedUnder = (anchor: Certificate, file: Uint8Array) =>
  judgeCms(
    { file, trust: { ...trustIn('rsa'), anchors: [anchor], intermediates: [], at: anchor.notBefore + 60_000 } },
    nodePrimitives,
  )

/** Replaces the first run of octets; both as hexadecimal of one length. */
function altered(file: Uint8Array, from: string, to: string): Uint8Array {
  const hex = toHex(file)
  const at = hex.indexOf(from)
  if (at < 0) throw new Error(`${from} is not there`)
  return Uint8Array.from(Buffer.from(hex.slice(0, at) + to + hex.slice(at + from.length), 'hex'))
}

describe('RSASSA-PSS as OpenSSL makes it (RFC 4056)', () => {
  const signer = selfSigned('pss', 'rsa:2048')

  it.each([
    ['the same hash in MGF1 and a salt of its length', 'sha256', '32', 'a203020120'],
    ['another hash in MGF1', 'sha1', '20', undefined],
    ['another hash in MGF1 and a long salt', 'sha384', '64', 'a203020140'],
  ])('%s', async (_, mask, salt, parameter) => {
    const options = ['rsa_padding_mode:pss', `rsa_pss_saltlen:${salt}`, `rsa_mgf1_md:${mask}`]
    const out = `pss-${mask}.der`
    const identity = ['-signer', 'pss.pem', '-inkey', 'pss.key', '-md', 'sha256']
    const keyOptions = options.flatMap((one) => ['-keyopt', one])
    run(
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-in',
      content,
      '-outform',
      'DER',
      '-out',
      out,
      ...identity,
      ...keyOptions,
    )
    const report = await judgedUnder(signer, made(out))
    expect([report.technical, harm(report)]).toEqual(['intact', []])
    if (!parameter) return
    const refused = await judgedUnder(signer, altered(made(out), parameter, `${parameter.slice(0, 8)}1f`))
    expect([refused.verdict, refused.technical]).toEqual(['INVALID', 'broken'])
  })
})

describe('digests of SHA-3', () => {
  const signer = selfSigned('sha3', 'rsa:2048')
  it.each(['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'])('%s with RSA by OpenSSL', async (digest) => {
    const identity = ['-signer', 'sha3.pem', '-inkey', 'sha3.key', '-md', digest]
    run('cms', '-sign', '-binary', '-nodetach', '-in', content, '-outform', 'DER', '-out', 'sha3.der', ...identity)
    const report = await judgedUnder(signer, made('sha3.der'))
    expect([report.verdict, report.technical, harm(report)]).toEqual(['VALID', 'intact', []])
    const file = made('sha3.der')
    file[file.length - 5] = (file[file.length - 5] ?? 0) ^ 1
    expect((await judgedUnder(signer, file)).technical).toBe('broken')
  })
})

/** A message by hand: any digest, any signature algorithm. */
async function edwards(
  kind: 'ed25519' | 'ed448',
  digestOid: string,
  digest: Uint8Array,
  parameters: Uint8Array[] = [],
) {
  const { privateKey, publicKey } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
  const authority = makeKey()
  const publicKeyInfo = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const extensions = [ext.ca(), ext.keyUsage(5, 6)]
  const anchor = await issue({ subject: 'CN=Root', extensions }, authority)
  const leaf = { subject: 'CN=User', issuer: 'CN=Root', serial: 2, extensions: [ext.keyUsage(0)] }
  const certificate = await issue(leaf, { ...authority, publicKeyInfo }, authority)
  const attribute = (type: string, value: Uint8Array) => write.sequence(write.oid(type), write.set(value))
  const attributes = write.set(
    attribute(OID.contentType, write.oid(OID.data)),
    attribute(OID.messageDigest, write.octetString(digest)),
  )
  const algorithm = write.sequence(write.oid(digestOid), ...parameters)
  const info = write.sequence(
    write.integer(1),
    write.sequence(certificate.issuer.raw, write.integer(2)),
    algorithm,
    write.implicit(0, attributes),
    write.sequence(write.oid(OID[kind])),
    write.octetString(new Uint8Array(sign(null, attributes, privateKey as KeyObject))),
  )
  const encap = write.sequence(write.oid(OID.data), write.explicit(0, write.octetString(CONTENT)))
  const certificates = write.implicit(0, write.set(certificate.raw))
  const data = write.sequence(write.integer(1), write.set(algorithm), encap, certificates, write.set(info))
  const file = write.sequence(write.oid(OID.signedData), write.explicit(0, data))
  return judgeCms(
    { file, trust: { ...trustIn('rsa'), anchors: [anchor], intermediates: [], at: certificate.notBefore + 60_000 } },
    nodePrimitives,
  )
}
const hashed = (name: string, options = {}) => new Uint8Array(createHash(name, options).update(CONTENT).digest())

describe('Edwards curves (RFC 8419)', () => {
  it('Ed25519 goes with SHA-512; another digest is a defect, a wrong one a refusal', async () => {
    expect((await edwards('ed25519', OID.sha512, hashed('sha512'))).verdict).toBe('VALID')
    const report = await edwards('ed25519', OID.sha256, hashed('sha256'))
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.eddsa-digest']])
    expect((await edwards('ed25519', OID.sha512, hashed('sha3-512'))).technical).toBe('broken')
  })

  it('Ed448 goes with SHAKE256 of 64 octets, under both of its identifiers', async () => {
    const digest = hashed('shake256', { outputLength: 64 })
    expect((await edwards('ed448', OID.shake256, digest)).verdict).toBe('VALID')
    expect((await edwards('ed448', OID.shake256Length, digest, [write.integer(512)])).verdict).toBe('VALID')
    const short = hashed('shake256', { outputLength: 32 })
    expect((await edwards('ed448', OID.shake256Length, short, [write.integer(256)])).technical).toBe('broken')
    const report = await edwards('ed448', OID.sha512, hashed('sha512'))
    expect([report.verdict, harm(report)]).toEqual(['VALID_WITH_DEFECTS', ['cms.eddsa-digest']])
  })

  it('with a digest nobody here computes is not called intact', async () => {
    const report = await edwards('ed25519', '1.2.3.4', new Uint8Array(32))
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'digest-only'])
    expect(harm(report)).toContain('cms.algorithm-not-supported')
  })
})

describe('CMSAlgorithmProtection (RFC 6211)', () => {
  const algorithm = (oid: string, parameters = write.nullValue()) => write.sequence(write.oid(oid), parameters)
  const protecting = async (digest: string, signature: string) => {
    const value = write.sequence(algorithm(digest), write.implicit(1, algorithm(signature)))
    const attributes = [...userAttributes('rsa'), { oid: OID.cmsAlgorithmProtection, values: [value] }]
    return judgeCms(
      { file: await userSignature('rsa', { signer: { attributes } }), trust: trustIn('rsa') },
      nodePrimitives,
    )
  }

  it('must say what the message says', async () => {
    expect((await protecting(OID.sha256, OID.sha256WithRsa)).verdict).toBe('VALID')
    for (const [digest, signature] of [
      [OID.sha1, OID.sha256WithRsa],
      [OID.sha256, OID.sha1WithRsa],
    ] as const) {
      const report = await protecting(digest, signature)
      expect([report.verdict, harm(report)]).toEqual(['INVALID', ['cms.algorithm-protection-mismatch']])
    }
  })
})
