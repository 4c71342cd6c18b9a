import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readPem, writePem } from '#core/bytes/pem.ts'
import { faultsOf } from '#lab/faults.ts'
import { SITES } from '#lab/services.ts'
import { withLaboratory } from './laboratory.ts'
import { openssl, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()

/** A client that trusts the laboratory's roots, checks the name and stops at the first error. */
async function handshake(name: string) {
  const { host, port, serverName = '' } = world.lab.service(name)
  const roots = files.putCertificates(...Object.values(world.lab.authorities).map((one) => one.root))
  const names = ['-servername', serverName, '-verify_hostname', serverName]
  const trust = ['-CAfile', roots, '-verify_return_error', '-showcerts', '-min_protocol', 'TLSv1.2']
  return openssl(['s_client', '-connect', `${host}:${port}`, ...names, ...trust])
}

async function chainOf(name: string): Promise<Uint8Array[]> {
  const { text } = await handshake(name)
  return readPem(text).map((block) => block.bytes)
}

/** Whether OpenSSL thinks the certificate at this place of the chain still lasts so long. */
async function lasts(chain: readonly Uint8Array[], depth: number, days: number): Promise<boolean> {
  const pem = writePem('CERTIFICATE', chain[depth] ?? new Uint8Array())
  const { status } = await openssl(['x509', '-noout', '-checkend', String(days * 86_400)], pem)
  return status === 0
}

describe.each(SITES.slice(0, 2))('the site $name', ({ name }) => {
  it('is accepted by OpenSSL on both nodes and through the virtual address', async () => {
    for (const service of [`${name}-a`, `${name}-b`, name]) {
      const { status, text } = await handshake(service)
      expect(text).toContain('Verify return code: 0 (ok)')
      expect(status).toBe(0)
    }
  })

  it('serves the same certificate on both nodes, good for more than thirty days, through the whole chain', async () => {
    const [a, b] = [await chainOf(`${name}-a`), await chainOf(`${name}-b`)]
    expect(a).toEqual(b)
    expect(a).toHaveLength(2)
    expect(await lasts(a, 0, 30)).toBe(true)
    expect(await lasts(a, 1, 60)).toBe(true)
  })

  it.each([
    ['tls.leaf-expired', /depth=0[\s\S]*certificate has expired/],
    ['tls.chain-certificate-expired', /depth=1[\s\S]*certificate has expired/],
    ['tls.leaf-not-yet-valid', /depth=0[\s\S]*certificate is not yet valid/],
    ['tls.untrusted', /self-signed certificate in certificate chain/],
    ['tls.chain-incomplete', /unable to get local issuer certificate/],
    ['tls.name-mismatch', /[Hh]ostname mismatch/],
    ['tls.self-signed', /self-signed certificate/],
    ['tls.weak-key', /key too (weak|small)/],
    ['tls.weak-signature', /digest algorithm too weak/],
    ['tls.protocol-too-old', /unsupported protocol|alert protocol version/],
    ['tls.unreachable', /Connection refused/],
  ])('is refused by OpenSSL with %s, and accepted again when the fault is off', async (fault, complaint) => {
    await world.lab.setFault(`${name}-a`, fault, true)
    const faulty = await handshake(`${name}-a`)
    expect(faulty.text).toMatch(complaint)
    expect(faulty.status).not.toBe(0)
    await world.lab.setFault(`${name}-a`, fault, false)
    expect((await handshake(`${name}-a`)).status).toBe(0)
  })

  it('shows a leaf that ends within seven days, on one node only, with tls.leaf-expiring', async () => {
    await world.lab.setFault(`${name}-b`, 'tls.leaf-expiring', true)
    expect(await lasts(await chainOf(`${name}-b`), 0, 7)).toBe(false)
    expect(await lasts(await chainOf(`${name}-b`), 0, 2)).toBe(true)
    expect(await lasts(await chainOf(`${name}-a`), 0, 7)).toBe(true)
  })

  it('shows an intermediate that ends within seven days under a lasting leaf with tls.chain-expiring', async () => {
    await world.lab.setFault(`${name}-a`, 'tls.chain-expiring', true)
    const chain = await chainOf(`${name}-a`)
    expect([await lasts(chain, 0, 30), await lasts(chain, 1, 7), await lasts(chain, 1, 4)]).toEqual([true, false, true])
  })

  it.each(['tls.chain-incomplete', 'tls.chain-certificate-expired'])(
    'keeps its leaf with %s: one fault is not two',
    async (fault) => {
      await world.lab.setFault(`${name}-b`, fault, true)
      expect((await chainOf(`${name}-b`))[0]).toEqual((await chainOf(`${name}-a`))[0])
    },
  )

  it('serves two good but different leaves with tls.nodes-differ', async () => {
    await world.lab.setFault(`${name}-b`, 'tls.nodes-differ', true)
    const [a, b] = [await chainOf(`${name}-a`), await chainOf(`${name}-b`)]
    expect((await handshake(`${name}-b`)).status).toBe(0)
    expect(a[0]).not.toEqual(b[0])
    expect(a[1]).toEqual(b[1])
  })
})

it('accepts a connection and says nothing with tls.timeout', async () => {
  await world.lab.setFault('site-gov-a', 'tls.timeout', true)
  const { host, port } = world.lab.service('site-gov-a')
  const socket = connect({ host, port, timeout: 200 })
  const seen = await new Promise((resolve) => {
    socket.once('timeout', () => resolve('silence'))
    socket.once('close', () => resolve('closed'))
    socket.once('data', () => resolve('data'))
    socket.once('connect', () => socket.write('hello'))
  })
  socket.destroy()
  expect(seen).toBe('silence')
})

it('shows every fault of the table', () => {
  expect(faultsOf('tls-site')).toHaveLength(15)
})

it('reaches the site through its virtual address while one node refuses connections', async () => {
  await world.lab.setFault('site-gov-a', 'tls.unreachable', true)
  for (let i = 0; i < 3; i++) expect((await handshake('site-gov')).status).toBe(0)
  await world.lab.setFault('site-gov-b', 'tls.unreachable', true)
  expect((await handshake('site-gov')).status).not.toBe(0)
})
