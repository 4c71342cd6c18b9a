// Which of many files are objects to verify, and what belongs to each: by a manifest, or by their names. Pure; the command line plans by it too.

import { ASKED_FORMATS } from '#core/formats.ts'
import { err, type Instant, ok, type Result } from '#core/verdict.ts'
import type { VerificationRequest } from '#core/verify.ts'

export const MAX_BATCH_FILES = 2_000
export const MAX_BATCH_BYTES = 500 * 1024 * 1024
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

export interface Problem {
  code: string
  params?: Readonly<Record<string, string | number>>
}

/** A file that was handed in, not read yet. */
export interface BatchSource {
  name: string
  sizeBytes: number
  read(): Promise<Result<Uint8Array, Problem>>
}

export interface PlannedItem {
  fileName: string
  object?: BatchSource
  content?: BatchSource
  query?: BatchSource
  format?: VerificationRequest['format']
  at?: Instant
  /** Why it is not verified. */
  problem?: Problem
}

/** A line of a manifest: names of files, and what is asked of the object. */
export interface ManifestLine {
  file: string
  content?: string
  query?: string
  format?: string
  at?: string
}

/** Written beside what they sign: `合同.pdf.p7s` next to `合同.pdf`. */
export const SIGNATURE_ENDINGS = ['.p7s', '.p7m', '.sig', '.tsr', '.ers'] as const
/** `合同.pdf.tsq` is the query that `合同.pdf.tsr` answers. */
const QUERY_ENDING = '.tsq'
const RESPONSE_ENDING = '.tsr'
const MANIFEST_NAMES = ['manifest.jsonl', 'manifest.csv']

/** What was handed in: the files that can be read, and those that cannot. */
export interface Handed {
  sources: readonly BatchSource[]
  refused: readonly (Problem & { name: string })[]
}

/** @param manifest as given; absent: the file of that name among the sources, or the names alone */
export async function planBatch(
  { sources, refused }: Handed,
  manifest: Uint8Array | undefined,
  maxItems: number = MAX_BATCH_FILES,
): Promise<Result<PlannedItem[], Problem>> {
  const own = manifest ? undefined : sources.find(({ name }) => MANIFEST_NAMES.includes(name.toLowerCase()))
  const found = own ? await own.read() : ok(manifest)
  if (!found.ok) return found
  const others = sources.filter((one) => one !== own)
  const lines = found.value && readManifest(found.value)
  if (lines && !lines.ok) return lines
  const planned = lines ? planByManifest(others, lines.value) : planByNames(others)
  const items = [...planned, ...refused.map(({ name, ...problem }): PlannedItem => ({ fileName: name, problem }))]
  if (items.length === 0) return err({ code: 'batch.empty' })
  return items.length > maxItems ? err({ code: 'batch.too-many', params: { max: maxItems } }) : ok(items)
}

/** Every file is verified, but for those that are the content or the query of another one. */
function planByNames(sources: readonly BatchSource[]): PlannedItem[] {
  const byName = new Map(sources.map((one) => [one.name, one]))
  const pairs = sources.map((object) => ({ object, ...companions(object.name, byName) }))
  const used = new Set(pairs.flatMap(({ content, query }) => [content, query]))
  return pairs
    .filter(({ object }) => !used.has(object))
    .map(({ object, content, query }) => ({
      fileName: object.name,
      object,
      ...(content && { content }),
      ...(query && { query }),
    }))
}

function companions(name: string, byName: ReadonlyMap<string, BatchSource>) {
  const ending = SIGNATURE_ENDINGS.find((one) => name.toLowerCase().endsWith(one))
  if (!ending) return {}
  const stem = name.slice(0, -ending.length)
  const content = byName.get(stem)
  const query = ending === RESPONSE_ENDING ? byName.get(stem + QUERY_ENDING) : undefined
  return { content, query }
}

