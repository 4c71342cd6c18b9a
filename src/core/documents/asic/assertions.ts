// Signatures, timestamps and evidence records of a container, each with what it covers (EN 319 162-1 §4.3.3.2, §4.4.3.2, annex A.4; clauses unverified):
// in the simple form the one data object, in the extended form the files its manifest lists.

import { fatal, unknown } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import { type Container, type ContainerFile, namesOf } from './container.ts'
import type { Manifest } from './manifest.ts'

export interface Assertion {
  file: ContainerFile
  bytes: Uint8Array
  /** Of the extended form. */
  manifest?: Manifest
  /** The data object of the simple form. */
  object?: ContainerFile
  /** What is wrong with its place in the container. */
  findings: Finding[]
}

const CLAUSE = 'EN 319 162-1 annex A.4 (clause unverified)'
const SIMPLE_CLAUSE = 'EN 319 162-1 §4.3.3 (clause unverified)'

/** XAdES names its files itself, and needs no manifest. */
export function assertionsIn(container: Container, manifests: readonly Manifest[]): Assertion[] {
  return container.files.flatMap((file) => {
    if (!['cades', 'xades', 'timestamp', 'evidence-record'].includes(file.role)) return []
    const bytes = container.read(file)
    return bytes ? [placed({ file, bytes, findings: [] }, container, manifests)] : []
  })
}

function placed(assertion: Assertion, container: Container, manifests: readonly Manifest[]): Assertion {
  const { file } = assertion
  const params = { name: file.name }
  const own = manifests.filter(({ target }) => target === file.name)
  const [manifest, ...more] = own
  const refuse = (code: string) => fatal(code, CLAUSE, 'FORMAT_FAILURE', params)
  if (manifest) return { ...assertion, manifest, findings: more.length > 0 ? [refuse('asic.manifest-ambiguous')] : [] }
  if (file.role === 'xades') return assertion
  if (container.kind !== 'asic-s') {
    // Nothing says what an evidence record is about; a signature without its manifest signs nothing that is here.
    const isRecord = file.role === 'evidence-record'
    const finding = isRecord
      ? unknown('asic.manifest-missing', CLAUSE, 'SIGNED_DATA_NOT_FOUND', params)
      : refuse('asic.manifest-missing')
    return { ...assertion, findings: [finding] }
  }
  const objects = container.files.filter(({ role }) => role === 'data')
  const [object] = objects
  return { ...assertion, ...(object && objects.length === 1 && { object }) }
}

/** Something must be signed; in the simple form that is one data object, whatever signs it. */
export function judgeObjects({ kind, files }: Container): Finding[] {
  const objects = files.filter(({ role }) => role === 'data')
  if (objects.length === 0) return [unknown('asic.object-missing', SIMPLE_CLAUSE, 'SIGNED_DATA_NOT_FOUND')]
  if (kind !== 'asic-s' || objects.length === 1) return []
  const params = namesOf(objects.map(({ name }) => name))
  return [fatal('asic.several-objects', SIMPLE_CLAUSE, 'FORMAT_FAILURE', params)]
}
