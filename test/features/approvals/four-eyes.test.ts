// A9: whatever one person sends, with however many accounts and roles, nothing comes of it that takes two.

import { desc, eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { packager } from '#adapters/packaging/packager.node.ts'
import { requestMaker } from '#adapters/pkijs/request.ts'
import { writePem } from '#core/bytes/pem.ts'
import { readRequestFile } from '#core/x509/request-file.ts'
import { approvals } from '#db/schema/approvals.ts'
import { certificates } from '#db/schema/certificates.ts'
import { trustChanges } from '#db/schema/trust.ts'
import { type CreatedAccount, createAccount } from '#features/accounts/index.ts'
import { sealSet } from '#features/break-glass/index.ts'
import { createRequest, importCertificates } from '#features/certificates/index.ts'
import { ConnectInput, connectIssuer } from '#features/issuers/index.ts'
import type { Role } from '#src/context.ts'
import type { IssuerConnection } from '#src/issuing-ports.ts'
import { actorOf, NOW, testCtx } from '../../context.ts'
import { ext, general, issue, makeKey } from '../../core/x509/authority.ts'
import { withDatabase } from '../../database.ts'
import { certificate } from '../../fixtures/built.ts'
import { type Call, openHouse } from './stage.ts'

const SEQUENCES = Number(process.env.ZHENGXUN_FOUR_EYES_SEQUENCES ?? 20)
const STEPS = 8
const DAY_MS = 24 * 3_600_000
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Repeatable chance (mulberry32): a failure names its seed. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const database = await withDatabase()
const { db } = database
/** Revocations that reached the CA. */
const revoked: string[] = []
const connection = { revoke: async ({ reason }: { reason: string }) => void revoked.push(reason) }
const issuers = {
  open: async () => connection as unknown as IssuerConnection,
  nameServer: () => Promise.reject(new Error()),
}
const house = openHouse(database, { ports: { issuers, requestMaker } })
const ports = { ...house.ports, packager: packager(house.keys, nodePrimitives) }
const { signIn } = openHouse(database, { ports })

/** Wang is one person with four accounts; Li has the same roles in one, and only looks on. */
async function person(name: string, accounts: readonly [string, readonly Role[]][]): Promise<Call[]> {
  const calls: Call[] = []
  let made: CreatedAccount | undefined
  let personId: string | undefined
  for (const [username, roles] of accounts) {
    const yesterday = testCtx(db, { now: NOW - DAY_MS })
    made = await createAccount(yesterday, { name, username, roles: [...roles], ...(personId && { personId }) })
    const call = await signIn(username, made.password)
    personId ??= (await personOf(made.id)) ?? ''
    calls.push(call)
  }
  return calls
}
async function personOf(accountId: string): Promise<string | undefined> {
  const { rows } = await db.execute(sql`select person_id from accounts where id = ${accountId}`)
  return rows[0]?.person_id as string | undefined
}

const wang = await person('王', [
  ['wang', ['security-admin']],
  ['wang-2', ['security-admin', 'operator']],
  ['wang-3', ['operator']],
  ['wang-4', ['operator', 'ra-officer']],
])
const [li] = (await person('李', [['li', ['security-admin', 'operator']]])) as [Call]
await person('钱', [['qian', ['security-admin', 'auditor']]])

/** A certificate whose key is sealed here, a request without one, and a CA that can be asked. */
async function estate() {
  const operator = testCtx(db, { actor: actorOf('operator'), ports })
  const ca = { root: makeKey(), subject: 'CN=A9 Root' }
  const root = await issue(
    {
      subject: ca.subject,
      extensions: [ext.ca(), ext.keyUsage(5, 6)],
      notBefore: NOW - DAY_MS,
      notAfter: NOW + 900 * DAY_MS,
    },
    ca.root,
  )
  const order = { algorithm: 'p256', profile: 'plain', purpose: 'site-certificate', country: 'CN' } as const
  const request = (name: string) => createRequest(operator, { ...order, commonName: name, sans: [name] })
  const { pem } = await request('a9.rsj.test')
  const read = readRequestFile(new TextEncoder().encode(pem))
  if (!read.ok) throw new Error('the request is unreadable')
  const leaf = await issue(
    {
      ...{
        subject: 'CN=a9.rsj.test',
        issuer: ca.subject,
        serial: 7,
        notBefore: NOW - DAY_MS,
        notAfter: NOW + 90 * DAY_MS,
      },
      extensions: [ext.notCa(), ext.keyUsage(0), ext.names(general.dns('a9.rsj.test'))],
    },
    { ...makeKey(), publicKeyInfo: read.value.request.publicKeyInfo },
    ca.root,
  )
  const files = [root, leaf].map(({ raw }, index) => ({
    name: `${index}.pem`,
    bytes: new TextEncoder().encode(writePem('CERTIFICATE', raw)),
  }))
  await importCertificates(operator, files)
  const [kept] = await db.select({ id: certificates.id }).from(certificates).where(eq(certificates.isCa, false))
  const certificateId = kept?.id ?? ''
  const connect = (input: object) =>
    connectIssuer(
      testCtx(db, { actor: actorOf('security-admin'), ports }),
      ConnectInput.parse({ trust: 'private', ...input }),
    )
  const protection = { kind: 'mac', reference: 'r', secret: 'a-long-secret' }
  const { id: connectionId } = await connect({ kind: 'cmp', name: 'CA', url: 'http://127.0.0.1:9/', protection })
  const requests = [await request('one.rsj.test'), await request('two.rsj.test')].map(({ id }) => id)
  return { certificateId, connectionId, requests }
}
const { certificateId, connectionId, requests } = await estate()

/** Everything that takes two persons, as it stands. */
async function standing() {
  const { rows } = await db.execute(sql`select
    (select count(*)::int from issuer_orders) orders,
    (select count(*)::int from audit_log where action = 'certificate-key.exported') exports,
    (select coalesce(string_agg(account_id::text || role, ',' order by account_id, role), '') from account_roles) grants,
    (select string_agg(id::text || is_disabled || md5(password_hash), ',' order by id) from accounts) accounts,
    (select coalesce(string_agg(sha256 || usage || coalesce(removed_at::text, ''), ',' order by id), '') from trust_materials where kind = 'anchor') anchors,
    (select coalesce(string_agg(sha256 || version, ',' order by id), '') from trust_materials where kind = 'policy') policies`)
  return { ...rows[0], revocations: revoked.length }
}

/** Wang holds one of the two sealed halves, as a holder may. */
const HALF = 'wang-holds-this-half'
await db.transaction(async (tx) => {
  const { passwords } = house.ports
  const [firstHash, secondHash] = [await passwords.hash(HALF), await passwords.hash('and nobody this one')]
  await sealSet(tx, testCtx(db), { firstHolder: '王', secondHolder: '周', firstHash, secondHash }, 'test')
})

const packaged = { target: 'nginx', format: 'pem-fullchain', version: '' }
const reason = '随机试验'
const form = (fields: Record<string, string>, file?: Uint8Array) => {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...fields, reason })) body.set(name, value)
  if (file) body.set('file', new File([new Uint8Array(file)], 'a.cer'))
  return body
}
const policy = (id: string) =>
  JSON.stringify({ id, name: { zh: '甲', en: 'A' }, requireRevocation: false, crossCheck: false, leadDays: 1 })