/** One item a line, in its order; what a line names and nobody handed in is that line's problem. */
function planByManifest(sources: readonly BatchSource[], lines: readonly ManifestLine[]): PlannedItem[] {
  const byName = new Map(sources.map((one) => [one.name, one]))
  return lines.map((line) => {
    const named = [line.file, line.content, line.query].flatMap((name) => (name ? [name] : []))
    const missing = named.find((name) => !byName.has(name))
    const fileName = line.file
    if (missing !== undefined) return { fileName, problem: { code: 'batch.file-missing', params: { name: missing } } }
    const asked = readAsked(line)
    if (!asked.ok) return { fileName, problem: asked.error }
    const [object, content, query] = [line.file, line.content, line.query].map((name) => byName.get(name ?? ''))
    return {
      fileName,
      ...(object && { object }),
      ...(content && { content }),
      ...(query && { query }),
      ...asked.value,
    }
  })
}

function readAsked({ format, at }: ManifestLine): Result<Pick<PlannedItem, 'format' | 'at'>, Problem> {
  if (format && !ASKED_FORMATS.some((one) => one === format))
    return err({ code: 'batch.format-unknown', params: { format } })
  const moment = at ? Date.parse(at) : undefined
  // Without a zone a time means another moment on another machine.
  const isMoment = moment === undefined || (!Number.isNaN(moment) && /T.*(Z|[+-]\d\d:?\d\d)$/.test(at ?? ''))
  if (!isMoment) return err({ code: 'batch.time-unreadable', params: { at: at ?? '' } })
  return ok({
    ...(format && { format: format as VerificationRequest['format'] }),
    ...(moment !== undefined && { at: moment }),
  })
}

const FIELDS = ['file', 'content', 'query', 'format', 'at'] as const

/** JSON Lines, or CSV whose first line names the columns. Unknown columns are refused: a misspelt `content` would change verdicts. */
export function readManifest(bytes: Uint8Array): Result<ManifestLine[], Problem> {
  if (bytes.length > MAX_MANIFEST_BYTES)
    return err({ code: 'batch.manifest-too-large', params: { maxBytes: MAX_MANIFEST_BYTES } })
  const plain = textOf(bytes).replace(/^\ufeff/, '')
  const read = plain.trimStart().startsWith('{') ? jsonLines(plain) : csvLines(plain)
  if (!read.ok) return read
  const lines: ManifestLine[] = []
  for (const { number, fields } of read.value) {
    const line = lineFrom(fields)
    if (!line) return err({ code: 'batch.manifest-unreadable', params: { line: number } })
    lines.push(line)
  }
  return lines.length > 0 ? ok(lines) : err({ code: 'batch.empty' })
}

/** Spreadsheet programs on Chinese Windows write CSV in GB 18030. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

interface NumberedFields {
  /** From 1. */
  number: number
  fields: Readonly<Record<string, unknown>>
}

function lineFrom(fields: NumberedFields['fields']): ManifestLine | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined && value !== null)
  const isKnown = given.every(([name, value]) => FIELDS.some((one) => one === name) && typeof value === 'string')
  const line = Object.fromEntries(given) as unknown as ManifestLine
  return isKnown && line.file !== undefined ? line : undefined
}

function jsonLines(text: string): Result<NumberedFields[], Problem> {
  const lines: NumberedFields[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      const fields: unknown = JSON.parse(line)
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Error('no object')
      lines.push({ number: index + 1, fields: { ...fields } })
    } catch {
      return err({ code: 'batch.manifest-unreadable', params: { line: index + 1 } })
    }
  }
  return ok(lines)
}

function csvLines(text: string): Result<NumberedFields[], Problem> {
  const rows = csvRows(text)
  const [heading = [], ...others] = rows?.filter((row) => row.some((cell) => cell !== '')) ?? []
  const names = heading.map((name) => name.trim().toLowerCase())
  if (!names.includes('file')) return err({ code: 'batch.manifest-unreadable', params: { line: 1 } })
  return ok(
    others.map((row, index) => ({
      number: index + 2,
      fields: Object.fromEntries(row.map((cell, column) => [names[column] ?? '', cell.trim()])),
    })),
  )
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

/** RFC 4180; `undefined` for a quotation mark out of place. */
function csvRows(text: string): string[][] | undefined {
  const rows: string[][] = [[]]
  CELL.lastIndex = 0
  while (CELL.lastIndex < text.length) {
    const cell = CELL.exec(text)
    if (!cell) return undefined
    const [, quoted, bare = '', end] = cell
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end !== ',' && end !== '') rows.push([])
  }
  return rows
}
