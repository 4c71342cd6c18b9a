// 批量: a sheet of thousands of rows. The whole figure: ZHENGXUN_BATCH_ROWS=5000.

import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { accounts } from '#db/schema/accounts.ts'
import { userRequestBatchRows } from '#db/schema/requests.ts'
import { importStaff } from '#features/organisation/index.ts'
import {
  beginBatch,
  cancelBatch,
  createRequest,
  getBatch,
  listBatchRows,
  previewBatch,
  runNextRow,
  runRequestBatches,
} from '#features/requests/index.ts'
import type { Ctx } from '#src/context.ts'
import { batchTemplate } from '#src/features/requests/batches/columns.ts'
import { ROW_LEASE_MS } from '#src/features/requests/batches/submit.ts'
import { NOW } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { identityNumbers, memoryDesk, officeIn } from './office.ts'

const ROWS = Number(process.env.ZHENGXUN_BATCH_ROWS ?? 300)
const { db } = await withDatabase()
const office = await officeIn(db)
const { desk } = memoryDesk()
const withSheets = (ctx: Ctx): Ctx => ({ ...ctx, ports: { ...ctx.ports, spreadsheets } })
const clerkActor = await office.personOf('district-clerk', '310101')
const clerk = withSheets(office.as(clerkActor))
const second = withSheets(office.as(await office.personOf('district-clerk', '310101')))
const pudong = withSheets(office.as(await office.personOf('district-clerk', '310115')))
const job = withSheets(office.system)
const clock = { now: () => NOW }

const HEADING = ['业务', '姓名', '工号', '证件号码', '证书类型', '原因', '新姓名', '说明']
const fileOf = async (...rows: string[][]) => ({
  name: '申请.xlsx',
  bytes: await spreadsheets.write([{ name: '证书申请', rows: [HEADING, ...rows] }]),
})
const line = (name: string, staffNumber: string, more: Partial<Record<number, string>> = {}) =>
  ['新办', name, staffNumber, '', '国密', '', '', ''].map((cell, at) => more[at] ?? cell)
const statesOf = async (id: string) => (await getBatch(clerk, id)).counts

