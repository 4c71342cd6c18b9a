// What a signature field shows: the picture of a seal, or words drawn as outlines, so that no font is needed to see them.

import type { Font } from 'fontkit'
import { loadFont } from '#adapters/reports/font.node.ts'
import type { PdfRevision } from './pdf-revision.ts'
import { decimal, dictionary } from './pdf-syntax.ts'
import { addPicture } from './picture.ts'

/** A PNG or JPEG that fills the box, or words one line below the other. */
export type Drawing = { picture: Uint8Array } | { lines: readonly string[] }

/** Draws into a box of so many millimetres, which are the units of the drawing. */
type Painter = (revision: PdfRevision, widthMm: number, heightMm: number) => { content: string; resources: string }

export async function painterOf(drawing: Drawing): Promise<Painter> {
  return 'picture' in drawing ? picturePainter(drawing.picture) : textPainter(await font(), drawing.lines)
}

let opened: Promise<Font> | undefined

function font(): Promise<Font> {
  // Loaded when first needed: most threads that could draw never do.
  opened ??= Promise.all([import('fontkit'), loadFont()]).then(([{ create }, data]) => create(data))
  return opened
}

function picturePainter(data: Uint8Array): Painter {
  return (revision, widthMm, heightMm) => ({
    content: `q ${decimal(widthMm)} 0 0 ${decimal(heightMm)} 0 0 cm /Seal Do Q`,
    resources: dictionary({ XObject: dictionary({ Seal: addPicture(revision, data) }) }),
  })
}

const PADDING_MM = 1.5
const LEADING = 1.35
const MAX_SIZE_MM = 4

/** Lines one below the other, as large as the box allows, in a thin frame. */
function textPainter(font: Font, lines: readonly string[]): Painter {
  return (_, widthMm, heightMm) => {
    const laid = lines.map((line) => font.layout(line))
    const widest = Math.max(1, ...laid.map((one) => one.advanceWidth)) / font.unitsPerEm
    const size = Math.min(
      MAX_SIZE_MM,
      (widthMm - 2 * PADDING_MM) / widest,
      (heightMm - 2 * PADDING_MM) / (lines.length * LEADING),
    )
    const scale = size / font.unitsPerEm
    const frame = `0.35 w 0.75 0.16 0.13 RG 0.3 0.3 ${decimal(widthMm - 0.6)} ${decimal(heightMm - 0.6)} re S`
    const words = laid.map((run, index) => {
      let x = PADDING_MM
      const y = heightMm - PADDING_MM - size * (1 + index * LEADING)
      return run.glyphs
        .map((glyph, at) => {
          const path = outline(glyph.path.commands, x, y, scale)
          x += (run.positions[at]?.xAdvance ?? glyph.advanceWidth) * scale
          return path
        })
        .join('\n')
    })
    return { content: `q ${frame} 0.1 0.12 0.15 rg\n${words.join('\n')}\nQ`, resources: '<<>>' }
  }
}

interface Stroke {
  command: string
  args: readonly number[]
}

function outline(commands: readonly Stroke[], x: number, y: number, scale: number): string {
  const parts: string[] = []
  let current: readonly [number, number] = [0, 0]
  for (const { command, args } of commands) {
    const points = pairs(args)
    const all = command === 'quadraticCurveTo' ? cubic(current, points) : points
    current = points.at(-1) ?? current
    const numbers = all.flatMap(([a, b]) => [decimal(x + a * scale), decimal(y + b * scale)])
    parts.push([...numbers, OPERATORS[command] ?? 'n'].join(' '))
  }
  return parts.length > 0 ? `${parts.join(' ')} f` : ''
}

const OPERATORS: Readonly<Record<string, string>> = {
  moveTo: 'm',
  lineTo: 'l',
  quadraticCurveTo: 'c',
  bezierCurveTo: 'c',
  closePath: 'h',
}

function pairs(values: readonly number[]): [number, number][] {
  return Array.from({ length: values.length >> 1 }, (_, i) => [values[2 * i] ?? 0, values[2 * i + 1] ?? 0])
}

/** PDF has no curves of the second degree. */
function cubic([x, y]: readonly [number, number], [control, end]: [number, number][]): [number, number][] {
  const [cx, cy] = control ?? [x, y]
  const [ex, ey] = end ?? [x, y]
  return [
    [x + (2 / 3) * (cx - x), y + (2 / 3) * (cy - y)],
    [ex + (2 / 3) * (cx - ex), ey + (2 / 3) * (cy - ey)],
    [ex, ey],
  ]
}
