// What lies in a signed container, and what it says of itself (EN 319 162-1 §4.3, §4.4, annex A; clauses unverified): the mimetype file, names under
// META-INF, the data objects. Whoever can add a file to a ZIP can add one here: every file has a role, and none is passed over.

import { latin1 } from '../../asn1/values.ts'
import { defect, fatal, note } from '../../finding.ts'
import type { Inflate } from '../../primitives.ts'
import { type Finding, ok, type Result } from '../../verdict.ts'
import { type Archive, openArchive } from '../archive.ts'
import type { ZipEntry, ZipProblem } from '../zip.ts'

export type ContainerKind = 'asic-s' | 'asic-e' | 'opendocument'

export type FileRole = 'mimetype' | 'cades' | 'xades' | 'timestamp' | 'evidence-record' | 'manifest' | 'meta' | 'data'

export interface ContainerFile {
  name: string
  role: FileRole
  entry: ZipEntry
}

export interface Container {
  kind: ContainerKind
  files: readonly ContainerFile[]
  findings: Finding[]
  /** Octets of a file; absent where it cannot be unpacked as the directory says. */
  read(file: ContainerFile): Uint8Array | undefined
}

const CLAUSE = 'EN 319 162-1 §4.3.3 (clause unverified)'
const ARCHIVE_CLAUSE = 'EN 319 162-1 annex A (clause unverified)'
export const MIMETYPES: Readonly<Record<string, ContainerKind>> = {
  'application/vnd.etsi.asic-s+zip': 'asic-s',
  'application/vnd.etsi.asic-e+zip': 'asic-e',
}
const OPENDOCUMENT = /^application\/vnd\.oasis\.opendocument\./