describe('a sheet of requests', () => {
  it(`of ${ROWS} people is previewed by cell, and its good rows become requests that nobody waits for`, async () => {
    const nextNumber = identityNumbers()
    for (let i = 0; i < 4_000; i++) nextNumber()
    const people = Array.from({ length: ROWS }, (_, at) => ({
      name: '李小红',
      staffNumber: `B${at}`,
      number: nextNumber(),
    }))
    const list = {
      name: 'l.xlsx',
      bytes: await spreadsheets.write([
        {
          name: '人员',
          rows: [
            ['单位或网点', '姓名', '工号', '证件类型', '证件号码'],
            ...people.map((one) => ['黄浦区中心', one.name, one.staffNumber, '身份证', one.number]),
          ],
        },
      ]),
    }
    const started = performance.now()
    const looked = await importStaff(clerk, list)
    const seen = performance.now()
    expect((await importStaff(clerk, list, looked.sha256)).isSaved).toBe(true)
    const stored = performance.now()
    // Every tenth row is wrong in a cell.
    const rows = people.map((one, at) =>
      at % 10 === 9
        ? line('别人', one.staffNumber)
        : at % 2
          ? line(one.name, one.staffNumber)
          : line(one.name, '', { 3: one.number }),
    )
    const file = await fileOf(...rows)
    const begun = performance.now()
    const { id } = await previewBatch(clerk, desk, file)
    const previewed = performance.now()
    const wrong = Math.floor(ROWS / 10)
    expect(await statesOf(id)).toMatchObject({ refused: wrong, ready: ROWS - wrong })
    const { items } = await listBatchRows(clerk, id, { state: 'refused', limit: 500 })
    expect(new Set(items.flatMap(({ row }) => row.problems.map(({ column, code }) => `${column} ${code}`)))).toEqual(
      new Set(['姓名 requests.row-other-name']),
    )
    expect(items[0]?.row.problems[0]?.row).toBe(11)
    const kept = await db.execute<{ text: string }>(
      sql`select string_agg(r::text, '') as text from user_request_batch_rows r`,
    )
    expect(kept.rows[0]?.text).not.toContain(people[0]?.number)
    await beginBatch(clerk, id)
    // Two instances share the work.
    await Promise.all([runRequestBatches(job, desk, clock), runRequestBatches(job, desk, clock)])
    const done = performance.now()
    expect(await statesOf(id)).toMatchObject({ submitted: ROWS - wrong, ready: 0, failed: 0 })
    expect((await getBatch(clerk, id)).batch.state).toBe('done')
    const { rows: twice } = await db.execute(
      sql`select staff_id from user_requests where batch_id = ${id} group by 1 having count(*) > 1`,
    )
    expect(twice).toEqual([])
    const ms = (from: number, to: number) => `${Math.round(to - from)} ms`
    process.stdout.write(
      `batch of ${ROWS}: list previewed ${ms(started, seen)}, stored ${ms(seen, stored)}, requests previewed ${ms(begun, previewed)}, submitted ${ms(previewed, done)}\n`,
    )
  }, 900_000)

  it('judges each row as a single request would be', async () => {
    const one = await office.staffOf(clerk, '310101', '赵一')
    const two = await office.staffOf(clerk, '310101', '钱二')
    const open = await office.staffOf(clerk, '310101', '孙三')
    await createRequest(clerk, desk, { kind: 'new', staffId: open.id, details: { profileId: 'staff-sm2' } })
    const { id } = await previewBatch(
      clerk,
      desk,
      await fileOf(
        line('赵一', one.staffNumber),
        line('赵一', one.staffNumber),
        line('钱二', two.staffNumber, { 0: '吊销' }),
        line('钱二', two.staffNumber, { 0: '更新' }),
        line('孙三', open.staffNumber),
        line('无名', 'none'),
        line('无名', ''),
        line('钱二', two.staffNumber, { 0: '办证' }),
      ),
    )
    const { items } = await listBatchRows(clerk, id, { limit: 50 })
    expect(items.map(({ row }) => [row.row, ...row.problems.map(({ column, code }) => `${column} ${code}`)])).toEqual([
      [2],
      [3, '业务 requests.row-twice'],
      [4, '原因 requests.field-missing'],
      [5, '业务 requests.credential-missing'],
      [6, '业务 requests.asked-already'],
      [7, '工号 requests.row-unknown'],
      [8, '工号 requests.row-nobody'],
      [9, '业务 table.not-a-choice'],
    ])
  })

  it('goes on where a killed instance left it, once, and stops when it is cancelled', async () => {
    const people = [
      await office.staffOf(clerk, '310101'),
      await office.staffOf(clerk, '310101'),
      await office.staffOf(clerk, '310101'),
    ]
    const { id } = await previewBatch(
      clerk,
      desk,
      await fileOf(...people.map((one) => line(one.name, one.staffNumber))),
    )
    await expect(beginBatch(second, id)).rejects.toMatchObject({ code: 'requests.not-requester' })
    await beginBatch(clerk, id)
    await expect(beginBatch(clerk, id)).rejects.toMatchObject({ code: 'requests.batch-begun' })
    expect(await runNextRow(job, desk)).toBe(true)
    // Taken up and never finished.
    await db
      .update(userRequestBatchRows)
      .set({ state: 'submitting', leaseUntil: NOW + ROW_LEASE_MS, attempts: 1 })
      .where(sql`batch_id = ${id} and row = 3`)
    await cancelAfterOne(id)
    expect(await statesOf(id)).toMatchObject({ submitted: 2, submitting: 1 })
    const later = { ...job, now: NOW + ROW_LEASE_MS + 1 }
    expect(await runNextRow(later, desk)).toBe(true)
    expect(await statesOf(id)).toMatchObject({ submitted: 3 })
    await expect(cancelBatch(clerk, id)).rejects.toMatchObject({ code: 'requests.batch-begun' })
  })

  /** What waits beside the row in other hands is done, and that row is not touched. */
  async function cancelAfterOne(id: string) {
    await runRequestBatches(job, desk, clock)
    expect((await getBatch(clerk, id)).batch.state).toBe('submitting')
  }

  it('is worked through as whoever handed it in may today, and seen by no other district', async () => {
    const leaving = await office.personOf('district-clerk', '310101')
    const ctx = withSheets(office.as(leaving))
    const one = await office.staffOf(clerk, '310101')
    const { id } = await previewBatch(ctx, desk, await fileOf(line(one.name, one.staffNumber)))
    await expect(getBatch(pudong, id)).rejects.toMatchObject({ code: 'requests.batch-unknown' })
    expect((await listBatchRows(pudong, id, { limit: 5 })).items).toEqual([])
    await beginBatch(ctx, id)
    await db.update(accounts).set({ isDisabled: true }).where(eq(accounts.id, leaving.accountId))
    await runRequestBatches(job, desk, clock)
    const { items } = await listBatchRows(clerk, id, { limit: 5 })
    expect(items.map(({ row }) => [row.state, row.problems[0]?.code])).toEqual([
      ['failed', 'requests.batch-creator-gone'],
    ])
    const theirs = await previewBatch(pudong, desk, await fileOf(line(one.name, one.staffNumber)))
    expect((await listBatchRows(pudong, theirs.id, { limit: 5 })).items[0]?.row.problems[0]?.code).toBe(
      'requests.row-unknown',
    )
  })

  it('has a template, and no other table is taken for one', async () => {
    const template = { name: 't.xlsx', bytes: await batchTemplate(clerk) }
    const { id } = await previewBatch(clerk, desk, template)
    expect((await statesOf(id)).refused).toBe(1)
    const other = { name: 'x.xlsx', bytes: await spreadsheets.write([{ name: 'x', rows: [['a'], ['b']] }]) }
    await expect(previewBatch(clerk, desk, other)).rejects.toMatchObject({ code: 'requests.batch-unreadable' })
    await expect(previewBatch(clerk, desk, { name: 'x', bytes: new Uint8Array(9) })).rejects.toMatchObject({
      code: 'table.unreadable',
    })
  })
})
