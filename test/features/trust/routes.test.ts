import { describe, expect, it } from 'vitest'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES, type Role } from '#src/context.ts'
import { NOW, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { certificate } from '../../fixtures/built.ts'
import { sessionHeaders } from '../../support/session.ts'

const DAY_MS = 24 * 3_600_000
const { db } = await withDatabase()
const credentials = await seedAccounts(testCtx(db, { now: NOW - DAY_MS }), [...ROLES, 'security-admin'])
const app = createApp({
  db,
  ports: testCtx(db).ports,
  now: () => NOW,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  metrics: prometheusMetrics(),
  readAsset: async () => undefined,
})

/** What these tests look at; everything else is matched whole. */
interface Body {
  id: string
  sha256: string
  items: { id: string }[]
}

async function signedIn(username: string) {
  const password = credentials.find((one) => one.username === username)?.password
  const answer = await app.request('/api/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const session = await sessionHeaders(answer)
  return async (method: string, path: string, body?: FormData | object) => {
    const isForm = body instanceof FormData
    const headers = { ...session, ...(body && !isForm && { 'content-type': 'application/json' }) }
    const sent = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }
    const response = await app.request(`/api/v1${path}`, { method, headers, ...sent })
    return {
      status: response.status,
      response,
      body: (await response
        .clone()
        .json()
        .catch(() => undefined)) as Body,
    }
  }
}

function offer(more: Record<string, string> = {}, file: Uint8Array | undefined = certificate('rsa', 'root')): FormData {
  const form = new FormData()
  if (file) form.set('file', new File([new Uint8Array(file)], 'root.cer'))
  for (const [name, value] of Object.entries({ kind: 'anchor', ...more })) form.set(name, value)
  return form
}

const one = await signedIn('security-admin')
const other = await signedIn('security-admin-2')

describe('trust over HTTP', () => {
  it('is proposed with a preview, refused to the proposer, approved by the other, listed and downloaded', async () => {
    const preview = await one('POST', '/trust-previews', offer())
    expect(preview).toMatchObject({ status: 200, body: { certificate: { isSelfSigned: true }, warnings: [] } })
    expect(preview.body.sha256).toMatch(/^[0-9a-f]{64}$/)
    const made = await one('POST', '/trust-changes', offer({ action: 'add', usage: 'documents', reason: '新的省级根' }))
    expect(made).toMatchObject({ status: 201, body: { state: 'pending', usage: 'documents', reason: '新的省级根' } })
    const path = `/trust-changes/${made.body.id}`
    expect(await one('POST', `${path}/approval`)).toMatchObject({ status: 403, body: { code: 'trust.same-person' } })
    expect(await other('GET', path)).toMatchObject({ status: 200, body: { preview: { sha256: preview.body.sha256 } } })
    expect(await other('POST', `${path}/approval`)).toMatchObject({ status: 200, body: { state: 'approved' } })
    const { body } = await one('GET', '/trust-materials?kind=anchor')
    expect(body.items).toMatchObject([
      { usage: 'documents', addedChange: made.body.id, isOver: false, removedAt: null },
    ])
    const id = body.items[0]?.id
    expect(await one('GET', `/trust-materials/${id}`)).toMatchObject({
      status: 200,
      body: { history: [{ id: made.body.id }] },
    })
    const { response } = await one('GET', `/trust-materials/${id}/file`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(certificate('rsa', 'root'))
  })

  it('refuses a proposal without a reason, of an unknown kind, or without what it is about', async () => {
    for (const form of [
      offer({ action: 'add' }),
      offer({ action: 'add', reason: 'x' }),
      offer({ action: 'add', kind: 'key', reason: '理由充分' }),
      offer({ action: 'remove', reason: '理由充分' }),
      offer({ action: 'add', kind: 'intermediate', usage: 'all', reason: '理由充分' }),
    ])
      expect((await one('POST', '/trust-changes', form)).status).toBe(400)
  })

  it('takes a policy as text, and offers it by name to whoever verifies', async () => {
    const policy = {
      id: 'house',
      name: { zh: '本局', en: 'House' },
      requireRevocation: true,
      crossCheck: true,
      leadDays: 9,
    }
    const form = new FormData()
    const fields = { kind: 'policy', action: 'add', reason: '按本局规定', policy: JSON.stringify(policy) }
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const made = await one('POST', '/trust-changes', form)
    expect((await other('POST', `/trust-changes/${made.body.id}/approval`)).status).toBe(200)
    const clerk = await signedIn('district-clerk')
    const { body } = await clerk('GET', '/verification-policies')
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([
      'default',
      'offline',
      'corpus',
      'counter-service',
      'house',
    ])
  })

  it('is refused with a reason, or withdrawn', async () => {
    const propose = async () =>
      (await one('POST', '/trust-changes', offer({ action: 'add', reason: '新的根证书' }, certificate('sm2', 'root'))))
        .body.id
    const refused = await propose()
    expect((await other('POST', `/trust-changes/${refused}/refusal`, {})).status).toBe(400)
    const answer = await other('POST', `/trust-changes/${refused}/refusal`, { reason: '来源不明' })
    expect(answer).toMatchObject({ status: 200, body: { state: 'refused', decisionReason: '来源不明' } })
    const withdrawn = await propose()
    expect((await other('POST', `/trust-changes/${withdrawn}/withdrawal`)).status).toBe(403)
    expect((await one('POST', `/trust-changes/${withdrawn}/withdrawal`)).status).toBe(200)
    const again = await other('POST', `/trust-changes/${withdrawn}/approval`)
    expect(again).toMatchObject({ status: 422, body: { code: 'trust.change-withdrawn' } })
  })

  it('is read by those who rely on it, and changed by security administrators only', async () => {
    const reading: Record<string, number[]> = {}
    for (const role of ROLES) {
      const as = await signedIn(role)
      const statuses = await Promise.all([
        as('GET', '/trust-materials'),
        as('GET', '/trust-changes'),
        as('POST', '/trust-previews', offer()),
      ])
      reading[role] = statuses.map(({ status }) => status)
    }
    expect(reading).toEqual({
      operator: [200, 200, 403],
      'ra-officer': [200, 403, 403],
      'district-clerk': [200, 403, 403],
      auditor: [200, 200, 403],
      'system-admin': [403, 403, 403],
      'security-admin': [200, 200, 200],
      'audit-admin': [403, 403, 403],
    } satisfies Record<Role, number[]>)
  })
})
