// The package a seal travels in to a signing system: the seal, its picture, its certificates, and a list of their digests that the
// seal's maker signed. A convention of this product (no standard is known for it); read as strictly as it is written.

import { utf8Text } from '../asn1/values.ts'
import { utf8Octets } from '../asn1/write.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { canonicalJson } from '../bytes/canonical-json.ts'
import { toHex } from '../bytes/hex.ts'
import type { Archive } from '../documents/archive.ts'
import type { Primitives } from '../primitives.ts'
import { err, type Instant, ok, type Result } from '../verdict.ts'
import { parseCertificate } from '../x509/parse.ts'
import { judgeRawSignature } from './raw-signature.ts'
import { parseSeal, type Seal } from './structure.ts'
import { SM2_WITH_SM3 } from './write.ts'

const FORMAT = 'zhengxun-seal-package/1'
const SEAL_FILE = 'seal.esl'
const MANIFEST = 'manifest.json'
const SIGNATURE = 'manifest.sig'
const MAX_FILES = 32

export interface ManifestFile {
  name: string
  bytes: number
  /** Lower-case hex. */
  sha256: string
  sm3: string
}

export interface SealManifest {
  format: typeof FORMAT
  number: string
  name: string
  version: number
  madeAt: string
  files: ManifestFile[]
}

export interface PackageContent {
  seal: Uint8Array
  picture: Uint8Array
  pictureSvg?: string
  /** DER of those who may seal with it, and of the maker. */
  certificates: readonly Uint8Array[]
  makerCertificate: Uint8Array
  number: string
  name: string
  version: number
  madeAt: Instant
}

/** The files of a package without the signature, and what the maker signs: the manifest as it stands in the package. */
export async function layOutPackage(
  content: PackageContent,
  primitives: Primitives,
): Promise<{ files: Record<string, Uint8Array>; manifest: Uint8Array }> {
  const { seal, picture, pictureSvg, certificates, makerCertificate, number, name, version, madeAt } = content
  const files: Record<string, Uint8Array> = {
    [SEAL_FILE]: seal,
    'picture.png': picture,
    ...(pictureSvg && { 'picture.svg': utf8Octets(pictureSvg) }),
    'maker.cer': makerCertificate,
    ...Object.fromEntries(certificates.map((one, index) => [`holder-${index + 1}.cer`, one])),
  }
  const listed = await Promise.all(Object.entries(files).map(([file, bytes]) => listedFile(file, bytes, primitives)))
  const told: SealManifest = {
    format: FORMAT,
    number,
    name,
    version,
    madeAt: new Date(madeAt).toISOString(),
    files: listed,
  }
  return { files, manifest: utf8Octets(canonicalJson(told)) }
}

/** Name of the signature's file: over the manifest, by the key of the maker's certificate inside the seal. */
export const PACKAGE_FILES = { manifest: MANIFEST, signature: SIGNATURE } as const

async function listedFile(name: string, bytes: Uint8Array, primitives: Primitives): Promise<ManifestFile> {
  const [sha256, sm3] = [await primitives.digest('sha256', bytes), await primitives.digest('sm3', bytes)]
  return { name, bytes: bytes.length, sha256: toHex(sha256), sm3: toHex(sm3) }
}

export interface PackageFault {
  code:
    | 'package.seal-unreadable'
    | 'package.seal-file-missing'
    | 'package.seal-file-unlisted'
    | 'package.seal-file-altered'
    | 'package.seal-manifest-unreadable'
    | 'package.seal-manifest-altered'
    | 'package.seal-disagrees'
  params: Readonly<Record<string, string | number>>
}

export interface OpenedPackage {
  seal: Seal
  manifest: SealManifest
}

/**
 * Everything in the package is listed and as listed, the list is signed by the seal's own maker, and the pictures and certificates beside
 * the seal are those inside of it. NOT judged here: the seal itself, and whether its maker is trusted.
 */
