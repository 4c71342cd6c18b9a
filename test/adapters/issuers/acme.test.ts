import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { findAccount, rollOver } from '#adapters/issuers/acme/account.ts'
import { openAcme } from '#adapters/issuers/acme/connection.ts'
import { AcmeSession } from '#adapters/issuers/acme/session.ts'
import { nameServer } from '#adapters/issuers/dns/name-server.ts'
import { toHex } from '#core/bytes/hex.ts'
import { hostNamesOf } from '#core/x509/host-names.ts'
import { generalNameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { AcmeSettings, HeldKey, ProofPlace } from '#src/issuing-ports.ts'
import {
  carryOut,
  hasNamed,
  hasPebble,
  heldKey,
  heldSecret,
  loopback,
  type NameServer,
  type Pebble,
  requestFor,
  startNamed,
  startPebble,
} from '../../support/issuing.ts'
import { opensslWorkshop } from '../../support/openssl.ts'

const deps = { egress: loopback, primitives: nodePrimitives, now: Date.now }
const ZONE = 'rsj.test'

describe.skipIf(!hasPebble || !hasNamed)('against pebble and BIND', () => {
  const workshop = opensslWorkshop()
  let named: NameServer
  let pebble: Pebble
  beforeAll(async () => {
    named = await startNamed(workshop, ZONE)
    // A quarter of all good nonces refused, no authorisation used twice, and one more root to choose from.
    const env = { PEBBLE_WFE_NONCEREJECT: '25', PEBBLE_AUTHZREUSE: '0', PEBBLE_ALTERNATE_ROOTS: '1' }
    pebble = await startPebble(workshop, named.port, { env })
  }, 30_000)
  afterAll(async () => {
    await pebble?.close()
    await named?.close()
    workshop.close()
  })

  const dns = (given: { secret?: Uint8Array; zone?: string } = {}): ProofPlace =>
    nameServer(deps, {
      host: '127.0.0.1',
      port: named.port,
      zone: given.zone ?? ZONE,
      ttl: 1,
      tsig: { name: named.tsigName, digest: 'sha256', secret: heldSecret(given.secret ?? named.tsigSecret) },
    })
  const settings = (given: Partial<AcmeSettings> = {}): AcmeSettings => ({
    kind: 'acme',
    directoryUrl: pebble.directoryUrl,
    anchors: [pebble.anchor],
    contacts: ['pki@rsj.test'],
    account: heldKey('p256'),
    proofs: dns(),
    ...given,
  })

  async function issue(given: Partial<AcmeSettings> = {}, ...names: string[]) {
    const { key, request } = await requestFor('p256', ...names)
    const connection = openAcme(deps, settings(given))
    const progress = await carryOut(connection, { request })
    if (progress.state !== 'issued') throw new Error(JSON.stringify(progress))
    const [chain] = progress.chains
    return { key, request, connection, progress, chain: chain ?? [] }
  }

  /** What the CA itself says of a certificate. */
  async function statusAtPebble(der: Uint8Array): Promise<string> {
    const serial = toHex(parsed(der).serial).replace(/^00/, '')
    const url = `${pebble.managementUrl}/cert-status-by-serial/${serial}`
    const { body } = await loopback.fetch({ url, anchors: [pebble.anchor] })
    return (JSON.parse(new TextDecoder().decode(body)) as { Status: string }).Status
  }

  it('names what the server offers, and that pebble has no renewal information', async () => {
    const connection = openAcme(deps, settings())
    const { offers, termsOfService } = await connection.test()
    expect(offers).toEqual(expect.arrayContaining(['newOrder', 'revokeCert', 'keyChange']))
    expect(offers).not.toContain('renewalInfo')
    expect(termsOfService).toMatch(/^data:|^http/)
  })

  it('issues for a wildcard and its parent by dns-01, though nonces are refused, and revokes by the account', async () => {
    const { request, chain, connection, progress } = await issue({}, `*.${ZONE}`, ZONE)
    const [leaf = new Uint8Array()] = chain
    expect(chain.length).toBeGreaterThan(1)
    expect(hostNamesOf(parsed(leaf)).map(generalNameText).sort()).toEqual([`*.${ZONE}`, ZONE])
    const csr = workshop.putPem('CERTIFICATE REQUEST', request)
    const certificate = workshop.putPem('CERTIFICATE', leaf)
    expect(workshop.run('x509', '-in', certificate, '-noout', '-pubkey').text).toBe(
      workshop.run('req', '-in', csr, '-noout', '-pubkey').text,
    )
    await connection.tidy({ request }, progress.memory)
    expect(await statusAtPebble(leaf)).toBe('Valid')
    await connection.revoke({ certificate: leaf, reason: 'superseded' })
    expect(await statusAtPebble(leaf)).toBe('Revoked')
    await expect(connection.revoke({ certificate: leaf, reason: 'superseded' })).rejects.toMatchObject({
      code: 'issuer.acme-already-revoked',
    })
  }, 60_000)

  it('goes on where the server has looked already and refuses to be told twice', async () => {
    // What we read of the order and its authorization is old until the server has finished with them, that reading included.
    const old = new Map<string, Uint8Array>()
    let isSettled = false
    const egress = {
      ...loopback,
      fetch: async (request: Parameters<typeof loopback.fetch>[0]) => {
        const answer = await loopback.fetch(request)
        const what = /\/(authZ|my-order)\//.exec(request.url)?.[1]
        if (isSettled || answer.status >= 400 || !what) return answer
        if (!old.has(what)) old.set(what, answer.body)
        const { status } = JSON.parse(new TextDecoder().decode(answer.body)) as { status: string }
        isSettled = what === 'authZ' && status !== 'pending'
        return { ...answer, body: old.get(what) ?? answer.body }
      },
    }
    const { request } = await requestFor('p256', ZONE)
    const progress = await carryOut(openAcme({ ...deps, egress }, settings()), { request })
    expect([isSettled, progress.state]).toEqual([true, 'issued'])
  })

  it('revokes by the key of the certificate, and by no other key', async () => {
    const { chain, key } = await issue({}, `one.${ZONE}`)
    const [leaf = new Uint8Array()] = chain
    const stranger = openAcme(deps, settings())
    const order = { certificate: leaf, reason: 'keyCompromise' } as const
    await expect(stranger.revoke(order)).rejects.toMatchObject({ code: 'issuer.acme-unauthorized' })
    await expect(stranger.revoke({ ...order, key: heldKey('p256') })).rejects.toMatchObject({
      code: 'issuer.acme-unauthorized',
    })
    await stranger.revoke({ ...order, key })
    expect(await statusAtPebble(leaf)).toBe('Revoked')
  }, 60_000)

  it('hands out every chain, the preferred root first', async () => {
    const { progress } = await issue({}, `two.${ZONE}`)
    const roots = progress.chains.map((chain) => topIssuer(chain))
    expect(roots).toHaveLength(2)
    expect(new Set(roots).size).toBe(2)
    const { request } = await requestFor('p256', `two.${ZONE}`)
    const preferred = openAcme(deps, settings({ preferredChain: roots[1] ?? '' }))
    const again = await carryOut(preferred, { request })
    if (again.state !== 'issued') throw new Error(JSON.stringify(again))
    expect(topIssuer(again.chains[0] ?? [])).toBe(roots[1])
  }, 60_000)

  it('takes up an order where another process left it', async () => {
    const { request } = await requestFor('p256', `three.${ZONE}`)
    const account = heldKey('p256')
    const begun = await openAcme(deps, settings({ account })).advance({ request }, undefined)
    expect(begun.state).toBe('working')
    let progress = begun
    for (let steps = 0; progress.state === 'working' && steps < 50; steps++)
      progress = await openAcme(deps, settings({ account })).advance({ request }, progress.memory)
    expect(progress.state).toBe('issued')
  }, 60_000)

  it('goes on under a new account key, and is nobody under the old one', async () => {
    const [old, next] = [heldKey('p256'), heldKey('p384')]
    const before = await findAccount(new AcmeSession(deps, settings({ account: old })))
    await rollOver(new AcmeSession(deps, settings({ account: old })), next)
    expect(await findAccount(new AcmeSession(deps, settings({ account: next })))).toBe(before)
    expect(await findAccount(new AcmeSession(deps, settings({ account: old })))).not.toBe(before)
  }, 60_000)

  it('proves a name by http-01, and says that a wildcard cannot be', async () => {
    const files = new Map<string, string>()
    const place: ProofPlace = {
      kind: 'http-01',
      publish: async ({ name, value }) => {
        files.set(name, value)
        return 'published'
      },
      withdraw: async ({ name }) => {
        files.delete(name)
      },
    }
    const site = await serveChallenges(files, pebble.httpPort)
    try {
      const { progress, request, connection } = await issue({ proofs: place }, `four.${ZONE}`)
      expect(files.size).toBe(1)
      await connection.tidy({ request }, progress.memory)
      expect(files.size).toBe(0)
      const wildcard = await requestFor('p256', `*.${ZONE}`)
      const refused = carryOut(openAcme(deps, settings({ proofs: place })), { request: wildcard.request })
      await expect(refused).rejects.toMatchObject({ code: 'issuer.acme-wildcard-needs-dns' })
    } finally {
      await new Promise((resolve) => site.close(resolve))
    }
  }, 60_000)

  it('waits for a person where proofs are put up by hand, with the record to make', async () => {
    const manual: ProofPlace = { kind: 'dns-01', publish: async () => 'waiting', withdraw: async () => undefined }
    const { request } = await requestFor('p256', `*.${ZONE}`)
    const progress = await carryOut(openAcme(deps, settings({ proofs: manual })), { request })
    expect(progress).toMatchObject({ state: 'waiting', code: 'issuer.proof-wanted' })
    expect(progress).toMatchObject({ params: { name: `_acme-challenge.${ZONE}`, domain: ZONE, open: 1 } })
  }, 60_000)

  it('fails with the name and the reason when the record is not there', async () => {
    const nowhere: ProofPlace = { kind: 'dns-01', publish: async () => 'published', withdraw: async () => undefined }
    const { request } = await requestFor('p256', `five.${ZONE}`)
    const progress = await carryOut(openAcme(deps, settings({ proofs: nowhere })), { request })
    expect(progress).toMatchObject({ state: 'failed', code: 'issuer.acme-unauthorized' })
  }, 60_000)

  it('refuses a request for a name outside the zone, and an update under a wrong secret', async () => {
    const proof = { kind: 'dns-01', domain: ZONE, name: `_acme-challenge.${ZONE}`, value: 'x' } as const
    const other = { ...proof, domain: 'other.test', name: '_acme-challenge.other.test' }
    await expect(dns().publish(other)).rejects.toMatchObject({ code: 'issuer.dns-outside-zone' })
    await expect(dns({ secret: randomBytes(32) }).publish(proof)).rejects.toMatchObject({
      code: 'issuer.dns-refused',
      params: { problem: 'BADSIG' },
    })
    const late = nameServer(
      { ...deps, now: () => Date.now() - 3_600_000 },
      {
        ...{ host: '127.0.0.1', port: named.port, zone: ZONE, ttl: 1 },
        tsig: { name: named.tsigName, digest: 'sha256', secret: heldSecret(named.tsigSecret) },
      },
    )
    await expect(late.publish(proof)).rejects.toMatchObject({ params: { problem: 'BADTIME' } })
  })

  it('keeps both records of a wildcard and its parent, and takes down only its own', async () => {
    const proof = (value: string) =>
      ({ kind: 'dns-01', domain: `six.${ZONE}`, name: `_acme-challenge.six.${ZONE}`, value }) as const
    const place = dns()
    const resolver = new Resolver()
    resolver.setServers([`127.0.0.1:${named.port}`])
    const shown = async () =>
      (await resolver.resolveTxt(`_acme-challenge.six.${ZONE}`)).map((one) => one.join('')).sort()
    await place.publish(proof('first'))
    await place.publish(proof('second'))
    await place.publish(proof('second'))
    expect(await shown()).toEqual(['first', 'second'])
    await place.withdraw(proof('first'))
    expect(await shown()).toEqual(['second'])
    await place.withdraw(proof('second'))
    await expect(shown()).rejects.toMatchObject({ code: 'ENODATA' })
  })
})

describe.skipIf(!hasPebble || !hasNamed)('against pebble that wants an external account', () => {
  const workshop = opensslWorkshop()
  const secret = randomBytes(32)
  let named: NameServer
  let pebble: Pebble
  beforeAll(async () => {
    named = await startNamed(workshop, ZONE)
    pebble = await startPebble(workshop, named.port, { externalAccounts: { 'kid-1': secret } })
  }, 30_000)
  afterAll(async () => {
    await pebble?.close()
    await named?.close()
    workshop.close()
  })

  it('binds the account with the secret, and says what is missing without it or with another', async () => {
    const { request } = await requestFor('p256', `one.${ZONE}`)
    const proofs: ProofPlace = { kind: 'dns-01', publish: async () => 'waiting', withdraw: async () => undefined }
    const begin = (account: HeldKey, externalAccount?: AcmeSettings['externalAccount']) =>
      openAcme(deps, {
        kind: 'acme',
        directoryUrl: pebble.directoryUrl,
        anchors: [pebble.anchor],
        contacts: [],
        account,
        proofs,
        ...(externalAccount && { externalAccount }),
      }).advance({ request }, undefined)
    const bound = await begin(heldKey('p256'), { keyId: 'kid-1', secret: heldSecret(secret) })
    expect(bound.state).toBe('working')
    await expect(begin(heldKey('p256'))).rejects.toMatchObject({ code: 'issuer.acme-external-account' })
    await expect(begin(heldKey('p256'), { keyId: 'kid-1', secret: heldSecret(randomBytes(32)) })).rejects.toMatchObject(
      { kind: 'forbidden', code: 'issuer.acme-unauthorized' },
    )
  }, 30_000)
})

function parsed(der: Uint8Array) {
  const read = parseCertificate(der)
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}

function topIssuer(chain: readonly Uint8Array[]): string {
  const top = parsed(chain.at(-1) ?? new Uint8Array())
  return top.issuer.rdns
    .flat()
    .map(({ text }) => text)
    .join()
}

function serveChallenges(files: ReadonlyMap<string, string>, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const content = files.get((request.url ?? '').replace('/.well-known/acme-challenge/', ''))
    response.writeHead(content === undefined ? 404 : 200).end(content)
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}
