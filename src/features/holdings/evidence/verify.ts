// Holds an evidence pack against itself: nothing missing, nothing added, nothing changed, the rows of the trail as they were hashed, and the
// certificates those it names, made for the key that was asked with, and the seals whole and for that certificate. Who issued them is for `verify` to judge, not for this.

import { equalBytes } from '#core/bytes/bytes.ts'
import type { Primitives } from '#core/primitives.ts'
import { judgeSeal } from '#core/seals/judge.ts'
import { parseSeal, type Seal } from '#core/seals/structure.ts'
import type { Instant } from '#core/verdict.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { parseRequest } from '#core/x509/request.ts'
import { type AuditRow, isAuditRowIntact } from '#features/audit/index.ts'
import { openZip } from '#features/verification/index.ts'
import { brokenLink, MANIFEST, Manifest, PATHS, sealPath, sha256 } from './manifest.ts'

export interface EvidenceFault {
  /** Of the catalogue, `evidence.…`. */
  code: string
  params: Record<string, string | number>
}

export interface EvidenceCheck {
  /** Absent where it cannot be read. */
  manifest?: Manifest
  faults: EvidenceFault[]
}

const LIMITS = { maxEntries: 200, maxEntryBytes: 64 * 1024 * 1024, maxTotalBytes: 256 * 1024 * 1024 }
const fault = (code: string, params: EvidenceFault['params'] = {}): EvidenceFault => ({
  code: `evidence.${code}`,
  params,
})

/** @param head as the audit trail has it, where somebody looked it up */
export async function verifyEvidence(bytes: Uint8Array, primitives: Primitives, head?: string): Promise<EvidenceCheck> {
  const opened = await openZip(bytes.length, async (start, end) => bytes.subarray(start, end), LIMITS)
  if (!opened.ok) return { faults: [fault('no-archive')] }
  const { sources, refused } = opened.value
  const files = new Map<string, Uint8Array>()
  const faults = refused.map(({ name }) => fault('entry-refused', { path: name }))
  for (const { name, read } of sources) {
    const content = await read()
    if (content.ok) files.set(name, content.value)
    else faults.push(fault('entry-refused', { path: name }))
  }
  const manifest = manifestIn(files.get(MANIFEST))
  if (!manifest) return { faults: [...faults, fault('no-manifest')] }
  faults.push(...entryFaults(manifest, files), ...auditFaults(manifest, files), ...certificateFaults(manifest, files))
  faults.push(...(await sealFaults(manifest, files, primitives)))
  if (head !== undefined && head !== manifest.head) faults.push(fault('other-head', { head: manifest.head }))
  return { manifest, faults }
}

function manifestIn(bytes: Uint8Array | undefined): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}

function entryFaults(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): EvidenceFault[] {
  const listed = new Set(manifest.entries.map(({ path }) => path))
  const added = [...files.keys()].filter((path) => path !== MANIFEST && !listed.has(path))
  const changed = manifest.entries.flatMap(({ path, bytes, sha256: digest }) => {
    const content = files.get(path)
    if (!content) return [fault('entry-missing', { path })]
    return content.length === bytes && sha256(content) === digest ? [] : [fault('entry-changed', { path })]
  })
  const broken = brokenLink(manifest)
  return [
    ...added.map((path) => fault('entry-added', { path })),
    ...changed,
    ...(broken === undefined ? [] : [fault('link-broken', { path: broken })]),
  ]
}

function auditFaults({ auditSeqs }: Manifest, files: ReadonlyMap<string, Uint8Array>): EvidenceFault[] {
  const lines = new TextDecoder().decode(files.get(PATHS.audit) ?? new Uint8Array()).split('\n')
  const rows = lines.filter((line) => line !== '').map(rowIn)
  const seqs = rows.map((row) => row?.seq ?? 0)
  const changed = rows.flatMap((row, index) => (isAuditRowIntact(row) ? [] : [fault('audit-row', { line: index + 1 })]))
  return seqs.join() === auditSeqs.join() ? changed : [...changed, fault('audit-seqs')]
}

function rowIn(line: string): AuditRow | undefined {
  try {
    return JSON.parse(line) as AuditRow
  } catch {
    return undefined
  }
}

function certificateFaults({ credential }: Manifest, files: ReadonlyMap<string, Uint8Array>): EvidenceFault[] {
  const faults: EvidenceFault[] = []
  for (const [path, digest] of [
    [PATHS.sign, credential.signSha256],
    [PATHS.encryption, credential.encryptionSha256],
  ] as const) {
    const der = files.get(path)
    if (digest === null ? der !== undefined : der === undefined || sha256(der) !== digest)
      faults.push(fault('certificate-other', { path }))
  }
  const [sign, csr] = [files.get(PATHS.sign), files.get(PATHS.csr)]
  if (sign && csr && !isForTheKey(sign, csr)) faults.push(fault('key-other'))
  return faults
}

/** Each seal the one that is named, signed by its maker as it is, and for the very certificate this is the evidence of. */
async function sealFaults(
  { seals, credential }: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  primitives: Primitives,
): Promise<EvidenceFault[]> {
  const named = new Set(seals.map(({ number }) => sealPath(number)))
  const others = [...files.keys()].filter((path) => path.startsWith('seals/') && !named.has(path))
  const faults = others.map((path) => fault('seal-other', { path }))
  for (const { number, sha256: digest } of seals) {
    const path = sealPath(number)
    const file = files.get(path)
    const read = file && sha256(file) === digest ? parseSeal(file) : undefined
    if (!file || !read?.ok || read.value.id !== number) faults.push(fault('seal-other', { path }))
    else if (!listsDigest(read.value, credential.signSha256)) faults.push(fault('seal-of-others', { path }))
    else if (!(await isAsMade(file, read.value.validFrom, primitives))) faults.push(fault('seal-broken', { path }))
  }
  return faults
}

const listsDigest = ({ signers }: Seal, digest: string) =>
  signers.kind === 'certificates' && signers.certificates.some((one) => sha256(one) === digest)

/** Its maker's signature holds; whether the maker is to be believed is for `verify`. */
async function isAsMade(file: Uint8Array, at: Instant, primitives: Primitives): Promise<boolean> {
  const trust = { anchors: [], intermediates: [], crls: [], ocsps: [], at, requireRevocation: false }
  return (await judgeSeal({ file, trust }, primitives)).technical === 'intact'
}

function isForTheKey(certificate: Uint8Array, csr: Uint8Array): boolean {
  const [made, asked] = [parseCertificate(certificate), parseRequest(csr)]
  return made.ok && asked.ok && equalBytes(made.value.publicKeyInfo, asked.value.publicKeyInfo)
}
