// A drawn page as the API gives it.

import { z } from '@hono/zod-openapi'
import type { DrawingProblem } from '#core/documents/ofd/drawing/scene.ts'
import { textOf } from '#core/messages/index.ts'
import type { PageDrawing } from './pages.ts'

const Matrix = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]).readonly()
const Paint = z.object({ color: z.string(), opacity: z.number() })
const clips = z.array(z.int())

const TextItem = z.object({
  kind: z.literal('text'),
  matrix: Matrix,
  font: z.string(),
  size: z.number(),
  isBold: z.boolean(),
  isItalic: z.boolean(),
  stretch: z.number(),
  turn: z.number(),
  glyphs: z.array(z.object({ x: z.number(), y: z.number(), text: z.string() })),
  fill: Paint.optional(),
  stroke: Paint.optional(),
  lineWidth: z.number(),
  clips,
})

const PathItem = z.object({
  kind: z.literal('path'),
  matrix: Matrix,
  data: z.string(),
  isEvenOdd: z.boolean(),
  fill: Paint.optional(),
  stroke: Paint.optional(),
  lineWidth: z.number(),
  cap: z.enum(['butt', 'round', 'square']),
  join: z.enum(['miter', 'round', 'bevel']),
  dash: z.array(z.number()),
  clips,
})

const ImageItem = z.object({ kind: z.literal('image'), matrix: Matrix, image: z.int(), opacity: z.number(), clips })

const Problem = z.object({ code: z.string(), text: z.object({ zh: z.string(), en: z.string() }) })

const Scene = z.object({
  width: z.number(),
  height: z.number(),
  items: z.array(z.discriminatedUnion('kind', [TextItem, PathItem, ImageItem])),
  clips: z.array(z.object({ shapes: z.array(z.object({ matrix: Matrix, data: z.string(), isEvenOdd: z.boolean() })) })),
  images: z.array(z.object({ mediaType: z.string(), base64: z.string(), width: z.number(), height: z.number() })),
  problems: z.array(Problem).openapi({ description: 'What is not drawn, or not as written' }),
})

export const PageShape = z
  .object({
    isDrawn: z.boolean(),
    problem: Problem.optional().openapi({ description: 'Why nothing is drawn' }),
    pages: z.int().optional(),
    documents: z.int().optional(),
    scene: Scene.optional().openapi({ description: 'In millimetres from the upper left corner' }),
    drawnFrom: z.array(z.string()).optional(),
    listings: z.array(z.object({ field: z.string(), notListed: z.array(z.string()) })).optional(),
  })
  .openapi('VerificationPage')

export function pageOf(drawing: PageDrawing): z.input<typeof PageShape> {
  if (!drawing.ok) return { isDrawn: false, problem: problemOf(drawing.error) }
  const { scene, ...rest } = drawing.value
  return { isDrawn: true, ...rest, scene: { ...scene, problems: scene.problems.map(problemOf) } }
}

function problemOf({ code, params }: DrawingProblem) {
  return { code, text: { zh: textOf(code, 'zh', params), en: textOf(code, 'en', params) } }
}
