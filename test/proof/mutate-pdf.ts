// What an attacker does to a PDF: bytes changed anywhere, and tokens changed where the syntax says that something stands – numbers of
// objects, offsets, lengths, keys, whole objects, tables, end marks.

import { latin1 } from '#core/asn1/values.ts'
import { mutateBytes } from './mutate.ts'
import type { Random } from './random.ts'

const MAX_BYTES = 200_000

export function mutatePdf(seed: Uint8Array, random: Random): Uint8Array {
  const count = 1 + random.below(3)
  let bytes = seed
  for (let i = 0; i < count && bytes.length > 0; i++)
    bytes = random.below(3) === 0 ? mutateBytes(bytes, random) : mutateTokens(bytes, random)
  return bytes.length > MAX_BYTES ? bytes.slice(0, MAX_BYTES) : bytes
}

const octets = (text: string) => Uint8Array.from(text, (one) => one.charCodeAt(0))

function mutateTokens(bytes: Uint8Array, random: Random): Uint8Array {
  const text = latin1(bytes)
  const change = random.pick(CHANGES)
  const changed = change(text, random)
  return changed === undefined ? mutateBytes(bytes, random) : octets(changed)
}

type Change = (text: string, random: Random) => string | undefined

/** Some match of a pattern, and the text with it replaced. */
function replacing(pattern: RegExp, by: (found: RegExpExecArray, random: Random) => string): Change {
  return (text, random) => {
    const from = random.below(text.length)
    pattern.lastIndex = from
    let found = pattern.exec(text)
    if (!found) {
      pattern.lastIndex = 0
      found = pattern.exec(text)
    }
    if (!found) return undefined
    return text.slice(0, found.index) + by(found, random) + text.slice(found.index + found[0].length)
  }
}

const NUMBERS = ['0', '1', '-1', '65535', '65536', '2147483647', '4294967296', '99999999999999', '1.5', '.', '1e9']
const KEYS = [
  ...['Type', 'Kids', 'Parent', 'Pages', 'Contents', 'Annots', 'AcroForm', 'Fields', 'V', 'T', 'FT', 'Length'],
  ...['Filter', 'DecodeParms', 'Prev', 'XRefStm', 'Root', 'Size', 'W', 'Index', 'N', 'First', 'Extends', 'ByteRange'],
  ...['SubFilter', 'Perms', 'DocMDP', 'Reference', 'TransformParams', 'DSS', 'Encrypt', 'ID', 'Metadata', 'Lock', 'SV'],
]
const KEYWORDS = ['obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref', '%%EOF', 'null', 'true', 'R']

const number = (random: Random) => (random.below(2) === 0 ? random.pick(NUMBERS) : String(random.below(60)))
const objects = (text: string) => [...text.matchAll(/\d+ \d+ obj[\s\S]*?endobj\s/g)].map(String)

const CHANGES: readonly Change[] = [
  replacing(/\d+/g, (_, random) => number(random)),
  replacing(/\d+ \d+ R/g, (_, random) => `${random.below(40)} ${random.below(8) === 0 ? 1 : 0} R`),
  replacing(/\/[A-Za-z]+/g, (_, random) => `/${random.pick(KEYS)}`),
  replacing(/\/[A-Za-z]+ /g, (found, random) => `${found[0]} ${number(random)} ${found[0]}`),
  replacing(/<<|>>|\[|\]|\(|\)|<|>/g, (_, random) => random.pick(['<<', '>>', '[', ']', '(', ')', '<', '>', ''])),
  replacing(/\b(obj|endobj|stream|endstream|xref|trailer|startxref)\b/g, (_, random) => random.pick(KEYWORDS)),
  replacing(/<< /g, (_, random) => `<< /${random.pick(KEYS)} ${random.below(40)} 0 R `),
  replacing(/<< /g, () => '<< '.repeat(200)),
  replacing(/startxref\s+\d+/g, (_, random) => `startxref\n${random.below(5000)}`),
  replacing(
    /\d{10} \d{5} [nf]/g,
    (_, random) => `${String(random.below(5000)).padStart(10, '0')} 00000 ${random.pick(['n', 'f'])}`,
  ),
  (text, random) => {
    const all = objects(text)
    return all.length === 0 ? undefined : text + random.pick(all)
  },
  (text, random) => {
    const all = objects(text)
    if (all.length < 2) return undefined
    return text.replace(random.pick(all), () => random.pick(all))
  },
  (text, random) => {
    const table = /xref[\s\S]*?%%EOF\s*/g
    const all = [...text.matchAll(table)].map(String)
    return all.length === 0 ? undefined : text + random.pick(all)
  },
]
