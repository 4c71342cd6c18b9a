// Letters put where a seal has them: along an arc, on a line, in columns from right to left. No clause: typography.

import { type Outline, type Transform, transformed } from './outline.ts'

/** One character as a font draws it: y upward, in units of the em. */
export interface Glyph {
  outline: Outline
  advance: number
  /** Of the ink along the line: narrow figures are centred by it. */
  left: number
  right: number
}

/** A font as far as a seal needs it. */
export interface GlyphSource {
  unitsPerEm: number
  /** `undefined`: the font has no such character. */
  glyph(character: string): Glyph | undefined
}

/** Where the box of a Chinese character stands on the line, in parts of the em: from the descender of the box to its top. */
const BOX_BOTTOM = -0.12

interface Cell {
  /** The middle. */
  x: number
  y: number
  widthMm: number
  heightMm: number
  /** Clockwise, from upright. */
  angle: number
}

/** The character stretched into the cell as its em box is, so that 一 stays a stroke. Half-width figures fill the cell by their ink. */
export function letterIn(cell: Cell, glyph: Glyph, unitsPerEm: number): Outline {
  const isWide = glyph.advance > unitsPerEm * 0.8
  const [left, width] = isWide ? [0, glyph.advance] : [glyph.left - unitsPerEm * 0.04, inkOf(glyph) + unitsPerEm * 0.08]
  const scaleX = cell.widthMm / width
  const scaleY = cell.heightMm / (isWide ? unitsPerEm : unitsPerEm * 0.82)
  const middle = isWide ? BOX_BOTTOM + 0.5 : 0.37
  const [sin, cos] = [Math.sin(cell.angle), Math.cos(cell.angle)]
  const [dx, dy] = [-(left + width / 2), -middle * unitsPerEm]
  // Centred, stretched, turned downward, rotated, put in place.
  const at = (x: number, y: number): [number, number] => [x * scaleX, -y * scaleY]
  const [ex, ey] = at(dx, dy)
  const transform: Transform = [
    scaleX * cos,
    scaleX * sin,
    scaleY * sin,
    -scaleY * cos,
    cell.x + ex * cos - ey * sin,
    cell.y + ex * sin + ey * cos,
  ]
  return transformed(glyph.outline, transform)
}

const inkOf = ({ left, right }: Glyph) => Math.max(1, right - left)

export interface Arc {
  x: number
  y: number
  a: number
  b: number
}

/** Letters may be this much narrower than they are high, and no narrower than this many millimetres. */
const NARROWEST = 0.42
const LEAST_MM = 0.9

/** How wide letters of this height come out when so many share a way; `undefined`: too many to be read. */
export function fittedWidth(count: number, wayMm: number, heightMm: number, widest: number): number | undefined {
  const pitch = Math.min(heightMm * widest, wayMm / count)
  const width = Math.min(pitch * 0.94, heightMm * widest * 0.94)
  return width < Math.max(LEAST_MM, heightMm * NARROWEST) ? undefined : width
}

/**
 * The cells of `count` letters along the upper arc (read clockwise), or along the lower one with their tops inward (read from the left).
 * @param pitchMm from letter to letter
 */
export function alongArc(
  arc: Arc,
  count: number,
  size: { pitchMm: number; widthMm: number; heightMm: number },
  isLower = false,
): Cell[] {
  const steps = walkOf(arc)
  const turn = isLower ? -1 : 1
  return Array.from({ length: count }, (_, i) => {
    const way = (i - (count - 1) / 2) * size.pitchMm
    const t = turn * angleAt(steps, Math.abs(way)) * Math.sign(way) + (isLower ? Math.PI : 0)
    const [sin, cos] = [Math.sin(t), Math.cos(t)]
    // The outward normal of the ellipse at this place.
    const normal = Math.atan2(sin / arc.a, cos / arc.b)
    return {
      x: arc.x + arc.a * sin,
      y: arc.y - arc.b * cos,
      widthMm: size.widthMm,
      heightMm: size.heightMm,
      angle: isLower ? normal + Math.PI : normal,
    }
  })
}

const STEP = Math.PI / 1440

/** Way from the top, by steps of the parameter. */
function walkOf({ a, b }: Arc): number[] {
  const way = [0]
  for (let i = 1; i <= 1440; i++) {
    const t = (i - 0.5) * STEP
    way.push((way[i - 1] as number) + STEP * Math.hypot(a * Math.cos(t), b * Math.sin(t)))
  }
  return way
}

function angleAt(way: readonly number[], mm: number): number {
  const next = way.findIndex((one) => one >= mm)
  if (next <= 0) return 0
  const [before, after] = [way[next - 1] as number, way[next] as number]
  return (next - 1 + (mm - before) / (after - before)) * STEP
}

/** The length of an arc so many degrees wide, symmetrical to the top. */
export function arcLength(arc: Arc, degrees: number): number {
  const steps = walkOf(arc)
  return 2 * (steps[Math.round((degrees / 2) * (Math.PI / 180 / STEP))] ?? 0)
}

/** On a straight line whose middle is given. */
export function onLine(
  x: number,
  y: number,
  count: number,
  size: { pitchMm: number; widthMm: number; heightMm: number },
): Cell[] {
  return Array.from({ length: count }, (_, i) => ({
    x: x + (i - (count - 1) / 2) * size.pitchMm,
    y,
    widthMm: size.widthMm,
    heightMm: size.heightMm,
    angle: 0,
  }))
}

interface Box {
  x: number
  y: number
  widthMm: number
  heightMm: number
}

/** In columns from right to left, each from top to bottom; the right ones take fewer, as for a surname and a given name of two. */
export function inColumns(box: Box, count: number, columns: number): Cell[] {
  const least = Math.floor(count / columns)
  const fuller = count % columns
  const width = box.widthMm / columns
  return Array.from({ length: columns }, (_, column) => {
    const rows = least + (column >= columns - fuller ? 1 : 0)
    const height = box.heightMm / rows
    return Array.from({ length: rows }, (_, row) => ({
      x: box.x + box.widthMm - (column + 0.5) * width,
      y: box.y + (row + 0.5) * height,
      widthMm: width * 0.98,
      heightMm: height * 0.98,
      angle: 0,
    }))
  }).flat()
}
