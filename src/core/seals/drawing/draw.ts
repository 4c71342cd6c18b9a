// Draws a seal to its size: official and special seals round or oval, private seals square or upright in 朱文 (red letters) or 白文 (white
// letters on red). Styles are data (styles.ts); what they rest on is clause unverified.

import { err, ok, type Result } from '../../verdict.ts'
import {
  type Arc,
  alongArc,
  arcLength,
  fittedWidth,
  type Glyph,
  type GlyphSource,
  inColumns,
  letterIn,
  onLine,
} from './lettering.ts'
import { ellipticRing, type Outline, rectangle, rectangularRing, star } from './outline.ts'
import { type NameEnding, type NameStyle, type RoundStyle, type SealStyle, styleNamed } from './styles.ts'

export interface SealDesign {
  /** Of `SEAL_STYLES`. */
  style: string
  /** The unit along the arc, or the person's name. */
  text: string
  /** Official and special seals: the line in the middle, e.g. 财务专用章. */
  line?: string | undefined
  /** Official and special seals: the registered number. */
  number?: string | undefined
  /** Private seals: what follows the name. */
  ending?: NameEnding | undefined
  /** Private seals: `relief` 朱文, red letters in a frame; `intaglio` 白文, white letters on red. */
  cut?: 'relief' | 'intaglio' | undefined
}

/** In the order of painting: `ink` is laid on, what is not `ink` is cut out of what lies below. */
export interface DrawnShape {
  isInk: boolean
  outline: Outline
}

export interface SealDrawing {
  widthMm: number
  heightMm: number
  shapes: DrawnShape[]
}

/** `code` has its texts in the messages of seals. */
export interface DrawingFault {
  code:
    | 'seal-drawing.style-unknown'
    | 'seal-drawing.text-missing'
    | 'seal-drawing.text-too-long'
    | 'seal-drawing.character-missing'
    | 'seal-drawing.number-not-digits'
    | 'seal-drawing.scan-unreadable'
    | 'seal-drawing.scan-without-red'
    | 'seal-drawing.scan-all-red'
    | 'seal-drawing.scan-too-small'
    | 'seal-drawing.scan-out-of-size'
    | 'seal-drawing.given-up'
  params: Readonly<Record<string, string | number>>
}

/** Longest private name with its ending that a square still shows. */
const MOST_NAME_LETTERS = 12

/** Nothing is left out silently: a character without a glyph, or a text that does not fit, is a fault that names it. */
export function drawSeal(design: SealDesign, glyphs: GlyphSource): Result<SealDrawing, DrawingFault> {
  const style = styleNamed(design.style)
  if (!style) return fault('seal-drawing.style-unknown', { style: design.style.slice(0, 40) })
  const { layout } = style
  const words = layout.frame === 'ellipse' ? roundWords(design) : nameWords(design)
  if (words.text.length === 0) return fault('seal-drawing.text-missing', {})
  if (/[^0-9A-Z]/.test(words.number.join(''))) return fault('seal-drawing.number-not-digits', {})
  const found = glyphsOf([...words.text, ...words.line, ...words.number], glyphs)
  if (!found.ok) return found
  const draw: Draft = { style, words, glyphs: found.value, unitsPerEm: glyphs.unitsPerEm }
  return layout.frame === 'ellipse' ? drawRound(draw, layout) : drawName(draw, layout, design.cut ?? 'relief')
}

interface Words {
  text: string[]
  line: string[]
  number: string[]
}

interface Draft {
  style: SealStyle
  words: Words
  glyphs: ReadonlyMap<string, Glyph>
  unitsPerEm: number
}

const lettersOf = (text = '') => Array.from(text.normalize('NFC').replace(/\s+/g, ''))

const roundWords = ({ text, line, number }: SealDesign): Words => ({
  text: lettersOf(text),
  line: lettersOf(line),
  number: lettersOf(number),
})

/** The dot between the parts of a name is not cut into a seal. */
const nameWords = ({ text, ending = '' }: SealDesign): Words => ({
  text: lettersOf(text + ending).filter((one) => !'·•‧・'.includes(one)),
  line: [],
  number: [],
})

function glyphsOf(letters: readonly string[], source: GlyphSource): Result<Map<string, Glyph>, DrawingFault> {
  const found = new Map<string, Glyph>()
  for (const letter of new Set(letters)) {
    const glyph = source.glyph(letter)
    if (!glyph) {
      const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
      return fault('seal-drawing.character-missing', { character: letter, codePoint: `U+${code}` })
    }
    found.set(letter, glyph)
  }
  return ok(found)
}

function drawRound(draft: Draft, layout: RoundStyle): Result<SealDrawing, DrawingFault> {
  const { widthMm, heightMm, edgeMm } = draft.style
  const [x, y] = [widthMm / 2, heightMm / 2]
  const ring: Outline = ellipticRing(x, y, x, y, edgeMm)
  const parts = [arcText(draft, layout), centreLine(draft, layout), numberText(draft, layout)]
  const shapes: Outline[] = [ring]
  if (layout.starMm) shapes.push(star(x, y, layout.starMm / 2))
  for (const part of parts) {
    if (!part.ok) return part
    shapes.push(...part.value)
  }
  return ok({ widthMm, heightMm, shapes: shapes.map((outline) => ({ isInk: true, outline })) })
}

/** Letters stand off the edge by a fifth of their height. */
function arcOf({ widthMm, heightMm, edgeMm }: SealStyle, letterMm: number, gapMm: number): Arc {
  const inset = edgeMm + gapMm + letterMm / 2
  return { x: widthMm / 2, y: heightMm / 2, a: widthMm / 2 - inset, b: heightMm / 2 - inset }
}

