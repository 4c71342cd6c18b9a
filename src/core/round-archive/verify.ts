// Whether an archive of rounds is what was archived: every digest, the chain, and the timestamps over its roots. Names the first record
// that is not what it was. It needs the files and nothing else; who holds an outside copy of a root also sees an archive rewritten whole.

import { utf8Text } from '../asn1/values.ts'
import { canonicalJson } from '../bytes/canonical-json.ts'
import { judgeCms } from '../cms/judge.ts'
import type { Primitives } from '../primitives.ts'
import { judgeTimestamp } from '../tsp/judge.ts'
import type { Instant } from '../verdict.ts'
import type { Certificate } from '../x509/certificate.ts'
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type ArchiveIndex,
  type ArchiveRoot,
  BEGINNING,
  CHAIN_PATH,
  type ChainHead,
  type ChainLink,
  INDEX_PATH,
  nextHead,
  ROOT_FORMAT,
  recordPath,
  rootPath,
  roundFolder,
  seqOfPath,
  sha256Hex,
  tokenPath,
} from './layout.ts'
import {
  type ArchiveRecord,
  asRecord,
  contentDigest,
  isObject,
  SIGN_OFF_FORMAT,
  SIGN_OFF_ROLES,
  type SignOffRole,
  signOffFiles,
} from './record.ts'

/** The files of an archive, read when asked for. */
export interface ArchiveFiles {
  names: readonly string[]
  /** `undefined`: it is not there or cannot be read. */
  read(path: string): Promise<Uint8Array | undefined>
}

export interface ArchiveTrust {
  /** Of timestamp authorities; none: timestamps are held against what they stamp, and nobody says whose they are. */
  anchors: readonly Certificate[]
  intermediates: readonly Certificate[]
  at: Instant
}

/** A code of the messages; `seq` and `round` of the record it belongs to, where it belongs to one. */
export interface ArchiveProblem {
  code: string
  path: string
  seq: number | null
  round: string | null
}

export interface StampedRoot {
  seq: number
  date: string
  /** `trusted`: by an authority under the anchors given. `intact`: its signature holds, nobody vouched for it. `missing`: no authority has answered. */
  stamp: 'trusted' | 'intact' | 'missing' | 'broken'
  at: Instant | null
}

export interface ArchiveReport {
  isIntact: boolean
  records: number
  firstSeq: number | null
  head: ChainHead | null
  roots: StampedRoot[]
  /** In the order of the records; the first one is the first bad record. */
  problems: ArchiveProblem[]
}

const MAX_PROBLEMS = 100

class Verification {
  readonly problems: ArchiveProblem[] = []
  readonly #rounds = new Map<number, string>()
  readonly files: ArchiveFiles
  readonly primitives: Primitives

  constructor(files: ArchiveFiles, primitives: Primitives) {
    this.files = files
    this.primitives = primitives
  }

  name(seq: number, round: string): void {
    this.#rounds.set(seq, round)
  }

