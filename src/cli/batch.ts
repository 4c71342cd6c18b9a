// `verify --batch PATH`: every file of a folder, an archive or a manifest, planned as the service plans a batch, without a database.

import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { ok, type Verdict } from '#core/verdict.ts'
import type { ReportJson } from '#core/verification-report.ts'
import {
  type BatchSource,
  type Handed,
  isZip,
  openZip,
  type PlannedItem,
  type Problem,
  planBatch,
} from '#features/verification/index.ts'
import type { Verifier, VerifierRequest } from '#src/ports.ts'
import { bothTexts } from './both-texts.ts'
import { EXIT, type Io } from './io.ts'
import { MAX_FILE_BYTES } from './named-file.ts'

/** As many as the pool has threads. */
const LANES = 2

export interface BatchCall {
  path: string
  /** Lines of an earlier run: what they settled is not verified again. */
  resume?: string | undefined
  /** What every file is verified with. */
  request: Omit<VerifierRequest, 'object' | 'content' | 'query'>
}

/** One JSON line for each file on standard output, progress on standard error. */
export async function verifyBatch({ path, resume, request }: BatchCall, pool: Verifier, io: Io): Promise<number> {
  const closing: FileHandle[] = []
  try {
    const items = await plan(path, closing)
    const earlier = resume === undefined ? new Map<string, Verdict>() : await settledIn(resume)
    return await work(items, { earlier, request, pool, io })
  } catch (error) {
    io.err(`${path}: ${(error as Error).message}\n`)
    return EXIT.usage
  } finally {
    for (const handle of closing) await handle.close()
  }
}

/** @throws Error with a readable message */
async function plan(path: string, closing: FileHandle[]): Promise<PlannedItem[]> {
  const isFolder = (await stat(path)).isDirectory()
  const isManifest = !isFolder && /\.(jsonl|csv)$/i.test(path)
  const manifest = isManifest ? new Uint8Array(await readFile(path)) : undefined
  const handed =
    isFolder || isManifest ? await filesUnder(isFolder ? path : dirname(path)) : await archive(path, closing)
  const planned = await planBatch(handed, manifest, Number.POSITIVE_INFINITY)
  if (!planned.ok) throw new Error(told(planned.error))
  return planned.value
}

/** Links are not followed, and names that begin with a dot are passed over. */
async function filesUnder(folder: string): Promise<Handed> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sources: BatchSource[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    if (!entry.isFile() || name.split('/').some((part) => part.startsWith('.'))) continue
    const { size } = await stat(path)
    sources.push({ name, sizeBytes: size, read: async () => ok(new Uint8Array(await readFile(path))) })
  }
  sources.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { sources, refused: [] }
}

async function archive(path: string, closing: FileHandle[]): Promise<Handed> {
  const handle = await open(path)
  closing.push(handle)
  const { size } = await handle.stat()
  const read = async (start: number, end: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  }
  if (!isZip(await read(0, 4))) throw new Error(told({ code: 'zip.not-an-archive' }))
  const opened = await openZip(size, read)
  if (!opened.ok) throw new Error(told(opened.error))
  return opened.value
}

function told({ code, params }: Problem): string {
  return bothTexts(code, params)
}

interface Work {
  earlier: ReadonlyMap<string, Verdict>
  request: BatchCall['request']
  pool: Verifier
  io: Io
}

async function work(items: readonly PlannedItem[], { earlier, request, pool, io }: Work): Promise<number> {
  const verdicts: (Verdict | undefined)[] = []
  const queue = items.values()
  const lane = async () => {
    for (const item of queue) {
      if (io.interrupted?.aborted) return
      const done = await judge(item, { earlier, request, pool })
      verdicts.push(done.verdict)
      if (done.line) io.out(`${JSON.stringify(done.line)}\n`)
      io.err(`${verdicts.length}/${items.length} ${item.fileName} ${done.verdict ?? '-'}${done.line ? '' : ' (=)'}\n`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  if (verdicts.includes('INVALID')) return EXIT.failed
  const isAllKnown = verdicts.length === items.length && verdicts.every((one) => one && one !== 'INDETERMINATE')
  return isAllKnown ? EXIT.ok : EXIT.unknown
}

interface Judged {
  /** Absent: refused. */
  verdict?: Verdict
  /** Absent: settled by an earlier run. */
  line?: object
}

async function judge(item: PlannedItem, { earlier, request, pool }: Omit<Work, 'io'>): Promise<Judged> {
  const file = item.fileName
  const refused = (problem: Problem): Judged => ({ line: { file, error: { ...problem, text: told(problem) } } })
  if (item.problem) return refused(item.problem)
  const files: { role: string; name: string; bytes: Uint8Array }[] = []
  for (const role of ['object', 'content', 'query'] as const) {
    const source = item[role]
    if (!source) continue
    const read = await readSmall(source)
    if (!read.ok) return refused(read.error)
    files.push({ role, name: source.name, bytes: read.value })
  }
  const known = earlier.get(
    keyOf(
      file,
      item.at,
      files.map((one) => ({ role: one.role, sha256: sha256(one.bytes) })),
    ),
  )
  if (known) return { verdict: known }
  const [object, content, query] = ['object', 'content', 'query'].map((role) => files.find((one) => one.role === role))
  if (!object) return refused({ code: 'batch.file-missing', params: { name: file } })
  const report = await pool.verify({
    ...request,
    object,
    ...(content && { content }),
    ...(query && { query }),
    ...(item.format && { format: item.format }),
    ...(item.at !== undefined && { at: item.at }),
  })
  return { verdict: report.verdict, line: { file, ...(item.at !== undefined && { at: item.at }), ...report } }
}

async function readSmall(source: BatchSource) {
  const params = { maxBytes: MAX_FILE_BYTES }
  if (source.sizeBytes > MAX_FILE_BYTES)
    return { ok: false as const, error: { code: 'verification.file-too-large', params } }
  return source.read()
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same name with the same octets, for the same moment where one was asked for. */
function keyOf(file: string, at: number | undefined, digests: readonly { role: string; sha256: string }[]): string {
  return JSON.stringify([file, at ?? null, ...digests.map(({ role, sha256: digest }) => `${role} ${digest}`).sort()])
}

const OWN_ROLES = ['object', 'content', 'query']

/** A last line that was cut off settles nothing. @throws Error when the file cannot be read */
async function settledIn(path: string): Promise<Map<string, Verdict>> {
  const settled = new Map<string, Verdict>()
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    try {
      const { file, at, verdict, inputs } = JSON.parse(line) as ReportJson & { file: string; at?: number }
      settled.set(
        keyOf(
          file,
          at,
          inputs.filter(({ role }) => OWN_ROLES.includes(role)),
        ),
        verdict,
      )
    } catch {
      // Not a line of ours, or a refused file: it is tried again.
    }
  }
  return settled
}