export async function openPackage(
  archive: Archive,
  primitives: Primitives,
): Promise<Result<OpenedPackage, PackageFault>> {
  const files = filesOf(archive)
  if (!files.ok) return files
  const manifest = files.value.get(MANIFEST)
  const signature = files.value.get(SIGNATURE)
  const der = files.value.get(SEAL_FILE)
  if (!manifest || !signature || !der) return fault('package.seal-file-missing', { file: !der ? SEAL_FILE : MANIFEST })
  const seal = parseSeal(der)
  if (!seal.ok) return fault('package.seal-disagrees', { file: SEAL_FILE })
  const signed = { algorithm: SM2_WITH_SM3, signature, message: [manifest] }
  const maker = parseCertificate(seal.value.makerCertificate)
  const clause = 'convention of this product'
  const findings = await judgeRawSignature(
    signed,
    maker.ok ? maker.value : undefined,
    { code: 'seals.maker-signature', clause },
    primitives,
  )
  if (findings.some(({ effect }) => effect !== 'note')) return fault('package.seal-manifest-altered')
  const told = readManifest(manifest)
  if (!told) return fault('package.seal-manifest-unreadable')
  const altered = await compare(told, files.value, primitives)
  if (altered) return { ok: false, error: altered }
  return agreement(seal.value, told, files.value)
}

function filesOf(archive: Archive): Result<Map<string, Uint8Array>, PackageFault> {
  if (archive.refused.length > 0 || archive.gaps.length > 0 || archive.comment.length > 0)
    return fault('package.seal-unreadable', { problem: 'zip' })
  if (archive.entries.length > MAX_FILES) return fault('package.seal-unreadable', { problem: 'zip.too-many-entries' })
  const files = new Map<string, Uint8Array>()
  for (const entry of archive.entries) {
    const content = archive.read(entry)
    if (!content.ok) return fault('package.seal-unreadable', { problem: content.error.code })
    files.set(entry.name, content.value)
  }
  return ok(files)
}

/** Only as it was written: the same text again. */
function readManifest(octets: Uint8Array): SealManifest | undefined {
  const text = utf8Text(octets)
  if (text === undefined) return undefined
  try {
    const told = JSON.parse(text) as Partial<SealManifest>
    const isWhole = told.format === FORMAT && Array.isArray(told.files) && typeof told.number === 'string'
    return isWhole && canonicalJson(told) === text ? (told as SealManifest) : undefined
  } catch {
    return undefined
  }
}

async function compare(
  told: SealManifest,
  files: ReadonlyMap<string, Uint8Array>,
  primitives: Primitives,
): Promise<PackageFault | undefined> {
  const listed = new Set(told.files.map(({ name }) => name))
  for (const name of files.keys())
    if (!listed.has(name) && name !== MANIFEST && name !== SIGNATURE)
      return { code: 'package.seal-file-unlisted', params: { file: name.slice(0, 80) } }
  for (const wanted of told.files) {
    const bytes = files.get(wanted.name)
    if (!bytes) return { code: 'package.seal-file-missing', params: { file: String(wanted.name).slice(0, 80) } }
    const found = await listedFile(wanted.name, bytes, primitives)
    if (found.sha256 !== wanted.sha256 || found.sm3 !== wanted.sm3 || found.bytes !== wanted.bytes)
      return { code: 'package.seal-file-altered', params: { file: wanted.name.slice(0, 80) } }
  }
  return undefined
}

function agreement(
  seal: Seal,
  manifest: SealManifest,
  files: ReadonlyMap<string, Uint8Array>,
): Result<OpenedPackage, PackageFault> {
  const isSame = (name: string, bytes: Uint8Array) => {
    const found = files.get(name)
    return found !== undefined && equalBytes(found, bytes)
  }
  if (!isSame('picture.png', seal.picture.data)) return fault('package.seal-disagrees', { file: 'picture.png' })
  if (!isSame('maker.cer', seal.makerCertificate)) return fault('package.seal-disagrees', { file: 'maker.cer' })
  if (manifest.number !== seal.id || manifest.name !== seal.name || manifest.version !== seal.version)
    return fault('package.seal-disagrees', { file: MANIFEST })
  if (seal.signers.kind === 'certificates')
    for (const [index, one] of seal.signers.certificates.entries())
      if (!isSame(`holder-${index + 1}.cer`, one))
        return fault('package.seal-disagrees', { file: `holder-${index + 1}.cer` })
  return ok({ seal, manifest })
}

function fault(code: PackageFault['code'], params: PackageFault['params'] = {}): Result<never, PackageFault> {
  return err({ code, params })
}
