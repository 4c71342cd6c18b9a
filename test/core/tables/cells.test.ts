import { describe, expect, it } from 'vitest'
import { type ColumnRule, readTable, templateRows } from '#core/tables/cells.ts'

type Field = 'name' | 'kind' | 'number'
const columns: readonly ColumnRule<Field>[] = [
  { field: 'name', heading: '姓名', width: 10, isRequired: true, maxLength: 4 },
  { field: 'kind', heading: '类型', width: 10, words: { 新办: 'new' } },
  { field: 'number', heading: '号码', width: 20 },
]
const read = (...rows: (string | number | null)[][]) => readTable({ name: '表', rows }, columns, 3)

describe('a table that people fill in', () => {
  it('is read by its headings, wherever they stand, in the words that mean something', () => {
    const { lines, problems } = read(
      ['号码', '备注', ' 姓名 ', '类型'],
      ['12', 'x', ' 张三 ', '新办'],
      [null, null, null, null],
      [7, '', '李四', ''],
    )
    expect(problems).toEqual([])
    expect(lines.map(({ row, values }) => [row, values])).toEqual([
      [2, { name: '张三', kind: 'new', number: '12' }],
      [4, { name: '李四', kind: '', number: '7' }],
    ])
  })

  it('says of every cell what is wrong with it, and repeats nothing that it held', () => {
    const { lines } = read(
      ['姓名', '类型', '号码'],
      ['', '不是', Number('310101199001011234567')],
      ['太长的名字', '新办', 'x'],
    )
    expect(lines.flatMap(({ problems }) => problems)).toEqual([
      { sheet: '表', row: 2, column: '姓名', code: 'table.cell-empty', params: {} },
      { sheet: '表', row: 2, column: '类型', code: 'table.not-a-choice', params: { choice: '新办' } },
      { sheet: '表', row: 2, column: '号码', code: 'table.number-too-long', params: {} },
      { sheet: '表', row: 3, column: '姓名', code: 'table.cell-too-long', params: { max: 4 } },
    ])
  })

  it('is refused as a whole without a needed column, with too many rows, and with none', () => {
    const codes = (...rows: (string | number | null)[][]) =>
      read(...rows).problems.map(({ code, column }) => [code, column])
    expect(codes(['类型'], ['新办'])).toEqual([['table.column-missing', '姓名']])
    expect(codes(['姓名'], ['a'], ['b'], ['c'], ['d'])).toEqual([['table.rows-too-many', '']])
    expect(codes(['姓名'], [''])).toEqual([['table.empty', '']])
    expect(readTable(undefined, columns, 3).problems[0]?.code).toBe('table.column-missing')
  })

  it('has a template that reads back as its example', () => {
    const rows = templateRows(columns, { name: '张三', kind: '新办', number: '' })
    expect(readTable({ name: '表', rows }, columns, 3).lines[0]?.values).toEqual({
      name: '张三',
      kind: 'new',
      number: '',
    })
  })
})
