// The page as a spreadsheet, in Chinese, for the people who assess.

import { civilText } from '#core/calendar/civil.ts'
import { textOf } from '#core/messages/index.ts'
import { recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import type { Cell, Sheet } from '#src/ports.ts'
import { type Assessed, type Assessment, assess } from './assess.ts'

const HEAD = ['层面', '条款', '条文核对', '要求', '测评点', '本系统的措施', '结论', '当前证据'] as const
const WIDTHS = [18, 14, 12, 8, 34, 60, 14, 70]

export async function exportSheet(ctx: Ctx, isReachedByTls: boolean): Promise<Uint8Array> {
  const assessment = await exported(ctx, isReachedByTls, 'xlsx')
  return ctx.ports.spreadsheets.write(assessment.standards.map((standard) => sheetOf(standard, assessment.at)))
}

/** The assessment, and in the trail that somebody took it along. */
export async function exported(ctx: Ctx, isReachedByTls: boolean, format: 'xlsx' | 'json'): Promise<Assessment> {
  const assessment = await assess(ctx, isReachedByTls)
  const counts = Object.fromEntries(assessment.standards.map(({ id, counts: each }) => [id, each]))
  await ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'compliance.exported',
      object: { type: 'compliance', id: '' },
      detail: { format, counts },
    }),
  )
  return assessment
}

function sheetOf({ name, checkpoints }: Assessment['standards'][number], at: number): Sheet {
  const [title = ''] = name.zh.split('：')
  return {
    name: title,
    widths: WIDTHS,
    rows: [HEAD, ...checkpoints.map(rowOf), [null, null, null, null, null, null, '取证时间', civilText(at)]],
  }
}

function rowOf({ layerName, clause, isSourced, demand, title, means, state, proof }: Assessed): Cell[] {
  const word = (code: string) => textOf(`compliance.${code}`, 'zh')
  return [
    layerName.zh,
    clause,
    isSourced ? '已核对' : '未核对原文',
    word(`demand.${demand}`),
    title.zh,
    means.zh,
    word(`state.${state}`),
    proof.text.zh,
  ]
}
