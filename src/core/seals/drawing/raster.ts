// A drawn seal as a raster of so many dots an inch: how much of each dot is under ink. Signed areas of the edges are summed along each
// row, so that edges come out smooth and the same drawing gives the same octets everywhere. No clause.

import type { SealDrawing } from './draw.ts'
import type { Outline } from './outline.ts'

export interface InkRaster {
  width: number
  height: number
  /** 0 paper to 255 ink, row by row from the top. */
  ink: Uint8Array
}

const MM_PER_INCH = 25.4
/** Of a dot: how far a chord may be from its curve. */
const FLATNESS = 0.05

export function dotsOf(mm: number, dpi: number): number {
  return Math.max(1, Math.round((mm * dpi) / MM_PER_INCH))
}

/** @param dpi 72 to 1200; the caller has looked */
export function rasterOf({ widthMm, heightMm, shapes }: SealDrawing, dpi: number): InkRaster {
  const [width, height] = [dotsOf(widthMm, dpi), dotsOf(heightMm, dpi)]
  const scale = [width / widthMm, height / heightMm] as const
  const ink = new Uint8Array(width * height)
  for (const { isInk, outline } of shapes) {
    const cover = coverOf(outline, scale, width, height)
    for (let i = 0; i < ink.length; i++) {
      const part = cover[i] as number
      if (part === 0) continue
      const below = (ink[i] as number) / 255
      ink[i] = Math.round(255 * (isInk ? below + part - below * part : below * (1 - part)))
    }
  }
  return { width, height, ink }
}

type Line = (x0: number, y0: number, x1: number, y1: number) => void

function coverOf(outline: Outline, scale: readonly [number, number], width: number, height: number): Float32Array {
  // One dot more in each row: the part of an edge right of its last dot.
  const sums = new Float32Array((width + 2) * height)
  flatten(outline, scale, (x0, y0, x1, y1) => addEdge(sums, width, height, x0, y0, x1, y1))
  const cover = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    let sum = 0
    for (let x = 0; x < width; x++) {
      sum += sums[y * (width + 2) + x] as number
      // Less than this is rounding.
      const part = Math.min(1, Math.abs(sum))
      cover[y * width + x] = part < 0.002 ? 0 : part
    }
  }
  return cover
}

/** Adds the signed area right of one edge, dot by dot. */
function addEdge(
  sums: Float32Array,
  width: number,
  height: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  if (y0 === y1) return
  const direction = y0 < y1 ? 1 : -1
  const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0]
  const [xTop, xBottom] = y0 < y1 ? [x0, x1] : [x1, x0]
  const slope = (xBottom - xTop) / (bottom - top)
  const first = Math.max(0, Math.floor(top))
  for (let row = first; row < Math.min(height, Math.ceil(bottom)); row++) {
    const [from, to] = [Math.max(top, row), Math.min(bottom, row + 1)]
    const [a, b] = [xTop + (from - top) * slope, xTop + (to - top) * slope]
    addSpan(
      sums.subarray(row * (width + 2), (row + 1) * (width + 2)),
      width,
      Math.min(a, b),
      Math.max(a, b),
      direction * (to - from),
    )
  }
}

/** One edge inside one row, from `left` to `right`, so high as `rise` says: each dot it crosses takes its share. */
function addSpan(row: Float32Array, width: number, left: number, right: number, rise: number): void {
  const clamp = (x: number) => Math.min(width, Math.max(0, x))
  const [a, b] = [clamp(left), clamp(right)]
  const [first, last] = [Math.floor(a), Math.floor(b)]
  const add = (x: number, value: number) => {
    row[x] = (row[x] as number) + value
  }
  if (first === last || b - a < 1e-6) {
    const middle = (a + b) / 2 - first
    add(first, rise * (1 - middle))
    add(first + 1, rise * middle)
    return
  }
  const perDot = rise / (b - a)
  for (let x = first; x <= last; x++) {
    const [from, to] = [Math.max(a, x), Math.min(b, x + 1)]
    const share = perDot * (to - from)
    const middle = (from + to) / 2 - x
    add(x, share * (1 - middle))
    add(x + 1, share * middle)
  }
}

function flatten(outline: Outline, [sx, sy]: readonly [number, number], line: Line): void {
  let [startX, startY, x, y] = [0, 0, 0, 0]
  const to = (nextX: number, nextY: number) => {
    line(x, y, nextX, nextY)
    x = nextX
    y = nextY
  }
  for (const segment of outline) {
    const [command, ...mm] = segment
    const at = mm.map((one, i) => one * (i % 2 === 0 ? sx : sy))
    if (command === 'M') {
      to(startX, startY)
      ;[startX = 0, startY = 0] = at
      x = startX
      y = startY
    } else if (command === 'Z') to(startX, startY)
    else if (command === 'L') to(at[0] as number, at[1] as number)
    else curve([x, y, ...at], to)
  }
  to(startX, startY)
}

/** Of the second or third degree, by as many chords as its bend asks for. */
function curve(points: readonly number[], to: (x: number, y: number) => void): void {
  const degree = points.length / 2 - 1
  let bend = 0
  for (let i = 0; i + 5 < points.length; i += 2) {
    const second = (axis: number) =>
      (points[i + axis] as number) - 2 * (points[i + 2 + axis] as number) + (points[i + 4 + axis] as number)
    bend = Math.max(bend, Math.hypot(second(0), second(1)))
  }
  const chords = Math.max(1, Math.ceil(Math.sqrt((degree * (degree - 1) * bend) / (8 * FLATNESS))))
  for (let i = 1; i <= chords; i++) to(pointOf(points, i / chords, 0), pointOf(points, i / chords, 1))
}

/** De Casteljau, one coordinate. */
function pointOf(points: readonly number[], t: number, axis: 0 | 1): number {
  let line = points.filter((_, i) => i % 2 === axis)
  while (line.length > 1) line = line.slice(1).map((one, i) => (line[i] as number) * (1 - t) + one * t)
  return line[0] as number
}
