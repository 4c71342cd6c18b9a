// What belongs to one district, asked for from another over HTTP. The routes are the app's own: one that takes an id, and whose area is in
// neither list below, fails here until somebody says whether what it names belongs to a district.

import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { toBase64 } from '#core/bytes/base64.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import { ROLES, type Role } from '#src/context.ts'
import { policyOf, rolesOf } from '#src/route.ts'
import { withDatabase } from '../database.ts'
import { newCarrier } from '../features/authority/estate.ts'
import { openCounter, type Visitor } from '../features/requests/counter.ts'

const HERE = '310115'
const ELSEWHERE = '310101'
const database = await withDatabase()
const { app, ask, visitor, office, owner } = await openCounter(database)

/** By area: what a route of it names is of the district of the thing planted under this name. */
const OF_A_DISTRICT: Readonly<Record<string, string>> = {
  verifications: 'verification',
  'verification-batches': 'verification',
  'org-units': 'outlet',
  staff: 'staff',
  'user-requests': 'request',
  'user-request-batches': 'batch',
  credentials: 'credential',
  holdings: 'credential',
  'authorities/issuances': 'issuance',
  seals: 'seal',
  'seal-requests': 'sealRequest',
  'signing/seals': 'seal',
}

/** What these name belongs to the city, to the house or to one account. */
const OF_NO_DISTRICT: readonly string[] = [
  ...['accounts', 'api-keys', 'approvals', 'authorities', 'break-glass', 'me', 'persons'],
  ...[
    'backups',
    'seal-makers',
    'backup-sources',
    'bindings',
    'certificate-requests',
    'certificates',
    'checks',
    'deployment-runs',
  ],
  ...[
    'discoveries',
    'discovery-allowances',
    'duty',
    'findings',
    'inspection-plans',
    'issuer-connections',
    'issuer-orders',
  ],
  ...[
    'keys',
    'lineages',
    'ministry-copies',
    'nodes',
    'notices',
    'probe-results',
    'records',
    'reports',
    'rounds',
    'signer-certificates',
    'sla',
  ],
  ...['spares', 'systems', 'targets', 'tickets', 'trust-changes', 'trust-materials', 'unknown-certificates', 'waivers'],
]

/** Lists that are one for the whole city, and why. */
const CITYWIDE: Readonly<Record<string, string>> = {
  '/user-requests/transfer-targets': 'offices people may be moved to, by name',
}

/** Speak of the machine – keys, copies, settings – by ports that are not here; of nothing that has a district. */
const OF_THE_MACHINE = [
  '/audit/standing',
  '/compliance',
  '/compliance/export.json',
  '/compliance/export.xlsx',
  '/keys/standing',
  '/ministry-copies',
  '/ministry-copies/standing',
]

interface Route {
  method: string
  /** Below `/api/v1`. */
  path: string
  roles: readonly Role[]
}

const routes: Route[] = app.routes.flatMap(({ method, path, handler }) => {
  const policy = policyOf(handler)
  if (policy === undefined || method === 'ALL' || !path.startsWith('/api/v1/')) return []
  return [
    { method, path: path.slice('/api/v1'.length), roles: rolesOf(policy) ?? (policy === 'signed-in' ? ROLES : []) },
  ]
})
const areaOf = ({ path }: Route) => {
  const [, first = '', second = ''] = path.split('/')
  return `${first}/${second}` in OF_A_DISTRICT ? `${first}/${second}` : first
}

