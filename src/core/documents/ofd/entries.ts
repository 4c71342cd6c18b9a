// The whole-package protection of GM/T 0099-2020: OFDEntries.xml lists every file, and a GB/T 35275 message signs the list. It proves
// which files belong, not what is in them (as its implementations show; clause unverified).

import { judgeCms } from '../../cms/judge.ts'
import { fatal, note, unknown } from '../../finding.ts'
import type { Primitives } from '../../primitives.ts'
import type { TrustInputs } from '../../trust.ts'
import { conclude, type Finding, step, worstOf } from '../../verdict.ts'
import type { ReportBody } from '../../verification-report.ts'
import { attributeOf, textOf } from '../xml/tree.ts'
import { type Package, printable } from './package.ts'
import { named } from './structure.ts'

const CLAUSE = 'GM/T 0099-2020 (clause unverified)'
export const ENTRIES_FILE = 'OFDEntries.xml'
const ENCRYPTIONS_FILE = 'Encryptions.xml'
const MAX_TOLD = 50

export interface IntegrityList {
  /** The list itself and what signs it. */
  files: string[]
  /** Of the list: who is on it and missing, who is there and not on it. */
  findings: Finding[]
  value?: string
}

/** `undefined` where the package has no such list. */
export async function readIntegrityList(files: Package): Promise<IntegrityList | undefined> {
  if (!files.has(ENTRIES_FILE)) return undefined
  const root = await files.xml(ENTRIES_FILE)
  if (!root.ok || root.value.local !== 'DocEntries') {
    const params = { name: ENTRIES_FILE, problem: root.ok ? root.value.local : root.error.code }
    return { files: [], findings: [fatal('ofd.file-unreadable', CLAUSE, 'FORMAT_FAILURE', { ...params, line: 0 })] }
  }
  const [place] = named(root.value, 'SignedValueLoc')
  const value = place && files.locate(textOf(place), ENTRIES_FILE)
  const written = named(root.value, 'FileList').flatMap((list) => named(list, 'File'))
  const listed = written.map((file) => files.locate(attributeOf(file, 'FileLoc') ?? '', ENTRIES_FILE) ?? '')
  const own = [ENTRIES_FILE, ...(value !== undefined && files.has(value) ? [value] : [])]
  return { files: own, findings: judgeList(listed, own, files), ...(value !== undefined && { value }) }
}

function judgeList(listed: readonly string[], own: readonly string[], files: Package): Finding[] {
  const known = new Set([...listed, ...own])
  const refuse = (code: string) => (path: string) =>
    fatal(code, CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { name: printable(path) })
  const strangers = files.paths.filter((path) => !known.has(path)).map(refuse('ofd.entries-stranger'))
  const missing = listed.filter((path) => !files.has(path)).map(refuse('ofd.entries-missing'))
  return [...strangers, ...missing].slice(0, MAX_TOLD)
}

/** The message over the list, and what the list says. */
export async function judgeIntegrity(
  list: IntegrityList,
  files: Package,
  request: { trust: TrustInputs; sm2Id?: Uint8Array },
  primitives: Primitives,
): Promise<ReportBody> {
  const { trust, sm2Id } = request
  const content = files.read(ENTRIES_FILE)
  const value = list.value === undefined ? undefined : files.read(list.value)
  const said = [...list.findings, note('ofd.entries-names-only', CLAUSE)]
  if (!content.ok || !value?.ok) said.push(fatal('ofd.entries-not-signed', CLAUSE, 'SIGNED_DATA_NOT_FOUND'))
  const own = step('ofd.entries', CLAUSE, said)
  if (!content.ok || !value?.ok) return { ...nothing(trust), steps: [own] }
  const options = { file: value.value, content: content.value, trust, ...(sm2Id && { sm2Id }) }
  const report = await judgeCms(options, primitives)
  return { ...report, ...worstOf([conclude([own]), report]), steps: [own, ...report.steps] }
}

function nothing(trust: TrustInputs): Omit<ReportBody, 'steps'> {
  const times = { validation: trust.at }
  return { kind: 'ofd', verdict: 'INVALID', indication: 'TOTAL_FAILED', technical: 'broken', times, signers: [] }
}

/** What is encrypted cannot be judged: neither what it shows nor whether it is all. */
export function judgeEncryption(files: Package): Finding[] {
  return files.has(ENCRYPTIONS_FILE) ? [unknown('ofd.encrypted', CLAUSE, 'FORMAT_FAILURE')] : []
}
