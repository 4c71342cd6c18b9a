import { describe, expect, it } from 'vitest'
import type { Family } from '#lab/family.ts'
import { withLaboratory } from './laboratory.ts'
import { openssl, withFiles } from './openssl.ts'

const files = withFiles()
/** Real time: OpenSSL has its own clock. */
let clock = Date.now()
const world = withLaboratory({ now: () => clock })

async function download(family: Family): Promise<Uint8Array> {
  const response = await fetch(`${world.lab.service('crl').url}/${family}.crl`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/pkix-crl')
  return new Uint8Array(await response.arrayBuffer())
}

/** What OpenSSL reads in a list: number, dates, serials, and whether the issuing CA signed it. */
async function inspect(family: Family, der: Uint8Array) {
  const issuing = files.putCertificates(world.lab.authorities[family].issuing)
  const { text } = await openssl([
    'crl',
    '-inform',
    'DER',
    '-in',
    files.put(der),
    '-noout',
    '-text',
    '-CAfile',
    issuing,
  ])
  const date = (label: string) => Date.parse(new RegExp(`${label}: (.*)`).exec(text)?.[1] ?? '')
  return {
    isSigned: text.includes('verify OK'),
    number: BigInt(/X509v3 CRL Number: \s*(\S+)/.exec(text)?.[1] ?? -1),
    lastUpdate: date('Last Update'),
    nextUpdate: date('Next Update'),
    serials: [...text.matchAll(/Serial Number: (\S+)/g)].map(([, serial]) => serial?.toLowerCase()),
  }
}

describe.each(['rsa', 'ecdsa'] as const)('the CRL point, for the %s authority', (family) => {
  it('serves one list under one number, signed by the CA, current, with the revoked canary and not the good one', async () => {
    const der = await download(family)
    expect(await download(family)).toEqual(der)
    const list = await inspect(family, der)
    const { revoked, good } = world.lab.canaries[family].serials
    expect(list.isSigned).toBe(true)
    expect(list.number).toBeGreaterThan(0n)
    expect(list.lastUpdate).toBeLessThanOrEqual(Date.now())
    expect(list.nextUpdate).toBeGreaterThan(Date.now() + 12 * 3_600_000)
    expect(list.serials).toContain(revoked)
    expect(list.serials).not.toContain(good)
  })

  it('makes OpenSSL refuse the revoked canary and accept the good one', async () => {
    const { root, issuing } = world.lab.authorities[family]
    const crl = files.put(await download(family))
    const pem = files.path()
    await openssl(['crl', '-inform', 'DER', '-in', crl, '-out', pem])
    const verify = (leaf: Uint8Array) =>
      openssl([
        ...['verify', '-crl_check', '-CRLfile', pem, '-CAfile', files.putCertificates(root)],
        ...['-untrusted', files.putCertificates(issuing), files.putCertificates(leaf)],
      ])
    const { certificates } = world.lab.canaries[family]
    expect((await verify(certificates.good)).text).toContain(': OK')
    expect((await verify(certificates.revoked)).text).toContain('certificate revoked')
  })

  it('has expired with crl.expired', async () => {
    await world.lab.setFault('crl', 'crl.expired', true)
    expect((await inspect(family, await download(family))).nextUpdate).toBeLessThan(Date.now())
  })

  it('begins tomorrow with crl.not-yet-valid', async () => {
    await world.lab.setFault('crl', 'crl.not-yet-valid', true)
    expect((await inspect(family, await download(family))).lastUpdate).toBeGreaterThan(Date.now() + 3_600_000)
  })

  it('leaves out number and next date with crl.number-missing and crl.next-update-missing', async () => {
    await world.lab.setFault('crl', 'crl.number-missing', true)
    await world.lab.setFault('crl', 'crl.next-update-missing', true)
    const list = await inspect(family, await download(family))
    expect([list.number, list.nextUpdate, list.isSigned]).toEqual([-1n, Number.NaN, true])
  })

  it('goes back in number with crl.number-decreased, and forward again after it', async () => {
    const before = await inspect(family, await download(family))
    await world.lab.setFault('crl', 'crl.number-decreased', true)
    const during = await inspect(family, await download(family))
    await world.lab.setFault('crl', 'crl.number-decreased', false)
    const after = await inspect(family, await download(family))
    expect(during.number).toBeLessThan(before.number)
    expect(during.isSigned).toBe(true)
    expect(after.number).toBeGreaterThan(before.number)
  })

  it('changes under the same number with crl.same-number-different', async () => {
    const before = await download(family)
    await world.lab.setFault('crl', 'crl.same-number-different', true)
    const during = await download(family)
    expect(during).not.toEqual(before)
    expect((await inspect(family, during)).number).toBe((await inspect(family, before)).number)
    expect((await inspect(family, during)).nextUpdate).not.toBe((await inspect(family, before)).nextUpdate)
  })

  it('forgets the canary with crl.revoked-canary-missing, and another revoked serial with crl.serial-vanished', async () => {
    const { revoked, alsoRevoked } = world.lab.canaries[family].serials
    expect((await inspect(family, await download(family))).serials).toEqual(
      expect.arrayContaining([revoked, alsoRevoked]),
    )
    await world.lab.setFault('crl', 'crl.revoked-canary-missing', true)
    const missing = await inspect(family, await download(family))
    expect([missing.serials.includes(revoked), missing.serials.includes(alsoRevoked)]).toEqual([false, true])
    await world.lab.setFault('crl', 'crl.revoked-canary-missing', false)
    await world.lab.setFault('crl', 'crl.serial-vanished', true)
    const vanished = await inspect(family, await download(family))
    expect([vanished.serials.includes(revoked), vanished.serials.includes(alsoRevoked)]).toEqual([true, false])
    expect([missing.isSigned, vanished.isSigned]).toEqual([true, true])
  })

  it('is not signed by the CA with crl.signature-invalid', async () => {
    await world.lab.setFault('crl', 'crl.signature-invalid', true)
    expect((await inspect(family, await download(family))).isSigned).toBe(false)
  })

  it('is issued anew, with a higher number, when half its life is over', async () => {
    const before = await inspect(family, await download(family))
    const real = clock
    clock += 13 * 3_600_000
    const after = await inspect(family, await download(family))
    clock = real
    expect(after.number).toBeGreaterThan(before.number)
    expect(after.lastUpdate).toBeGreaterThan(before.lastUpdate)
  })
})

it('publishes the issuing CA beside its list', async () => {
  const response = await fetch(`${world.lab.service('crl').url}/sm2.cer`)
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(world.lab.authorities.sm2.issuing)
  expect((await fetch(`${world.lab.service('crl').url}/dsa.crl`)).status).toBe(404)
})
