import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { printer } from '#adapters/reports/verification.node.ts'
import { prometheusMetrics } from '#adapters/telemetry/metrics.node.ts'
import { diskUploads } from '#adapters/uploads/receive.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { verificationFiles } from '#db/schema/verification.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import { runBatches } from '#features/verification/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { REFERENCE } from '../../fixtures/built.ts'
import { ofdOf } from '../../support/ofd-pages.ts'
import { sessionHeaders } from '../../support/session.ts'
import { CONTENT, ROOT, signedBy } from './signed.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhengxun-uploads-'))
const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(async () => {
  await verifier.close()
  rmSync(folder, { recursive: true, force: true })
})
const { db } = await withDatabase()
const credentials = await seedAccounts(testCtx(db, { now: REFERENCE }), ROLES)
const job = testCtx(db, {
  now: REFERENCE,
  ports: { verifier, pageDrawer: verifier, uploads: diskUploads(folder), printer },
})
const app = createApp({
  db,
  ports: job.ports,
  now: () => REFERENCE,
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
  number: string
  report: object
  items: { verificationId: string }[]
}

async function signedIn(username: string) {
  const password = credentials.find((one) => one.username === username)?.password
  const send = (session: Record<string, string>) => async (method: string, path: string, body?: FormData | object) => {
    const isForm = body instanceof FormData
    const headers = { ...session, ...(body && !isForm && { 'content-type': 'application/json' }) }
    const sent = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }
    const response = await app.request(`/api/v1${path}`, { method, headers, ...sent })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json;') || text.startsWith('{"')
    return { status: response.status, response, text, body: (isJson ? parsed(text) : undefined) as Body }
  }
  const { response } = await send({})('POST', '/sessions', { username, password })
  return send(await sessionHeaders(response))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function form(
  fields: Record<string, string | { name: string; bytes: Uint8Array } | { name: string; bytes: Uint8Array }[]>,
) {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat())
      data.append(name, typeof one === 'string' ? one : new File([new Uint8Array(one.bytes)], one.name))
  return data
}

const auditor = await signedIn('auditor')
const clerk = await signedIn('district-clerk')
const keeper = await signedIn('security-admin')
const file = { name: '合同.txt.p7s', bytes: await signedBy('rsa', { isDetached: true }) }
const content = { name: '合同.txt', bytes: CONTENT }
const order = () => form({ file, content, anchors: ROOT })

describe('a verification over HTTP', () => {
  it('has its number, its material and its re-runs, and none of the material can be fetched', async () => {
    const made = await auditor('POST', '/verifications', order())
    expect(made).toMatchObject({ status: 201, body: { number: 'ZX-2026-000001', report: { verdict: 'VALID' } } })
    const path = `/verifications/${made.body.id}`
    const again = await auditor('POST', `${path}/reruns`, { at: 'original' })
    expect(again).toMatchObject({ status: 201, body: { number: 'ZX-2026-000002' } })
    expect(again.body.report).toEqual(made.body.report)
    const { body } = await auditor('GET', path)
    expect(body).toMatchObject({
      number: made.body.number,
      isWatched: true,
      materials: [
        { role: 'object', name: '合同.txt.p7s', isHouse: false, isKept: true },
        { role: 'anchor', name: 'root.der', isHouse: false, isKept: true },
        { role: 'content', name: '合同.txt', isHouse: false, isKept: true },
      ],
      reruns: [{ id: again.body.id, number: again.body.number, verdict: 'VALID' }],
    })
    expect(JSON.stringify(body)).not.toContain(Buffer.from(file.bytes).toString('base64').slice(0, 40))
    expect(await auditor('GET', `${path}/differences?with=${again.body.id}`)).toMatchObject({ body: { isSame: true } })
    expect((await auditor('PATCH', path, { watched: false })).body).toMatchObject({ isWatched: false })
  })

  it('is judged again with content that was not kept, when it is sent again and is the same', async () => {
    const { body } = await auditor('POST', '/verifications', order())
    await db.update(verificationFiles).set({ keptAs: null }).where(eq(verificationFiles.field, 'content'))
    const path = `/verifications/${body.id}/reruns`
    expect((await auditor('POST', path, { at: 'original' })).status).toBe(422)
    const sent = (bytes: Uint8Array) => auditor('POST', path, form({ at: 'original', content: { name: 'x', bytes } }))
    const again = await sent(CONTENT)
    expect(again.status).toBe(201)
    expect(again.body.report).toEqual(body.report)
    expect(await sent(Uint8Array.of(...CONTENT, 1))).toMatchObject({
      status: 400,
      body: { code: 'verification.content-differs' },
    })
    expect((await auditor('POST', path, { at: 'then' })).status).toBe(400)
    expect((await auditor('POST', path, form({ at: 'then' }))).status).toBe(400)
    expect((await auditor('POST', path)).status).toBe(400)
  })

  it('is printed in either language for whoever may see it', async () => {
    const { body } = await auditor('POST', '/verifications', order())
    const path = `/verifications/${body.id}/report.pdf`
    const { response, status, text } = await auditor('GET', `${path}?lang=en`)
    expect([status, text.slice(0, 5)]).toEqual([200, '%PDF-'])
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${body.number}.pdf"`)
    expect((await auditor('GET', path)).text).not.toBe(text)
    expect((await auditor('GET', `${path}?lang=fr`)).status).toBe(400)
    expect((await clerk('GET', path)).status).toBe(404)
    expect((await keeper('GET', path)).status).toBe(403)
  })

  it('of a PDF gives the file out for drawing its pages, to whoever may see the report, as nothing a browser would run', async () => {
    const pdf = { name: '登记表 1.pdf', bytes: new TextEncoder().encode('%PDF-1.7\nnot much of one\n%%EOF') }
    const { body } = await auditor('POST', '/verifications', form({ file: pdf }))
    const path = `/verifications/${body.id}/document`
    const { response, status, text } = await auditor('GET', path)
    expect([status, text]).toEqual([200, new TextDecoder().decode(pdf.bytes)])
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="___ 1.pdf"; filename*=UTF-8''${encodeURIComponent(pdf.name)}`,
    )
    expect((await auditor('GET', `/verifications/${body.id}`)).response.headers.get('content-security-policy')).toMatch(
      /^default-src 'self'/,
    )
    const read = await db.select().from(auditLog).where(eq(auditLog.action, 'verification.document-read'))
    expect(read).toMatchObject([{ objectId: body.id, detail: { number: body.number } }])
    expect((await clerk('GET', path)).status).toBe(404)
    expect((await keeper('GET', path)).status).toBe(403)
    await auditor('DELETE', `/verifications/${body.id}/materials`)
    expect(await auditor('GET', path)).toMatchObject({
      status: 422,
      body: { code: 'verification.material-missing' },
    })
  })

  it('of an OFD is drawn page by page as plain data, and the file stays here', async () => {
    const path =
      '<ofd:PathObject ID="7" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>'
    const ofd = { name: '证明.ofd', bytes: ofdOf({ objects: `${path}${path.replace('L 9', 'L')}` }) }
    const { body } = await auditor('POST', '/verifications', form({ file: ofd }))
    const pages = `/verifications/${body.id}/pages`
    const { status, text } = await auditor('GET', `${pages}/1`)
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      {
        isDrawn: true,
        pages: 1,
        listings: [],
        scene: {
          width: 100,
          items: [{ kind: 'path', data: 'M0 0 L9 9' }],
          problems: [{ code: 'ofd-drawing.path', text: { zh: expect.stringContaining('PathObject 7') } }],
        },
      },
    ])
    const second = JSON.parse((await auditor('GET', `${pages}/2`)).text)
    expect(second).toMatchObject({ isDrawn: false, problem: { code: 'ofd-drawing.no-such-page' } })
    expect((await auditor('GET', `${pages}/0`)).status).toBe(400)
    expect((await clerk('GET', `${pages}/1`)).status).toBe(404)
    expect((await auditor('GET', `/verifications/${body.id}/document`)).status).toBe(422)
  })

  it('of anything else has no pages and does not give the file out', async () => {
    const { body } = await auditor('POST', '/verifications', order())
    for (const path of ['document', 'pages/1']) {
      expect(await auditor('GET', `/verifications/${body.id}/${path}`)).toMatchObject({
        status: 422,
        body: { code: 'verification.no-pages' },
      })
    }
  })

  it('of somebody else does not exist for a clerk, and clerks do not decide what is watched', async () => {
    const { body } = await auditor('POST', '/verifications', order())
    const path = `/verifications/${body.id}`
    expect((await clerk('GET', path)).status).toBe(404)
    expect((await clerk('POST', `${path}/reruns`, { at: 'now' })).status).toBe(404)
    expect((await clerk('GET', `${path}/differences?with=${body.id}`)).status).toBe(404)
    expect((await clerk('DELETE', `${path}/materials`)).status).toBe(404)
    expect((await clerk('PATCH', path, { watched: false })).status).toBe(403)
    expect((await keeper('GET', '/verification-batches')).status).toBe(403)
    expect((await auditor('DELETE', `${path}/materials`)).status).toBe(204)
    expect((await auditor('POST', `${path}/reruns`, { at: 'now' })).status).toBe(422)
  })
})

describe('a batch over HTTP', () => {
  it('is taken in, worked through, told as a table and as lines, and leaves nothing on disk', async () => {
    const big = { name: 'big.bin', bytes: new Uint8Array(200_000).fill(7) }
    const made = await clerk(
      'POST',
      '/verification-batches',
      form({ files: [file, content, big], anchors: ROOT, name: '六月' }),
    )
    expect(made.status).toBe(202)
    expect(readdirSync(folder)).toEqual([])
    const path = `/verification-batches/${made.body.id}`
    expect((await clerk('GET', path)).body).toMatchObject({ name: '六月', state: 'waiting', total: 2, done: 0 })
    await runBatches(job, { now: () => REFERENCE })
    expect((await clerk('GET', path)).body).toMatchObject({
      state: 'done',
      done: 2,
      isWatched: false,
      verdicts: { VALID: 1, VALID_WITH_DEFECTS: 0, INDETERMINATE: 1, INVALID: 0 },
    })
    const { body } = await clerk('GET', `${path}/items?verdict=VALID`)
    expect(body).toMatchObject({ items: [{ position: 1, fileName: '合同.txt.p7s', state: 'done' }], nextCursor: null })
    expect((await clerk('GET', `/verifications/${body.items[0]?.verificationId}`)).status).toBe(200)
    const csv = await clerk('GET', `${path}/results.csv`)
    expect(csv.response.headers.get('content-type')).toContain('text/csv')
    expect(csv.text.split('\r\n')[1]).toContain('合同.txt.p7s,done,ZX-2026-')
    const lines = (await clerk('GET', `${path}/results.jsonl`)).text.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(['VALID', 'INDETERMINATE'])
    expect((await clerk('POST', `${path}/cancellation`)).status).toBe(422)
    expect((await auditor('GET', '/verification-batches')).body.items).toHaveLength(1)
  })

  it('without files, or with a file in no field of the form, is refused', async () => {
    expect((await clerk('POST', '/verification-batches', form({ name: 'x' }))).status).toBe(400)
    expect((await clerk('POST', '/verification-batches', form({ files: content, more: content }))).status).toBe(400)
  })
})
