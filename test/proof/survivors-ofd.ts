// The same question for OFD packages: what differs must be the bookkeeping of the archive, the list of signatures, which stays open for
// further ones, or a place inside a signature value that its own kind does not sign.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { openArchive } from '#core/documents/archive.ts'
import type { ReportJson } from '#core/verification-report.ts'
import { type Unsigned, unsignedChanges } from './survivors.ts'

export function unsignedOfdChanges(before: Uint8Array, after: Uint8Array, report: ReportJson): Unsigned[] {
  const [was, is] = [filesOf(before), filesOf(after)]
  if (!was || !is || [...is.keys()].some((name) => !was.has(name) && !isCalledUnsigned(name, report))) return []
  const changed = [...was].filter(([name, data]) => !equalBytes(data, is.get(name) ?? new Uint8Array()))
  if (changed.length === 0) return ['bookkeeping of the archive']
  const found = changed.map(([name, data]) => changesOf(name, data, is.get(name), report))
  return found.some((one) => one.length === 0) ? [] : found.flat()
}

function changesOf(name: string, before: Uint8Array, after: Uint8Array | undefined, report: ReportJson): Unsigned[] {
  if (!after) return isRefusedArchive(report) ? ['bookkeeping of the archive'] : []
  if (isCalledUnsigned(name, report)) return ['content that the report calls unsigned']
  if (/\/Signatures\.xml$/.test(name)) return ['list of the signatures']
  return /\.dat$/.test(name) ? unsignedChanges('seal-signature', before, after) : []
}

/** The file itself cannot be opened any more, and the report refuses the package for it. */
function isRefusedArchive({ steps }: ReportJson): boolean {
  return steps.some(({ id, status }) => id === 'ofd.package' && status === 'failed')
}

/** By a finding that refuses it: nobody can take the file for signed. */
function isCalledUnsigned(name: string, { steps }: ReportJson): boolean {
  const coverage = steps.filter(({ id }) => id === 'ofd.coverage').flatMap(({ findings }) => findings)
  return coverage.some(({ effect, params }) => effect === 'fatal' && params?.name === name)
}

/** `undefined` where a file cannot be read: then nothing is the same. */
function filesOf(bytes: Uint8Array): Map<string, Uint8Array> | undefined {
  const archive = openArchive(bytes, nodePrimitives.inflate)
  if (!archive.ok) return undefined
  const files = archive.value.entries.map((entry) => [entry.name, archive.value.read(entry)] as const)
  return new Map(files.map(([name, content]) => [name, content.ok ? content.value : new Uint8Array()]))
}
