// Reads what a pgBackRest repository says of itself: backup.info (which backups there are) and backup.manifest (every file with its SHA-1).
// Format by the pgBackRest sources, format 5 (release 2); its own checks are no evidence here, so every file named is read again.

import { err, ok, type Result } from '../verdict.ts'

export interface RepositoryBackup {
  label: string
  kind: 'full' | 'incremental'
  /** The backup it builds on; null for a full one. */
  parent: string | null
  /** Every backup whose files it takes over. */
  references: readonly string[]
  startedAt: number
  endedAt: number
  /** First and last write-ahead log segment it needs; null: not told. */
  logStart: string | null
  logStop: string | null
  /** e.g. `15-1`: the folder of the archive. */
  archiveId: string
  sizeBytes: number
  error: boolean
}

export interface RepositoryFile {
  /** Below the label of the backup, without the suffix of the compression. */
  path: string
  size: number
  /** Hex; null: an empty file. */
  sha1: string | null
  /** The backup that holds the file; null: this one. */
  reference: string | null
  /** Block-incremental or bundled: not a file of its own. */
  isBundled: boolean
}

/** Key-value text in sections; each value is JSON. */
function sectionsOf(text: string): Map<string, Map<string, unknown>> | undefined {
  const sections = new Map<string, Map<string, unknown>>()
  let section: Map<string, unknown> | undefined
  for (const line of text.split('\n')) {
    if (line === '') continue
    const heading = /^\[(.+)\]$/.exec(line)?.[1]
    if (heading !== undefined) {
      section = new Map()
      sections.set(heading, section)
      continue
    }
    // A file's name may hold an equals sign: the value begins at the last one that leaves JSON.
    const entry = entryOf(line)
    if (!section || !entry) return undefined
    section.set(entry[0], entry[1])
  }
  return sections
}

function entryOf(line: string): [string, unknown] | undefined {
  for (let at = line.indexOf('='); at >= 0; at = line.indexOf('=', at + 1)) {
    try {
      return [line.slice(0, at), JSON.parse(line.slice(at + 1))]
    } catch {
      // The next equals sign.
    }
  }
  return undefined
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const numberOr = (value: unknown): number => (typeof value === 'number' ? value : 0)
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const SAFE_LABEL = /^[0-9]{8}-[0-9]{6}F(_[0-9]{8}-[0-9]{6}[DI])?$/

export function readBackupInfo(text: string): Result<RepositoryBackup[], 'unreadable'> {
  const sections = sectionsOf(text)
  const current = sections?.get('backup:current') ?? (sections ? new Map<string, unknown>() : undefined)
  if (!current || !sections?.has('db')) return err('unreadable')
  const versions = sections.get('db:history') ?? new Map<string, unknown>()
  const backups: RepositoryBackup[] = []
  for (const [label, value] of current) {
    const fields = record(value)
    if (!SAFE_LABEL.test(label)) return err('unreadable')
    const id = String(fields['db-id'] ?? '')
    const version = textOr(record(versions.get(id))['db-version']) ?? ''
    backups.push(backupOf(label, fields, `${version}-${id}`))
  }
  return ok(backups)
}

function backupOf(label: string, fields: Record<string, unknown>, archiveId: string): RepositoryBackup {
  const references = fields['backup-reference']
  return {
    label,
    kind: fields['backup-type'] === 'full' ? 'full' : 'incremental',
    parent: textOr(fields['backup-prior']),
    references: Array.isArray(references) ? references.filter((one) => typeof one === 'string') : [],
    startedAt: numberOr(fields['backup-timestamp-start']) * 1000,
    endedAt: numberOr(fields['backup-timestamp-stop']) * 1000,
    logStart: textOr(fields['backup-archive-start']),
    logStop: textOr(fields['backup-archive-stop']),
    archiveId,
    sizeBytes: numberOr(fields['backup-info-repo-size-delta']),
    error: fields['backup-error'] === true,
  }
}

export interface RepositoryManifest {
  files: RepositoryFile[]
  /** `none`, `gz`, `lz4`, `zst`, `bz2`. */
  compression: string
}

export function readBackupManifest(text: string): Result<RepositoryManifest, 'unreadable'> {
  const sections = sectionsOf(text)
  const files = sections?.get('target:file')
  const options = sections?.get('backup:option')
  if (!sections || !files || !sections.has('backup')) return err('unreadable')
  const defaults = sections.get('target:file:default') ?? new Map<string, unknown>()
  const fallback = textOr(defaults.get('reference'))
  return ok({
    compression: textOr(options?.get('option-compress-type')) ?? 'none',
    files: [...files].map(([path, value]) => fileOf(path, record(value), fallback)),
  })
}

function fileOf(path: string, fields: Record<string, unknown>, fallback: string | null): RepositoryFile {
  return {
    path,
    size: numberOr(fields.size),
    sha1: textOr(fields.checksum),
    reference: textOr(fields.reference) ?? fallback,
    isBundled: fields.bni !== undefined || fields.bims !== undefined,
  }
}

/** Names of the segments from one to another, both included, of one timeline; none when these are no such names. @param segmentBytes of the server, 16 MiB by default */
export function logSegments(first: string, last: string, segmentBytes = 16 * 1024 * 1024): string[] {
  const perLog = BigInt(0x1_0000_0000) / BigInt(segmentBytes)
  const timeline = first.slice(0, 8)
  const numberOf = (name: string) => BigInt(`0x${name.slice(8, 16)}`) * perLog + BigInt(`0x${name.slice(16, 24)}`)
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0')
  if (!/^[0-9A-F]{24}$/.test(first) || !/^[0-9A-F]{24}$/.test(last) || last.slice(0, 8) !== timeline) return []
  const names: string[] = []
  // More than this no backup needs; a forged record must not make us count for hours.
  if (numberOf(last) - numberOf(first) > 1_000_000n) return []
  for (let at = numberOf(first); at <= numberOf(last); at++)
    names.push(`${timeline}${hex(at / perLog)}${hex(at % perLog)}`)
  return names
}
