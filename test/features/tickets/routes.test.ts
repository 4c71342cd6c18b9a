// Tickets and what stands around them as a browser asks for them: through the whole app, with real sessions.

import { describe, expect, it } from 'vitest'
import { instantOf } from '#core/calendar/civil.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { sessionHeaders } from '../../support/session.ts'

const { db } = await withDatabase()
const NOW = instantOf('2026-11-23', '10:00')
const app = createApp({
  db,
  ports: testCtx(db).ports,
  now: () => NOW,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})
const seeded = await seedAccounts(testCtx(db, { now: NOW }), ROLES)

async function signedIn(username: string) {
  const password = seeded.find((one) => one.username === username)?.password ?? ''
  const headers = { 'content-type': 'application/json' }
  const answer = await app.request('/api/v1/sessions', {
    method: 'POST',
    headers,
    body: JSON.stringify({ username, password }),
  })
  const session = await sessionHeaders(answer)
  return async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await app.request(`/api/v1${path}`, {
      method,
      headers: { ...headers, ...session, origin: 'http://127.0.0.1:8460' },
      ...sent,
    })
    const text = await reply.text()
    return { status: reply.status, body: (text ? JSON.parse(text) : null) as Record<string, never> }
  }
}

const operator = await signedIn('operator')
const auditor = await signedIn('auditor')
const clerk = await signedIn('district-clerk')
const REPORT = { kind: 'fault', title: '登录失败', reportedBy: '大厅' }

describe('the routes of tickets', () => {
  it('let operators open and work on a ticket, with its level and clocks told', async () => {
    const opened = await operator('POST', '/tickets', REPORT)
    expect(opened.status).toBe(201)
    expect(opened.body).toMatchObject({ number: 'T20261123-001', level: 2, state: 'open' })
    const id = String(opened.body.id)
    const answered = await operator('POST', `/tickets/${id}/steps`, { step: 'respond' })
    expect(answered.status).toBe(200)
    expect(JSON.stringify(answered.body.clocks)).toContain('"state":"kept"')
    const again = await operator('POST', `/tickets/${id}/steps`, { step: 'respond' })
    expect(again.body).toMatchObject({ code: 'tickets.reached-already' })
    expect((await operator('GET', '/tickets/counts')).body).toMatchObject({ open: 1, unanswered: 0 })
  })

  it('refuse a step they do not know and a ticket that does not exist', async () => {
    expect((await operator('POST', '/tickets/1/steps', { step: 'forget' })).status).toBe(400)
    expect((await operator('GET', '/tickets/99999')).status).toBe(404)
    expect((await operator('GET', '/tickets?cursor=x')).status).toBe(400)
    expect((await operator('GET', '/sla/2026H3')).body).toMatchObject({ code: 'sla.no-period' })
  })

  it.each([
    ['POST', '/tickets', REPORT],
    ['POST', '/tickets/1/steps', { step: 'comment', comment: 'x' }],
    ['POST', '/tickets/1/knowledge', {}],
    ['POST', '/duty', { shifts: [] }],
    ['POST', '/records', {}],
    ['POST', '/spares', {}],
  ])('keep auditors from %s %s', async (method, path, body) => {
    expect((await auditor(method, path, body)).status).toBe(403)
  })

  it.each([
    '/tickets',
    '/tickets/1',
    '/knowledge',
    '/duty?from=2026-11-23',
    '/records?kind=training',
    '/spares',
    '/sla/2026H2',
  ])('show %s to auditors and not to district clerks', async (path) => {
    expect((await auditor('GET', path)).status).toBe(200)
    expect((await clerk('GET', path)).status).toBe(403)
  })

  it('plan a shift in Shanghai time, keep a record and an assessment', async () => {
    const shift = {
      kind: 'standby',
      from: '2026-11-23T00:00:00+08:00',
      to: '2026-11-24T00:00:00+08:00',
      person: '李工',
    }
    expect((await operator('POST', '/duty', { shifts: [shift] })).status).toBe(201)
    expect((await operator('GET', '/duty?from=2026-11-23')).body).toMatchObject({ now: [{ person: '李工' }] })
    const data = { asker: '徐汇区', question: '证书登录报错', answer: '重新插入 UKey' }
    const record = { kind: 'question', onDate: '2026-11-23', title: 'UKey 登录', data }
    expect((await operator('POST', '/records', record)).status).toBe(201)
    expect((await operator('POST', '/records', { ...record, data: {} })).body).toMatchObject({
      code: 'app.field-invalid',
    })
    expect((await operator('POST', '/sla/2026H2/assessments')).status).toBe(201)
    expect((await auditor('GET', '/sla/2026H2/assessments')).body).toMatchObject({ items: [{ isReproduced: true }] })
  })
})
