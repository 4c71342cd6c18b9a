// Mutated inputs through every parser and every judge: nothing may throw but what is typed, nothing may take a second.
// Input number n of a seed is always the same, so a run can go on where another one stopped.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { derFromBer } from '#core/asn1/ber.ts'
import { childrenOf, readDer } from '#core/asn1/der.ts'
import { latin1 } from '#core/asn1/values.ts'
import { readPem } from '#core/bytes/pem.ts'
import { readSmime } from '#core/cms/mime.ts'
import { readSignedData } from '#core/cms/signed-data.ts'
import { readEvidenceRecord } from '#core/evidence-records/record.ts'
import { type Format, formatOf, unarmoured } from '#core/formats.ts'
import { parseCrl } from '#core/revocation/crl.ts'
import { parseBasicOcspResponse, parseOcspResponse } from '#core/revocation/ocsp.ts'
import { parseSeal, parseSealSignature } from '#core/seals/structure.ts'
import { readTimestampInfo, readTimestampQuery, readTimestampResponse } from '#core/tsp/token.ts'
import { verifyObject } from '#core/verify.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { malformationOf } from '#core/x509/extensions.ts'
import { identityOf } from '#core/x509/identity.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgeRequest, parseRequest, requestedNames } from '#core/x509/request.ts'
import { parseTrustedCertificate } from '#core/x509/trust-settings.ts'
import { mutate } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'

export const SLOWEST_MS = 1000

export interface Failure {
  input: number
  target: string
  what: string
  hex: string
}

type Target = (bytes: Uint8Array) => unknown

const everyEntry = (bytes: Uint8Array) => {
  const crl = parseCrl(bytes)
  if (!crl.ok) return
  for (const entry of crl.value.entries()) crl.value.find(entry.serial, () => false)
}

const everyExtension = (certificate: Certificate) => {
  certificate.extensions.map(malformationOf)
  identityOf(certificate)
  keyKindOf(certificate)
  nameText(certificate.subject)
}

const PARSERS: Readonly<Record<string, Target>> = {
  der: (bytes) => {
    const der = readDer(bytes)
    return der.ok && childrenOf(der.value)
  },
  ber: derFromBer,
  certificate: (bytes) => {
    const certificate = parseCertificate(bytes)
    if (certificate.ok) everyExtension(certificate.value)
  },
  trusted: parseTrustedCertificate,
  request: async (bytes) => {
    const request = parseRequest(bytes)
    if (!request.ok) return
    requestedNames(request.value)
    await judgeRequest(request.value, nodePrimitives)
  },
  crl: everyEntry,
  ocsp: parseOcspResponse,
  basicOcsp: parseBasicOcspResponse,
  cms: readSignedData,
  seal: parseSeal,
  sealSignature: parseSealSignature,
  timestampResponse: readTimestampResponse,
  timestampQuery: readTimestampQuery,
  timestampInfo: readTimestampInfo,
  evidenceRecord: readEvidenceRecord,
  format: formatOf,
  text: (bytes) => {
    unarmoured(bytes)
    readPem(latin1(bytes))
    readSmime(bytes)
  },
}

const FORMATS: readonly (Format | 'auto')[] = [
  'auto',
  'certificate-path',
  'cms',
  'smime',
  'timestamp',
  'ocsp',
  'seal',
  'seal-signature',
  'evidence-record',
]

const AT = Date.UTC(2026, 10, 21)

function judgeAs(format: Format | 'auto', material: Material): Target {
  const named = (bytes: Uint8Array) => ({ name: 'material', bytes })
  return (bytes) =>
    verifyObject(
      {
        object: named(bytes),
        format,
        content: named(material.content),
        anchors: [named(material.anchor)],
        intermediates: [],
        crls: [named(material.crl), named(bytes)],
        ocsps: [named(bytes)],
        at: AT,
        requireRevocation: true,
      },
      nodePrimitives,
    )
}

interface Material {
  anchor: Uint8Array
  crl: Uint8Array
  content: Uint8Array
}

export interface Seeds {
  files: Uint8Array[]
  material: Material
}

const HERE = fileURLToPath(new URL('../..', import.meta.url))
const MAX_SEED_BYTES = 20_000

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? filesBelow(path) : [path]
    })
}

const CORPORA = [
  'fuzz-seeds',
  'attacks-chain',
  'attacks-cms',
  'attacks-tst',
  'cms-misc',
  'dss-cades',
  'gm',
  'ocsp-openssl',
]
const MORE_CORPORA = ['ofd-seal', 'openssl-verify', 'pyhanko-ades', 'sm2', 'timestamps', 'dss-evidence-record', 'pkits']
const UNWANTED = /\.(pdf|ofd|zip|json|jsonl|md|txt|xml)$/

/** Our own fixtures always; the foreign corpora where they are. Objects are taken out of their armour, and now and then left in it. */
export function readSeeds(): Seeds {
  const built = filesBelow(`${HERE}ca-fixtures/built`).filter((path) => !path.includes('/keys/'))
  const foreign = [...CORPORA, ...MORE_CORPORA].flatMap((set) => filesBelow(`${HERE}../shared/corpora/${set}`))
  const files = [...built, ...foreign]
    .filter((path) => !UNWANTED.test(path) && statSync(path).size <= MAX_SEED_BYTES)
    .flatMap((path) => {
      const bytes = new Uint8Array(readFileSync(path))
      const objects = unarmoured(bytes).slice(0, 4)
      return path.length % 7 === 0 ? [...objects, bytes] : objects
    })
    .filter((bytes) => bytes.length > 0)
  const fixture = (path: string) => unarmoured(new Uint8Array(readFileSync(`${HERE}ca-fixtures/built/${path}`)))[0]
  const anchor = fixture('rsa/certificates/root.pem') ?? new Uint8Array()
  const crl = fixture('rsa/crls/issuing.pem') ?? new Uint8Array()
  return { files, material: { anchor, crl, content: new TextEncoder().encode('content') } }
}

export function inputOf(seeds: Seeds, seed: number, input: number): { bytes: Uint8Array; random: Random } {
  const random = randomFrom(seed, input)
  return { bytes: mutate(random.pick(seeds.files), random), random }
}

const PARSER_LIST: readonly [string, Target][] = Object.entries(PARSERS)
const PARSERS_EACH = 4
const JUDGED_EVERY = 5

/** Some of the parsers on every input; one of the judges on every fifth. */
export async function tryInput(seeds: Seeds, seed: number, input: number): Promise<Failure[]> {
  const { bytes, random } = inputOf(seeds, seed, input)
  const targets = Array.from({ length: PARSERS_EACH }, () => random.pick(PARSER_LIST))
  if (input % JUDGED_EVERY === 0) {
    const format = random.pick(FORMATS)
    targets.push([`judge ${format}`, judgeAs(format, seeds.material)])
  }
  const failures: Failure[] = []
  for (const [target, run] of targets) {
    const what = await fault(run, bytes)
    if (what) failures.push({ input, target, what, hex: Buffer.from(bytes).toString('hex') })
  }
  return failures
}

/** What went wrong, if anything. A slow run is repeated and then measured by processor time: other processes are no fault of ours. */
export async function fault(run: Target, bytes: Uint8Array): Promise<string | undefined> {
  const started = performance.now()
  try {
    await run(bytes)
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : String(thrown)
  }
  if (performance.now() - started < SLOWEST_MS) return undefined
  const before = process.cpuUsage()
  await run(bytes)
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1000
  return ms < SLOWEST_MS ? undefined : `took ${Math.round(ms)} ms`
}