/** Names as EN 319 162-1 §4.3.3.2, §4.4.3.2 and annex A give them (clauses unverified); the manifests first, because their names may hold the others. */
const ROLES: readonly (readonly [RegExp, FileRole])[] = [
  [/^META-INF\/ASiC(?:Archive|EvidenceRecord)?Manifest[^/]*\.xml$/i, 'manifest'],
  [/^META-INF\/[^/]*evidencerecord[^/]*\.(?:ers|xml)$/i, 'evidence-record'],
  [/^META-INF\/(?:[^/]+\/)*[^/]*signatures[^/]*\.xml$/i, 'xades'],
  [/^META-INF\/[^/]*signature[^/]*\.p7s$/i, 'cades'],
  [/^META-INF\/[^/]*timestamp[^/]*\.tst$/i, 'timestamp'],
  [/^META-INF\//i, 'meta'],
]

export function roleOf(name: string): FileRole {
  if (name === 'mimetype') return 'mimetype'
  return ROLES.find(([pattern]) => pattern.test(name))?.[1] ?? 'data'
}

/** Whether these are names of a container with signatures in it. */
export function looksSigned(names: readonly string[]): boolean {
  const roles: readonly FileRole[] = ['cades', 'xades', 'timestamp', 'evidence-record', 'manifest']
  return names.some((name) => roles.includes(roleOf(name)))
}

export function openContainer(bytes: Uint8Array, inflate: Inflate): Result<Container, ZipProblem> {
  const opened = openArchive(bytes, inflate)
  if (!opened.ok) return opened
  const archive = opened.value
  const files = archive.entries.map((entry): ContainerFile => ({ name: entry.name, role: roleOf(entry.name), entry }))
  const read = ({ entry }: ContainerFile) => {
    const content = archive.read(entry)
    return content.ok ? content.value : undefined
  }
  const mimetype = files.find(({ role }) => role === 'mimetype')
  const said = mimetype && read(mimetype)
  const text = said && latin1(said.subarray(0, 200)).trimEnd()
  return ok({
    kind: kindOf(text, files),
    files,
    findings: [
      ...judgeArchive(archive),
      ...judgeMimetype(text, mimetype, said, archive),
      ...judgeNames(files),
      ...files.flatMap((file) => (archive.read(file.entry).ok ? [] : [refused(file.name, 'zip.damaged')])),
    ],
    read,
  })
}

/** By what the container says; without that, one data object with one signature over it is the simple kind. */
function kindOf(mimetype: string | undefined, files: readonly ContainerFile[]): ContainerKind {
  const said = mimetype === undefined ? undefined : MIMETYPES[mimetype]
  if (said) return said
  if (mimetype !== undefined && OPENDOCUMENT.test(mimetype)) return 'opendocument'
  const isSimple = !files.some(({ role }) => role === 'manifest') && count(files, 'data') === 1
  const names = ['META-INF/signature.p7s', 'META-INF/signatures.xml', 'META-INF/timestamp.tst']
  const hasSimpleName = files.some(({ name, role }) => names.includes(name) || role === 'evidence-record')
  return isSimple && hasSimpleName ? 'asic-s' : 'asic-e'
}

function count(files: readonly ContainerFile[], role: FileRole): number {
  return files.filter((one) => one.role === role).length
}

function judgeArchive({ refused: entries, gaps }: Archive): Finding[] {
  return [
    ...entries.map(({ name, code }) => refused(name, code)),
    ...gaps.map(({ offset, length, holdsEntry }) =>
      holdsEntry
        ? fatal('asic.hidden-file', ARCHIVE_CLAUSE, 'FORMAT_FAILURE', { offset, length })
        : defect('asic.hidden-octets', ARCHIVE_CLAUSE, { offset, length }),
    ),
  ]
}

function refused(name: string, code: string): Finding {
  return fatal('asic.entry-refused', ARCHIVE_CLAUSE, 'FORMAT_FAILURE', { name: name.slice(0, 200), code })
}

/** First, not compressed, nothing but the type (EN 319 162-1 annex A.1; clause unverified): so that its octets stand at the same place in every container. */
function judgeMimetype(
  text: string | undefined,
  file: ContainerFile | undefined,
  said: Uint8Array | undefined,
  { entries, comment }: Archive,
): Finding[] {
  const findings: Finding[] = []
  const commented = /^mimetype=(.*)$/.exec(latin1(comment.subarray(0, 200)).trimEnd())?.[1]
  if (!file || text === undefined) return [note('asic.mimetype-absent', CLAUSE)]
  const known = MIMETYPES[text] !== undefined || OPENDOCUMENT.test(text)
  if (!known) findings.push(defect('asic.mimetype-unknown', CLAUSE, { mimetype: text.slice(0, 100) }))
  if (entries[0] !== file.entry) findings.push(defect('asic.mimetype-not-first', ARCHIVE_CLAUSE))
  if (file.entry.isDeflated) findings.push(defect('asic.mimetype-compressed', ARCHIVE_CLAUSE))
  if (said && said.length !== text.length) findings.push(defect('asic.mimetype-spaces', ARCHIVE_CLAUSE))
  const contradicts = commented !== undefined && known && MIMETYPES[commented] && commented !== text
  if (contradicts) findings.push(defect('asic.mimetype-comment', CLAUSE, { comment: commented.slice(0, 100) }))
  return findings
}

/** Names that are META-INF to one program and a folder like others to another. */
function judgeNames(files: readonly ContainerFile[]): Finding[] {
  const odd = files.filter(({ name }) => /^meta-inf(?:\/|$)/i.test(name) && !name.startsWith('META-INF/'))
  const nested = files.filter(({ name, role }) => role === 'data' && /\.(?:asic[es]|sc[es]|zip)$/i.test(name))
  return [
    ...odd.map(({ name }) => fatal('asic.name-ambiguous', ARCHIVE_CLAUSE, 'FORMAT_FAILURE', { name })),
    ...nested.map(({ name }) => note('asic.nested', ARCHIVE_CLAUSE, { name })),
  ]
}

/** How many names a finding shows. */
const SHOWN = 20

export function namesOf(names: readonly string[]): { count: number; names: string } {
  return {
    count: names.length,
    names: names
      .slice(0, SHOWN)
      .map((name) => name.slice(0, 100))
      .join(', '),
  }
}
