// The files of an OFD package, each known by one name and read by one parser; what is hidden between them, doubled, or leads outside
// is a finding (GB/T 33190-2016 ch. 6, clause unverified; ZIP rules in ../zip.ts).

import { latin1 } from '../../asn1/values.ts'
import { defect, fatal } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import { err, type Finding, ok, type Result } from '../../verdict.ts'
import { type Archive, type Gap, openArchive } from '../archive.ts'
import type { XmlElement } from '../xml/tree.ts'
import type { RefusedEntry, ZipEntry, ZipProblem, ZipProblemCode } from '../zip.ts'
import { plainPath, resolveLocation } from './locations.ts'

export const PACKAGE_CLAUSE = 'GB/T 33190-2016 ch. 6 (clause unverified)'

export interface Package {
  /** Paths in the order in which they lie in the file. */
  paths: readonly string[]
  has(path: string): boolean
  /** What differs from it only in case or composition. */
  alikeOf(path: string): string | undefined
  /** Where a location leads: relative to the file, or, as some programs write it, to the package. */
  locate(location: string, from: string): string | undefined
  read(path: string): Result<Uint8Array, ZipProblem>
  /** The first octets of a file, as far as its prolog may reach; empty where it cannot be read. */
  beginning(path: string): Uint8Array
  /** As the directory says. */
  sizeOf(path: string): number
  digest(path: string, algorithm: DigestAlgorithm): Promise<Uint8Array | undefined>
  /** The root of an XML file, parsed once. */
  xml(path: string): Promise<Result<XmlElement, { code: string; line: number }>>
  /** About the archive itself and every file in it: whatever was not read until now is read to be sure that it can be. */
  judge(): Finding[]
}

/** One finding for each of thousands of files is a report nobody reads. */
const MAX_ALIKE = 50

/** Puts a finding down, unless as many of its code stand there: the first of each is never left out, so no verdict changes. */
export function tell(findings: Finding[], finding: Finding): void {
  if (findings.filter(({ code }) => code === finding.code).length < MAX_ALIKE) findings.push(finding)
}

const ABSENT = err({ code: 'zip.damaged' } as const)

export function openPackage(bytes: Uint8Array, primitives: Primitives): Result<Package, ZipProblem> {
  const opened = openArchive(bytes, primitives.inflate)
  if (!opened.ok) return opened
  const archive = opened.value
  const entries = new Map(archive.entries.map((entry) => [entry.name, entry]))
  const plain = new Map(archive.entries.map(({ name }) => [plainPath(name), name]))
  const digests = new Map<string, Promise<Uint8Array | undefined>>()
  const trees = new Map<string, ReturnType<Package['xml']>>()
  const problems = new Map<string, ZipProblem | undefined>()
  const beginnings = new Map<string, Uint8Array>()
  const read = (path: string) => {
    const content = readEntry(archive, entries.get(path))
    problems.set(path, content.ok ? undefined : content.error)
    beginnings.set(path, content.ok ? content.value.slice(0, PROLOG_BYTES) : new Uint8Array())
    return content
  }
  return ok({
    paths: [...entries.keys()],
    has: (path) => entries.has(path),
    alikeOf: (path) => (entries.has(path) ? undefined : plain.get(plainPath(path))),
    locate: (location, from) => located(location, from, entries),
    read,
    beginning: (path) => {
      if (!beginnings.has(path)) read(path)
      return beginnings.get(path) ?? new Uint8Array()
    },
    sizeOf: (path) => entries.get(path)?.sizeBytes ?? 0,
    digest: (path, algorithm) =>
      remembered(digests, `${algorithm} ${path}`, async () => {
        const content = read(path)
        return content.ok ? primitives.digest(algorithm, content.value) : undefined
      }),
    xml: (path) => remembered(trees, path, () => parsed(read(path), primitives)),
    judge: () => {
      for (const path of entries.keys()) if (!problems.has(path)) read(path)
      return [...judgeArchive(archive), ...archive.entries.flatMap(({ name }) => judgeEntry(name, problems.get(name)))]
    },
  })
}

function readEntry(archive: Archive, entry: ZipEntry | undefined): Result<Uint8Array, ZipProblem> {
  return entry ? archive.read(entry) : ABSENT
}

function located(location: string, from: string, entries: ReadonlyMap<string, ZipEntry>): string | undefined {
  const relative = resolveLocation(location, from)
  if (relative === undefined || entries.has(relative)) return relative
  const fromRoot = resolveLocation(location, '')
  return fromRoot !== undefined && entries.has(fromRoot) ? fromRoot : relative
}

function remembered<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? make()
  memory.set(key, known)
  return known
}