/** What passes the form of a route, so that it is the verb that answers; a new route that wants more fails below. */
const BODIES: Readonly<Record<string, () => object>> = {
  'POST /verifications/:id/reruns': () => form({ at: 'now' }),
  'PATCH /verifications/:id': () => ({ watched: true }),
  'PATCH /org-units/:id': () => ({ name: '某某街道' }),
  'PATCH /staff/:id': () => ({ staffNumber: 'Z-1' }),
  'PUT /staff/:id/person': () => ({ personId: null }),
  'POST /staff/:id/leaving': () => ({ reason: 'x' }),
  'POST /staff/:id/identity': () => ({ reason: 'x' }),
  'PATCH /user-requests/:id': () => ({ details: { profileId: 'staff-sm2' } }),
  'POST /user-requests/:id/materials': () => form({ file: new Blob(['%PDF-1']) }),
  'POST /user-requests/:id/return': () => ({ fields: [{ field: 'note', reason: 'x' }] }),
  'POST /user-requests/:id/rejection': () => ({ reason: 'x' }),
  'POST /user-requests/:id/cancellation': () => ({ reason: 'x' }),
  'POST /user-requests/:id/key': () => ({
    request: planted.pkcs10,
    carrier: { serial: 'UK-Z', model: 'soft', kind: 'software' },
  }),
  'POST /credentials/:id/activation': () => ({ challengeId: randomUUID(), signature: 'MAA=' }),
  'POST /authorities/issuances/:id/reply': () => ({ files: [{ name: 'a.cer', base64: 'MAA=' }] }),
  'POST /seals/:id/standing-requests': () => ({ kind: 'freeze', reason: 'x' }),
  'POST /seals/:id/replacement-requests': () => form({ request: JSON.stringify({ kind: 'change', ...SEAL }) }),
  'POST /seal-requests/:id/submission': () => form({ request: JSON.stringify(SEAL) }),
  'POST /seal-requests/:id/return': () => ({ answer: 'x' }),
  'POST /seal-requests/:id/rejection': () => ({ answer: 'x' }),
  'POST /seal-requests/:id/seal': () => ({ makerKey: randomUUID() }),
  'POST /seal-requests/:id/approval': () => ({}),
}
const SEAL = { name: '印', holderName: '印', unitName: '印', reason: 'x' }

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.append(name, value)
  return made
}

async function answerOf(who: Visitor, { method, path }: Pick<Route, 'method' | 'path'>, given: object | undefined) {
  const isForm = given instanceof FormData
  const headers = { ...who.headers, ...(given && !isForm && { 'content-type': 'application/json' }) }
  const body = given && { body: isForm ? given : JSON.stringify(given) }
  const answer = await app.request(`/api/v1${path}`, { method, headers, ...body })
  return { status: answer.status, text: await answer.text() }
}

/** Ids by name, and beside them what an answer would be known by. */
const planted: Record<string, string> = {}
const NAME = '甄独特'
const visitors = new Map<string, Visitor>()