function arcText(draft: Draft, layout: RoundStyle): Result<Outline[], DrawingFault> {
  const { text } = draft.words
  // A long name is cut in smaller letters before it is cut in narrow ones.
  const fitting = [1, 0.92, 0.84, 0.76].flatMap((part) => lettersOnArc(draft.style, layout, text.length, part) ?? [])
  const chosen = fitting.find(({ widthMm, heightMm }) => widthMm >= 0.6 * heightMm) ?? fitting.at(-1)
  if (!chosen) return tooLong(text)
  const { arc, way, widthMm, heightMm } = chosen
  // A short name spreads out: the eye wants it over the upper half.
  const pitchMm = Math.min(way / text.length, heightMm * 1.6)
  return ok(lettered(draft, text, alongArc(arc, text.length, { pitchMm, widthMm, heightMm })))
}

/** Letters are closest at their feet, inside the arc they stand on. */
function lettersOnArc(style: SealStyle, layout: RoundStyle, count: number, part: number) {
  const heightMm = layout.arcLetterMm * part
  const arc = arcOf(style, heightMm, heightMm * 0.16)
  const feet = { ...arc, a: arc.a - heightMm / 2, b: arc.b - heightMm / 2 }
  const way = arcLength(arc, layout.arcSpan)
  const between = (way + arcLength(feet, layout.arcSpan)) / 2
  const widthMm = fittedWidth(count, between, heightMm, 0.78)
  return widthMm === undefined ? undefined : { arc, heightMm, way, widthMm }
}

function centreLine(draft: Draft, layout: RoundStyle): Result<Outline[], DrawingFault> {
  const { line } = draft.words
  if (line.length === 0) return ok([])
  const { heightMm, belowMm } = layout.line
  const { widthMm: whole, heightMm: tall } = draft.style
  // What the inside leaves at that height, less the letters of the arc on both sides.
  const inner = arcOf(draft.style, layout.arcLetterMm, 0)
  const reach = (belowMm + heightMm / 2) / (tall / 2 - draft.style.edgeMm - 0.6)
  const chord = 2 * (whole / 2 - draft.style.edgeMm - 0.6) * Math.sqrt(Math.max(0, 1 - reach * reach))
  const way = Math.min(chord, inner.a * 1.7)
  const widthMm = fittedWidth(line.length, way, heightMm, 0.85)
  if (!widthMm) return tooLong(line)
  const pitchMm = Math.min(way / line.length, heightMm * 1.05)
  return ok(lettered(draft, line, onLine(whole / 2, tall / 2 + belowMm, line.length, { pitchMm, widthMm, heightMm })))
}

function numberText(draft: Draft, layout: RoundStyle): Result<Outline[], DrawingFault> {
  const { number } = draft.words
  if (number.length === 0) return ok([])
  const { heightMm, across } = layout.number
  const { widthMm: whole, heightMm: tall } = draft.style
  const arc = arcOf(draft.style, heightMm, heightMm * 0.45)
  const way = across ? (whole - 2 * draft.style.edgeMm) * 0.7 : arcLength(arc, 350 - layout.arcSpan)
  const widthMm = fittedWidth(number.length, way, heightMm, 0.62)
  if (!widthMm) return tooLong(number)
  const size = { pitchMm: Math.min(way / number.length, heightMm * 0.7), widthMm: widthMm * 0.92, heightMm }
  const cells = across ? onLine(whole / 2, tall / 2, number.length, size) : alongArc(arc, number.length, size, true)
  return ok(lettered(draft, number, cells))
}

function drawName(draft: Draft, layout: NameStyle, cut: 'relief' | 'intaglio'): Result<SealDrawing, DrawingFault> {
  const { style, words } = draft
  const { widthMm, heightMm, edgeMm } = style
  const count = words.text.length
  if (count > MOST_NAME_LETTERS) return tooLong(words.text)
  const isRelief = cut === 'relief'
  const inset = edgeMm + Math.min(widthMm, heightMm) * 0.035
  const box = { x: inset, y: inset, widthMm: widthMm - 2 * inset, heightMm: heightMm - 2 * inset }
  const columns = layout.reading === 'line' ? count : columnsFor(count, widthMm / heightMm)
  const cells = inColumns(box, count, columns)
  if (layout.reading === 'line') cells.reverse()
  if (cells.some((cell) => cell.widthMm < 2.2 || cell.heightMm < 2.2)) return tooLong(words.text)
  const corner = Math.min(widthMm, heightMm) * 0.05
  const ground = isRelief
    ? rectangularRing(0, 0, widthMm, heightMm, corner, edgeMm)
    : rectangle(0, 0, widthMm, heightMm, corner)
  const letters = lettered(draft, words.text, cells).map((outline) => ({ isInk: isRelief, outline }))
  return ok({ widthMm, heightMm, shapes: [{ isInk: true, outline: ground }, ...letters] })
}

/** Two columns from two letters on, three from seven; an upright seal keeps one up to four. */
function columnsFor(count: number, ratio: number): number {
  if (ratio < 0.75) return count <= 4 ? 1 : 2
  if (count <= 1) return 1
  return count <= 6 ? 2 : count <= 9 ? 3 : 4
}

function lettered(
  draft: Draft,
  letters: readonly string[],
  cells: readonly Parameters<typeof letterIn>[0][],
): Outline[] {
  return letters.flatMap((letter, index) => {
    const glyph = draft.glyphs.get(letter)
    const cell = cells[index]
    return glyph && cell ? [letterIn(cell, glyph, draft.unitsPerEm)] : []
  })
}

const tooLong = (letters: readonly string[]) =>
  fault('seal-drawing.text-too-long', { text: letters.join('').slice(0, 60), letters: letters.length })

function fault(code: DrawingFault['code'], params: DrawingFault['params']): Result<never, DrawingFault> {
  return err({ code, params })
}
