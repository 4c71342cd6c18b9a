// The life of a round as a browser sees it: through the whole app, with real sessions, against a real database.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import { runArchive } from '#cli/archive.ts'
import { addDays, instantOf } from '#core/calendar/civil.ts'
import { accounts } from '#db/schema/accounts.ts'
import { createAccount, seedAccounts } from '#features/accounts/index.ts'
import { planRounds, runDueRound } from '#features/inspections/index.ts'
import { saveRegister } from '#features/systems/index.ts'
import { createApp } from '#http/app.ts'
import { ROLES } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { certificate } from '../../fixtures/built.ts'
import { passableFolder } from '../../folder.ts'
import { sessionHeaders } from '../../support/session.ts'
import { register, stage } from './stage.ts'

const DAY = '2026-11-23'
const MORNING = instantOf(DAY, '08:00')
const ROUND = `/rounds/daily.${DAY}.morning`

/** Sheet 1 of 巡检情况表, as the operations reference fixes it; the words in brackets there are the values, not the heading. */
const FIXED_COLUMNS =
  '序号｜巡检日期｜班次｜计划时间｜开始时间｜完成时间｜准时/迟/补/漏｜系统名称｜环境｜设备或节点｜IP｜层次｜巡检项编号｜巡检项目｜检查方式｜判定标准｜实测值｜结论｜问题｜现象｜原因分析｜解决方法｜工单号｜处理状态｜解决时间｜巡检人｜复核人｜通报时间｜通报回执｜证据摘要｜备注'

interface Item {
  id: number
  number: number
  checkId: string
  kind: string
  mustMeasure: boolean
  conclusion: string | null
  text: string | null
  recordedBy: string | null
}
interface Page<T> {
  items: T[]
  nextCursor: string | null
}

const { db } = await withDatabase()
const play = stage(db, instantOf(DAY, '00:00'))
const app = createApp({
  db,
  ports: { ...play.ctx().ports, spreadsheets, uploads: webUploads },
  now: () => play.clock.now(),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  checkReady: async () => undefined,
  publicUrl: new URL('http://127.0.0.1:8460'),
  addressOf: () => '127.0.0.1',
  twoFactors: 'offered',
  readAsset: async () => undefined,
})

/** Six automatic checks, of which one fails, and three by hand, of which the first wants a measured value. */
const { systems } = register(6, 3)
const measured = systems.map((system) => ({
  ...system,
  nodes: system.nodes.map((node) => ({
    ...node,
    checks: node.checks.map((check) => ({ ...check, mustMeasure: check.id === 'check-6' })),
  })),
}))
await db.transaction((tx) => saveRegister(tx, { systems: measured }))
play.says = ({ target }) =>
  target === 'host-1:443'
    ? {
        verdict: 'fail',
        reasons: [
          {
            code: 'tcp.unreachable',
            verdict: 'fail',
            citation: 'test',
            params: { host: 'host-1', port: 443, problem: 'timeout' },
          },
        ],
      }
    : { verdict: 'pass' }
await planRounds(play.ctx())
play.clock.set(MORNING)
await runDueRound(play.ctx(), { clock: play.clock, owner: 'test' })

const seeded = await seedAccounts(testCtx(db, { now: MORNING }), ROLES)
const operator = await signedIn('operator', seeded.find((one) => one.username === 'operator')?.password ?? '')
const officer = await signedIn('ra-officer', seeded.find((one) => one.username === 'ra-officer')?.password ?? '')
const registrar = await signedIn(
  'security-admin',
  seeded.find((one) => one.username === 'security-admin')?.password ?? '',
)
const auditor = await signedIn('auditor', seeded.find((one) => one.username === 'auditor')?.password ?? '')