/** One of everything, in 浦东新区; and a person of each role who is limited to 黄浦区. */
beforeAll(async () => {
  const [clerk, second, chief] = [
    await visitor('district-clerk', HERE),
    await visitor('district-clerk', HERE),
    await visitor('ra-officer'),
  ]
  const post = async (who: Visitor, path: string, body?: object) => {
    const { status, json } = await ask(who, { method: 'POST', path, ...(body && { body }) })
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(json)}`)
    return json
  }
  const unitId = await office.topOf(HERE)
  const digits = '31010119630101777'
  const identity = { kind: 'resident', number: digits + checkCharacter(digits) }
  planted.identity = identity.number
  planted.outlet = (await post(chief, '/org-units', { parentId: unitId, name: `${NAME}路街道` })).id
  planted.staff = (await post(clerk, '/staff', { unitId, name: NAME, staffNumber: 'ZHEN-1', identity })).id
  const asked = await post(clerk, '/user-requests', {
    kind: 'new',
    staffId: planted.staff,
    details: { profileId: 'staff-sm2' },
  })
  Object.assign(planted, { issued: asked.id, number: asked.number })
  planted.material = (
    await post(clerk, `/user-requests/${asked.id}/materials`, form({ file: new Blob(['%PDF-1']) }))
  ).id
  for (const [who, step] of [
    [clerk, 'submission'],
    [second, 'review'],
    [chief, 'approval'],
  ] as const)
    await post(who, `/user-requests/${asked.id}/${step}`)
  planted.pkcs10 = toBase64((await newCarrier()).request)
  const carrier = { serial: 'UK-ZHEN', model: 'soft', kind: 'software' }
  const { newCredentialId } = await post(clerk, `/user-requests/${asked.id}/key`, { request: planted.pkcs10, carrier })
  planted.credential = newCredentialId
  const { rows } = await owner.execute<{ id: string }>(
    sql`select issuance_id::text as id from credentials where id = ${newCredentialId}`,
  )
  planted.issuance = rows[0]?.id ?? ''
  planted.request = (
    await post(clerk, '/user-requests', {
      kind: 'revoke',
      staffId: planted.staff,
      credentialId: newCredentialId,
      details: { cause: 'left' },
    })
  ).id
  await plantRows(clerk.actor.accountId)
  for (const role of ROLES) visitors.set(role, await visitor(role, ELSEWHERE))
  visitors.set('clerk of none', await visitor('district-clerk'))
  visitors.set('who planted', clerk)
}, 120_000)

/** What would take a long way by the routes: only that it is there, and whose it is. */
async function plantRows(actorId: string): Promise<void> {
  Object.assign(planted, {
    verification: randomUUID(),
    batch: randomUUID(),
    seal: randomUUID(),
    sealRequest: randomUUID(),
  })
  const { verification, batch, seal, sealRequest } = planted
  await owner.execute(sql`set session_replication_role = replica`)
  await owner.execute(sql`insert into verifications (id, number, created_at, actor_id, actor_name, district_id, file_name, sha256, kind, verdict,
    indication, technical, report, judged_at, asked, is_watched) values (${verification}, ${verification}, now(), ${actorId}, '', ${HERE}, ${NAME}, '00',
    'cms', 'VALID', 'TOTAL-PASSED', 'PASSED', '{}', now(), '{}', false)`)
  await owner.execute(sql`insert into verification_batches (id, created_at, actor_id, actor_name, district_id, name, state, is_watched)
    values (${verification}, now(), ${actorId}, '', ${HERE}, ${NAME}, 'waiting', false)`)
  await owner.execute(sql`insert into user_request_batches (id, district_id, file_name, file_sha256, state, created_by, created_person, created_name, created_at)
    values (${batch}, ${HERE}, ${NAME}, '00', 'previewed', ${actorId}, ${randomUUID()}, '', now())`)
  await owner.execute(sql`insert into seal_requests (id, district_id, kind, state, seal_kind, name, holder_name, unit_name, reason, version, valid_years,
    certificates, requested_by, requester_name, requested_at, changed_at) values (${sealRequest}, ${HERE}, 'new', 'queued', 'name', ${NAME}, ${NAME}, '', '',
    4, 3, '[]', 'x', 'x', now(), now())`)
  await owner.execute(sql`insert into seals (id, district_id, number, kind, name, holder_name, unit_name, state, state_by, state_at, request_id, version, der,
    sha256, picture, width_mm, height_mm, certificates, certificate_sha256, maker_certificate, maker_key_id, valid_from, valid_until, made_at)
    values (${seal}, ${HERE}, '31011526000001', 'name', ${NAME}, ${NAME}, '', 'active', ${sealRequest}, now(), ${sealRequest}, 4, '\\x30', ${'5ea1'.repeat(16)},
    '\\x30', 20, 20, '[]', '{}', '\\x30', ${randomUUID()}, now(), now() + interval '1 year', now())`)
  await owner.execute(sql`insert into electronic_seals (id, sha256, der, seal_number, name, picture_type, width_mm, height_mm, valid_from, valid_until,
    created_by, created_at) values (${seal}, ${'5ea1'.repeat(16)}, '\\x30', '31011526000001', ${NAME}, 'PNG', 20, 20, now(), now(), 'x', now())`)
  await owner.execute(sql`set session_replication_role = origin`)
}

describe('what belongs to a district', () => {
  it('is told from what does not, for every route that names something', () => {
    const known = new Set([...Object.keys(OF_A_DISTRICT), ...OF_NO_DISTRICT])
    const open = routes.filter((route) => route.path.includes('/:') && !known.has(areaOf(route)))
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })

  it('is not there for anybody of another district or of none, by any method, whatever the role', async () => {
    const wrong: string[] = []
    let cells = 0
    for (const route of routes) {
      const thing = OF_A_DISTRICT[areaOf(route)]
      if (thing === undefined || !route.path.includes('/:id')) continue
      const path = route.path
        .replace(':id', planted[thing] ?? '')
        .replace(':fileId', planted.material ?? '')
        .replace(/:\w+(\{[^}]*\})?/g, '1')
      const query = route.path.endsWith('/differences') ? `?with=${planted.verification}` : ''
      const body = BODIES[`${route.method} ${route.path}`]
      const strangers = route.roles.flatMap((role) => visitors.get(role) ?? [])
      if (route.roles.includes('district-clerk')) strangers.push(visitors.get('clerk of none') as Visitor)
      for (const who of strangers) {
        cells += 1
        const { status, text } = await answerOf(who, { method: route.method, path: path + query }, body?.())
        if ((status !== 404 && status !== 403) || text.includes(NAME) || text.includes('app.route-unknown'))
          wrong.push(`${route.method} ${route.path} as ${who.name}: ${status} ${text.slice(0, 120)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(cells).toBeGreaterThan(150)
    process.stdout.write(`A8: ${cells} of ${cells} cells of another district refused\n`)
  }, 120_000)

  it('is in no list and in no other answer that takes no id', async () => {
    const marks = [NAME, ...Object.values(planted).filter((one) => one.length > 8)]
    const told: string[] = []
    const broken: string[] = []
    let cells = 0
    for (const { path, roles } of routes.filter(({ method, path }) => method === 'GET' && !path.includes('/:')))
      for (const role of roles) {
        const who = visitors.get(role)
        if (!who || path in CITYWIDE || OF_THE_MACHINE.includes(path)) continue
        cells += 1
        const { status, text } = await answerOf(who, { method: 'GET', path }, undefined)
        if (status >= 500) broken.push(`${path} as ${role}: ${status}`)
        if (marks.some((mark) => text.includes(mark))) told.push(`${path} as ${role}`)
      }
    expect(told).toEqual([])
    expect(broken).toEqual([])
    process.stdout.write(`A8: ${cells} lists show nothing of another district\n`)
  }, 120_000)

  it('is in no audit trail that anybody limited to a district reads or exports; the centre reads it', async () => {
    const reading = { method: 'GET', path: '/audit' }
    const exporting = { method: 'POST', path: '/audit/export' }
    for (const role of ['auditor', 'audit-admin'] as const) {
      const [limited, centre] = [visitors.get(role) as Visitor, await visitor(role)]
      const refused = [
        await answerOf(limited, reading, undefined),
        await answerOf(limited, exporting, { kind: 'trail' }),
        await answerOf(limited, exporting, { kind: 'table' }),
      ]
      for (const { status, text } of refused)
        expect([status, JSON.parse(text).code]).toEqual([403, 'app.whole-estate-required'])
      expect((await answerOf(centre, reading, undefined)).status).toBe(200)
    }
  })

  it('is not found by asking for it otherwise', async () => {
    const [clerk, auditor] = [visitors.get('district-clerk') as Visitor, visitors.get('auditor') as Visitor]
    const found = async (who: Visitor, path: string, body: object) =>
      (await answerOf(who, { method: 'POST', path }, body)).text
    expect(
      JSON.parse(await found(clerk, '/staff/lookup', { kind: 'resident', number: planted.identity ?? '' })),
    ).toEqual({ items: [] })
    for (const query of [NAME, planted.identity ?? '', planted.number ?? '', 'UK-ZHEN'])
      expect(JSON.parse(await found(auditor, '/holdings/search', { query, on: '2026-11-21' }))).toMatchObject({
        items: [],
      })
    const decided = await found(clerk, '/user-requests/decisions', { ids: [planted.request], step: 'review' })
    expect(JSON.parse(decided)).toMatchObject({ items: [{ id: planted.request, code: 'requests.not-found' }] })
    const asked = {
      kind: 'revoke',
      staffId: planted.staff,
      credentialId: planted.credential,
      details: { cause: 'left' },
    }
    expect((await answerOf(clerk, { method: 'POST', path: '/user-requests' }, asked)).status).toBe(404)
  })

  it('is there for the own district and for the centre', async () => {
    // Verifications are their maker's own besides.
    const [own, centre] = [visitors.get('who planted') as Visitor, await visitor('auditor')]
    for (const path of [
      `/staff/${planted.staff}`,
      `/user-requests/${planted.request}`,
      `/credentials/${planted.credential}`,
      `/verification-batches/${planted.verification}`,
      `/seal-requests/${planted.sealRequest}`,
    ])
      for (const who of [own, centre])
        expect([path, who.name, (await answerOf(who, { method: 'GET', path }, undefined)).status]).toEqual([
          path,
          who.name,
          200,
        ])
    const { text } = await answerOf(own, { method: 'GET', path: '/seals' }, undefined)
    expect(text).toContain(NAME)
  })

  it('is nothing at all for a clerk without a district', async () => {
    const who = visitors.get('clerk of none') as Visitor
    for (const path of [
      '/verifications',
      '/staff',
      '/user-requests',
      '/credentials',
      '/seals',
      '/seal-requests',
      '/org-units',
      '/user-request-batches',
    ])
      expect([path, JSON.parse((await answerOf(who, { method: 'GET', path }, undefined)).text).items]).toEqual([
        path,
        [],
      ])
  })
})
