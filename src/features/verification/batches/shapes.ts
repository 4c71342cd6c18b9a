// Batches as the API and its files write them.

import { z } from '@hono/zod-openapi'
import { textOf } from '#core/messages/index.ts'
import { BATCH_ITEM_STATES, BATCH_STATES } from '#db/schema/verification.ts'
import { VERDICTS } from '../inputs.ts'
import type { BatchLine, ItemLine } from './list.ts'

const Verdict = z.enum(VERDICTS)

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
    verdict: Verdict.nullable(),
    indication: z.string().nullable(),
    subIndication: z.string().nullable(),
    technical: z.string().nullable(),
    sha256: z.string().nullable(),
    stopsValidatingAt: z.iso.datetime().nullable(),
    error: z.object({ code: z.string(), text: z.object({ zh: z.string(), en: z.string() }) }).nullable(),
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
    verdict: verification?.verdict ?? null,
    indication: verification?.indication ?? null,
    subIndication: verification?.subIndication ?? null,
    technical: verification?.technical ?? null,
    sha256: verification?.sha256 ?? null,
    stopsValidatingAt: iso(verification?.stopsValidatingAt ?? null),
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
  'verdict',
  'indication',
  'subIndication',
  'technical',
  'sha256',
  'stopsValidatingAt',
] as const

/** For spreadsheet programs: marked as UTF-8, and no name of a file is ever run as a formula. */
export function itemsAsCsv(items: readonly ItemLine[]): string {
  const rows = items.map(itemOf).map((item) => [...COLUMNS.map((column) => item[column]), item.error?.text.zh ?? null])
  const lines = [[...COLUMNS, 'error'], ...rows].map((row) => row.map(cell).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** What spreadsheet programs take for the beginning of a formula (CSV injection, OWASP). */
const FORMULA = /^[=+\-@\t\r]/

function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function itemsAsJsonLines(items: readonly ItemLine[]): string {
  return items.map((item) => `${JSON.stringify(itemOf(item))}\n`).join('')
}
