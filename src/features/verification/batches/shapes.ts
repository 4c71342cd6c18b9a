// Batches as the API and its files write them.

import { z } from '@hono/zod-openapi'
import { csvField } from '#core/downloads/cell.ts'
import { causeTexts } from '#core/messages/causes.ts'
import { textOf } from '#core/messages/index.ts'
import { BATCH_ITEM_STATES, BATCH_STATES } from '#db/schema/verification.ts'
import type { Cell, Sheet } from '#src/ports.ts'
import { VERDICTS } from '../inputs.ts'
import type { BatchLine, FindingCount, ItemLine } from './list.ts'

const Verdict = z.enum(VERDICTS)
const Text = z.object({ zh: z.string(), en: z.string() })

export const BatchShape = z
  .object({
    id: z.string(),
    createdAt: z.iso.datetime(),
    actor: z.object({ id: z.string(), name: z.string() }),
    name: z.string(),
    state: z.enum(BATCH_STATES),
    total: z.number(),
    done: z.number(),
    verdicts: z.object({
      VALID: z.number(),
      VALID_WITH_DEFECTS: z.number(),
      INDETERMINATE: z.number(),
      INVALID: z.number(),
    }),
    kinds: z.record(z.string(), z.number()).openapi({ description: 'How many files of each format' }),
    refused: z.number(),
    cancelled: z.number(),
    policy: z.string().nullable(),
    isWatched: z.boolean(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi('VerificationBatch')

export const ItemShape = z
  .object({
    position: z.number(),
    fileName: z.string(),
    state: z.enum(BATCH_ITEM_STATES),
    verificationId: z.string().nullable(),
    number: z.string().nullable(),
    kind: z.string().nullable(),
    verdict: Verdict.nullable(),
    indication: z.string().nullable(),
    subIndication: z.string().nullable(),
    technical: z.string().nullable(),
    sha256: z.string().nullable(),
    stopsValidatingAt: z.iso.datetime().nullable(),
    reasons: z.array(z.string()).openapi({ description: 'Codes of the findings that made the verdict' }),
    mainReason: Text.nullable(),
    error: z.object({ code: z.string(), text: Text }).nullable(),
  })
  .openapi('VerificationBatchItem')

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export function batchOf(batch: BatchLine): z.input<typeof BatchShape> {
  const { id, createdAt, actorId, actorName, name, state, total, done, policy, isWatched } = batch
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    actor: { id: actorId, name: actorName },
    name,
    state,
    total,
    done,
    verdicts: { VALID: 0, VALID_WITH_DEFECTS: 0, INDETERMINATE: 0, INVALID: 0, ...batch.verdicts },
    kinds: { ...batch.kinds },
    refused: batch.states.refused ?? 0,
    cancelled: batch.states.cancelled ?? 0,
    policy,
    isWatched,
    startedAt: iso(batch.startedAt),
    finishedAt: iso(batch.finishedAt),
  }
}

export function itemOf(item: ItemLine): z.input<typeof ItemShape> {
  const { position, fileName, state, verification, errorCode, errorParams } = item
  const params = errorParams ?? {}
  return {
    position,
    fileName,
    state,
    verificationId: verification?.id ?? null,
    number: verification?.number ?? null,
    kind: verification?.kind ?? null,
    verdict: verification?.verdict ?? null,
    indication: verification?.indication ?? null,
    subIndication: verification?.subIndication ?? null,
    technical: verification?.technical ?? null,
    sha256: verification?.sha256 ?? null,
    stopsValidatingAt: iso(verification?.stopsValidatingAt ?? null),
    reasons: verification?.reasons ?? [],
    mainReason: verification?.mainReason ?? null,
    error: errorCode
      ? { code: errorCode, text: { zh: textOf(errorCode, 'zh', params), en: textOf(errorCode, 'en', params) } }
      : null,
  }
}

const COLUMNS = [
  'position',
  'fileName',
  'state',
  'number',
  'kind',
  'verdict',
  'indication',
  'subIndication',
  'technical',
  'sha256',
  'stopsValidatingAt',
] as const

/** For spreadsheet programs: marked as UTF-8, and no name of a file is ever run as a formula. */
export function itemsAsCsv(items: readonly ItemLine[]): string {
  const rows = items
    .map(itemOf)
    .map((item) => [...COLUMNS.map((column) => item[column]), item.mainReason?.zh ?? null, item.error?.text.zh ?? null])
  const lines = [[...COLUMNS, 'reason', 'error'], ...rows].map((row) => row.map(csvField).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

export function itemsAsJsonLines(items: readonly ItemLine[]): string {
  return items.map((item) => `${JSON.stringify(itemOf(item))}\n`).join('')
}

export const FindingCountShape = z
  .object({ code: z.string(), files: z.number(), text: Text })
  .openapi('VerificationFindingCount')

export function findingCountOf({ code, files }: FindingCount): z.input<typeof FindingCountShape> {
  // The text of a code that takes parameters, without those of any one file.
  const text = (language: 'zh' | 'en') => textOf(code, language).replace(/\{\w+\}/g, '…')
  return { code, files, text: { zh: text('zh'), en: text('en') } }
}

const SHEET_HEAD = [
  '序号',
  '文件',
  '编号',
  '类型',
  '结论',
  '主要原因',
  '下一步',
  '原因代码',
  'SHA-256',
  '何时不再有效',
] as const
const SHEET_WIDTHS = [6, 40, 18, 14, 14, 70, 50, 36, 68, 22]

/** The list an auditor hands on: what came out, and in Chinese why. */
export function itemsAsSheet(items: readonly ItemLine[]): Sheet {
  return { name: '批量验证结果', widths: SHEET_WIDTHS, rows: [SHEET_HEAD, ...items.map(itemOf).map(sheetRow)] }
}

function sheetRow(item: z.input<typeof ItemShape>): Cell[] {
  const { position, fileName, number, kind, verdict, mainReason, reasons, sha256, stopsValidatingAt, error } = item
  const [main] = reasons
  return [
    position,
    fileName,
    number,
    kind && textOf(`report.kind.${kind}`, 'zh'),
    verdict ? textOf(`report.verdict.${verdict}`, 'zh') : error ? '未验证' : null,
    mainReason?.zh ?? error?.text.zh ?? null,
    main ? causeTexts(main).next.zh : null,
    reasons.join(' '),
    sha256,
    stopsValidatingAt,
  ]
}
