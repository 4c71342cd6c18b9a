// The estate as a spreadsheet: lineages, and for insiders every place beside what it showed. No cell is a formula, whatever a name begins with.

import { inArray } from 'drizzle-orm'
import { civilText } from '#core/calendar/civil.ts'
import { targetOf } from '#core/targets/catalogue.ts'
import type { Instant } from '#core/verdict.ts'
import { certificateLineages } from '#db/schema/lineages.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Cell, Sheet } from '#src/ports.ts'
import { placeState, type WatchedBinding, watchedBindings } from '../watching/placements.ts'
import { type LineageLine, linesOf, listLineages } from './get.ts'
import type { ExportLineages } from './inputs.ts'

const TRUST_WORDS = { public: '公开信任', private: '内部 CA' } as const
const LEVEL_WORDS = { ok: '正常', notice: '提示', warning: '警告', critical: '严重', expired: '已过期' } as const
const STATE_WORDS = { proved: '已证实', other: '出示其他证书', silent: '无应答', unasked: '未核验' } as const

// biome-ignore format: the order is fixed, and read in rows
const LINEAGE_COLUMNS = ['谱系', '责任人', '用途', '信任', '到期时间', '剩余天数', '级别', '部署位置数', '已证实', '执行单', '登记时间'] as const
// biome-ignore format: the order is fixed, and read in rows
const BINDING_COLUMNS = ['谱系', '节点', '设备类型', '版本', '地址', '端口', '负载地址', '访问域名', 'STARTTLS', '应出示 SHA-256', '核验地址', '实际出示 SHA-256', '状态', '问题代码', '核验时间'] as const

/** More is taken along in parts: a table that silently ends somewhere is worse than none. */
const MAX_ROWS = 5_000
const PAGE = 200

/**
 * @param withPlaces addresses and nodes too: no business of the districts
 * @returns the bytes of the xlsx file
 * @throws AppError `limit` for more than fit
 */
export async function exportLineages(ctx: Ctx, input: ExportLineages, withPlaces: boolean): Promise<Uint8Array> {
  const lines = input.ids ? await chosen(ctx, input.ids) : await allOf(ctx, input)
  const watched = withPlaces
    ? await watchedBindings(
        ctx.db,
        lines.map(({ id }) => id),
      )
    : []
  const sheets: Sheet[] = [
    { name: '谱系', rows: [[...LINEAGE_COLUMNS], ...lines.map((line) => lineageRow(line, withPlaces))] },
    ...(withPlaces ? [{ name: '部署位置', rows: [[...BINDING_COLUMNS], ...bindingRows(lines, watched)] }] : []),
  ]
  const bytes = await ctx.ports.spreadsheets.write(sheets)
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'lineages.exported',
      object: { type: 'lineage', id: '' },
      detail: { lineages: lines.length, places: watched.length, withPlaces },
    }),
  )
  return bytes
}

async function chosen(ctx: Ctx, ids: readonly string[]): Promise<LineageLine[]> {
  return linesOf(
    ctx,
    await ctx.db
      .select()
      .from(certificateLineages)
      .where(inArray(certificateLineages.id, [...ids])),
  )
}

async function allOf(ctx: Ctx, { q, state }: ExportLineages): Promise<LineageLine[]> {
  const lines: LineageLine[] = []
  let cursor: string | undefined
  do {
    const page = await listLineages(ctx, { state, limit: PAGE, ...(q && { q }), ...(cursor && { cursor }) })
    lines.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor && lines.length < MAX_ROWS)
  if (cursor) throw new AppError('limit', 'lineage.too-many-to-export', { limit: MAX_ROWS })
  return lines
}

const time = (at: Instant | null): Cell => (at === null ? null : civilText(at))

function lineageRow(line: LineageLine, withPlaces: boolean): Cell[] {
  return [
    line.name,
    line.owner,
    line.purpose,
    TRUST_WORDS[line.trust],
    time(line.notAfter),
    line.daysLeft,
    line.level === null ? null : LEVEL_WORDS[line.level],
    withPlaces ? line.bindings : null,
    withPlaces ? line.proved : null,
    line.isRunOpen ? '未结束' : null,
    time(line.createdAt),
  ]
}

function bindingRows(lines: readonly LineageLine[], watched: readonly WatchedBinding[]): Cell[][] {
  const names = new Map(lines.map(({ id, name }) => [id, name]))
  return watched.flatMap((one) => {
    const { binding, expected, sightings } = one
    const { nodeName, targetKind, targetVersion, address, port, vip, serverName, startTls } = binding
    const title = targetOf(targetKind)?.title.zh ?? targetKind
    const place: Cell[] = [
      ...[names.get(binding.lineageId) ?? '', nodeName, title, targetVersion, address],
      ...[port, vip, serverName, startTls, expected],
    ]
    if (sightings.length === 0) return [[...place, null, null, STATE_WORDS.unasked, null, null]]
    return sightings.map((seen) => {
      const codes = seen.reasons.map(({ code }) => code).join(' ')
      return [...place, seen.place, seen.seenSha256, STATE_WORDS[placeState(expected, seen)], codes, time(seen.at)]
    })
  })
}
