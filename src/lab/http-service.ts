// An HTTP service of the laboratory: a Hono app behind a listener, with a limit on what it reads.

import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { fromBase64 } from '#core/bytes/base64.ts'
import type { IsOn } from './switches.ts'

/** Requests are CSRs, queries and canary documents: small. Stops a client that never ends its body. */
const MAX_BODY_BYTES = 1024 * 1024

/** The client sent something that cannot be read; the message says what and goes back to it. */
export class BadRequest extends Error {}

/** An app that answers 503 to everything while `http.status-unexpected` is on, and 500 without detail when it throws. */
export function labApp(isOn: IsOn): Hono {
  const app = new Hono()
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: 'body too long' }, 413) }))
  app.use(async (c, next) => (isOn('http.status-unexpected') ? c.text('service unavailable', 503) : next()))
  app.onError((error, c) =>
    error instanceof BadRequest ? c.json({ error: error.message }, 400) : c.json({ error: 'internal error' }, 500),
  )
  return app
}

/** A connection handler that speaks HTTP/1.1 for the app. */
export function speakHttp(app: Hono): (socket: Socket) => void {
  const server = createServer({ keepAliveTimeout: 1_000 }, getRequestListener(app.fetch))
  return (socket) => void server.emit('connection', socket)
}

export function binary(bytes: Uint8Array, contentType: string): Response {
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } })
}

/** The bytes of a base64 field of a JSON body. */
export function base64Field(body: unknown, field: string): Uint8Array {
  const value = (body as Record<string, unknown> | null)?.[field]
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined
  if (!bytes) throw new BadRequest(`${field} must be base64`)
  return bytes
}
