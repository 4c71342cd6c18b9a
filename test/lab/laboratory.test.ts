import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { runLab } from '#cli/lab.ts'
import { FAULTS, faultsOf, PLANTED_FAULTS, type ServiceKind } from '#lab/faults.ts'
import { keysFrom } from '#lab/keys.ts'
import { type Laboratory, startLaboratory } from '#lab/laboratory.ts'
import { memoryIn } from '#lab/memory.ts'
import { Rack } from '#lab/rack.ts'
import { postJson, withLaboratory } from './laboratory.ts'

const world = withLaboratory()

async function control(method: string, path: string) {
  const response = await fetch(`${world.lab.controlUrl}${path}`, { method })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the switchboard', () => {
  it('lists every service with its faults in Chinese and English', async () => {
    const { body } = await control('GET', '/services')
    const services = body.services as { name: string; faults: { id: string; title: { zh: string; en: string } }[] }[]
    expect(services.map((one) => one.name)).toEqual(world.lab.services.map((one) => one.name))
    expect(services.length).toBe(24)
    for (const { faults } of services) {
      expect(faults.length).toBeGreaterThanOrEqual(2)
      for (const { title } of faults) expect(title).toEqual({ zh: expect.any(String), en: expect.any(String) })
    }
  })

  it('switches a fault on and off again', async () => {
    expect(await control('PUT', '/faults/tsa-b/tsa.clock-drift')).toMatchObject({ status: 200 })
    expect(world.lab.faults()).toEqual([{ service: 'tsa-b', fault: 'tsa.clock-drift' }])
    expect((await control('DELETE', '/faults/tsa-b/tsa.clock-drift')).body).toEqual({ faults: [] })
    expect(world.lab.faults()).toEqual([])
  })

  it('refuses a service and a fault that do not exist', async () => {
    expect(await control('PUT', '/faults/tsa-c/tsa.clock-drift')).toMatchObject({ status: 404 })
    expect((await control('PUT', '/faults/tsa-b/tls.leaf-expired')).body).toEqual({
      error: 'a timestamp-authority has no fault tls.leaf-expired',
    })
    expect(world.lab.faults()).toEqual([])
  })
})

