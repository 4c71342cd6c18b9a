// Every Reference of a SignedInfo and of the manifests it signs: dereferenced, hashed, compared, and remembered for what it covers
// (XMLDSig 1.1 §3.2.1, §5.1). A manifest whose entries do not fit is a document that is not what was signed.

import { type AlgorithmTimes, judgeDigest } from '../../algorithm-policy.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { toHex } from '../../bytes/hex.ts'
import { fatal, note, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import type { Finding } from '../../verdict.ts'
import { digestOf } from './algorithms.ts'
import { DS, isDs } from './names.ts'
import { MAX_REFERENCES, readReferences, type XmlReference } from './structure.ts'
import {
  type Covered,
  type Dereferenced,
  type DereferenceError,
  type DereferenceSources,
  dereference,
} from './transforms.ts'
import { childrenOf, isElement, pathOf, type XmlElement } from './tree.ts'

export interface JudgedReference {
  reference: XmlReference
  /** Present where the data were at hand, whether or not the digest fits. */
  dereferenced?: Dereferenced
  digest?: DigestAlgorithm
  state: 'good' | 'bad' | 'open'
  findings: Finding[]
  /** Of a signed manifest; else of the SignedInfo itself. */
  isManifestEntry?: true
}

export const MANIFEST_TYPE = `${DS}Manifest`
const CLAUSE = 'XMLDSig 1.1 §4.4.3'

/** The references of a signature, then those of the manifests it signs. */
export async function judgeReferences(
  references: readonly XmlReference[],
  sources: DereferenceSources,
  primitives: Primitives,
): Promise<JudgedReference[]> {
  const judged: JudgedReference[] = []
  for (const reference of references) judged.push(await judgeReference(reference, sources, primitives))
  const manifests = judged.flatMap(manifestOf)
  for (const manifest of manifests) {
    const read = readReferences(childrenOf(manifest))
    if (!read.ok || judged.length + read.value.length > MAX_REFERENCES) {
      judged.push(malformedManifest(manifest))
      continue
    }
    for (const one of read.value) judged.push(asManifestEntry(await judgeReference(one, sources, primitives)))
  }
  return judged
}

/** The manifest a good reference signs: it must be what the reference points at, not something that is merely called so. */
function manifestOf({ reference, dereferenced, state }: JudgedReference): XmlElement[] {
  const covered = dereferenced?.covered
  if (state !== 'good' || covered?.kind !== 'nodes' || !covered.apex) return []
  if (isDs(covered.apex, 'Manifest')) return [covered.apex]
  if (reference.type !== MANIFEST_TYPE) return []
  return covered.apex.children.filter((one): one is XmlElement => isElement(one) && isDs(one, 'Manifest'))
}

function malformedManifest(manifest: XmlElement): JudgedReference {
  const params = { path: pathOf(manifest), line: manifest.line }
  return {
    reference: { element: manifest, transforms: [], digestMethod: '' },
    state: 'open',
    isManifestEntry: true,
    findings: [unknown('xml.manifest-malformed', 'XMLDSig 1.1 §5.1', 'FORMAT_FAILURE', params)],
  }
}

function asManifestEntry(judged: JudgedReference): JudgedReference {
  const findings = judged.findings.map((one) =>
    one.code === 'xml.reference-digest' ? { ...one, code: 'xml.manifest-digest', clause: 'XMLDSig 1.1 §5.1' } : one,
  )
  return { ...judged, findings, isManifestEntry: true }
}

async function judgeReference(
  reference: XmlReference,
  sources: DereferenceSources,
  primitives: Primitives,
): Promise<JudgedReference> {
  const named = { uri: shown(reference.uri), line: reference.element.line }
  const digest = digestOf(reference.digestMethod)
  const found = await dereference(reference, sources, primitives)
  if (!found.ok) return { reference, state: 'open', findings: [errorFinding(found.error, named)] }
  const base = { reference, dereferenced: found.value }
  if (!digest) {
    const params = { ...named, algorithm: shown(reference.digestMethod) }
    return {
      ...base,
      state: 'open',
      findings: [unknown('xml.digest-unknown', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', params)],
    }
  }
  const computed = await primitives.digest(digest, found.value.octets)
  const { digestValue } = reference
  const isGood = digestValue !== undefined && equalBytes(computed, digestValue)
  if (isGood) return { ...base, digest, state: 'good', findings: [coverNote(found.value.covered, named)] }
  const params = {
    ...named,
    algorithm: digest.toUpperCase(),
    expected: digestValue ? toHex(digestValue.subarray(0, 64)) : '',
    computed: toHex(computed),
  }
  return { ...base, digest, state: 'bad', findings: [fatal('xml.reference-digest', CLAUSE, 'HASH_FAILURE', params)] }
}

/** URIs of a hostile file may be of any length. */
function shown(text: string | undefined): string {
  return (text ?? '').slice(0, 200)
}

function errorFinding({ code, detail }: DereferenceError, named: { uri: string; line: number }): Finding {
  const params = { ...named, detail }
  switch (code) {
    case 'xml.id-ambiguous':
      return fatal(code, 'XMLDSig 1.1 §4.4.3.3', 'FORMAT_FAILURE', params)
    case 'xml.transform-failed':
    case 'xml.transform-unknown':
    case 'xml.transform-xslt':
    case 'xml.transform-xpath':
      return unknown(code, 'XMLDSig 1.1 §6.6', 'SIG_CONSTRAINTS_FAILURE', params)
    default:
      return unknown(code, 'XMLDSig 1.1 §4.4.3.2', 'SIGNED_DATA_NOT_FOUND', params)
  }
}

/** Which element, by path and line, or which file: the reader must be able to look at exactly what was signed. */
function coverNote(covered: Covered, named: { uri: string; line: number }): Finding {
  if (covered.kind === 'file') return note('xml.covers-file', CLAUSE, { ...named, file: covered.name })
  if (!covered.apex) return note('xml.covers-document', CLAUSE, named)
  const place = { path: pathOf(covered.apex).slice(0, 300), elementLine: covered.apex.line }
  return note('xml.covers-element', CLAUSE, { ...named, ...place })
}

/** What the digest algorithms of the references are worth on the day. */
export function judgeDigestStrength(judged: readonly JudgedReference[], times: AlgorithmTimes): Finding[] {
  const digests = new Set(judged.flatMap(({ digest }) => digest ?? []))
  return [...digests].flatMap((one) => judgeDigest(one, times, 'reference'))
}