async function parsed(
  content: Result<Uint8Array, ZipProblem>,
  { xml }: Primitives,
): Promise<Result<XmlElement, { code: string; line: number }>> {
  if (!content.ok) return err({ code: content.error.code, line: 0 })
  const read = await xml.read(content.value)
  return read.ok ? ok(read.value.root) : err({ code: read.error.code, line: read.error.line })
}

/** Every refused entry by the name of what is wrong with it: an archive two programs read differently proves nothing. */
const REFUSALS: Readonly<Partial<Record<ZipProblemCode, string>>> = {
  'zip.name-unsafe': 'ofd.entry-name-unsafe',
  'zip.name-duplicate': 'ofd.entry-duplicate',
  'zip.no-file': 'ofd.entry-not-a-file',
  'zip.encrypted': 'ofd.entry-encrypted',
  'zip.ratio': 'ofd.entry-bomb',
  'zip.entry-too-large': 'ofd.entry-bomb',
  'zip.disagrees': 'ofd.entry-disagrees',
}

function judgeArchive(archive: Archive): Finding[] {
  const { refused, gaps, comment, entries } = archive
  const names = refused.map(({ name }) => name)
  return [
    ...refused.map((one) => judgeRefused(one, names)),
    ...gaps.map(judgeGap),
    ...judgeFolders(entries),
    ...(comment.length > 0 ? [defect('ofd.archive-comment', PACKAGE_CLAUSE, { bytes: comment.length })] : []),
  ]
}

function judgeRefused({ name, code }: RefusedEntry, names: readonly string[]): Finding {
  const params = { name: printable(name), problem: code }
  const isSame = names.filter((other) => other === name).length > 1
  const isAlias = code === 'zip.name-duplicate' && !isSame
  const said = isAlias ? 'ofd.entry-alias' : (REFUSALS[code] ?? 'ofd.entry-refused')
  return fatal(said, PACKAGE_CLAUSE, 'FORMAT_FAILURE', params)
}

function judgeGap({ offset, length, holdsEntry }: Gap): Finding {
  const code = holdsEntry ? 'ofd.hidden-entry' : 'ofd.bytes-outside-entries'
  return fatal(code, PACKAGE_CLAUSE, 'FORMAT_FAILURE', { offset, length })
}

/** A file that is a folder to another: which of the two is seen depends on the program. */
function judgeFolders(entries: readonly ZipEntry[]): Finding[] {
  const folders = new Set(entries.flatMap(({ name }) => foldersAbove(plainPath(name))))
  const clashing = entries.filter(({ name }) => folders.has(plainPath(name)))
  return clashing.map(({ name }) =>
    fatal('ofd.entry-alias', PACKAGE_CLAUSE, 'FORMAT_FAILURE', { name, problem: 'zip.no-file' }),
  )
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** An entry that is not what the directory says of it. */
function judgeEntry(name: string, problem: ZipProblem | undefined): Finding[] {
  if (!problem) return []
  const code = problem.code === 'zip.disagrees' ? 'ofd.entry-disagrees' : 'ofd.entry-damaged'
  return [fatal(code, PACKAGE_CLAUSE, 'FORMAT_FAILURE', { name: printable(name), problem: problem.code })]
}

/** Names are somebody else's octets: nothing in them may act on a screen. */
export function printable(name: string): string {
  const text = Array.from(name, (one) => (one < ' ' || one === '\u007f' ? '\ufffd' : one)).join('')
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

const DECLARATION = /^(?:\u00ef\u00bb\u00bf)?(?:<\?xml\s[^>]*\?>)?/
const ENCODING = /\sencoding\s*=\s*["']([^"']*)["']/
const PROLOG_BYTES = 4096

/**
 * What stands before the root of an XML file that is shown but not parsed here: a DOCTYPE lets a program fetch or substitute text after
 * signing, an unusual encoding lets it read another text. `undefined`: neither.
 */
export function prologProblem(content: Uint8Array): 'doctype' | 'encoding' | undefined {
  const head = latin1(content.subarray(0, PROLOG_BYTES))
  const [declared = ''] = DECLARATION.exec(head) ?? []
  const [, encoding] = ENCODING.exec(declared) ?? []
  if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) return 'encoding'
  let rest = head.slice(declared.length).trimStart()
  for (;;) {
    if (/^<!DOCTYPE/i.test(rest)) return 'doctype'
    const skipped = /^(?:<!--.*?-->|<\?.*?\?>)\s*/s.exec(rest)
    if (!skipped) break
    rest = rest.slice(skipped[0].length)
  }
  return /^<[^!?]/.test(rest) ? undefined : 'encoding'
}
