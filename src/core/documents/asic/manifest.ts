// The manifests of a container (EN 319 162-1 annex A.4; clause unverified): which signature, timestamp or evidence record each belongs to, and the files
// it lists with their digests. What a manifest lists is all that its signature covers.

import { type AlgorithmTimes, judgeDigest } from '../../algorithm-policy.ts'
import { fromBase64 } from '../../bytes/base64.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { toHex } from '../../bytes/hex.ts'
import { defect, fatal, unknown } from '../../finding.ts'
import type { DigestAlgorithm, Primitives } from '../../primitives.ts'
import { err, type Finding, ok, type Result } from '../../verdict.ts'
import { attributeOf, childOf, childrenOf, isNamed, textOf, type XmlElement } from '../xml/tree.ts'

export type ManifestKind = 'signature' | 'archive' | 'evidence-record'

export interface ManifestReference {
  uri: string
  /** Name of the file in the container; absent for a reference that leads elsewhere. */
  name?: string
  digest?: DigestAlgorithm
  algorithm: string
  hash?: Uint8Array
  /** This file is the manifest before this one in a chain. */
  isRoot: boolean
}

export interface Manifest {
  name: string
  kind: ManifestKind
  bytes: Uint8Array
  /** The file that signs or stamps it. */
  target?: string
  references: readonly ManifestReference[]
  findings: Finding[]
}

const CLAUSE = 'EN 319 162-1 annex A.4 (clause unverified)'
const ASIC = 'http://uri.etsi.org/02918/v1.2.1#'
const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const MAX_REFERENCES = 5000

/** Identifiers of RFC 6931 and XML Encryption; others are not computed here. */
const DIGESTS: Readonly<Record<string, DigestAlgorithm>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmldsig-more#sha224': 'sha224',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-224': 'sha3-224',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-256': 'sha3-256',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-384': 'sha3-384',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-512': 'sha3-512',
}

/** Of one that cannot be read, a manifest without target and references, and why. */
export async function readManifest(name: string, bytes: Uint8Array, primitives: Primitives): Promise<Manifest> {
  const kind = kindOf(name)
  const read = await primitives.xml.read(bytes)
  const broken = (code: string, params = {}): Manifest => {
    const finding = fatal(code, CLAUSE, 'FORMAT_FAILURE', { name, ...params })
    return { name, kind, bytes, references: [], findings: [finding] }
  }
  if (!read.ok) {
    const unreadable = broken('asic.manifest-unreadable', { code: read.error.code, offset: read.error.offset })
    // On a runtime without a reader nothing is wrong with the manifest.
    const isOpen = read.error.code === 'xml.not-available'
    return isOpen
      ? { ...unreadable, findings: unreadable.findings.map((one) => ({ ...one, effect: 'unknown' })) }
      : unreadable
  }
  const { root } = read.value
  if (!isNamed(root, ASIC, 'ASiCManifest')) return broken('asic.manifest-malformed')
  const targets = childrenOf(root, ASIC, 'SigReference')
  const [first] = targets
  const target = first && nameOf(attributeOf(first, 'URI') ?? '')
  const listed = childrenOf(root, ASIC, 'DataObjectReference').slice(0, MAX_REFERENCES + 1)
  const references = listed.slice(0, MAX_REFERENCES).map(readReference)
  return {
    name,
    kind,
    bytes,
    ...(target?.ok && { target: target.value }),
    references,
    findings: [
      ...(targets.length === 1 && target?.ok
        ? []
        : [fatal('asic.manifest-target', CLAUSE, 'FORMAT_FAILURE', { name })]),
      ...(listed.length === 0 ? [fatal('asic.manifest-empty', CLAUSE, 'SIGNED_DATA_NOT_FOUND', { name })] : []),
      ...(listed.length > MAX_REFERENCES ? [unknown('asic.manifest-too-long', CLAUSE, 'TRY_LATER', { name })] : []),
      ...judgeExtensions(root, name),
      ...judgeStrangers(root, name),
    ],
  }
}

function kindOf(name: string): ManifestKind {
  if (/ASiCArchiveManifest/i.test(name)) return 'archive'
  return /ASiCEvidenceRecordManifest/i.test(name) ? 'evidence-record' : 'signature'
}

