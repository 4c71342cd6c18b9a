// The laboratory's own switchboard over HTTP, on loopback only: list the services, switch faults on and off.

import { Hono } from 'hono'
import { faultsOf, faultTitle } from './faults.ts'
import type { LabService } from './rack.ts'
import { type FaultSwitches, UnknownFault } from './switches.ts'

/**
 * `GET /services`, `GET /faults`, `PUT /faults/{service}/{fault}`, `DELETE /faults/{service}/{fault}`.
 * Nothing here is guarded: the port is bound to loopback and stands in for a machine room door.
 */
export function controlApp(services: readonly LabService[], switches: FaultSwitches): Hono {
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
  app.onError((error, c) =>
    error instanceof UnknownFault ? c.json({ error: error.message }, 404) : c.json({ error: 'internal error' }, 500),
  )
  return app
}