  note(code: string, path: string, seq = seqOfPath(path) ?? null): void {
    this.problems.push({ code, path, seq, round: seq === null ? null : (this.#rounds.get(seq) ?? null) })
  }

  /** The value a file holds in canonical JSON; another text of the same value is not what was written. */
  async json(path: string): Promise<unknown> {
    const bytes = await this.files.read(path)
    if (!bytes) {
      this.note('archive.file-missing', path)
      return undefined
    }
    const value = canonicalValue(bytes)
    if (value === undefined) this.note('archive.file-altered', path)
    return value
  }
}

export async function verifyArchive(
  files: ArchiveFiles,
  primitives: Primitives,
  trust: ArchiveTrust,
): Promise<ArchiveReport> {
  const run = new Verification(files, primitives)
  const index = asIndex(await run.json(INDEX_PATH))
  if (!index && run.problems.length === 0) run.note('archive.file-altered', INDEX_PATH)
  const links = await readChain(run, index)
  const expected = new Set([INDEX_PATH, CHAIN_PATH])
  const heads = await verifyRecords(run, links, expected)
  const roots = index ? await verifyRoots(run, index, heads, trust, expected) : []
  if (index) holdAgainstIndex(run, index, links)
  for (const name of files.names) if (!expected.has(name)) run.note('archive.file-unlisted', name)
  const last = links.at(-1)
  return {
    isIntact: run.problems.length === 0,
    records: links.length,
    firstSeq: links[0]?.seq ?? null,
    head: last ? { hash: last.hash, sm3: last.sm3 } : null,
    roots,
    problems: inOrder(run.problems).slice(0, MAX_PROBLEMS),
  }
}

/** By record; what belongs to the archive as a whole comes last, for a record says more than a list of them. */
function inOrder(problems: readonly ArchiveProblem[]): ArchiveProblem[] {
  return [...problems].sort((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER))
}

function canonicalValue(bytes: Uint8Array): unknown {
  const text = utf8Text(bytes)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

async function readChain(run: Verification, index: ArchiveIndex | undefined): Promise<ChainLink[]> {
  const bytes = await run.files.read(CHAIN_PATH)
  if (!bytes) {
    run.note('archive.file-missing', CHAIN_PATH)
    return []
  }
  const lines = linesIn(bytes)
  const links: ChainLink[] = []
  for (const line of lines) {
    const link = asLink(canonicalValue(line))
    const before = links.at(-1)
    // Whatever stands on the line, the record that belongs there is known by its place.
    const seq = before ? before.seq + 1 : (index?.firstSeq ?? link?.seq ?? 1)
    if (!link || link.seq !== seq) {
      const bytes = await run.files.read(recordPath(seq))
      const record = bytes && asRecord(canonicalValue(bytes))
      if (record) run.name(seq, record.content.round.id)
      run.note('archive.chain-altered', CHAIN_PATH, seq)
      break
    }
    run.name(link.seq, link.round)
    links.push(link)
  }
  return links
}

/** The octets of each line without its end; what stands behind the last end is a line too. */
function linesIn(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let from = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end))
    from = end + 1
  }
  if (from < bytes.length) lines.push(bytes.subarray(from))
  return lines
}

/** Every record in its turn. Resolves to the chain behind each of them, as recomputed. */
async function verifyRecords(
  run: Verification,
  links: readonly ChainLink[],
  expected: Set<string>,
): Promise<Map<number, ChainHead>> {
  const heads = new Map<number, ChainHead>()
  const [first] = links
  let head: ChainHead = !first || first.seq === 1 ? BEGINNING : { hash: first.previousHash, sm3: first.previousSm3 }
  for (const link of links) {
    const path = recordPath(link.seq)
    expected.add(path)
    if (link.previousHash !== head.hash || link.previousSm3 !== head.sm3)
      run.note('archive.chain-broken', path, link.seq)
    const bytes = await run.files.read(path)
    if (!bytes) run.note('archive.file-missing', path)
    else {
      const after = await nextHead(run.primitives, head, bytes)
      if (after.hash !== link.hash || after.sm3 !== link.sm3) run.note('archive.chain-broken', path, link.seq)
      await verifyRecord(run, link, bytes, expected)
    }
    // One bad record is one bad record: the ones behind it are held against the chain as it was written.
    head = { hash: link.hash, sm3: link.sm3 }
    heads.set(link.seq, head)
  }
  return heads
}

async function verifyRecord(run: Verification, link: ChainLink, bytes: Uint8Array, expected: Set<string>) {
  const path = recordPath(link.seq)
  const record = asRecord(canonicalValue(bytes))
  if (!record || record.seq !== link.seq || record.content.round.id !== link.round) {
    run.note('archive.record-altered', path)
    return
  }
  if ((await contentDigest(run.primitives, record.content)) !== record.digest) run.note('archive.digest-differs', path)
  for (const file of record.files) {
    const name = `${roundFolder(link.seq)}${file.path}`
    expected.add(name)
    const content = await run.files.read(name)
    if (!content) run.note('archive.file-missing', name)
    else if (content.length !== file.bytes || (await sha256Hex(run.primitives, content)) !== file.sha256)
      run.note('archive.file-altered', name)
    else if (file.path === 'evidence.jsonl') await verifyEvidence(run, name, record, content)
  }
  for (const role of SIGN_OFF_ROLES) await verifySignOff(run, link.seq, record, role)
}

/** A signature by certificate stands for this content. Whether its signer was trusted was judged when it was taken; the certificate lies beside it. */
async function verifySignOff(run: Verification, seq: number, { digest, files }: ArchiveRecord, role: SignOffRole) {
  const paths = signOffFiles(role)
  if (!files.some(({ path }) => path === paths.cms)) return
  const name = (path: string) => `${roundFolder(seq)}${path}`
  const [document, cms] = await Promise.all([paths.document, paths.cms].map((path) => run.files.read(name(path))))
  const signed = document && canonicalValue(document)
  if (!isObject(signed) || signed.format !== SIGN_OFF_FORMAT || signed.digest !== digest || signed.role !== role)
    run.note('archive.sign-off-differs', name(paths.document))
  if (!document || !cms) return
  const trust = { anchors: [], intermediates: [], crls: [], ocsps: [], at: 0, requireRevocation: false }
  const report = await judgeCms({ file: cms, content: document, trust }, run.primitives)
  if (report.technical !== 'intact') run.note('archive.signature-broken', name(paths.cms))
}

/** Each line is the evidence of one result, and no result is without its line. */
async function verifyEvidence(run: Verification, path: string, { results }: ArchiveRecord, content: Uint8Array) {
  const lines = await Promise.all(linesIn(content).map((line) => sha256Hex(run.primitives, line)))
  const wanted = results.flatMap(({ evidence }) => (evidence === null ? [] : [evidence]))
  if (lines.length !== wanted.length || lines.some((line, at) => line !== wanted[at]))
    run.note('archive.evidence-differs', path)
}

function holdAgainstIndex(run: Verification, index: ArchiveIndex, links: readonly ChainLink[]): void {
  const last = links.at(-1)
  const isSame =
    index.records === links.length &&
    (links.length === 0 || index.firstSeq === links[0]?.seq) &&
    (!last || (index.head.hash === last.hash && index.head.sm3 === last.sm3))
  if (isSame) return
  // Cut off behind the last line: the first record that is not there any more.
  const next = last ? last.seq + 1 : index.firstSeq
  run.note('archive.index-differs', INDEX_PATH, links.length < index.records ? next : null)
}

async function verifyRoots(
  run: Verification,
  index: ArchiveIndex,
  heads: ReadonlyMap<number, ChainHead>,
  trust: ArchiveTrust,
  expected: Set<string>,
): Promise<StampedRoot[]> {
  const roots: StampedRoot[] = []
  for (const { seq, token } of index.roots) {
    expected.add(rootPath(seq))
    const root = asRoot(await run.json(rootPath(seq)))
    const head = heads.get(seq)
    if (root && (root.seq !== seq || !head || root.hash !== head.hash || root.sm3 !== head.sm3))
      run.note('archive.root-differs', rootPath(seq))
    else if (!root && !run.problems.some(({ path }) => path === rootPath(seq)))
      run.note('archive.file-altered', rootPath(seq))
    const date = root?.date ?? ''
    if (token === null) {
      roots.push({ seq, date, stamp: 'missing', at: null })
      continue
    }
    expected.add(tokenPath(seq))
    roots.push({ seq, date, ...(await verifyToken(run, seq, token, trust)) })
  }
  return roots
}

async function verifyToken(
  run: Verification,
  seq: number,
  digest: string,
  trust: ArchiveTrust,
): Promise<Pick<StampedRoot, 'stamp' | 'at'>> {
  const path = tokenPath(seq)
  const [token, data] = await Promise.all([run.files.read(path), run.files.read(rootPath(seq))])
  if (!token || !data || (await sha256Hex(run.primitives, token)) !== digest) {
    run.note(token ? 'archive.file-altered' : 'archive.file-missing', path)
    return { stamp: 'broken', at: null }
  }
  const inputs = { ...trust, crls: [], ocsps: [], requireRevocation: false }
  const report = await judgeTimestamp({ file: token, data, trust: inputs }, run.primitives)
  const at = report.info?.genTime ?? null
  if (report.technical !== 'intact' || report.verdict === 'INVALID') {
    run.note('archive.timestamp-broken', path)
    return { stamp: 'broken', at }
  }
  if (trust.anchors.length === 0) return { stamp: 'intact', at }
  if (report.indication === 'TOTAL_PASSED') return { stamp: 'trusted', at }
  run.note('archive.timestamp-untrusted', path)
  return { stamp: 'intact', at }
}

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0

function asIndex(value: unknown): ArchiveIndex | undefined {
  if (!isObject(value) || value.format !== ARCHIVE_FORMAT || value.version !== ARCHIVE_VERSION) return undefined
  const { firstSeq, records, head, roots } = value
  const isWhole =
    isSeq(firstSeq) &&
    Number.isSafeInteger(records) &&
    isObject(head) &&
    isHash(head.hash) &&
    isHash(head.sm3) &&
    Array.isArray(roots) &&
    roots.every((root) => isObject(root) && isSeq(root.seq) && (root.token === null || isHash(root.token)))
  return isWhole ? (value as unknown as ArchiveIndex) : undefined
}

function asLink(value: unknown): ChainLink | undefined {
  if (!isObject(value)) return undefined
  const { seq, round, previousHash, hash, previousSm3, sm3 } = value
  const isWhole = isSeq(seq) && typeof round === 'string' && [previousHash, hash, previousSm3, sm3].every(isHash)
  return isWhole && Object.keys(value).length === 6 ? (value as unknown as ChainLink) : undefined
}

function asRoot(value: unknown): ArchiveRoot | undefined {
  if (!isObject(value) || value.format !== ROOT_FORMAT || value.version !== ARCHIVE_VERSION) return undefined
  const isWhole = isSeq(value.seq) && typeof value.date === 'string' && isHash(value.hash) && isHash(value.sm3)
  return isWhole ? (value as unknown as ArchiveRoot) : undefined
}
