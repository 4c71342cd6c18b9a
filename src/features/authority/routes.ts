import { z } from '@hono/zod-openapi'
import { fromBase64 } from '#core/bytes/base64.ts'
import { writePem } from '#core/bytes/pem.ts'
import { attachment } from '#core/downloads/attachment.ts'
import { PROFILE_IDS } from '#core/issuance/profiles.ts'
import { textOf } from '#core/messages/index.ts'
import { AUTHORITY_KINDS, CERTIFICATE_ROLES, ISSUANCE_STATES } from '#db/schema/authority.ts'
import { listConnections } from '#features/issuers/index.ts'
import type { Ctx, Role } from '#src/context.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { askAuthorityChange } from './change.ts'
import { AskChange, IssuancesQuery, ReplyFiles } from './inputs.ts'
import { issueCredential } from './issue.ts'
import { listProfiles } from './list.ts'
import { makeCredentialPack, takeCredentialReply } from './manual.ts'
import {
  authorityRequest,
  type IssuanceLine,
  listIssuances,
  type ShownAuthority,
  type ShownCrl,
  showAuthorities,
} from './show.ts'

const READERS = ['ra-officer', 'operator', 'system-admin', 'auditor'] as const satisfies readonly Role[]
const CHANGERS = { roles: ['ra-officer', 'system-admin'], stepUp: true } as const

const tags = ['authorities']
const json = <T>(schema: T) => ({ content: { 'application/json': { schema } } })
const params = z.object({ id: z.uuid() })
const moment = z.iso.datetime()
const Spoken = z.object({ code: z.string(), zh: z.string(), en: z.string() })

const Crl = z.object({ number: z.number(), thisUpdate: moment, nextUpdate: moment, entries: z.number() })
const Authority = z
  .object({
    id: z.string(),
    kind: z.enum(AUTHORITY_KINDS),
    label: z.string(),
    name: z.string(),
    state: z.enum(['awaiting-certificate', 'active', 'closed']),
    profiles: z.array(z.string()),
    key: z.object({ algorithm: z.string(), custody: z.enum(['sealed', 'token']) }).nullable(),
    certificate: z
      .object({ subject: z.string(), issuer: z.string(), notBefore: moment, notAfter: moment, sha256: z.string() })
      .nullable(),
    hasRequest: z.boolean(),
    addresses: z.object({ ocsp: z.string(), certificate: z.string(), crl: z.string(), delta: z.string() }).nullable(),
    crl: Crl.nullable(),
    delta: Crl.nullable(),
    crlEveryMinutes: z.number(),
    responderUntil: moment.nullable(),
    counts: z.partialRecord(z.enum(ISSUANCE_STATES), z.number()),
  })
  .openapi('Authority')
/** A connection that may become an authority. */
const Reachable = z.object({ id: z.string(), name: z.string(), kind: z.enum(['cmp', 'manual']) })
const ProfileShape = z
  .object({
    id: z.enum(PROFILE_IDS),
    isDual: z.boolean(),
    keys: z.array(z.object({ family: z.string(), minBits: z.number() })),
    usages: z.array(z.string()),
    encryptionUsages: z.array(z.string()),
    validityDays: z.number(),
    carriesIdentity: z.boolean(),
  })
  .openapi('IssuanceProfile')
const Issuance = z
  .object({
    id: z.string(),
    requestId: z.string(),
    authorityId: z.string(),
    profileId: z.string(),
    districtId: z.string(),
    subject: z.string(),
    carrierSerial: z.string(),
    state: z.enum(ISSUANCE_STATES),
    problem: Spoken.nullable(),
    takes: z.number(),
    createdAt: moment,
    issuedAt: moment.nullable(),
    certificates: z.array(
      z.object({
        role: z.enum(CERTIFICATE_ROLES),
        serial: z.string(),
        state: z.enum(['drawn', 'signing', 'issued', 'burned']),
        standing: z.enum(['good', 'suspended', 'revoked']),
      }),
    ),
  })
  .openapi('Issuance')

const list = route(READERS, {
  method: 'get',
  path: '/authorities',
  tags,
  summary: 'Who issues to the staff: standing, keys, lists',
  responses: {
    200: {
      description: 'Authorities and profiles',
      ...json(
        z.object({ items: z.array(Authority), profiles: z.array(ProfileShape), connections: z.array(Reachable) }),
      ),
    },
    ...problems,
  },
})
const request = route(READERS, {
  method: 'get',
  path: '/authorities/{id}/request',
  tags,
  summary: 'The certification request for the authority above',
  request: { params },
  responses: { 200: { description: 'PEM', content: { 'application/pkcs10': { schema: z.string() } } }, ...problems },
})
const change = route(CHANGERS, {
  method: 'post',
  path: '/authorities/changes',
  tags,
  summary: 'Ask for an authority to be founded, certified or closed; another person approves it',
  request: { body: { required: true, ...json(AskChange) } },
  responses: { 202: { description: 'Waits', ...json(z.object({ approvalId: z.string() })) }, ...problems },
})
const issuances = route(READERS, {
  method: 'get',
  path: '/authorities/issuances',
  tags,
  summary: 'What is on order and what was issued, newest first',
  request: { query: IssuancesQuery },
  responses: {
    200: { description: 'A page', ...json(z.object({ items: z.array(Issuance), nextCursor: z.string().nullable() })) },
    ...problems,
  },
})
const retry = route(['ra-officer', 'operator'], {
  method: 'post',
  path: '/authorities/issuances/{id}/retry',
  tags,
  summary: 'Take up what was not issued yet, now',
  request: { params },
  responses: { 200: { description: 'How it stands', ...json(z.object({ state: z.string() })) }, ...problems },
})

