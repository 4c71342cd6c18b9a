import { describe, expect, it } from 'vitest'
import type { Family } from '#lab/family.ts'
import { withLaboratory } from './laboratory.ts'
import { openssl, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()

/** OpenSSL asks about one serial, trusts the root, and checks signer, delegation, times and nonce. */
function ask(family: Family, serial: string, ...extra: string[]) {
  const { root, issuing } = world.lab.authorities[family]
  const trust = ['-CAfile', files.putCertificates(root), '-issuer', files.putCertificates(issuing)]
  return openssl(['ocsp', ...trust, '-serial', `0x${serial}`, '-url', world.lab.service('ocsp').url, ...extra])
}

// OpenSSL 3.0 verifies SM2 under an empty identifier and has no option for it here: test/lab/sm2.test.ts checks SM2 by hand.
describe.each(['rsa', 'ecdsa'] as const)('the OCSP responder, asked about the %s authority', (family) => {
  it('says good, revoked with time and reason, and unknown, and OpenSSL trusts each answer', async () => {
    const { serials } = world.lab.canaries[family]
    const good = await ask(family, serials.good)
    expect(good.text).toContain('Response verify OK')
    expect(good.text).toMatch(/: good/)
    expect(good.text).not.toContain('WARNING')
    const revoked = await ask(family, serials.revoked)
    expect(revoked.text).toContain('Response verify OK')
    expect(revoked.text).toMatch(/: revoked[\s\S]*Reason: keyCompromise[\s\S]*Revocation Time/)
    expect((await ask(family, serials.neverIssued)).text).toMatch(/: unknown/)
  })

  it('understands a CertID made with SHA-256', async () => {
    const { root, issuing } = world.lab.authorities[family]
    const { status, text } = await openssl([
      ...['ocsp', '-sha256', '-issuer', files.putCertificates(issuing), '-CAfile', files.putCertificates(root)],
      ...['-serial', `0x${world.lab.canaries[family].serials.revoked}`, '-url', world.lab.service('ocsp').url],
    ])
    expect(text).toMatch(/: revoked/)
    expect(status).toBe(0)
  })

  it.each([
    ['ocsp.response-stale', /status expired|Status times invalid/i],
    [
      'ocsp.signer-not-authorised',
      /Response Verify Failure[\s\S]*(missing ocspsigning usage|unauthorized|root ca not trusted)/i,
    ],
    ['ocsp.signature-invalid', /Response Verify Failure[\s\S]*signature/i],
    ['ocsp.nonce-mismatch', /Nonce Verify error/],
    ['ocsp.error-status', /trylater/],
    ['http.status-unexpected', /503/],
    ['ocsp.unreachable', /Connection refused/],
  ])('is refused by OpenSSL with %s, and trusted again when the fault is off', async (fault, complaint) => {
    const { good } = world.lab.canaries[family].serials
    await world.lab.setFault('ocsp', fault, true)
    expect((await ask(family, good)).text).toMatch(complaint)
    await world.lab.setFault('ocsp', fault, false)
    expect((await ask(family, good)).text).toContain('Response verify OK')
  })

  it('says unknown of a good certificate with ocsp.good-canary-not-good, and no end with ocsp.next-update-missing', async () => {
    const { good } = world.lab.canaries[family].serials
    expect((await ask(family, good)).text).toContain('Next Update')
    await world.lab.setFault('ocsp', 'ocsp.next-update-missing', true)
    expect((await ask(family, good)).text).not.toContain('Next Update')
    await world.lab.setFault('ocsp', 'ocsp.good-canary-not-good', true)
    expect((await ask(family, good)).text).toMatch(/: unknown/)
  })

  it('vouches for a serial nobody issued with ocsp.never-issued-good, and for a revoked one with ocsp.revoked-canary-good', async () => {
    const { revoked, neverIssued } = world.lab.canaries[family].serials
    await world.lab.setFault('ocsp', 'ocsp.never-issued-good', true)
    expect((await ask(family, neverIssued)).text).toMatch(/: good/)
    expect((await ask(family, revoked)).text).toMatch(/: revoked/)
    await world.lab.setFault('ocsp', 'ocsp.never-issued-good', false)
    await world.lab.setFault('ocsp', 'ocsp.revoked-canary-good', true)
    expect((await ask(family, revoked)).text).toMatch(/: good/)
    expect((await ask(family, neverIssued)).text).toMatch(/: unknown/)
  })
})

it('answers a GET like a POST (RFC 6960 appendix A.1)', async () => {
  const { issuing } = world.lab.authorities.rsa
  const request = files.path()
  const serial = `0x${world.lab.canaries.rsa.serials.revoked}`
  await openssl(['ocsp', '-issuer', files.putCertificates(issuing), '-serial', serial, '-no_nonce', '-reqout', request])
  const der = files.read(request)
  const response = await fetch(`${world.lab.service('ocsp').url}/${encodeURIComponent(der.toString('base64'))}`)
  expect(response.headers.get('content-type')).toBe('application/ocsp-response')
  const text = await openssl([
    'ocsp',
    '-respin',
    files.put(new Uint8Array(await response.arrayBuffer())),
    '-resp_text',
    '-noverify',
  ])
  expect(text.text).toMatch(/Cert Status: revoked/)
})

it('refuses what is not a question, and a CA it does not know, without a signature', async () => {
  const post = async (body: Uint8Array) => {
    const response = await fetch(world.lab.service('ocsp').url, { method: 'POST', body: new Uint8Array(body) })
    return new Uint8Array(await response.arrayBuffer())
  }
  expect(await post(Uint8Array.of(0x30, 3, 1, 2))).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 1))
  const request = files.path()
  const stranger = files.putCertificates(world.lab.authorities.rsa.root)
  await openssl(['ocsp', '-issuer', stranger, '-serial', '0x01', '-reqout', request])
  expect(await post(files.read(request))).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 6))
})