describe('the laboratory', () => {
  it('can show every fault it lists, on a service that exists', async () => {
    const shown = new Set<string>()
    for (const { name, kind } of world.lab.services.filter((one) => one.node !== 'b')) {
      for (const fault of faultsOf(kind)) {
        await world.lab.setFault(name, fault, true)
        await world.lab.setFault(name, fault, false)
        shown.add(`${kind} ${fault}`)
      }
    }
    const listed = Object.keys(FAULTS).flatMap((kind) =>
      faultsOf(kind as ServiceKind).map((fault) => `${kind} ${fault}`),
    )
    expect([...shown].sort()).toEqual(listed.sort())
    expect(listed.length).toBeGreaterThanOrEqual(80)
  })

  it('has the planted faults on services that exist', async () => {
    expect(PLANTED_FAULTS).toHaveLength(3)
    for (const { service, fault } of PLANTED_FAULTS) await world.lab.setFault(service, fault, true)
    expect(world.lab.faults()).toHaveLength(3)
  })

  it('listens on loopback only, each node at an address of its own', () => {
    for (const { host } of world.lab.services) expect(host).toMatch(/^127\.0\.0\./)
    const hostOf = (name: string) => world.lab.service(name).host
    expect(new Set([hostOf('tsa-a'), hostOf('tsa-b'), hostOf('tsa')]).size).toBe(3)
  })

  it('is the same laboratory when it is started again: same roots, same canaries, growing CRL numbers', async () => {
    const again = await startLaboratory({ now: Date.now, keys: keysFrom('ca-fixtures/built/keys'), host: '127.0.0.1' })
    try {
      expect(again.authorities.rsa.root).toEqual(world.lab.authorities.rsa.root)
      expect(again.canaries.sm2.serials).toEqual(world.lab.canaries.sm2.serials)
      expect(new Set(again.services.map((one) => one.host))).toEqual(new Set(['127.0.0.1']))
    } finally {
      await again.stop()
    }
  })

  it('remembers over a restart what its RA issued and revoked', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'zhengxun-lab-'))
    const memory = memoryIn(join(directory, 'register.json'))
    const start = () => startLaboratory({ now: Date.now, keys: keysFrom('ca-fixtures/built/keys'), memory })
    const listed = async (lab: Laboratory) =>
      Buffer.from(await (await fetch(`${lab.service('crl').url}/ecdsa.crl`)).arrayBuffer())
    try {
      const first = await start()
      const signer = openSigner(generateKey('p256'))
      const request = await makeCertificationRequest({ subject: { CN: 'CANARY' }, signer })
      const reply = await fetch(`${first.service('ra').url}/requests`, { method: 'POST', body: Buffer.from(request) })
      const { serial } = (await reply.json()) as { serial: string }
      await postJson(first, 'ra', '/revocations', { serial })
      expect((await listed(first)).toString('hex')).toContain(serial)
      await first.stop()
      const second = await start()
      expect((await listed(second)).toString('hex')).toContain(serial)
      await second.stop()
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('lives through bytes that are no protocol, on every port', async () => {
    const garbage = Buffer.from('GET / HTTP/9.9\r\n\0\xff\x16\x03\x01\xff\xff\r\n\r\n', 'latin1')
    const sent = world.lab.services.map(
      ({ host, port }) =>
        new Promise<void>((resolve) => {
          const socket = connect({ host, port }, () => socket.end(garbage))
          socket.on('error', () => undefined)
          socket.resume().once('close', () => resolve())
        }),
    )
    await Promise.all(sent)
    for (const system of ['seal', 'signing', 'authentication', 'ra']) {
      expect((await fetch(`${world.lab.service(system).url}/health`)).status).toBe(200)
    }
  })

  it('uses 127.0.0.1 where the system does not have the other loopback addresses', async () => {
    const nowhere = '203.0.113.7'
    const addresses = { single: '127.0.0.1', a: nowhere, b: nowhere, virtual: nowhere }
    const rack = new Rack({ ports: {}, addresses })
    const machine = await rack.place({ name: 'tsa-a', kind: 'timestamp-authority', system: 'tsa', node: 'a' })
    expect(machine.listener.host).toBe('127.0.0.1')
    await rack.close()
    const fixed = new Rack({ ports: {}, host: nowhere })
    await expect(fixed.place({ name: 'ra', kind: 'registration-authority', system: 'ra' })).rejects.toThrow(nowhere)
  })

  it('follows the last of many switches at once', async () => {
    const flips = Array.from({ length: 9 }, (_, i) => world.lab.setFault('ra', 'ra.unreachable', i % 2 === 0))
    await Promise.all(flips)
    await expect(fetch(`${world.lab.service('ra').url}/health`)).rejects.toThrow()
    await world.lab.setFault('ra', 'ra.unreachable', false)
    expect((await fetch(`${world.lab.service('ra').url}/health`)).status).toBe(200)
  })

  it('says which service cannot have its port', async () => {
    const taken = { ocsp: world.lab.service('ocsp').port }
    const start = startLaboratory({ now: Date.now, keys: keysFrom('ca-fixtures/built/keys'), ports: taken })
    await expect(start).rejects.toThrow(`ocsp cannot listen on 127.0.0.1:${taken.ocsp}`)
  })

  it('ends a request body that is too long, and serves on', async () => {
    const { url } = world.lab.service('seal-a')
    const response = await fetch(`${url}/seal`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect(response.status).toBe(413)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})

describe('zhengxun lab', () => {
  async function run(...argv: string[]) {
    let [out, err] = ['', '']
    const interrupted = new AbortController()
    const io = {
      out: (text: string) => {
        out += text
        interrupted.abort()
      },
      err: (text: string) => {
        err += text
      },
      interrupted: interrupted.signal,
    }
    return { status: await runLab(argv, io), out, err }
  }

  it('prints its services and the faults that are on, and ends when interrupted', async () => {
    const { status, out } = await run('--fault', 'ocsp:ocsp.response-stale')
    expect(status).toBe(0)
    expect(out).toMatch(/^site-gov-b +https:\/\/127\.0\.0\.12:\d+ www\.rsj\.sh\.gov\.cn$/m)
    expect(out).toMatch(/^! ocsp ocsp\.response-stale$/m)
  })

  it('prints the same as JSON, with the planted faults', async () => {
    const { out } = await run('--json', '--planted')
    const seen = JSON.parse(out) as { faults: object[]; services: object[] }
    expect(seen.faults).toHaveLength(3)
    const planted = PLANTED_FAULTS.map(({ service, fault }) => ({ service, fault }))
    expect(seen.faults).toEqual(expect.arrayContaining(planted))
    expect(seen.services).toHaveLength(24)
  })

  it('refuses a fault nobody has and an option nobody knows', async () => {
    expect(await run('--fault', 'ocsp:tsa.clock-drift')).toMatchObject({
      status: 64,
      out: '',
      err: expect.stringContaining('no fault'),
    })
    expect(await run('--faults')).toMatchObject({ status: 64, err: expect.stringContaining('zhengxun lab') })
  })
})
