// What a search found, as a spreadsheet to read. It proves nothing: for that there is the export of the trail.

import { civilText } from '#core/calendar/civil.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Cell } from '#src/ports.ts'
import { type ActionGroupId, groupOf } from './groups.ts'
import type { AuditSearch } from './inputs.ts'
import { countAudit, listAudit } from './list.ts'
import type { AuditRow } from './rules.ts'

/** More is searched for in parts: a table that silently ends somewhere is worse than none. */
export const MAX_TABLE_ROWS = 20_000
const PAGE = 500
/** What a cell of a spreadsheet may hold. */
const MAX_CELL = 32_000

// biome-ignore format: the order is fixed, and read in rows
const COLUMNS = ['序号', '时间', '人员', '角色', '地址', '类别', '操作', '对象类型', '对象', '详情', '请求', '摘要算法', '摘要'] as const

const GROUP_WORDS: Record<ActionGroupId, string> = {
  accounts: '账号与登录',
  approvals: '审批',
  keys: '密钥',
  people: '人员与证书申请',
  certificates: '证书',
  trust: '信任材料',
  verification: '验签与签章',
  inspections: '巡检',
  tickets: '工单与通知',
  backups: '备份与恢复',
  duties: '值班与服务',
  audit: '审计',
  other: '其他',
}

/** @returns the bytes of the xlsx file and how many rows. @throws AppError `limit` for more than fit */
export async function auditTable(ctx: Ctx, search: AuditSearch): Promise<{ bytes: Uint8Array; rows: number }> {
  const count = await countAudit(ctx, search)
  if (count > MAX_TABLE_ROWS) throw new AppError('limit', 'audit.table-too-long', { count, limit: MAX_TABLE_ROWS })
  const rows: Cell[][] = []
  for (let cursor: number | undefined; ; ) {
    const page = await listAudit(ctx, { ...search, limit: PAGE, ...(cursor !== undefined && { cursor }) })
    rows.push(...page.items.map(cellsOf))
    cursor = page.nextCursor
    if (cursor === undefined || rows.length >= MAX_TABLE_ROWS) break
  }
  const bytes = await ctx.ports.spreadsheets.write([{ name: '审计记录', rows: [[...COLUMNS], ...rows] }])
  return { bytes, rows: rows.length }
}

function cellsOf(row: AuditRow): Cell[] {
  return [
    row.seq,
    civilText(row.at),
    row.actorName,
    row.roles.join(' '),
    row.address ?? '',
    GROUP_WORDS[groupOf(row.action)],
    row.action,
    row.objectType,
    row.objectId,
    JSON.stringify(row.detail).slice(0, MAX_CELL),
    row.requestId,
    row.hashAlgorithm,
    row.hash,
  ]
}
