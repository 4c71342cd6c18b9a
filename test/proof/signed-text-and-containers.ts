// Mutated JWS and signed containers through their readers and judges: changed not only as octets but where they mean something –
// members of a header, elements of `etsiU`, files of a container and its manifests. Input number n of a seed is always the same.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { readJson } from '#core/bytes/strict-json.ts'
import { openArchive } from '#core/documents/archive.ts'
import { judgeAsic } from '#core/documents/asic/judge.ts'
import { judgeJws } from '#core/documents/jws/judge.ts'
import { readJws } from '#core/documents/jws/serialization.ts'
import { formatOf } from '#core/formats.ts'
import type { TrustInputs } from '#core/trust.ts'
import type { ReportBody } from '#core/verification-report.ts'
import { CORPORA } from '../core/corpora/corpus.ts'
import {
  cades,
  type Entry,
  entriesOf,
  manifestOf,
  octets,
  timestamp,
  trust,
  user,
  zipOf,
} from '../core/documents/asic-maker.ts'
import { compact, HEADER, trust as jwsTrust, signParts } from '../core/documents/jws-maker.ts'
import { mutate, mutateBytes } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'

export interface DocumentSeeds {
  jws: Uint8Array[]
  containers: Uint8Array[]
}

const MAX_SEED_BYTES = 100_000

function filesBelow(folder: string): Uint8Array[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return names
    .map((one) => join(one.parentPath, one.name))
    .sort()
    .map((path) => new Uint8Array(readFileSync(path)))
    .filter(({ length }) => length > 0 && length <= MAX_SEED_BYTES)
}

/** Our own always; the foreign corpora where they are. */
export async function readDocumentSeeds(): Promise<DocumentSeeds> {
  const parts = signParts(HEADER, Buffer.from('payload').toString('base64url'))
  const counter = compact(signParts(HEADER, Buffer.from(parts.signature).toString('base64url')), '')
  const token = Buffer.from(await timestamp(octets(parts.signature))).toString('base64')
  const etsiU = [
    { sigTst: { tstTokens: [{ val: token }] } },
    { cSig: counter },
    { arcTst: { tstTokens: [{ val: token }] } },
  ]
  const encoded = etsiU.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
  const content = octets('content')
  const manifest = manifestOf('META-INF/signature.p7s', { 'a.txt': content })
  const archive = manifestOf('META-INF/timestamp.tst', { 'META-INF/signature.p7s': await cades(manifest) })
  const container = {
    mimetype: octets('application/vnd.etsi.asic-e+zip'),
    'a.txt': content,
    'META-INF/ASiCManifest.xml': manifest,
    'META-INF/signature.p7s': await cades(manifest, user),
    'META-INF/ASiCArchiveManifest.xml': archive,
    'META-INF/timestamp.tst': await timestamp(archive),
  }
  const json = (header: object) => octets(JSON.stringify({ ...parts, header }))
  return {
    jws: [octets(compact(parts)), json({ etsiU }), json({ etsiU: encoded }), ...filesBelow(`${CORPORA}dss-jades`)],
    containers: [zipOf(entriesOf(container)), ...filesBelow(`${CORPORA}dss-asic`)],
  }
}

/** One input and what it is. */
export function documentOf(
  seeds: DocumentSeeds,
  seed: number,
  input: number,
): { bytes: Uint8Array; isContainer: boolean } {
  const random = randomFrom(seed, input)
  const isContainer = random.below(2) === 0
  const bytes = isContainer
    ? mutateContainer(random.pick(seeds.containers), random)
    : mutateJws(random.pick(seeds.jws), random)
  return { bytes, isContainer }
}

function mutateJws(seed: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(seed).toString('utf8')
  if (random.below(3) === 0) return mutateBytes(seed, random)
  const encoded = [...text.matchAll(/[\w-]{16,}/g)].map(([found]) => found)
  if (encoded.length === 0) return mutateBytes(seed, random)
  const chosen = random.pick(encoded)
  const decoded = new Uint8Array(Buffer.from(chosen, 'base64url'))
  if (decoded.length === 0) return mutateBytes(seed, random)
  const changed = random.below(2) === 0 ? mutateMembers(decoded, random) : mutate(decoded, random)
  return octets(text.replace(chosen, Buffer.from(changed).toString('base64url')))
}

const VALUES = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'none',
  'HS256',
  'b64',
  [],
  {},
  [[]],
  ['b64'],
  { __proto__: 1 },
  'x'.repeat(5000),
]