async function signedIn(username: string, password: string) {
  const answer = await app.request('/api/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  expect(answer.status).toBe(201)
  const session = await sessionHeaders(answer)
  return async (method: string, path: string, body?: unknown) =>
    app.request(`/api/v1${path}`, {
      method,
      headers: {
        ...session,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
}

type Person = Awaited<ReturnType<typeof signedIn>>

async function refusal(answer: Response | Promise<Response>) {
  const { status, code, detail } = (await (await answer).json()) as Record<string, unknown>
  return { status, code, detail }
}

const pageOf = async (query: string, who: Person = operator) =>
  (await (await who('GET', `${ROUND}/items${query}`)).json()) as Page<Item>

async function manualItem(checkId: string): Promise<Item> {
  const item = (await pageOf('?kind=manual')).items.find((one) => one.checkId === checkId)
  if (!item) throw new Error(`no ${checkId}`)
  return item
}

describe('the items of a round', () => {
  it('come page by page in their order, each once, and the last page says that it is the last', async () => {
    const seen: number[] = []
    let cursor: string | null = null
    const pages: number[] = []
    do {
      const page: Page<Item> = await pageOf(`?limit=4${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.items.map((item) => item.number))
      pages.push(page.items.length)
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(pages).toEqual([4, 4, 1])
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect((await pageOf('?limit=9')).nextCursor).toBeNull()
  })

  it('can be asked for by what was found and by what is still open', async () => {
    expect((await pageOf('?verdict=abnormal')).items.map(({ checkId }) => checkId)).toEqual(['check-1'])
    expect((await pageOf('?isOpen=true')).items.map(({ checkId }) => checkId)).toEqual([
      'check-6',
      'check-7',
      'check-8',
    ])
    expect((await pageOf('?isOpen=false&kind=automatic')).items).toHaveLength(6)
    expect((await pageOf('?layer=backup')).items.map(({ checkId }) => checkId)).toEqual(['check-4'])
  })

  it('are refused by name for a limit that is none, and for a round that is not', async () => {
    expect(await refusal(operator('GET', `${ROUND}/items?limit=501`))).toMatchObject({ status: 400 })
    expect((await operator('GET', `${ROUND}/items?limit=500`)).status).toBe(200)
    expect(await refusal(operator('GET', '/rounds/daily.2026-11-23.noon/items'))).toMatchObject({
      status: 404,
      code: 'inspections.round-not-found',
    })
  })
})

describe('a manual result', () => {
  const write = async (checkId: string, body: unknown, who = operator) =>
    who('PUT', `${ROUND}/items/${(await manualItem(checkId)).id}`, body)

  it('“正常” alone is refused where a measured value is required, and stands with the value', async () => {
    for (const text of ['正常', ' 正常。 ', 'OK'])
      expect(await refusal(write('check-6', { conclusion: 'normal', text }))).toMatchObject({
        status: 400,
        code: 'inspections.measurement-required',
        detail: expect.stringContaining('节点 0 检查 6'),
      })
    expect((await manualItem('check-6')).conclusion).toBeNull()
    expect((await write('check-6', { conclusion: 'normal', text: '正常，机房 22.5 ℃' })).status).toBe(204)
    expect(await manualItem('check-6')).toMatchObject({
      conclusion: 'normal',
      text: '正常，机房 22.5 ℃',
      recordedBy: '运维操作员',
    })
  })

  it('“正常” alone stands where no value is required', async () => {
    expect((await write('check-7', { conclusion: 'normal', text: '正常' })).status).toBe(204)
  })

  it('未检 without a reason is refused, and stands with one', async () => {
    for (const text of ['', '  '])
      expect(await refusal(write('check-8', { conclusion: 'unchecked', text }))).toMatchObject({
        status: 400,
        code: 'inspections.reason-required',
      })
    expect((await write('check-8', { conclusion: 'unchecked', text: '机房停电检修，无法进入' })).status).toBe(204)
  })

  it('不适用 needs who agreed', async () => {
    const body = { conclusion: 'not-applicable', text: '设备已退役' }
    expect(await refusal(write('check-7', body))).toMatchObject({ code: 'inspections.approver-required' })
    expect((await write('check-7', { ...body, approvedBy: '王主任' })).status).toBe(204)
  })

  it('does not overrule what a probe judged', async () => {
    const [failed] = (await pageOf('?verdict=abnormal')).items
    const answer = operator('PUT', `${ROUND}/items/${failed?.id}`, { conclusion: 'normal', text: '其实正常' })
    expect(await refusal(answer)).toMatchObject({ code: 'inspections.item-automatic' })
  })

  it('is written by an operator; another role is refused', async () => {
    const body = { conclusion: 'normal', text: '正常' }
    expect((await write('check-7', body, auditor)).status).toBe(403)
  })

  it('comes with others all or none', async () => {
    const [seven, eight] = [await manualItem('check-7'), await manualItem('check-8')]
    const items = [
      { itemId: seven.id, conclusion: 'normal', text: '已更换' },
      { itemId: eight.id, conclusion: 'unchecked', text: '' },
    ]
    expect((await operator('PUT', `${ROUND}/items`, { items })).status).toBe(400)
    expect((await manualItem('check-7')).text).toBe('设备已退役')
  })
})

describe('a finding', () => {
  it('of the round is open, tells what was seen in both languages, and takes what people write', async () => {
    const { items } = (await (await auditor('GET', '/findings?state=open')).json()) as Page<{
      id: string
      checkId: string
      seenCount: number
      reason: { code: string; text: { zh: string; en: string } }
    }>
    expect(items).toMatchObject([{ checkId: 'check-1', seenCount: 1, reason: { code: 'tcp.unreachable' } }])
    expect(items[0]?.reason.text.zh).toMatch(/host-1/)
    expect(items[0]?.reason.text.en).toMatch(/host-1/)
    const path = `/findings/${items[0]?.id}`
    expect((await auditor('PUT', path, { cause: '交换机端口故障' })).status).toBe(403)
    expect((await operator('PUT', path, {})).status).toBe(400)
    expect((await operator('PUT', path, { cause: ' ' })).status).toBe(400)
    expect((await operator('PUT', path, { cause: '交换机端口故障' })).status).toBe(200)
    expect(await (await auditor('GET', path)).json()).toMatchObject({ cause: '交换机端口故障', problem: null })
    expect((await operator('GET', '/findings/999999')).status).toBe(404)
  })
})

describe('the two signatures', () => {
  const sign = (who: Person) => who('POST', `${ROUND}/inspection-sign-off`)
  const review = (who: Person) => who('POST', `${ROUND}/review`)

  it('come in order: nobody reviews what nobody signed, and only an operator signs', async () => {
    expect(await refusal(review(auditor))).toMatchObject({ status: 422, code: 'inspections.not-awaiting-review' })
    expect((await sign(auditor)).status).toBe(403)
  })

  it('are of two persons: the inspector is refused as reviewer, by another account of his as well', async () => {
    const answer = await sign(operator)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ outcome: 'signed', digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await refusal(review(operator))).toMatchObject({ status: 403, code: 'inspections.same-person' })
    const personId = await personOf('operator')
    const { password } = await createAccount(testCtx(db, { now: MORNING }), {
      name: '运维操作员',
      personId,
      username: 'second',
      roles: ['auditor'],
    })
    expect(await refusal(review(await signedIn('second', password)))).toMatchObject({
      status: 403,
      code: 'inspections.same-person',
    })
    expect(await (await operator('GET', ROUND)).json()).toMatchObject({ state: 'awaiting-review', reviewerName: null })
  })

  it('end the round, and nothing is written afterwards', async () => {
    const answer = await review(auditor)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ state: 'done-on-time' })
    const detail = (await (await operator('GET', ROUND)).json()) as { message: string }
    expect(detail).toMatchObject({ inspectorName: '运维操作员', reviewerName: '审计员' })
    expect(detail.message).toContain('共 9 项：正常 6，警告 0，异常 1，未检 1，不适用 1')
    expect(detail.message).toContain('[节点 0] 无法连接 host-1:443')
    expect((await review(auditor)).status).toBe(422)
    const body = { conclusion: 'normal', text: '事后补写' }
    const late = operator('PUT', `${ROUND}/items/${(await manualItem('check-8')).id}`, body)
    expect(await refusal(late)).toMatchObject({ code: 'inspections.not-open' })
  })
})

describe('巡检情况表', () => {
  it('downloads as a spreadsheet: the fixed columns, one row per item, signed by two', async () => {
    const answer = await auditor('GET', `${ROUND}/record.xlsx`)
    expect(answer.headers.get('content-type')).toContain('spreadsheetml.sheet')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="daily.${DAY}.morning.xlsx"`)
    const read = await spreadsheets.read(new Uint8Array(await answer.arrayBuffer()))
    if (!read.ok) throw new Error(read.error)
    expect(read.value.map(({ name }) => name)).toEqual(['巡检情况表', '汇总', '备份', '证书', '未闭环问题'])
    const [heading = [], ...rows] = read.value[0]?.rows ?? []
    expect(heading.join('｜')).toBe(FIXED_COLUMNS)
    const column = (name: string) => rows.map((row) => row[heading.indexOf(name)])
    expect(column('序号')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(column('准时/迟/补/漏')).toEqual(Array(9).fill('准时'))
    expect(column('结论')).toEqual(['正常', '异常', '正常', '正常', '正常', '正常', '正常', '不适用', '未检'])
    expect(column('检查方式')).toEqual([...Array(6).fill('自动'), ...Array(3).fill('人工')])
    expect(column('实测值').slice(6)).toEqual(['正常，机房 22.5 ℃', '设备已退役', '机房停电检修，无法进入'])
    expect(column('原因分析')[1]).toBe('交换机端口故障')
    expect(new Set(column('巡检人'))).toEqual(new Set(['运维操作员']))
    expect(new Set(column('复核人'))).toEqual(new Set(['审计员']))
    expect(column('备注')[7]).toBe('批准人：王主任')
  })

  it('of a round that is not there is refused, not an empty file', async () => {
    const path = `/rounds/daily.${addDays(DAY, 400)}.morning/record.xlsx`
    expect(await refusal(auditor('GET', path))).toMatchObject({ status: 404 })
  })
})

describe('files that people hand in', () => {
  const formWith = (bytes: Uint8Array, fields: Record<string, string> = {}) => {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(bytes)]), 'handed-in.png')
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return form
  }

  it('arrive as pictures of an item of an open round, and come back as they were', async () => {
    const { id } = (await (await operator('POST', '/rounds', { reason: '照片' })).json()) as { id: string }
    await runDueRound(play.ctx(), { clock: play.clock, owner: 'test' })
    const path = `/rounds/${encodeURIComponent(id)}`
    const { items } = (await (await operator('GET', `${path}/items?kind=manual`)).json()) as Page<Item>
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
    const added = await operator('POST', `${path}/items/${items[0]?.id}/photos`, formWith(png))
    expect(added.status).toBe(201)
    const { sha256 } = (await added.json()) as { sha256: string }
    const shown = await auditor('GET', `${path}/photos/${sha256}`)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(png)
    const text = formWith(new TextEncoder().encode('<html>'))
    expect(await refusal(operator('POST', `${path}/items/${items[0]?.id}/photos`, text))).toMatchObject({
      code: 'inspections.photo-unknown',
    })
  })

  it('arrive as certificates from a security administrator only, and as signatures only where one is registered', async () => {
    const form = () => formWith(certificate('rsa', 'user-sign'), { username: 'auditor' })
    expect((await operator('POST', '/signer-certificates', form())).status).toBe(403)
    expect((await registrar('POST', '/signer-certificates', form())).status).toBe(201)
    expect(await (await auditor('GET', '/signer-certificates')).json()).toMatchObject({
      items: [{ person: '审计员', endedAt: null }],
      requiresCertificate: false,
    })
    const signature = auditor('POST', `${ROUND}/review/signature`, formWith(new Uint8Array([1])))
    expect(await refusal(signature)).toMatchObject({ code: 'inspections.not-awaiting-review' })
  })
})

describe('the archive of a round', () => {
  it('is told on its page, and downloads as a ZIP that the verifier takes', async () => {
    const detail = (await (await operator('GET', ROUND)).json()) as { archive: { seq: number; hash: string } }
    expect(detail).toMatchObject({ archive: { seq: 1 }, byCertificate: [] })
    const answer = await auditor('GET', `${ROUND}/archive.zip`)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const path = join(passableFolder('archive'), 'round.zip')
    writeFileSync(path, new Uint8Array(await answer.arrayBuffer()))
    const said: string[] = []
    const io = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) }
    expect(await runArchive(['verify', path, '--json'], io)).toBe(0)
    expect(JSON.parse(said.join(''))).toMatchObject({ records: 1, head: { hash: detail.archive.hash } })
    const missing = `/rounds/daily.${DAY}.evening/archive.zip`
    expect(await refusal(auditor('GET', missing))).toMatchObject({ status: 404, code: 'archive.round-not-there' })
  })

  it('verifies by a button, and is not for everybody', async () => {
    const report = await (await auditor('POST', '/round-archive/verification')).json()
    expect(report).toMatchObject({ isIntact: true, records: 1, problems: [] })
    expect(await (await auditor('GET', '/round-archive')).json()).toMatchObject({ records: 1, roots: [] })
    expect((await officer('GET', '/round-archive')).status).toBe(403)
  })
})

describe('a year of rounds', () => {
  it('is one state a round, with the rate of those that count', async () => {
    const answer = (await (await operator('GET', '/round-history?year=2026')).json()) as Page<{
      id: string
      state: string
    }>
    expect(answer.items.find(({ id }) => id === `daily.${DAY}.morning`)).toMatchObject({ state: 'done-on-time' })
    expect(answer).toMatchObject({ completion: { planned: 1, onTime: 1, late: 0, missed: 0 } })
    expect(await (await operator('GET', '/round-history?year=2020')).json()).toMatchObject({ items: [] })
  })
})

describe('the plans', () => {
  it('are listed for readers and changed by those who may, who are told what is wrong', async () => {
    const { items } = (await (await auditor('GET', '/inspection-plans')).json()) as Page<{
      id: string
      versions: Record<string, unknown>[]
    }>
    expect(items.map(({ id }) => id)).toEqual(['columns', 'daily', 'monthly', 'quarterly', 'twice-monthly'])
    const { createdBy: _, createdAt: __, version, ...daily } = items[1]?.versions[0] ?? {}
    const change = { ...daily, version, fromDate: addDays(DAY, 1), reason: '试行' }
    expect((await auditor('PUT', '/inspection-plans/daily', change)).status).toBe(403)
    const [slot] = daily.slots as Record<string, string>[]
    const unordered = { ...change, slots: [{ ...slot, missedAfter: '08:30' }] }
    expect(await refusal(operator('PUT', '/inspection-plans/daily', unordered))).toMatchObject({ status: 400 })
    expect(await (await operator('PUT', '/inspection-plans/daily', change)).json()).toEqual({ version: 2 })
    expect(await refusal(operator('PUT', '/inspection-plans/daily', change))).toMatchObject({
      code: 'plans.changed-meanwhile',
    })
  })
})

async function personOf(username: string): Promise<string> {
  const [row] = await db.select().from(accounts).where(eq(accounts.username, username))
  return row?.personId ?? ''
}
