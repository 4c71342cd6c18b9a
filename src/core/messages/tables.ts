// Texts of tables that people fill in: what is wrong with a cell.

import type { Message } from './fill.ts'

export const tablesMessages: Readonly<Record<string, Message>> = {
  'table.column-missing': { zh: '缺少这一列，请使用下载的模板', en: 'The column is missing; use the template' },
  'table.rows-too-many': {
    zh: '一次最多 {max} 行，请分成几个文件',
    en: 'At most {max} rows at once; use several files',
  },
  'table.empty': { zh: '表中没有数据行', en: 'The table has no rows' },
  'table.cell-empty': { zh: '必填，不能为空', en: 'Must be filled in' },
  'table.cell-too-long': { zh: '太长，最多 {max} 个字符', en: 'Too long: at most {max} characters' },
  'table.not-a-choice': { zh: '只能填：{choice}', en: 'One of: {choice}' },
  'table.number-too-long': {
    zh: '数字太长，表格软件已丢失末几位。请把这一列设为“文本”格式后重新填写',
    en: 'The spreadsheet has lost its last digits: make the column text and type it again',
  },
  'table.unreadable': {
    zh: '文件打不开，请使用下载的 xlsx 模板',
    en: 'The file cannot be read; use the xlsx template',
  },
  'table.too-large': { zh: '文件太大，请分成几个文件', en: 'The file is too large; use several' },
}