/** A member of a JSON object, anywhere in it, gets another value, another name or company. */
function mutateMembers(seed: Uint8Array, random: Random): Uint8Array {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(seed).toString('utf8'))
  } catch {
    return mutateBytes(seed, random)
  }
  let place = value
  for (let depth = 0; depth < 6 && typeof place === 'object' && place !== null; depth++) {
    const members = place as Record<string, unknown>
    const names = Object.keys(members)
    if (names.length === 0) break
    const name = random.pick(names)
    if (random.below(3) > 0 && typeof members[name] === 'object') {
      place = members[name]
      continue
    }
    if (random.below(4) === 0) delete members[name]
    else members[random.below(4) === 0 ? 'crit' : name] = random.pick(VALUES)
    break
  }
  return octets(JSON.stringify(value) ?? '')
}

function mutateContainer(seed: Uint8Array, random: Random): Uint8Array {
  const opened = openArchive(seed, nodePrimitives.inflate)
  if (random.below(3) === 0 || !opened.ok) return mutateBytes(seed, random)
  const entries = opened.value.entries.flatMap((entry): Entry[] => {
    const read = opened.value.read(entry)
    return read.ok ? [{ name: entry.name, bytes: read.value, isDeflated: entry.isDeflated }] : []
  })
  if (entries.length === 0) return mutateBytes(seed, random)
  const chosen = random.below(entries.length)
  const { name = '', bytes = new Uint8Array(1) } = entries[chosen] ?? {}
  const changed = (): Entry => ({ name, bytes: bytes.length > 0 ? mutate(bytes, random) : octets('x') })
  switch (random.below(5)) {
    case 0:
      return zipOf(entries.filter((_, index) => index !== chosen))
    case 1:
      return zipOf([...entries, changed()])
    case 2:
      return zipOf(entries.map((one, index) => (index === chosen ? { ...one, name: `${name}x` } : one)))
    default:
      return zipOf(entries.map((one, index) => (index === chosen ? changed() : one)))
  }
}

export const DOCUMENT_LIMIT_MS = 2000

/** What went wrong, if anything: an error, or more processor time than a report may take. */
export async function tryDocument(seeds: DocumentSeeds, seed: number, input: number): Promise<string | undefined> {
  const { bytes, isContainer } = documentOf(seeds, seed, input)
  const started = process.cpuUsage()
  try {
    formatOf(bytes)
    // With revocation asked for, nothing here is accepted; without it, what is ours and whole is.
    const given = (one: TrustInputs) => (input % 2 === 0 ? open(one) : one)
    if (!isContainer) {
      readJson(bytes)
      readJws(bytes)
    }
    const report = isContainer
      ? await judgeAsic({ file: bytes, trust: given(trust) }, nodePrimitives)
      : await judgeJws({ file: bytes, trust: given(jwsTrust) }, nodePrimitives)
    const wrong = wronglyAcceptedDocument(bytes, isContainer, report)
    if (wrong) return wrong
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  const { user: own, system } = process.cpuUsage(started)
  const ms = (own + system) / 1000
  return ms > DOCUMENT_LIMIT_MS ? `took ${Math.round(ms)} ms` : undefined
}

/** What is wrong with accepting it, if anything: only what is signed here can be accepted, and that has one content. */
export function wronglyAcceptedDocument(
  bytes: Uint8Array,
  isContainer: boolean,
  { indication, verdict }: Pick<ReportBody, 'indication' | 'verdict'>,
): string | undefined {
  if (indication !== 'TOTAL_PASSED') return undefined
  const held = isContainer ? filesIn(bytes) : payloadOf(bytes)
  return held === (isContainer ? 'a.txt=content' : 'payload') ? undefined : `${verdict} though it holds ${held}`
}

/** The files people see, with what is in them. */
function filesIn(bytes: Uint8Array): string {
  const opened = openArchive(bytes, nodePrimitives.inflate)
  if (!opened.ok) return 'nothing'
  return opened.value.entries
    .filter(({ name }) => name !== 'mimetype' && !name.startsWith('META-INF/'))
    .map((entry) => {
      const read = opened.value.read(entry)
      return `${entry.name}=${read.ok ? Buffer.from(read.value).toString('latin1') : 'unreadable'}`
    })
    .join()
}

function payloadOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8').trim()
  const encoded = text.startsWith('{') ? String(JSON.parse(text).payload) : (text.split('.')[1] ?? '')
  return Buffer.from(encoded, 'base64url').toString('latin1')
}

/** Everything is asked for. */
function open(given: TrustInputs): TrustInputs {
  return { ...given, requireRevocation: true }
}
