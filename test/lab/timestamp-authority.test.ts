import { describe, expect, it } from 'vitest'
import { withLaboratory } from './laboratory.ts'
import { openssl, withFiles } from './openssl.ts'

const world = withLaboratory()
const files = withFiles()
const DATA = '证巡 canary'

async function query(digest: string, ...extra: string[]): Promise<string> {
  const path = files.path()
  await openssl(['ts', '-query', '-data', files.put(DATA), `-${digest}`, '-cert', '-out', path, ...extra])
  return path
}

/** The reply to a query file, as a file. */
async function reply(service: string, queryPath: string): Promise<string> {
  const response = await fetch(world.lab.service(service).url, {
    method: 'POST',
    body: new Uint8Array(files.read(queryPath)),
    headers: { 'content-type': 'application/timestamp-query' },
  })
  expect(response.headers.get('content-type')).toBe('application/timestamp-reply')
  return files.put(new Uint8Array(await response.arrayBuffer()))
}

/** OpenSSL verifies the reply against the query: status, imprint, nonce, signer binding, purpose and path. */
function verify(replyPath: string, queryPath: string) {
  const { root, issuing } = world.lab.authorities.rsa
  const trust = ['-CAfile', files.putCertificates(root), '-untrusted', files.putCertificates(issuing)]
  return openssl(['ts', '-verify', '-in', replyPath, '-queryfile', queryPath, ...trust])
}

async function details(replyPath: string) {
  const { text } = await openssl(['ts', '-reply', '-in', replyPath, '-text'])
  const field = (label: string) => new RegExp(`^${label}: (.*)$`, 'm').exec(text)?.[1]
  return {
    text,
    at: Date.parse(field('Time stamp') ?? ''),
    serial: field('Serial number'),
    policy: field('Policy OID'),
    hash: field('Hash Algorithm'),
  }
}

describe.each(['tsa-a', 'tsa-b', 'tsa'])('the timestamp authority at %s', (service) => {
  it.each(['sha256', 'sha384', 'sha512'])('stamps a %s imprint so that OpenSSL verifies it', async (digest) => {
    const asked = await query(digest)
    expect((await verify(await reply(service, asked), asked)).text).toContain('Verification: OK')
  })

  // OpenSSL's own configuration names 1.2.3.4.1 tsa_policy1.
  it('stamps with its clock, its policy and a serial never used before', async () => {
    const before = Date.now()
    const [one, two] = [
      await details(await reply(service, await query('sha256'))),
      await details(await reply(service, await query('sha256'))),
    ]
    expect(one.at).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(one.at).toBeLessThanOrEqual(Date.now())
    expect(one.policy).toBe('tsa_policy1')
    expect(one.serial).not.toBe(two.serial)
  })

  it('stamps an SM3 imprint (OpenSSL reads the token)', async () => {
    const seen = await details(await reply(service, await query('sm3')))
    expect(seen.hash).toBe('sm3')
    expect(seen.text).toContain('Status: Granted')
  })
})

describe.each(['tsa-a', 'tsa-b'])('the timestamp authority on the node %s', (service) => {
  it.each([
    ['tsa.imprint-mismatch', /message imprint mismatch/],
    ['tsa.signature-invalid', /signature failure|digest failure/],
    ['tsa.nonce-mismatch', /nonce mismatch/],
    ['tsa.status-rejected', /timeNotAvailable/],
    ['tsa.signer-binding-missing', /ess signing cert|signing certificate/i],
    ['tsa.eku-not-critical', /unsupported certificate purpose|unsuitable certificate purpose|certificate verify error/],
  ])('is refused by OpenSSL with %s, and accepted again when the fault is off', async (fault, complaint) => {
    const asked = await query('sha256')
    await world.lab.setFault(service, fault, true)
    const faulty = await verify(await reply(service, asked), asked)
    expect(faulty.text).toContain('Verification: FAILED')
    expect(faulty.text).toMatch(complaint)
    await world.lab.setFault(service, fault, false)
    expect((await verify(await reply(service, asked), asked)).text).toContain('Verification: OK')
  })
})

it('runs two seconds ahead with tsa.clock-drift, on the one node that has it', async () => {
  await world.lab.setFault('tsa-b', 'tsa.clock-drift', true)
  const at = Date.now()
  expect((await details(await reply('tsa-b', await query('sha256')))).at - at).toBeGreaterThan(1_000)
  expect((await details(await reply('tsa-a', await query('sha256')))).at - Date.now()).toBeLessThanOrEqual(0)
})

it('states an accuracy of half a second, and none with tsa.accuracy-missing', async () => {
  expect((await details(await reply('tsa-a', await query('sha256')))).text).toMatch(/Accuracy: .*0x01F4 millis/)
  await world.lab.setFault('tsa-a', 'tsa.accuracy-missing', true)
  expect((await details(await reply('tsa-a', await query('sha256')))).text).toMatch(/Accuracy: unspecified/)
})

it('repeats its serial with tsa.serial-reused and names a foreign policy with tsa.policy-not-allowed', async () => {
  await world.lab.setFault('tsa-a', 'tsa.serial-reused', true)
  await world.lab.setFault('tsa-a', 'tsa.policy-not-allowed', true)
  const [one, two] = [
    await details(await reply('tsa-a', await query('sha256'))),
    await details(await reply('tsa-a', await query('sha256'))),
  ]
  expect(one.serial).toBe(two.serial)
  expect(one.policy).toBe('1.2.3.4.99')
})

it('refuses a policy it does not have, a digest of the wrong length and what is not a request', async () => {
  const foreign = await details(await reply('tsa-a', await query('sha256', '-tspolicy', '1.2.3.4.5')))
  expect(foreign.text).toMatch(/Status: Rejected[\s\S]*policy/i)
  const weak = await details(await reply('tsa-a', await query('sha1')))
  expect(weak.text).toMatch(/Status: Rejected[\s\S]*(unrecognized or unsupported algorithm|bad alg)/i)
  expect((await details(await reply('tsa-a', files.put(Uint8Array.of(0x30, 1, 2))))).text).toMatch(/Status: Rejected/)
})
