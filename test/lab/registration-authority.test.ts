import { describe, expect, it } from 'vitest'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { fromBase64 } from '#core/bytes/base64.ts'
import { writePem } from '#core/bytes/pem.ts'
import { type Family, KEY_OF_FAMILY } from '#lab/family.ts'
import { postJson, withLaboratory } from './laboratory.ts'
import { openssl, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()

async function hand(body: Uint8Array | string) {
  const response = await fetch(`${world.lab.service('ra').url}/requests`, { method: 'POST', body: Buffer.from(body) })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

function request(family: Family, spoilSignature = false): Promise<Uint8Array> {
  const signer = openSigner(generateKey(KEY_OF_FAMILY[family]))
  return makeCertificationRequest({ subject: { CN: 'CANARY' }, signer, spoilSignature })
}

async function issued(family: Family) {
  const { body } = await hand(await request(family))
  return { serial: body.serial ?? '', certificate: fromBase64(body.certificate ?? '') ?? new Uint8Array() }
}

/** What OpenSSL sees of a certificate. */
const describeCertificate = async (der: Uint8Array) =>
  (await openssl(['x509', '-noout', '-text'], writePem('CERTIFICATE', der))).text

async function ocspStatus(family: Family, serial: string): Promise<string> {
  const { root, issuing } = world.lab.authorities[family]
  const trust = ['-CAfile', files.putCertificates(root), '-issuer', files.putCertificates(issuing)]
  const { text } = await openssl(['ocsp', ...trust, '-serial', `0x${serial}`, '-url', world.lab.service('ocsp').url])
  return /: (good|revoked|unknown)/.exec(text)?.[1] ?? text
}

async function isListed(family: Family, serial: string): Promise<boolean> {
  const response = await fetch(`${world.lab.service('crl').url}/${family}.crl`)
  const list = files.put(new Uint8Array(await response.arrayBuffer()))
  return (await openssl(['crl', '-inform', 'DER', '-in', list, '-noout', '-text'])).text.toLowerCase().includes(serial)
}

describe.each(['rsa', 'ecdsa'] as const)('the RA, for %s keys', (family) => {
  it('issues a canary that OpenSSL verifies, with a serial of at least 64 bits and its own profile', async () => {
    const { serial, certificate } = await issued(family)
    const { root, issuing } = world.lab.authorities[family]
    const chain = ['-CAfile', files.putCertificates(root), '-untrusted', files.putCertificates(issuing)]
    const { text } = await openssl(['verify', '-purpose', 'sslclient', ...chain, files.putCertificates(certificate)])
    expect(text).toContain(': OK')
    expect(serial).toMatch(/^[0-9a-f]{32}$/)
    const seen = await describeCertificate(certificate)
    expect(seen).toContain('OU = CANARY')
    expect(seen).toMatch(/Digital Signature, Non Repudiation/)
    expect(seen).toMatch(/TLS Web Client Authentication/)
  })

  it('makes a revocation visible in OCSP and in the CRL, and in no other serial', async () => {
    const [revoked, kept] = [await issued(family), await issued(family)]
    expect([await ocspStatus(family, revoked.serial), await isListed(family, revoked.serial)]).toEqual(['good', false])
    expect(await postJson(world.lab, 'ra', '/revocations', { serial: revoked.serial })).toMatchObject({ status: 200 })
    expect([await ocspStatus(family, revoked.serial), await isListed(family, revoked.serial)]).toEqual([
      'revoked',
      true,
    ])
    expect([await ocspStatus(family, kept.serial), await isListed(family, kept.serial)]).toEqual(['good', false])
  })

  it('keeps a revocation to itself with ra.revocation-not-visible', async () => {
    const { serial } = await issued(family)
    await world.lab.setFault('ra', 'ra.revocation-not-visible', true)
    expect(await postJson(world.lab, 'ra', '/revocations', { serial })).toMatchObject({ status: 200 })
    expect([await ocspStatus(family, serial), await isListed(family, serial)]).toEqual(['good', false])
  })

  it('issues something else with ra.wrong-profile, and nothing with ra.issuance-failed', async () => {
    await world.lab.setFault('ra', 'ra.wrong-profile', true)
    const seen = await describeCertificate((await issued(family)).certificate)
    expect(seen).not.toMatch(/Digital Signature/)
    await world.lab.setFault('ra', 'ra.issuance-failed', true)
    expect((await hand(await request(family))).status).toBe(502)
  })
})

describe('the RA', () => {
  it('issues below the SM2 authority for an SM2 key, and reads a request in PEM', async () => {
    const { status, body } = await hand(writePem('CERTIFICATE REQUEST', await request('sm2')))
    expect(status).toBe(201)
    expect(fromBase64(body.issuer ?? '')).toEqual(world.lab.authorities.sm2.issuing)
    expect(await describeCertificate(fromBase64(body.certificate ?? '') ?? new Uint8Array())).toMatch(/SM2-with-SM3/)
  })

  it('refuses a request that its key has not signed, and bytes that are no request', async () => {
    expect((await hand(await request('rsa', true))).status).toBe(400)
    expect((await hand(Uint8Array.of(0x30, 1, 5))).body).toMatchObject({ error: expect.stringContaining('at byte') })
  })

  it('refuses to revoke with ra.revocation-failed', async () => {
    const { serial } = await issued('ecdsa')
    await world.lab.setFault('ra', 'ra.revocation-failed', true)
    expect((await postJson(world.lab, 'ra', '/revocations', { serial })).status).toBe(502)
    expect(await ocspStatus('ecdsa', serial)).toBe('good')
  })

  it('does not revoke what it did not issue', async () => {
    const { neverIssued } = world.lab.canaries.rsa.serials
    expect((await postJson(world.lab, 'ra', '/revocations', { serial: neverIssued })).status).toBe(404)
  })
})
