// The laboratory's own switchboard over HTTP, on loopback only: list the services, switch faults on and off.

import { Hono } from 'hono'
import { readPem, writePem } from '#core/bytes/pem.ts'
import { parseRequest } from '#core/x509/request.ts'
import { faultsOf, faultTitle } from './faults.ts'
import type { LabService } from './rack.ts'
import { type FaultSwitches, UnknownFault } from './switches.ts'
import type { TlsIdentity } from './tls-site.ts'

/** What an administrator may do about a site. */
interface SiteDoor {
  system: string
  certify(publicKey: Uint8Array): Promise<Uint8Array[]>
  install(service: string, identity: TlsIdentity): Promise<void>
}

/**
 * `GET /services`, `GET /faults`, `PUT /faults/{service}/{fault}`, `DELETE /faults/{service}/{fault}`; for a renewal tried out from end to
 * end `POST /sites/{site}/certificates` (a PEM request in, the CA's PEM chain out) and `PUT /services/{service}/identity` (PEM chain and key
 * as JSON: what an administrator installs on a node; its faults are over then).
 * Nothing here is guarded: the port is bound to loopback and stands in for a machine room door.
 */
export function controlApp(services: readonly LabService[], switches: FaultSwitches, sites: readonly SiteDoor[]): Hono {
  const app = new Hono()
  app.get('/services', (c) =>
    c.json({
      services: services.map((service) => ({
        ...service,
        faults: faultsOf(service.kind).map((id) => ({ id, title: faultTitle(service.kind, id) })),
        active: switches.active().flatMap((one) => (one.service === service.name ? [one.fault] : [])),
      })),
    }),
  )
  app.get('/faults', (c) => c.json({ faults: switches.active() }))
  for (const [method, on] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const) {
    app.on(method, '/faults/:service/:fault', async (c) => {
      await switches.set(c.req.param('service'), c.req.param('fault'), on)
      return c.json({ faults: switches.active() })
    })
  }
  const siteOf = (name: string) => sites.find(({ system }) => name === system || name.startsWith(`${system}-`))
  app.post('/sites/:site/certificates', async (c) => {
    const [block] = readPem(await c.req.text())
    const request = parseRequest(block?.bytes ?? new Uint8Array())
    const site = siteOf(c.req.param('site'))
    if (!request.ok || !site) return c.json({ error: request.ok ? 'no such site' : request.error.code }, 400)
    const chain = await site.certify(request.value.publicKeyInfo)
    return c.text(chain.map((der) => writePem('CERTIFICATE', der)).join(''))
  })
  app.put('/services/:service/identity', async (c) => {
    const service = c.req.param('service')
    const { chain, key } = await c.req.json<{ chain: string; key: string }>()
    const site = siteOf(service)
    if (!site) return c.json({ error: 'no such node' }, 404)
    await site.install(service, { chain: readPem(chain).map(({ bytes }) => bytes), key })
    for (const one of switches.active()) if (one.service === service) await switches.set(service, one.fault, false)
    return c.json({ installed: service })
  })
  app.onError((error, c) =>
    error instanceof UnknownFault ? c.json({ error: error.message }, 404) : c.json({ error: 'internal error' }, 500),
  )
  return app
}