const pack = route(
  { roles: ['ra-officer'], stepUp: true },
  {
    method: 'get',
    path: '/authorities/issuances/{id}/pack',
    tags,
    summary:
      'What a courier takes to an authority outside: the request, a sheet with the number of the person, digests',
    request: { params },
    responses: { 200: { description: 'ZIP', content: { 'application/zip': { schema: z.string() } } }, ...problems },
  },
)
const reply = route(
  { roles: ['ra-officer'], stepUp: true },
  {
    method: 'post',
    path: '/authorities/issuances/{id}/reply',
    tags,
    summary: 'What a courier brought back, judged against what was ordered',
    request: { params, body: { required: true, ...json(ReplyFiles) } },
    responses: {
      200: { description: 'How it stands', ...json(z.object({ state: z.string(), problem: Spoken.nullable() })) },
      ...problems,
    },
  },
)

const at = (instant: number) => new Date(instant).toISOString()
const crlOf = (one: ShownCrl | undefined) =>
  one
    ? { number: one.number, entries: one.entries, thisUpdate: at(one.thisUpdate), nextUpdate: at(one.nextUpdate) }
    : null

const spokenOf = (code: string, said: Record<string, string | number>) => ({
  code,
  zh: textOf(code, 'zh', said),
  en: textOf(code, 'en', said),
})

function authorityOf({
  row,
  key,
  own,
  addresses,
  full,
  delta,
  responderUntil,
  counts,
}: ShownAuthority): z.input<typeof Authority> {
  const { id, kind, label, name, state, profiles, request: asked, crlEveryMinutes } = row
  return {
    ...{ id, kind, label, name, state, profiles, crlEveryMinutes, counts },
    key: key ?? null,
    certificate: own ? { ...own, notBefore: at(own.notBefore), notAfter: at(own.notAfter) } : null,
    hasRequest: asked !== null,
    addresses: addresses ?? null,
    crl: crlOf(full),
    delta: crlOf(delta),
    responderUntil: responderUntil === null ? null : at(responderUntil),
  }
}

function issuanceOf({ code, params: given, createdAt, issuedAt, ...line }: IssuanceLine): z.input<typeof Issuance> {
  const { id, requestId, authorityId, profileId, districtId, subject, carrierSerial, state, takes } = line
  return {
    ...{ id, requestId, authorityId, profileId, districtId, subject, carrierSerial, state, takes },
    problem: code === null ? null : spokenOf(code, given ?? {}),
    createdAt: at(createdAt),
    issuedAt: issuedAt === null ? null : at(issuedAt),
    certificates: line.certificates as z.input<typeof Issuance>['certificates'],
  }
}

async function reachable(ctx: Ctx): Promise<z.input<typeof Reachable>[]> {
  const active = (await listConnections(ctx)).filter(({ state }) => state === 'active')
  return active.flatMap(({ id, name, kind }) => (kind === 'acme' ? [] : [{ id, name, kind }]))
}

export const authorityRoutes = newRouter()
  .openapi(list, async (c) => {
    const shown = await showAuthorities(c.get('ctx'))
    const profiles = listProfiles().map(({ keys, usages, encryptionUsages, ...one }) => ({
      ...{ id: one.id, isDual: one.isDual, validityDays: one.validityDays, carriesIdentity: one.carriesIdentity },
      ...{ keys: [...keys], usages: [...usages], encryptionUsages: [...encryptionUsages] },
    }))
    return c.json({ items: shown.map(authorityOf), profiles, connections: await reachable(c.get('ctx')) }, 200)
  })
  .openapi(request, async (c) => {
    const { label, request: der } = await authorityRequest(c.get('ctx'), c.req.valid('param').id)
    return c.body(writePem('CERTIFICATE REQUEST', der), 200, {
      'Content-Type': 'application/pkcs10',
      'Content-Disposition': attachment(`${label}.csr`),
    })
  })
  .openapi(change, async (c) => {
    const { change: asked, why } = c.req.valid('json')
    const { id } = await askAuthorityChange(c.get('ctx'), asked, why)
    return c.json({ approvalId: id }, 202)
  })
  .openapi(issuances, async (c) => {
    const { items, nextCursor } = await listIssuances(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(issuanceOf), nextCursor }, 200)
  })
  .openapi(pack, async (c) => {
    const { name, bytes } = await makeCredentialPack(c.get('ctx'), c.req.valid('param').id)
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': attachment(name),
    })
  })
  .openapi(reply, async (c) => {
    const files = c.req
      .valid('json')
      .files.map(({ name, base64 }) => ({ name, bytes: fromBase64(base64) ?? new Uint8Array() }))
    const standing = await takeCredentialReply(c.get('ctx'), c.req.valid('param').id, files)
    return c.json(
      { state: standing.state, problem: standing.state === 'issued' ? null : spokenOf(standing.code, standing.params) },
      200,
    )
  })
  .openapi(retry, async (c) => {
    const { state } = await issueCredential(c.get('ctx'), c.req.valid('param').id)
    return c.json({ state }, 200)
  })
