// The shelf as a browser asks for it: through the whole app, with real sessions.

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { printer } from '#adapters/reports/verification.node.ts'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { instantOf } from '#core/calendar/civil.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { makeReports } from '#features/reports/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES, type Role } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { sessionHeaders } from '../../support/session.ts'
import { writePast } from './estate.ts'

const NOW = instantOf('2026-11-02', '10:00')
const { db } = await withDatabase()
const ctx = testCtx(db, { now: NOW, ports: { printer, spreadsheets } })
const app = createApp({
  db,
  ports: ctx.ports,
  now: () => NOW,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})
const seeded = await seedAccounts(testCtx(db, { now: NOW }), ROLES)
await writePast(db, { from: '2026-10-20', days: 3, itemsPerRound: 2, systems: 1 })

async function signedIn(role: Role) {
  const password = seeded.find(({ username }) => username === role)?.password ?? ''
  const headers = { 'content-type': 'application/json' }
  const answer = await app.request('/api/v1/sessions', {
    method: 'POST',
    headers,
    body: JSON.stringify({ username: role, password }),
  })
  const session = await sessionHeaders(answer)
  return (method: string, path: string, body?: unknown) =>
    app.request(`/api/v1${path}`, {
      method,
      headers: { ...headers, ...session, origin: 'http://127.0.0.1:8460' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

interface Report {
  sections: { figures: unknown[] }[]
  files: unknown[]
}
interface Page {
  items: { id: string }[]
  nextCursor: string | null
}

const bodyOf = async <T>(answer: Response | Promise<Response>) => (await (await answer).json()) as T

const operator = await signedIn('operator')
const MONTH = { kind: 'month', period: '2026-10' }

async function made(): Promise<string> {
  const { items } = (await (await operator('GET', '/reports?kind=month')).json()) as { items: { id: string }[] }
  const [known] = items
  if (known) return known.id
  const answer = await operator('POST', '/reports', MONTH)
  expect(answer.status).toBe(202)
  await makeReports(ctx, { now: () => NOW })
  return ((await answer.json()) as { id: string }).id
}

describe('the shelf', () => {
  it('is read by operators, auditors and administrators, and by nobody in a district', async () => {
    const id = await made()
    const paths = [
      '/reports',
      '/reports/owed',
      `/reports/${id}`,
      `/reports/${id}/files/pdf`,
      `/reports/${id}/figures/rounds/planned`,
    ]
    const readers: readonly Role[] = ['operator', 'auditor', 'system-admin', 'security-admin', 'audit-admin']
    for (const role of ROLES) {
      const ask = await signedIn(role)
      for (const path of paths)
        expect((await ask('GET', path)).status, `${role} ${path}`).toBe(readers.includes(role) ? 200 : 403)
    }
  })

  it('is filled by operators alone; operators and auditors compute again', async () => {
    const id = await made()
    for (const role of ROLES) {
      const ask = await signedIn(role)
      const order = await ask('POST', '/reports', { kind: 'month', period: 'nonsense' })
      expect(order.status, role).toBe(role === 'operator' ? 400 : 403)
      const mayCheck = role === 'operator' || role === 'auditor'
      expect((await ask('POST', `/reports/${id}/checks`)).status, role).toBe(mayCheck ? 201 : 403)
    }
  })

  it('gives a report with its figures, the rows behind each by the page, and the files under their digests', async () => {
    const id = await made()
    const report = await bodyOf<Report>(operator('GET', `/reports/${id}`))
    expect(report).toMatchObject({ number: 'YB-2026-10', state: 'done', check: { outcome: 'identical', altered: [] } })
    expect(report.sections[0]?.figures[0]).toMatchObject({
      id: 'planned',
      shown: { zh: '6' },
      source: { table: 'rounds', count: 6 },
    })
    const seen: string[] = []
    let cursor: string | null = '0'
    while (cursor !== null) {
      const page: Page = await bodyOf(operator('GET', `/reports/${id}/figures/rounds/planned?limit=4&cursor=${cursor}`))
      seen.push(...page.items.map((row) => row.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual([...seen].sort())
    expect(seen).toHaveLength(6)
    for (const format of ['pdf', 'xlsx'] as const) {
      const file = await operator('GET', `/reports/${id}/files/${format}`)
      const bytes = Buffer.from(await file.arrayBuffer())
      const digest = createHash('sha256').update(bytes).digest('hex')
      expect(file.headers.get('x-content-sha256')).toBe(digest)
      expect(report.files).toContainEqual({ format, sha256: digest, sizeBytes: bytes.length })
      expect(file.headers.get('content-disposition')).toBe(`attachment; filename="YB-2026-10.${format}"`)
    }
  })

  it('says what is owed, and refuses a second final report without a reason', async () => {
    await made()
    const owed = await bodyOf<{ items: { kind: string }[] }>(operator('GET', '/reports/owed'))
    expect(owed.items[0]).toMatchObject({ kind: 'day', period: '2026-10-20', state: 'missing', isLate: true })
    expect(owed.items.some(({ kind }) => kind === 'month')).toBe(false)
    const answer = await operator('POST', '/reports', MONTH)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'reports.reason-required' })
  })
})