function readReference(element: XmlElement): ManifestReference {
  const uri = attributeOf(element, 'URI') ?? ''
  const name = nameOf(uri)
  const method = childOf(element, DSIG, 'DigestMethod')
  const value = childOf(element, DSIG, 'DigestValue')
  const algorithm = (method && attributeOf(method, 'Algorithm')) ?? ''
  const hash = value && fromBase64(textOf(value))
  const digest = DIGESTS[algorithm]
  const isTwice =
    childrenOf(element, DSIG, 'DigestValue').length !== 1 || childrenOf(element, DSIG, 'DigestMethod').length !== 1
  return {
    uri,
    algorithm,
    isRoot: attributeOf(element, 'Rootfile') === 'true',
    ...(name.ok && { name: name.value }),
    ...(digest && { digest }),
    ...(hash && !isTwice && { hash }),
  }
}

/** An extension that must be understood, and none is. */
function judgeExtensions(root: XmlElement, name: string): Finding[] {
  const extensions = [
    childOf(root, ASIC, 'ASiCManifestExtensions'),
    ...childrenOf(root, ASIC, 'DataObjectReference').map((one) => childOf(one, ASIC, 'DataObjectReferenceExtensions')),
  ]
  const critical = extensions
    .flatMap((one) => (one ? childrenOf(one) : []))
    .filter((one) => ['true', '1'].includes(attributeOf(one, 'Critical') ?? ''))
  return critical.length > 0 ? [fatal('asic.manifest-extension', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { name })] : []
}

function judgeStrangers(root: XmlElement, name: string): Finding[] {
  const known = ['SigReference', 'DataObjectReference', 'ASiCManifestExtensions']
  const strangers = childrenOf(root).filter(({ namespace, local }) => namespace !== ASIC || !known.includes(local))
  return strangers.length > 0 ? [defect('asic.manifest-strangers', CLAUSE, { name })] : []
}

/** The file a URI names, from the top of the container (RFC 3986 §2.1 for the percent signs). Nothing outside it, and no fragment. */
export function nameOf(uri: string): Result<string, 'outside'> {
  const path = uri.replace(/^(?:\.\/|\/)/, '')
  if (uri === '' || /^[a-z][a-z0-9+.-]*:/i.test(uri) || /[?#]/.test(path)) return err('outside')
  let name: string
  try {
    name = decodeURIComponent(path)
  } catch {
    return err('outside')
  }
  const isInside = !name.includes('\\') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  return isInside ? ok(name) : err('outside')
}

/** Digest of a file of the container; absent where there is no such file, or it cannot be unpacked. */
export type DigestOf = (name: string, digest: DigestAlgorithm) => Promise<Uint8Array | undefined>

export interface JudgedReferences {
  /** Names of the files that are there and have the digest listed. */
  covered: string[]
  findings: Finding[]
  isContradicted: boolean
  evidence?: { algorithm: string; expected: string; computed: string; file: string }
}

/**
 * @param effect `fatal` where the manifest is signed; `unknown` for what anybody may have added later, as archive manifests are
 */
export async function judgeReferences(
  { references }: Manifest,
  digestOf: DigestOf,
  times: AlgorithmTimes,
  effect: 'fatal' | 'unknown',
): Promise<JudgedReferences> {
  const judged: JudgedReferences = { covered: [], findings: [], isContradicted: false }
  for (const reference of references) {
    const { uri, name, digest, algorithm, hash } = reference
    const params = { name: uri.slice(0, 200) }
    if (name === undefined) {
      judged.findings.push(fatal('asic.reference-outside', CLAUSE, 'FORMAT_FAILURE', params))
    } else if (!digest) {
      const found = { ...params, algorithm: algorithm.slice(0, 100) }
      judged.findings.push(unknown('asic.reference-digest-unknown', CLAUSE, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', found))
    } else {
      const computed = await digestOf(name, digest)
      if (!computed) {
        judged.findings.push(unknown('asic.reference-missing', CLAUSE, 'SIGNED_DATA_NOT_FOUND', params))
      } else if (hash && equalBytes(computed, hash)) {
        judged.covered.push(name)
      } else {
        judged.isContradicted = true
        const finding = fatal('asic.reference-digest', CLAUSE, 'HASH_FAILURE', params)
        judged.findings.push({ ...finding, effect })
        const expected = toHex(hash?.subarray(0, 64) ?? new Uint8Array())
        judged.evidence ??= {
          algorithm: digest.toUpperCase(),
          expected,
          computed: toHex(computed),
          file: name.slice(0, 200),
        }
      }
    }
  }
  const digests = new Set(references.flatMap((one) => one.digest ?? []))
  judged.findings.push(...[...digests].flatMap((digest) => judgeDigest(digest, times, 'manifest')))
  return judged
}