/** Every way there is to ask for something that takes two. */
const ASKING: Record<string, (call: Call, next: (below: number) => number) => Promise<unknown>> = {
  order: (call, next) =>
    call('POST', '/issuer-orders', { connectionId, requestId: requests[next(requests.length)], why: reason }),
  revoke: (call, next) =>
    call('POST', '/issuer-revocations', {
      ...{ connectionId, certificateId },
      reason: ['superseded', 'keyCompromise'][next(2)],
    }),
  export: (call) => call('POST', `/certificates/${certificateId}/key-exports`, packaged),
  grant: async (call, next) => {
    const { body } = await call('GET', '/accounts')
    const id = body.items?.[next(body.items.length)]?.id ?? NOBODY
    const action = ['grant', 'take', 'disable', 'enable', 'reset-password', 'unlock'][next(6)]
    return call('POST', `/accounts/${id}/changes`, { action, roles: ['auditor'], reason })
  },
  account: (call, next) =>
    call('POST', '/accounts', { name: '某人', username: `new-${next(1_000_000)}`, roles: ['operator'], reason }),
  anchor: (call) => call('POST', '/trust-changes', form({ action: 'add', kind: 'anchor' }, certificate('rsa', 'root'))),
  policy: (call, next) =>
    call('POST', '/trust-changes', form({ action: 'add', kind: 'policy', policy: policy(`p${next(50)}`) })),
}

const newest = async (table: typeof approvals | typeof trustChanges, next: (below: number) => number) => {
  const rows = await db.select({ id: table.id }).from(table).orderBy(desc(table.expiresAt), desc(table.id)).limit(12)
  return rows[next(Math.max(1, rows.length))]?.id ?? NOBODY
}

