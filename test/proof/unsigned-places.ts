// Where a change to a JWS or to a signed container may lie that no signature sees, by reading both files.

import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { openArchive } from '#core/documents/archive.ts'
import { type FileRole, roleOf } from '#core/documents/asic/container.ts'
import { type JwsSignature, readJws } from '#core/documents/jws/serialization.ts'

export type UnsignedPlace =
  | 'text around the objects'
  | 'unprotected header'
  | 'members of no serialisation'
  | 'framing of the container'
  | 'names in the container'
  | 'files of the container that are no data'
  | 'files nobody signed'
  | 'unsigned part of a signature file'

/** Payload, protected header and signature value of every signer must be the same. */
export function jwsChanges(before: Uint8Array, after: Uint8Array): UnsignedPlace[] {
  const [was, is] = [readJws(before), readJws(after)]
  if (!was.ok || !is.ok || was.value.payload !== is.value.payload) return []
  if (signedText(was.value.signatures) !== signedText(is.value.signatures)) return []
  const headers = (signatures: readonly JwsSignature[]) =>
    signatures.map(({ header }) => Buffer.from(header?.raw ?? []).toString('hex')).join()
  if (headers(was.value.signatures) !== headers(is.value.signatures)) return ['unprotected header']
  const isSame = was.value.strangers.join() === is.value.strangers.join()
  return [isSame ? 'text around the objects' : 'members of no serialisation']
}

function signedText(signatures: readonly JwsSignature[]): string {
  return signatures.map(({ protectedText, signatureText }) => `${protectedText}.${signatureText}`).join()
}

const NO_DATA: readonly FileRole[] = ['mimetype', 'timestamp', 'evidence-record', 'meta']

/** What may differ inside a CAdES or XAdES file; empty when something signed does. */
export type InSignature = (role: FileRole, before: Uint8Array, after: Uint8Array) => Promise<readonly string[]>

export async function containerChanges(
  before: Uint8Array,
  after: Uint8Array,
  inSignature: InSignature,
): Promise<UnsignedPlace[]> {
  const [was, is] = [filesOf(before), filesOf(after)]
  if (!was || !is) return []
  const found = new Set<UnsignedPlace>()
  if ([...was.keys()].join('\n') !== [...is.keys()].join('\n')) found.add('names in the container')
  for (const [name, bytes] of was) {
    const other = is.get(name)
    if (!other || equalBytes(bytes, other)) continue
    const place = await placeOf(name, bytes, other, was, inSignature)
    if (!place) return []
    found.add(place)
  }
  return found.size > 0 ? [...found] : ['framing of the container']
}

async function placeOf(
  name: string,
  before: Uint8Array,
  after: Uint8Array,
  all: ReadonlyMap<string, Uint8Array>,
  inSignature: InSignature,
): Promise<UnsignedPlace | undefined> {
  const role = roleOf(name)
  if (NO_DATA.includes(role)) return 'files of the container that are no data'
  // Manifests of archive timestamps and records: anybody may have added them.
  if (role === 'manifest' && /Archive|EvidenceRecord/i.test(name)) return 'files of the container that are no data'
  if (role === 'cades' || role === 'xades') {
    return (await inSignature(role, before, after)).length > 0 ? 'unsigned part of a signature file' : undefined
  }
  return role === 'data' && !isListed(name, all) ? 'files nobody signed' : undefined
}

/** Some text under META-INF holds the name, or a signature stands there without a manifest. */
function isListed(name: string, all: ReadonlyMap<string, Uint8Array>): boolean {
  const meta = [...all].filter(
    ([other]) => ['manifest', 'xades'].includes(roleOf(other)) && !/Archive|EvidenceRecord/i.test(other),
  )
  const texts = meta.map(([, bytes]) => Buffer.from(bytes).toString('utf8'))
  const spellings = [name, encodeURI(name), encodeURIComponent(name)]
  if (texts.some((text) => spellings.some((one) => text.includes(one)))) return true
  return meta.length === 0 && [...all.keys()].some((other) => roleOf(other) === 'cades')
}

function filesOf(bytes: Uint8Array): Map<string, Uint8Array> | undefined {
  const opened = openArchive(bytes, nodePrimitives.inflate)
  if (!opened.ok) return undefined
  const { entries, read } = opened.value
  return new Map(
    entries.map((entry) => {
      const content = read(entry)
      return [entry.name, content.ok ? content.value : new Uint8Array()] as const
    }),
  )
}
