import { createPublicKey, verify as verifyOnce } from 'node:crypto'
import { CertificationRequest } from 'pkijs'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { bufferOf } from '#adapters/pkijs/der.ts'
import { makeCertificationRequest, wishedExtensions } from '#adapters/pkijs/request.ts'
import { judgeRequest } from '#core/x509/request.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import { type REQUEST_PROFILES, wishesOf } from '#core/x509/request-profiles.ts'
import { CreateRequest, requestContents } from '#features/certificates/index.ts'
import { SERVICE_KEYS, type ServiceKey } from '#src/ports.ts'
import { opensslWorkshop, SM2_ID } from '../../support/openssl.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const NAMES = ['www.rsj.test.cn', '人社.测试', '10.0.0.7', 'fd00::7']

async function made(algorithm: ServiceKey, profile: (typeof REQUEST_PROFILES)[number], sans = NAMES) {
  const input = CreateRequest.parse({ algorithm, profile, commonName: sans[0], sans, organization: '上海市测试机构' })
  const { subject, sans: names, wishes } = requestContents(input)
  const signer = openSigner(generateKey(algorithm))
  const der = await makeCertificationRequest({ subject, sans: names, signer, extensions: wishedExtensions(wishes) })
  return { der, signer }
}

const opensslText = (der: Uint8Array, algorithm: ServiceKey) => {
  const id = algorithm === 'sm2' ? ['-vfyopt', SM2_ID] : []
  const file = workshop.putPem('CERTIFICATE REQUEST', der)
  return workshop.run('req', '-verify', '-noout', '-text', '-nameopt', 'utf8', ...id, '-in', file).text
}

describe.each(SERVICE_KEYS)('a request for a %s key', { timeout: 180_000 }, (algorithm) => {
  it('is accepted by OpenSSL, by node:crypto, by a second library where it knows the algorithm, and by us', async () => {
    const { der, signer } = await made(algorithm, 'plain')
    expect(opensslText(der, algorithm)).toMatch(/self-signature verify OK/)
    const read = readRequestFile(der)
    if (!read.ok) return expect.fail(read.error.code)
    expect(read.value.notices).toEqual([])
    const { request } = read.value
    const provenUnder = algorithm === 'sm2' ? 'default-id' : 'standard'
    expect(await judgeRequest(request, nodePrimitives)).toEqual({ isIntact: true, provenUnder, findings: [] })
    expect(Buffer.from(request.publicKeyInfo).equals(signer.spki)).toBe(true)
    const second = CertificationRequest.fromBER(bufferOf(der))
    expect(second.attributes).toHaveLength(1)
    // node:crypto has no identifier for SM2, and pkijs verifies neither it nor Ed25519: there they only read.
    if (algorithm === 'sm2') return
    const key = createPublicKey({ key: Buffer.from(request.publicKeyInfo), format: 'der', type: 'spki' })
    const digest = { ed25519: null, p384: 'sha384' }[algorithm as string]
    const digestName = digest === undefined ? 'sha256' : digest
    expect(verifyOnce(digestName, request.info, key, request.signature)).toBe(true)
    if (algorithm === 'ed25519') return
    const changed = Uint8Array.from(der)
    const at = Buffer.from(der).indexOf('www.rsj')
    changed[at] = (changed[at] ?? 0) ^ 1
    const opinion = async (bytes: Uint8Array) => {
      try {
        return await CertificationRequest.fromBER(bufferOf(bytes)).verify()
      } catch {
        return false
      }
    }
    expect([await opinion(der), await opinion(changed)]).toEqual([true, false])
  })
})

describe('the profile of a request', () => {
  it.each([
    ['rsa2048', 'site-tls', 'Digital Signature, Key Encipherment', 'TLS Web Server Authentication\n'],
    ['p256', 'site-tls', 'Digital Signature\n', 'TLS Web Server Authentication\n'],
    ['ed25519', 'internal', 'Digital Signature\n', 'TLS Web Server Authentication, TLS Web Client Authentication'],
    ['sm2', 'sm2-dual-sign', 'Digital Signature, Non Repudiation', 'Server Authentication, TLS Web Client'],
  ] as const)('of %s for %s asks for %s and %s', async (algorithm, profile, usages, purposes) => {
    const text = opensslText((await made(algorithm, profile)).der, algorithm)
    expect(text.split('X509v3 Key Usage: critical\n')[1]?.trimStart().startsWith(usages)).toBe(true)
    expect(text).toContain(purposes)
    expect(text).toContain('DNS:www.rsj.test.cn, DNS:xn--gmq794h.xn--0zwm56d, IP Address:10.0.0.7, IP Address:FD00:')
  })

  it('plain asks for names only', async () => {
    expect(opensslText((await made('p256', 'plain')).der, 'p256')).not.toContain('Key Usage')
    expect(wishesOf('plain', 'rsa2048')).toEqual({ purposes: [], usages: [] })
  })

  it.each([
    ['p256', 'wildcard', ['www.rsj.test.cn'], 'request.profile-needs-wildcard'],
    ['p256', 'site-tls', ['*.rsj.test.cn'], 'request.profile-is-not-for-wildcards'],
    ['p256', 'sm2-dual-sign', ['www.rsj.test.cn'], 'request.profile-needs-sm2'],
  ] as const)('of %s for %s refuses %s', (algorithm, profile, sans, code) => {
    const input = CreateRequest.parse({ algorithm, profile, commonName: 'rsj.test.cn', sans })
    expect(() => requestContents(input)).toThrow(expect.objectContaining({ code }))
  })

  it('writes a name in another script in its ASCII form, as common name too, and refuses what is none', () => {
    const contents = (commonName: string, sans: string[] = []) =>
      requestContents(CreateRequest.parse({ algorithm: 'p256', commonName, sans }))
    expect(contents('*.人社.测试')).toMatchObject({
      subject: { CN: '*.xn--gmq794h.xn--0zwm56d' },
      sans: ['*.xn--gmq794h.xn--0zwm56d'],
    })
    expect(contents('上海市测试机构')).toMatchObject({ subject: { CN: '上海市测试机构' }, sans: [] })
    for (const san of ['人社.测试/x', '人社.测试:443', '人 社.测试', '人..测试', '测.*.试'])
      expect(CreateRequest.safeParse({ algorithm: 'p256', commonName: 'x', sans: [san] }).success, san).toBe(false)
    expect(
      CreateRequest.safeParse({ algorithm: 'ed25519', commonName: 'x', purpose: 'document-signature' }).success,
    ).toBe(false)
  })
})
