// Mutated PDF files through the judge: nothing may throw, nothing may take two seconds, and nothing may be accepted whose
// covered octets are not those that were signed. Input number n of a seed is always the same.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import type { ReportBody } from '#core/verification-report.ts'
import { type Encryption, encryptedObject, encryptor } from '../support/encrypted-pdf.ts'
import { detachedSigner, trustIn } from '../support/judged.ts'
import { appended, CATALOG, DOCUMENT, PAGE, pdfOf, signatureDictionary, signed, textField } from '../support/pdf.ts'
import type { Failure } from './fuzz.ts'
import { mutatePdf } from './mutate-pdf.ts'
import { randomFrom } from './random.ts'

export const SLOWEST_PDF_MS = 2000

const HERE = fileURLToPath(new URL('../..', import.meta.url))
const SETS = ['pyhanko-pdf', 'pdf-attacks', 'attacks-pdf', 'dss-pades']
const MAX_SEED_BYTES = 60_000

const sign = detachedSigner('rsa')

/** Files made here, with and without what the format has to offer; the foreign ones where they are. */
export async function pdfSeeds(): Promise<Uint8Array[]> {
  const good = await signed(pdfOf(DOCUMENT), sign)
  const certified = {
    1: CATALOG.replace('/AcroForm', '/Perms << /DocMDP 6 0 R >> /AcroForm'),
    6: signatureDictionary('/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 2 /V /1.2 >> >>]'),
  }
  const note = '<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] >>'
  const made = [
    good,
    await signed(pdfOf({ ...DOCUMENT, ...certified }), sign),
    appended(good, { 7: textField('x') }),
    appended(appended(good, { 3: PAGE.replace('7 0 R', '7 0 R 12 0 R'), 12: note }), { 7: textField('y') }),
    ...(await Promise.all(([2, 3, 4, 5, 6] as const).map((revision) => encrypted({ revision, user: '', owner: 'x' })))),
  ]
  return [...made, ...SETS.flatMap((set) => filesBelow(`${HERE}../shared/corpora/${set}`))]
}

function encrypted(order: Encryption): Promise<Uint8Array> {
  const by = encryptor(order)
  const objects = Object.entries(DOCUMENT).map(([number, body]) => [number, encryptedObject(Number(number), body, by)])
  return signed(pdfOf({ ...Object.fromEntries(objects), 20: by.dictionary }, `/Encrypt 20 0 R ${by.id}`), sign)
}

function filesBelow(folder: string): Uint8Array[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      if (statSync(path).isDirectory()) return filesBelow(path)
      const isSeed = name.endsWith('.pdf') && statSync(path).size <= MAX_SEED_BYTES
      return isSeed ? [new Uint8Array(readFileSync(path))] : []
    })
}

export function pdfInput(seeds: readonly Uint8Array[], seed: number, input: number): Uint8Array {
  const random = randomFrom(seed, input)
  return mutatePdf(random.pick(seeds), random)
}

export const TRUST = trustIn('rsa')

export async function tryPdf(seeds: readonly Uint8Array[], seed: number, input: number): Promise<Failure[]> {
  const bytes = pdfInput(seeds, seed, input)
  const what = await fault(bytes, signedIn(seeds))
  return what ? [{ input, target: 'judge pdf', what, hex: Buffer.from(bytes).toString('hex') }] : []
}

const known = new WeakMap<readonly Uint8Array[], ReadonlySet<string>>()

/** Digests of what the seeds have signed: found by the text of their ranges, without the judge. */
export function signedIn(seeds: readonly Uint8Array[]): ReadonlySet<string> {
  const found =
    known.get(seeds) ?? new Set(seeds.flatMap((seed) => rangesIn(seed).map((range) => digestOf(seed, range))))
  known.set(seeds, found)
  return found
}

const RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g

function rangesIn(file: Uint8Array): number[][] {
  return [...Buffer.from(file).toString('latin1').matchAll(RANGE)].map((match) => match.slice(1).map(Number))
}

function digestOf(file: Uint8Array, [start = 0, first = 0, second = 0, last = 0]: readonly number[]): string {
  const parts = [file.subarray(start, start + first), file.subarray(second, second + last)]
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
}

/** What is wrong with calling this file valid, if anything: a signature over octets that nobody signed. */
export function wronglyAccepted(
  bytes: Uint8Array,
  { indication, marks, verdict }: Pick<ReportBody, 'indication' | 'marks' | 'verdict'>,
  signedOctets: ReadonlySet<string>,
): string | undefined {
  if (indication !== 'TOTAL_PASSED') return undefined
  const covered = (marks?.signatures ?? []).map((one) => one.covered)
  const isKnown = covered.length > 0 && covered.every((range) => range && signedOctets.has(digestOf(bytes, range)))
  return isKnown ? undefined : `${verdict} though what it covers was never signed`
}

async function fault(bytes: Uint8Array, signedOctets: ReadonlySet<string>): Promise<string | undefined> {
  const before = process.cpuUsage()
  let wrong: string | undefined
  try {
    wrong = wronglyAccepted(bytes, await judgePdf({ file: bytes, trust: TRUST }, nodePrimitives), signedOctets)
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : String(thrown)
  }
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1000
  return ms < SLOWEST_PDF_MS ? wrong : `took ${Math.round(ms)} ms`
}
