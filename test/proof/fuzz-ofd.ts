// Mutated OFD packages through the judge: octets of the archive changed, and files inside changed, moved, doubled, renamed and packed
// again, as attackers do. Nothing may throw or take two seconds, and a package whose files differ may never be VALID.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { equalBytes } from '#core/bytes/bytes.ts'
import { openArchive } from '#core/documents/archive.ts'
import { judgeOfd } from '#core/documents/ofd/judge.ts'
import { CORPORA, HAS_CORPORA } from '../core/corpora/corpus.ts'
import { trustIn } from '../support/judged.ts'
import { documentFiles, type Entry, type SignaturePlan, signInto, zip } from '../support/ofd.ts'
import type { Failure } from './fuzz.ts'
import { mutate, mutateBytes } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'
import { signedDataChanges } from './survivors.ts'

export const SLOWEST_OFD_MS = 2000

export interface OfdSeed {
  packed: Uint8Array
  entries: readonly Entry[]
  /** Made here, with an anchor: what is whole is VALID. */
  isOurs: boolean
}

const PLANS: readonly Partial<SignaturePlan>[] = [
  {},
  { seal: { version: 1 } },
  { seal: { version: 5, byDigest: true } },
  { kind: 'cms', type: 'Sign', signer: 'user-sign', signerKey: 'user-sign' },
]

/** Packages of our own always; published ones where they are. */
export async function readOfdSeeds(): Promise<OfdSeed[]> {
  const ours: OfdSeed[] = []
  for (const plan of PLANS) {
    const files = documentFiles()
    await signInto(files, plan)
    ours.push({ packed: zip(files), entries: [...files], isOurs: true })
  }
  return [...ours, ...publishedSeeds()]
}

function publishedSeeds(): OfdSeed[] {
  if (!HAS_CORPORA) return []
  return ['ofd-seal', 'gm/ofd/real', 'gm/ofd/gen'].flatMap((folder) =>
    readdirSync(join(CORPORA, folder))
      .filter((name) => name.endsWith('.ofd'))
      .sort()
      .map((name) => {
        const packed = new Uint8Array(readFileSync(join(CORPORA, folder, name)))
        return { packed, entries: entriesOf(packed), isOurs: false }
      }),
  )
}

function entriesOf(packed: Uint8Array): Entry[] {
  const archive = openArchive(packed, nodePrimitives.inflate)
  if (!archive.ok) return []
  return archive.value.entries.flatMap((entry) => {
    const content = archive.value.read(entry)
    return content.ok ? [[entry.name, Buffer.from(content.value)] as const] : []
  })
}

export interface OfdInput {
  seed: OfdSeed
  bytes: Uint8Array
}

export function ofdInputOf(seeds: readonly OfdSeed[], seed: number, input: number): OfdInput {
  const random = randomFrom(seed, input)
  const chosen = random.pick(seeds)
  if (random.below(4) === 0 || chosen.entries.length === 0) {
    return { seed: chosen, bytes: mutateBytes(chosen.packed, random) }
  }
  let entries = [...chosen.entries]
  for (let count = 1 + random.below(2); count > 0; count--) entries = changeEntries(entries, random)
  const bytes = zip(entries, { isStored: random.below(2) === 0 })
  return { seed: chosen, bytes: random.below(8) === 0 ? mutateBytes(bytes, random) : bytes }
}

function changeEntries(entries: Entry[], random: Random): Entry[] {
  const at = random.below(entries.length)
  const [name, data] = entries[at] ?? ['', Buffer.alloc(0)]
  const other = random.pick(entries)
  const replaced = (...put: Entry[]) => [...entries.slice(0, at), ...put, ...entries.slice(at + 1)]
  switch (random.below(9)) {
    case 0:
      return replaced()
    case 1:
      return [...entries, [name, Buffer.from(mutateBytes(data, random))]]
    case 2:
      return replaced([random.pick(NAMES(name, other[0])), data])
    case 3:
      return replaced([name, other[1]])
    case 4:
      return [...entries, [random.pick(NAMES(name, other[0])), data]]
    case 5:
      return /\.(dat|esl)$/.test(name) && data.length > 0
        ? replaced([name, Buffer.from(mutate(data, random))])
        : replaced([name, Buffer.from(mutateText(data.toString('utf8'), random))])
    case 6:
      return replaced([name, Buffer.from(mutateText(data.toString('utf8'), random))])
    case 7:
      return [...entries].reverse()
    default:
      return data.length === 0 ? entries : replaced([name, Buffer.from(mutateBytes(data, random))])
  }
}

