import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import { importStaff, listStaff, staffTemplate } from '#features/organisation/index.ts'
import type { Ctx } from '#src/context.ts'
import { withDatabase } from '../../database.ts'
import { identityNumbers, officeIn } from '../requests/office.ts'

const { db } = await withDatabase()
const office = await officeIn(db)
const withSheets = (ctx: Ctx): Ctx => ({ ...ctx, ports: { ...ctx.ports, spreadsheets } })
const clerk = withSheets(office.as(await office.personOf('district-clerk', '310101')))
const pudong = withSheets(office.as(await office.personOf('district-clerk', '310115')))
const nextNumber = identityNumbers()
for (let i = 0; i < 40; i++) nextNumber()

const HEADING = ['区', '单位或网点', '姓名', '工号', '证件类型', '证件号码', '手机']
let made = 0
const row = (changes: Partial<Record<number, string>> = {}) => {
  made += 1
  const cells = ['', '黄浦区中心', '王小明', `I${made}`, '身份证', nextNumber(), '13812345678']
  return cells.map((cell, at) => changes[at] ?? cell)
}
const fileOf = async (...rows: string[][]) => ({
  name: '名单.xlsx',
  bytes: await spreadsheets.write([{ name: '人员', rows: [HEADING, ...rows] }]),
})
const count = async () => Number((await db.execute<{ n: string }>(sql`select count(*) as n from staff`)).rows[0]?.n)

describe('a list of people', () => {
  it('stores nothing until the very file that was looked at is confirmed, and then all of it', async () => {
    const before = await count()
    const file = await fileOf(row(), row(), row())
    const seen = await importStaff(clerk, file)
    expect(seen).toMatchObject({ rows: 3, added: 3, problems: [], isSaved: false })
    expect(await count()).toBe(before)
    await expect(importStaff(clerk, await fileOf(row()), seen.sha256)).rejects.toMatchObject({
      code: 'organisation.other-file',
    })
    expect(await importStaff(clerk, file, seen.sha256)).toMatchObject({ added: 3, isSaved: true })
    expect(await count()).toBe(before + 3)
    expect(await importStaff(clerk, file, seen.sha256)).toMatchObject({ added: 0, unchanged: 3, isSaved: true })
    expect(await count()).toBe(before + 3)
  })

  it('says of every cell what is wrong, in Chinese, and names duplicates without their numbers', async () => {
    const good = row()
    const number = good[5] ?? ''
    const broken = number.slice(0, 17) + (number.endsWith('X') ? '1' : 'X')
    const file = await fileOf(
      good,
      row({ 5: number }),
      row({ 3: good[3] ?? '' }),
      row({ 1: '没有这个网点' }),
      row({ 2: '王1' }),
      row({ 5: broken, 6: '123' }),
      row({ 4: '户口本' }),
    )
    const { problems, isSaved, sha256 } = await importStaff(clerk, file)
    expect(problems.map(({ row: at, column, code }) => [at, column, code])).toEqual([
      [3, '证件号码', 'organisation.row-identity-twice'],
      [4, '工号', 'organisation.row-number-twice'],
      [5, '单位或网点', 'organisation.unit-unknown'],
      [6, '姓名', 'organisation.name-malformed'],
      [7, '手机', 'organisation.mobile-malformed'],
      [7, '证件号码', 'organisation.identity-check'],
      [8, '证件类型', 'table.not-a-choice'],
    ])
    expect(isSaved).toBe(false)
    expect(JSON.stringify(problems)).not.toContain(number)
    const before = await count()
    expect((await importStaff(clerk, file, sha256)).isSaved).toBe(false)
    expect(await count()).toBe(before)
  })

  it('of another district reaches neither its units nor whom it has already, and is undone as a whole', async () => {
    const mine = row()
    const file = await fileOf(mine)
    const seen = await importStaff(clerk, file)
    await importStaff(clerk, file, seen.sha256)
    const foreign = await fileOf(row())
    expect((await importStaff(pudong, foreign)).problems.map(({ code }) => code)).toEqual(['organisation.unit-unknown'])
    const theirs = await fileOf(row({ 1: '浦东新区中心' }), row({ 1: '浦东新区中心', 5: mine[5] ?? '' }))
    const preview = await importStaff(pudong, theirs)
    expect(preview).toMatchObject({ added: 2, problems: [] })
    const before = await count()
    const late = await importStaff(pudong, theirs, preview.sha256)
    expect(late).toMatchObject({
      isSaved: false,
      problems: [{ row: 3, column: '证件号码', code: 'organisation.identity-known' }],
    })
    expect(await count()).toBe(before)
    expect((await listStaff(pudong, { limit: 50 })).items).toEqual([])
  })

  it('has a template whose example is nobody', async () => {
    const template = await staffTemplate(clerk)
    const { problems, added } = await importStaff(clerk, { name: 't.xlsx', bytes: template })
    expect(added).toBe(0)
    expect(problems.map(({ code }) => code)).toContain('organisation.identity-check')
  })
})
