// Boxes, matrices, paths and places of glyphs as GB/T 33190-2016 writes them (ch. 7 to 11, clauses unverified).

import { numbersOf } from '../structure.ts'
import type { Matrix } from './scene.ts'

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]

/** First the inner, then the outer. */
export function within([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** ST_Box; `undefined` for anything else, and for one without extent or beyond all measure. */
export function boxOf(text: string | undefined): Box | undefined {
  const [x, y, width, height, more] = numbersOf(text ?? '')
  if (x === undefined || y === undefined || width === undefined || height === undefined || more !== undefined) return
  const isSane = [x, y, width, height].every((one) => Math.abs(one) < MAX_COORDINATE) && width >= 0 && height >= 0
  return isSane ? { x, y, width, height } : undefined
}

const MAX_COORDINATE = 1e6

/** CTM: six numbers, else as if it were not there. */
export function matrixOf(text: string | undefined): Matrix | undefined {
  const [a, b, c, d, e, f] = numbersOf(text ?? '')
  if (a === undefined || b === undefined || c === undefined) return undefined
  if (d === undefined || e === undefined || f === undefined) return undefined
  return [a, b, c, d, e, f].every((one) => Math.abs(one) < MAX_COORDINATE) ? [a, b, c, d, e, f] : undefined
}

/** DeltaX and DeltaY: distances, `g n d` standing for n times d. @param most no longer list than this */
export function deltasOf(text: string | undefined, most: number): number[] | undefined {
  const deltas: number[] = []
  const words = (text ?? '').trim().split(/\s+/)
  for (let at = 0; at < words.length && deltas.length < most; at++) {
    const isRepeated = words[at] === 'g'
    const times = isRepeated ? Number(words[at + 1]) : 1
    const delta = Number(words[isRepeated ? at + 2 : at])
    if (!Number.isInteger(times) || times < 0 || words[at] === '' || !Number.isFinite(delta)) return undefined
    for (let time = 0; time < times && deltas.length < most; time++) deltas.push(delta)
    if (isRepeated) at += 2
  }
  return deltas
}

/** Operator of AbbreviatedData → that of SVG, and how many numbers follow. */
const OPERATORS: Readonly<Record<string, readonly [string, number]>> = {
  S: ['M', 2],
  M: ['M', 2],
  L: ['L', 2],
  Q: ['Q', 4],
  B: ['C', 6],
  A: ['A', 7],
  C: ['Z', 0],
}

const MAX_PATH_LENGTH = 2_000_000

/** AbbreviatedData as SVG path data; `undefined` where it is not well written: half a path may show what nobody drew. */
export function pathOf(text: string): string | undefined {
  if (text.length > MAX_PATH_LENGTH) return undefined
  const words = text.trim().split(/[\s,]+/)
  const parts: string[] = []
  for (let at = 0; at < words.length; ) {
    const operator = OPERATORS[words[at] ?? '']
    if (!operator) return undefined
    const [letter, count] = operator
    const numbers = words.slice(at + 1, at + 1 + count).map(Number)
    if (numbers.length !== count || !numbers.every((one) => Math.abs(one) < MAX_COORDINATE)) return undefined
    if (parts.length === 0 && letter !== 'M') return undefined
    parts.push(letter + numbers.join(' '))
    at += 1 + count
  }
  return parts.join(' ')
}

export function rectanglePath({ x, y, width, height }: Box): string {
  return `M${x} ${y} L${x + width} ${y} L${x + width} ${y + height} L${x} ${y + height} Z`
}
