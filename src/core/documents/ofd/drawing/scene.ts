// A page as plain data to be drawn: no markup, no reference to anything outside, every number finite, every list bounded.

/** a b c d e f: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number]

export interface Paint {
  /** `#rrggbb`. */
  color: string
  /** 0 to 1. */
  opacity: number
}

/** A run of characters, each at its own place in the space of the matrix; the last may stand for several without places of their own. */
export interface TextItem {
  kind: 'text'
  matrix: Matrix
  /** As the file names it: what is there to draw with is the drawer's choice. */
  font: string
  size: number
  isBold: boolean
  isItalic: boolean
  /** Width of a glyph to what the font gives it. */
  stretch: number
  /** Degrees by which each glyph is turned around its place. */
  turn: number
  glyphs: { x: number; y: number; text: string }[]
  fill?: Paint
  stroke?: Paint
  lineWidth: number
  /** Indices into `clips`: all of them hold. */
  clips: number[]
}

export interface PathItem {
  kind: 'path'
  matrix: Matrix
  /** SVG path data. */
  data: string
  isEvenOdd: boolean
  fill?: Paint
  stroke?: Paint
  lineWidth: number
  cap: 'butt' | 'round' | 'square'
  join: 'miter' | 'round' | 'bevel'
  dash: number[]
  clips: number[]
}

/** The matrix takes the unit square, from its upper left corner, to the page. */
export interface ImageItem {
  kind: 'image'
  matrix: Matrix
  image: number
  opacity: number
  clips: number[]
}

export type SceneItem = TextItem | PathItem | ImageItem

/** Whatever lies in one of the shapes. */
export interface SceneClip {
  shapes: { matrix: Matrix; data: string; isEvenOdd: boolean }[]
}

export interface SceneImage {
  mediaType: string
  base64: string
  /** Pixels, as its header says. */
  width: number
  height: number
}

/** What is not drawn, or not as written, and why. */
export interface DrawingProblem {
  code: string
  params: Readonly<Record<string, string | number>>
}

/** Millimetres from the upper left corner of the page. */
export interface PageScene {
  width: number
  height: number
  items: SceneItem[]
  clips: SceneClip[]
  images: SceneImage[]
  /** Each kind of problem once, with how often; the first object is named. */
  problems: DrawingProblem[]
}
