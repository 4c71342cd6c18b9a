// The sheet of many requests: its columns, the words that stand in them, and a template.

import { type ColumnRule, templateRows } from '#core/tables/cells.ts'
import type { Ctx } from '#src/context.ts'
import type { RequestKind } from '../rules.ts'

export type Field = 'kind' | 'name' | 'staffNumber' | 'number' | 'profile' | 'cause' | 'newName' | 'note'

/** 调转 names an office, and is asked for one at a time. */
export const KIND_WORDS: Readonly<Record<string, RequestKind>> = {
  新办: 'new',
  更新: 'renew',
  补发: 'rekey',
  变更姓名: 'change',
  吊销: 'revoke',
  挂失: 'suspend',
  解挂: 'resume',
  解锁: 'unlock',
  升级: 'upgrade',
}
const CAUSE_WORDS: Readonly<Record<string, string>> = {
  遗失: 'lost',
  损坏: 'damaged',
  PIN锁死: 'pin-locked',
  离职: 'left',
  密钥泄露: 'key-compromise',
  不再需要: 'not-needed',
  信息有误: 'data-wrong',
  休假: 'leave',
  疑似冒用: 'suspicion',
}
const PROFILE_WORDS: Readonly<Record<string, string>> = { 国密: 'staff-sm2', RSA: 'staff-rsa' }

export const BATCH_COLUMNS: readonly ColumnRule<Field>[] = [
  { field: 'kind', heading: '业务', width: 10, isRequired: true, words: KIND_WORDS },
  { field: 'name', heading: '姓名', width: 14, isRequired: true, maxLength: 64 },
  { field: 'staffNumber', heading: '工号', width: 14, maxLength: 32 },
  { field: 'number', heading: '证件号码', width: 24, maxLength: 40 },
  { field: 'profile', heading: '证书类型', width: 10, words: PROFILE_WORDS },
  { field: 'cause', heading: '原因', width: 12, words: CAUSE_WORDS },
  { field: 'newName', heading: '新姓名', width: 14, maxLength: 64 },
  { field: 'note', heading: '说明', width: 30, maxLength: 500 },
]
export const MAX_BATCH_ROWS = 10_000
export const SHEET = '证书申请'

const HEADINGS = new Map<string, string>([
  ...BATCH_COLUMNS.map(({ field, heading }) => [field, heading] as const),
  ['profileId', '证书类型'],
])

/** The column that a field of a wish stands in; the row as a whole for others. */
export function headingOf(field: string): string {
  return HEADINGS.get(field) ?? ''
}

export async function batchTemplate(ctx: Ctx): Promise<Uint8Array> {
  const example = {
    ...{ kind: '新办', name: '示例（请删除本行）', staffNumber: 'A001', number: '', profile: '国密' },
    ...{ cause: '', newName: '', note: '窗口岗位' },
  }
  const widths = BATCH_COLUMNS.map(({ width }) => width)
  return ctx.ports.spreadsheets.write([{ name: SHEET, widths, rows: templateRows(BATCH_COLUMNS, example) }])
}
