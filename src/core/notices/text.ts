// What people read, made to fit: nothing in it acts, it is cut between characters, split between items, and says what it leaves out.
// House rules; the octet limits come from `channel.ts`.

import type { LengthUnit, Part, TextLimits } from './channel.ts'

const TWINS: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '@': '＠',
}

/** Full-width twins of what robots act on even in plain text: mentions, tags, links. Line ends and control characters become spaces: no forged lines. */
export function harmless(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '�')
    .replace(/[<>@]/g, (character) => TWINS[character] ?? '')
    .replaceAll('](', '］(')
}

/** A lone surrogate counts as its replacement character. */
export function lengthOf(text: string, unit: LengthUnit): number {
  if (unit === 'utf16') return text.length
  let octets = 0
  for (const character of text) octets += octetsOf(character.codePointAt(0) ?? 0)
  return octets
}

function octetsOf(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

const CUT = '…'

/** The text, or its beginning with `…`; never longer than allowed, never half a character. */
export function cut(text: string, max: number, unit: LengthUnit): string {
  if (lengthOf(text, unit) <= max) return text
  let left = max - lengthOf(CUT, unit)
  if (left < 0) return ''
  let kept = ''
  for (const character of text) {
    left -= lengthOf(character, unit)
    if (left < 0) break
    kept += character
  }
  return kept + CUT
}

export interface Notice {
  /** `R20250303-AM`, `T20250303-001`. */
  number: string
  title: string
  /** One a line; a message is only ever split between two of them. */
  items: readonly string[]
  mobiles: readonly string[]
}

/** Kept back for line ends and the mark's own signs, and for `(1/3)` where there may be more than one. */
const FRAME = { whole: 6, split: 16 }
const NUMBER_MAX = 40

/** At most `maxParts` messages that hold the notice between them; the last one says how many items had no room. */
export function partsOf(notice: Notice, { unit, max, maxParts }: TextLimits): Part[] {
  const number = cut(harmless(notice.number), NUMBER_MAX, unit)
  const room = Math.max(0, max - lengthOf(number, unit) - (maxParts > 1 ? FRAME.split : FRAME.whole))
  const title = cut(harmless(notice.title), Math.floor(room / 2), unit)
  const measure: Measure = { unit, room: room - lengthOf(title, unit), maxParts }
  const groups = grouped(notice.items.map(harmless), measure)
  return groups.map((lines, index) => {
    const mark = `#${number}.${index + 1}`
    const shown = groups.length > 1 ? `${title}(${index + 1}/${groups.length})` : title
    return { mark, title: shown, text: [shown, ...lines, mark].join('\n'), mobiles: notice.mobiles }
  })
}

interface Measure {
  unit: LengthUnit
  /** For the lines of one message, each with its line end. */
  room: number
  maxParts: number
}

function grouped(items: readonly string[], measure: Measure): string[][] {
  const { unit, room, maxParts } = measure
  const groups: string[][] = []
  let lines: string[] = []
  let used = 0
  for (const [index, item] of items.entries()) {
    const line = cut(item, room - 1, unit)
    const size = lengthOf(line, unit) + 1
    if (used + size > room && lines.length > 0) {
      if (groups.length + 1 === maxParts) return [...groups, closed(lines, items.length - index, measure)]
      groups.push(lines)
      lines = []
      used = 0
    }
    lines.push(line)
    used += size
  }
  return [...groups, lines]
}

/** The lines, less those that must make room for the one that counts what is left out. */
function closed(lines: readonly string[], leftOut: number, { unit, room }: Measure): string[] {
  for (let kept = lines.length; ; kept--) {
    const said = `……另有 ${leftOut + lines.length - kept} 项未列出，见记录`
    const all = [...lines.slice(0, kept), said]
    if (all.reduce((sum, line) => sum + lengthOf(line, unit) + 1, 0) <= room) return all
    if (kept === 0) return [cut(said, room - 1, unit)]
  }
}
