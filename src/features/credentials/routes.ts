import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { toBase64 } from '#core/bytes/base64.ts'
import { CREDENTIAL_STATES } from '#db/schema/credentials.ts'
import { browserNonce, holderOf } from '#features/accounts/index.ts'
import { type AppEnv, newRouter, problems, route } from '#src/route.ts'
import { activateCredential, activationChallenge, type Circumstances } from './activate.ts'
import { type CredentialLine, getCredential, holdingsOf, listCredentials } from './get.ts'
import { CredentialsQuery, GivenActivation } from './inputs.ts'
import { carrierPackage, markWritten } from './write.ts'

const READERS = ['district-clerk', 'ra-officer', 'operator', 'auditor'] as const
const KEEPERS = ['district-clerk', 'ra-officer'] as const
const tags = ['credentials']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.uuid() })

const Shape = z
  .object({
    id: z.string(),
    staffId: z.string(),
    holder: z.string().nullable(),
    requestId: z.string().nullable(),
    state: z.enum(CREDENTIAL_STATES),
    algorithm: z.string(),
    subject: z.string(),
    issuer: z.string(),
    signSerial: z.string(),
    encryptionSerial: z.string().nullable(),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    carrier: z.object({ serial: z.string(), model: z.string(), kind: z.string() }),
    supersedesId: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Credential')
const Event = z.object({
  at: z.iso.datetime(),
  kind: z.string(),
  actorName: z.string(),
  detail: z.record(z.string(), z.string()),
})
const Holding = z.object({
  carrierSerial: z.string(),
  model: z.string(),
  staffId: z.string(),
  from: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
})

const list = route(READERS, {
  method: 'get',
  path: '/credentials',
  tags,
  summary: 'Credentials of the own district, newest first; by person, serial number, carrier, state, algorithm, end',
  request: { query: CredentialsQuery },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Shape), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})
const read = route(READERS, {
  method: 'get',
  path: '/credentials/{id}',
  tags,
  summary: 'A credential with its timeline',
  request: { params },
  responses: { 200: { description: 'It', ...json(Shape.extend({ events: z.array(Event) })) }, ...problems },
})
const holdings = route(READERS, {
  method: 'get',
  path: '/staff/{id}/carriers',
  tags,
  summary: 'Which carriers a person held, from when until when',
  request: { params },
  responses: { 200: { description: 'Holdings', ...json(z.object({ items: z.array(Holding) })) }, ...problems },
})
const certificateFile = z.string().openapi({ description: 'DER, base64' })
const parcel = route(KEEPERS, {
  method: 'get',
  path: '/credentials/{id}/package',
  tags,
  summary: '写入 UKey: both certificates and the enveloped encryption key, for the carrier',
  request: { params },
  responses: {
    200: {
      description: 'For the carrier',
      ...json(
        z.object({
          sign: certificateFile,
          encryption: certificateFile.nullable(),
          envelope: certificateFile.nullable(),
          chain: z.array(certificateFile),
        }),
      ),
    },
    ...problems,
  },
})
const written = route(KEEPERS, {
  method: 'post',
  path: '/credentials/{id}/written',
  tags,
  summary: 'The carrier has taken it',
  request: { params },
  responses: { 204: { description: 'Noted' }, ...problems },
})
const challenge = route(KEEPERS, {
  method: 'post',
  path: '/credentials/{id}/challenges',
  tags,
  summary: 'A text for the new key to sign, byte for byte; good for two minutes, once, for this session',
  request: { params },
  responses: {
    201: {
      description: 'The challenge',
      ...json(z.object({ id: z.string(), document: z.string(), expiresAt: z.iso.datetime() })),
    },
    ...problems,
  },
})
const activate = route(KEEPERS, {
  method: 'post',
  path: '/credentials/{id}/activation',
  tags,
  summary: '启用: the new key has signed; what it replaces ends now',
  request: { params, body: { required: true, ...json(GivenActivation) } },
  responses: { 200: { description: 'In use', ...json(z.object({ id: z.string(), state: z.string() })) }, ...problems },
})

export const credentialRoutes = newRouter()
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listCredentials(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(shapeOf), nextCursor }, 200)
  })
  .openapi(read, async (c) => {
    const { events, ...line } = await getCredential(c.get('ctx'), c.req.valid('param').id)
    const told = events.map(({ at, kind, actorName, detail }) => ({ at: time(at), kind, actorName, detail }))
    return c.json({ ...shapeOf(line), events: told }, 200)
  })
  .openapi(holdings, async (c) => {
    const items = await holdingsOf(c.get('ctx'), c.req.valid('param').id)
    const shown = items.map((one) => ({
      ...one,
      from: time(one.from),
      until: one.until === null ? null : time(one.until),
    }))
    return c.json({ items: shown }, 200)
  })
  .openapi(parcel, async (c) => {
    const { sign, encryption, envelope, chain } = await carrierPackage(c.get('ctx'), c.req.valid('param').id)
    const optional = (bytes: Uint8Array | null) => bytes && toBase64(bytes)
    const body = { sign: toBase64(sign), encryption: optional(encryption), envelope: optional(envelope) }
    return c.json({ ...body, chain: chain.map(toBase64) }, 200)
  })
  .openapi(written, async (c) => {
    await markWritten(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(challenge, async (c) => {
    const { id, document, expiresAt } = await activationChallenge(
      c.get('ctx'),
      c.req.valid('param').id,
      circumstances(c),
    )
    return c.json({ id, document, expiresAt: time(expiresAt) }, 201)
  })
  .openapi(activate, async (c) => {
    const given = { ...c.req.valid('json'), credentialId: c.req.valid('param').id }
    const { id, state } = await activateCredential(c.get('ctx'), given, circumstances(c))
    return c.json({ id, state }, 200)
  })

function circumstances(c: Context<AppEnv>): Circumstances {
  return { holder: holderOf(c.get('ctx'), browserNonce(c)), origin: c.get('origin') }
}

const time = (instant: number) => new Date(instant).toISOString()

function shapeOf({ credential, carrier, holder, requestId }: CredentialLine) {
  const { id, staffId, state, algorithm, subject, issuer, signSerial, encryptionSerial } = credential
  return {
    ...{ id, staffId, holder, requestId, state, algorithm, subject, issuer, signSerial, encryptionSerial },
    notBefore: time(credential.notBefore),
    notAfter: time(credential.notAfter),
    carrier: { serial: carrier.serial, model: carrier.model, kind: carrier.kind },
    supersedesId: credential.supersedesId,
    createdAt: time(credential.createdAt),
  }
}