async function anyStep(call: Call, next: (below: number) => number): Promise<unknown> {
  const names = Object.keys(ASKING)
  if (next(2) === 0) return ASKING[names[next(names.length)] ?? 'order']?.(call, next)
  const [approval, change] = [await newest(approvals, next), await newest(trustChanges, next)]
  const steps = [
    () => call('POST', `/approvals/${approval}/approval`),
    () => call('POST', `/approvals/${approval}/approval`),
    () => call('POST', `/approvals/${approval}/refusal`, { reason }),
    () => call('POST', `/approvals/${approval}/withdrawal`),
    () =>
      call('POST', `/certificates/${certificateId}/package`, {
        ...packaged,
        exportApprovalId: approval,
        password: 'a-long-password',
      }),
    () => call('POST', `/trust-changes/${change}/approval`),
    () => call('POST', `/trust-changes/${change}/approval`),
    () => call('POST', `/trust-changes/${change}/refusal`, { reason }),
    () => call('POST', `/trust-changes/${change}/withdrawal`),
    () => call('POST', '/break-glass/openings', { half: HALF, role: 'operator', reason: `${reason}，十个字以上` }),
    () => call('POST', '/break-glass/passages', { approvalId: approval }),
    async () => {
      const { body } = await call('GET', '/break-glass')
      return call('POST', `/break-glass/openings/${body.own?.id ?? NOBODY}/second-half`, { half: HALF })
    },
  ]
  return steps[next(steps.length)]?.()
}

describe('one person alone', () => {
  it(`issues, revokes, exports, grants and trusts nothing, in ${SEQUENCES} random sequences with all of their accounts`, async () => {
    const before = await standing()
    const statuses = new Map<number, number>()
    const counted: Call[] = wang.map((call) => async (...of) => {
      const answer = await call(...of)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      return answer
    })
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const next = chance(seed)
      for (let step = 0; step < STEPS; step++) await anyStep(counted[next(counted.length)] ?? li, next)
      expect(await standing(), `seed ${seed}`).toEqual(before)
    }
    // They were let in and asked for a good deal; what would have come of it was refused, and nothing broke.
    expect(statuses.get(202) ?? 0).toBeGreaterThan(SEQUENCES / 4)
    expect(statuses.get(403) ?? 0).toBeGreaterThan(SEQUENCES)
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([])
    const { rows } = await db.execute(
      sql`select count(*)::int n from approvals where state not in ('pending', 'withdrawn')`,
    )
    expect(rows[0]?.n).toBe(0)
    console.log(`A9: ${SEQUENCES} random sequences of ${STEPS} steps by one person with four accounts, 0 breaches`)
  }, 3_600_000)
})

describe('two persons', () => {
  const idIn = (answer: unknown) => {
    const { body } = answer as Awaited<ReturnType<Call>>
    return body.approval?.id ?? body.id
  }
  const [, both] = wang as [Call, Call]
  const none = () => 0

  it.each([
    ['order', 'orders'],
    ['revoke', 'revocations'],
    ['export', 'exports'],
    ['account', 'grants'],
    ['anchor', 'anchors'],
    ['policy', 'policies'],
    // After ten thousand sequences there is a good deal to withdraw first.
  ])('do: %s', { timeout: 600_000 }, async (what, figure) => {
    // What one person left waiting stands in the way of the same again.
    // The queue shows a hundred at once.
    for (let left = 1; left > 0; ) {
      const { body } = await both('GET', '/approvals/queue')
      const { waiting: own } = body as unknown as { waiting: { id: string }[] }
      for (const { id } of own) await both('POST', `/approvals/${id}/withdrawal`)
      left = own.length
    }
    const waiting = await both('GET', '/trust-changes?state=pending&limit=200')
    for (const { id } of waiting.body.items) await both('POST', `/trust-changes/${id}/withdrawal`)
    const before = await standing()
    const asked = await ASKING[what]?.(both, none)
    const id = idIn(asked)
    expect(id, JSON.stringify(asked)).toBeDefined()
    const place = what === 'anchor' || what === 'policy' ? 'trust-changes' : 'approvals'
    expect((await both('POST', `/${place}/${id}/approval`)).status).toBe(403)
    expect(await standing()).toEqual(before)
    expect((await li('POST', `/${place}/${id}/approval`)).status).toBe(200)
    if (what === 'export') {
      const fetching = { ...packaged, exportApprovalId: id, password: 'a-long-password' }
      expect((await li('POST', `/certificates/${certificateId}/package`, fetching)).status).toBe(403)
      expect((await both('POST', `/certificates/${certificateId}/package`, fetching)).status).toBe(200)
    }
    const after: Record<string, unknown> = await standing()
    expect(after[figure]).not.toEqual((before as Record<string, unknown>)[figure])
  })
})