const NAMES = (name: string, other: string): string[] => [
  name.toUpperCase(),
  `../${name}`,
  `/${name}`,
  `${name}/x`,
  name.replaceAll('/', '\\'),
  `Doc_1/${name}`,
  `${other}.bak`,
  other,
  'Doc_0/Signs/Sign_9/Signature.xml',
  'OFDEntries.xml',
  'Encryptions.xml',
]

const PIECES = [
  '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  '<ofd:Signature ID="1" BaseLoc="/../../x"/>',
  '<ofd:SignedInfo>',
  '&e;',
  '../../',
  '\u0000',
  '<!--',
  ']]>',
  ' Type="Sign"',
  '<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>',
]

/** Tags doubled, dropped and moved, and pieces attackers like put in. */
function mutateText(text: string, random: Random): string {
  const tags = text.split(/(?=<)/)
  const at = random.below(tags.length)
  const tag = tags[at] ?? ''
  switch (random.below(5)) {
    case 0:
      return [...tags.slice(0, at), ...tags.slice(at + 1)].join('')
    case 1:
      return [
        ...tags.slice(0, at),
        ...Array.from({ length: 1 + random.below(300) }, () => tag),
        ...tags.slice(at),
      ].join('')
    case 2:
      return [...tags.slice(0, at), random.pick(tags), ...tags.slice(at + 1)].join('')
    case 3:
      return [...tags.slice(0, at), random.pick(PIECES), ...tags.slice(at)].join('')
    default: {
      const place = random.below(text.length)
      return text.slice(0, place) + random.pick(PIECES) + text.slice(place + random.below(4))
    }
  }
}

export async function tryOfdInput(seeds: readonly OfdSeed[], seed: number, input: number): Promise<Failure[]> {
  const made = ofdInputOf(seeds, seed, input)
  const what = await fault(made)
  return what ? [{ input, target: 'ofd', what, hex: Buffer.from(made.bytes).toString('hex') }] : []
}

async function fault({ seed, bytes }: OfdInput): Promise<string | undefined> {
  const started = process.cpuUsage()
  try {
    const report = await judgeOfd({ file: bytes, trust: trustIn('sm2') }, nodePrimitives)
    const { user, system } = process.cpuUsage(started)
    const ms = (user + system) / 1000
    if (ms > SLOWEST_OFD_MS) return `took ${Math.round(ms)} ms`
    const isAccepted = report.indication === 'TOTAL_PASSED'
    return isAccepted && !holdsTheSame(seed, bytes) ? `${report.verdict} though its files differ` : undefined
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : String(thrown)
  }
}

/**
 * Every file with the same octets. Only the list of signatures may differ, which nobody signs here, and in a CMS the digests announced
 * outside of its signers (RFC 5652 §5.1): the report calls that a defect.
 */
export function holdsTheSame({ entries }: Pick<OfdSeed, 'entries'>, bytes: Uint8Array): boolean {
  const now = new Map(entriesOf(bytes))
  const isList = (name: string) => name.endsWith('/Signatures.xml')
  const before = entries.filter(([name]) => !isList(name))
  const after = [...now.keys()].filter((name) => !isList(name))
  if (before.length !== after.length) return false
  return before.every(([name, data]) => {
    const found = now.get(name)
    return found !== undefined && (equalBytes(found, data) || differsInAnnouncementOnly(name, data, found))
  })
}

function differsInAnnouncementOnly(name: string, before: Uint8Array, after: Uint8Array): boolean {
  const found = name.endsWith('.dat') ? signedDataChanges(before, after) : []
  return found.join() === 'announced digest algorithms'
}
