// Mutated XML signatures through the reader and the judge: bytes changed anywhere, and elements doubled, moved, wrapped and renamed as
// attackers do. Nothing may throw or take two seconds, and a change of what is signed may never be accepted.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeXml } from '#core/documents/xml/judge.ts'
import type { ReportBody } from '#core/verification-report.ts'
import { trustIn } from '../support/judged.ts'
import { ALGORITHM, HAS_XMLSEC, signatureTemplate, signWithXmlsec } from '../support/xmlsec.ts'
import type { Failure } from './fuzz.ts'
import { mutateBytes } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'
import { unsignedXmlChanges } from './survivors-xml.ts'

export const SLOWEST_XML_MS = 2000
const MAX_SEED_CHARS = 60_000

const SHARED = fileURLToPath(new URL('../../../shared/corpora/', import.meta.url))

/** Templates always; published signatures where they are. */
export function readXmlSeeds(): string[] {
  const references = [{ uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] }, { uri: '#x' }]
  const template = `<all xmlns="urn:a"><order Id="x">1</order>${signatureTemplate({ references, id: 's' })}</all>`
  const published = ['dss-xades', 'dss-evidence-record'].flatMap((set) => xmlBelow(join(SHARED, set)))
  return [template, ...(HAS_XMLSEC ? signedHere() : []), ...published.map((path) => readFileSync(path, 'utf8'))]
}

/** By xmlsec1 with a declared key: these are VALID as they are. */
function signedHere(): string[] {
  const enveloped = { references: [{ uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] }] }
  const beside = { references: [{ uri: '#x', transforms: [ALGORITHM.exclusive] }] }
  return [
    signWithXmlsec(`<all xmlns="urn:a"><order n="1">1</order>${signatureTemplate(enveloped)}</all>`),
    signWithXmlsec(`<all><order Id="x" n="1">1</order>${signatureTemplate(beside)}</all>`, { ids: ['Id:order'] }),
  ]
}

function xmlBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return xmlBelow(path)
    return name.endsWith('.xml') && statSync(path).size <= MAX_SEED_CHARS ? [path] : []
  })
}

export function xmlInputOf(seeds: readonly string[], seed: number, input: number): Uint8Array {
  const random = randomFrom(seed, input)
  let text = random.pick(seeds)
  const count = 1 + random.below(3)
  for (let change = 0; change < count; change++) text = mutateText(text, random)
  const bytes = new TextEncoder().encode(text.slice(0, 4 * MAX_SEED_CHARS))
  return random.below(4) === 0 && bytes.length > 0 ? mutateBytes(bytes, random) : bytes
}

const ELEMENT = /<([\w:.-]+)(?:\s[^<>]*)?(?:\/>|>[^<>]*<\/\1>)/g
const TAG = /<\/?[\w:.-]+(?:\s[^<>]*)?\/?>/g
const VALUE = /="[^"<]{0,200}"/g
const TEXT = />[^<>]{1,200}</g

const INSERTED = [
  '<!-- c -->',
  '<![CDATA[x]]>',
  '<?pi data?>',
  '&amp;',
  '&#0;',
  '&lol;',
  '<!DOCTYPE a [<!ENTITY lol "lol">]>',
  '<a xmlns:b="relative"/>',
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>',
  '\u0000',
  '\ufeff',
  `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`,
  `<a ${Array.from({ length: 300 }, (_, index) => `xmlns:n${index}="urn:${index}"`).join(' ')}/>`,
]
const VALUES = [
  '',
  '#',
  '#x',
  '#xpointer(/)',
  "#xpointer(id('x'))",
  'file:///etc/passwd',
  'http://127.0.0.1/',
  ...Object.values(ALGORITHM),
]

function mutateText(text: string, random: Random): string {
  const place = (pattern: RegExp) => {
    const found = [...text.matchAll(pattern)]
    return found.length > 0 ? random.pick(found) : undefined
  }
  const cut = (at: number, length: number, put: string) => text.slice(0, at) + put + text.slice(at + length)
  const anywhere = random.below(text.length + 1)
  switch (random.below(9)) {
    case 0: {
      const one = place(ELEMENT)
      return one ? cut(one.index, 0, one[0]) : text
    }
    case 1: {
      const one = place(ELEMENT)
      return one ? cut(one.index, one[0].length, '') : text
    }
    case 2: {
      const [one, other] = [place(ELEMENT), place(TAG)]
      return one && other ? cut(other.index + other[0].length, 0, one[0]) : text
    }
    case 3: {
      const one = place(VALUE)
      return one ? cut(one.index, one[0].length, `="${random.pick(VALUES)}"`) : text
    }
    case 4: {
      const [one, other] = [place(VALUE), place(VALUE)]
      return one && other ? cut(one.index, one[0].length, other[0]) : text
    }
    case 5: {
      const one = place(TEXT)
      return one ? cut(one.index + 1, random.below(one[0].length), random.pick(['A', '=', ' ', '\n', '9'])) : text
    }
    case 6: {
      const one = place(ELEMENT)
      return one ? cut(one.index, one[0].length, `<wrapper>${one[0]}</wrapper>`) : text
    }
    case 7:
      return cut(anywhere, random.below(40), '')
    default:
      return cut(anywhere, 0, random.pick(INSERTED))
  }
}

export function judgeAlone(bytes: Uint8Array): Promise<ReportBody> {
  return Promise.resolve(judgeXml({ file: bytes, trust: trustIn('rsa') }, nodePrimitives))
}

/** What is wrong with accepting a document, if anything: it differs from its seed where that was signed. */
export async function wronglyAcceptedXml(
  seed: Uint8Array,
  bytes: Uint8Array,
  { indication, verdict, steps }: Pick<ReportBody, 'indication' | 'verdict' | 'steps'>,
): Promise<string | undefined> {
  if (indication !== 'TOTAL_PASSED') return undefined
  const unsigned = await unsignedXmlChanges(seed, bytes, { steps })
  return unsigned.length > 0 ? undefined : `${verdict} though what was signed differs`
}

export async function tryXmlInput(seeds: readonly string[], seed: number, input: number): Promise<Failure[]> {
  const bytes = xmlInputOf(seeds, seed, input)
  // The first thing chance decides is the seed.
  const origin = new TextEncoder().encode(randomFrom(seed, input).pick(seeds))
  const before = process.cpuUsage()
  const failed = (what: string): Failure[] => [
    { input, target: 'judge xml', what, hex: Buffer.from(bytes).toString('hex') },
  ]
  try {
    const wrong = await wronglyAcceptedXml(origin, bytes, await judgeAlone(bytes))
    if (wrong) return failed(wrong)
  } catch (thrown) {
    return failed(thrown instanceof Error ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}` : String(thrown))
  }
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1000
  return ms > SLOWEST_XML_MS ? failed(`took ${Math.round(ms)} ms`) : []
}
