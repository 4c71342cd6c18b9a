// Graphic objects on a page: text, paths, pictures, composite objects and blocks (GB/T 33190-2016 ch. 9 to 13, clauses unverified).
// Each stands in its Boundary, in a space of its own; what cannot be drawn is said by the object's identifier.

import { attributeOf, childrenOf, textOf, type XmlElement } from '../../xml/tree.ts'
import type { Package } from '../package.ts'
import { named, numbersOf } from '../structure.ts'
import { colourOf } from './colours.ts'
import { boxOf, deltasOf, IDENTITY, matrixOf, pathOf, rectanglePath, within } from './geometry.ts'
import { imageOf } from './images.ts'
import type { Painter, Place } from './painter.ts'
import type { Resources } from './resources.ts'
import type { Matrix, Paint, PathItem, SceneClip, TextItem } from './scene.ts'
import { type Style, styleOf } from './style.ts'

export interface Drawing {
  files: Package
  resources: Resources
  painter: Painter
  /** Files the page is drawn from. */
  used: Set<string>
}

/** The children of a layer, a block, an appearance. @param style what the layer gives them */
export function drawBlock(drawing: Drawing, block: XmlElement, place: Place, style: Style): void {
  for (const object of childrenOf(block)) {
    if (drawing.painter.isFull) return
    const draw = DRAWERS[object.local]
    if (draw && drawing.painter.mayDraw(place)) drawObject(drawing, object, place, style, draw)
  }
}

type Drawer = (drawing: Drawing, object: XmlElement, place: Place, style: Style) => void

const DRAWERS: Readonly<Record<string, Drawer>> = {
  TextObject: drawText,
  PathObject: drawPath,
  ImageObject: drawImage,
  CompositeObject: drawComposite,
  PageBlock: (drawing, object, place, style) => drawBlock(drawing, object, { ...place, depth: place.depth + 1 }, style),
}

const nameOf = (object: XmlElement) => `${object.local} ${attributeOf(object, 'ID') ?? ''}`.trim().slice(0, 60)

function drawObject(drawing: Drawing, object: XmlElement, place: Place, inherited: Style, draw: Drawer): void {
  if (attributeOf(object, 'Visible') === 'false') {
    drawing.painter.say('ofd-drawing.hidden', { object: nameOf(object) })
    return
  }
  const style = styleOf(object, drawing.resources, inherited)
  const alpha = Number(attributeOf(object, 'Alpha') ?? 255) / 255
  const opacity = place.opacity * (alpha >= 0 && alpha <= 1 ? alpha : 1)
  draw(drawing, object, spaceOf(drawing, object, { ...place, opacity }), style)
}

/** The object's own space: its boundary's corner, then its CTM; clipped by what the object says. */
function spaceOf(drawing: Drawing, object: XmlElement, place: Place): Place {
  const box = boxOf(attributeOf(object, 'Boundary'))
  const corner: Matrix = box ? [1, 0, 0, 1, box.x, box.y] : IDENTITY
  const outer = within(corner, place.matrix)
  const matrix = within(matrixOf(attributeOf(object, 'CTM')) ?? IDENTITY, outer)
  // Glyphs of another font than the file's may reach over the boundary: letters cut in half help nobody.
  const isCut = box !== undefined && box.width > 0 && box.height > 0 && isCuttable(object)
  const bounds = isCut
    ? [
        drawing.painter.clip({
          shapes: [{ matrix: outer, data: rectanglePath({ ...box, x: 0, y: 0 }), isEvenOdd: false }],
        }),
      ]
    : []
  const clips = [...place.clips, ...bounds, ...clipsOf(drawing, object, matrix)]
  return { ...place, matrix, clips }
}

const isCuttable = ({ local }: XmlElement) => local === 'CompositeObject'

function clipsOf({ painter }: Drawing, object: XmlElement, matrix: Matrix): number[] {
  const all = named(object, 'Clips').flatMap((clips) => named(clips, 'Clip'))
  return all.map((clip) => {
    const shapes = named(clip, 'Area').flatMap((area): SceneClip['shapes'] => {
      const own = within(matrixOf(attributeOf(area, 'CTM')) ?? IDENTITY, matrix)
      if (named(area, 'Text').length > 0) painter.say('ofd-drawing.clip-by-text', { object: nameOf(object) })
      return named(area, 'Path').flatMap((path) => shapeOf(path, own) ?? [])
    })
    if (shapes.length === 0) painter.say('ofd-drawing.clip', { object: nameOf(object) })
    return painter.clip({ shapes: shapes.length > 0 ? shapes : [EVERYTHING] })
  })
}

const EVERYTHING = { matrix: IDENTITY, data: 'M-1e6 -1e6 L1e6 -1e6 L1e6 1e6 L-1e6 1e6 Z', isEvenOdd: false }

function shapeOf(path: XmlElement, outer: Matrix): SceneClip['shapes'][number] | undefined {
  const [written] = named(path, 'AbbreviatedData')
  const data = written && pathOf(textOf(written))
  if (!data) return undefined
  const box = boxOf(attributeOf(path, 'Boundary'))
  const corner = within(box ? [1, 0, 0, 1, box.x, box.y] : IDENTITY, outer)
  const matrix = within(matrixOf(attributeOf(path, 'CTM')) ?? IDENTITY, corner)
  return { matrix, data, isEvenOdd: attributeOf(path, 'Rule') === 'Even-Odd' }
}

/** The colour an object is filled or stroked with; said where it is not drawn as written. */
function paintOf(
  { resources, painter }: Drawing,
  object: XmlElement,
  element: XmlElement | undefined,
  opacity: number,
  otherwise: string | undefined,
): Paint | undefined {
  if (!element) return otherwise === undefined ? undefined : { color: otherwise, opacity }
  const colour = colourOf(element, (id) => resources.spaces.get(id ?? '') ?? 'RGB', opacity)
  if (colour?.simplified) painter.say('ofd-drawing.shading', { object: nameOf(object), kind: colour.simplified })
  return colour && { color: colour.color, opacity: colour.opacity }
}

const isOn = (object: XmlElement, name: string, otherwise: boolean) => {
  const value = attributeOf(object, name)
  return value === undefined ? otherwise : value === 'true' || value === '1'
}

function drawPath(drawing: Drawing, object: XmlElement, { matrix, opacity, clips }: Place, style: Style): void {
  const [written] = named(object, 'AbbreviatedData')
  const data = written && pathOf(textOf(written))
  if (!data) {
    drawing.painter.say('ofd-drawing.path', { object: nameOf(object) })
    return
  }
  const fill = isOn(object, 'Fill', false) ? paintOf(drawing, object, style.fill, opacity, undefined) : undefined
  const stroke = isOn(object, 'Stroke', true) ? paintOf(drawing, object, style.stroke, opacity, '#000000') : undefined
  const item: PathItem = {
    kind: 'path',
    matrix,
    data,
    isEvenOdd: attributeOf(object, 'Rule') === 'Even-Odd',
    ...(fill && { fill }),
    ...(stroke && { stroke }),
    lineWidth: style.lineWidth,
    cap: style.cap,
    join: style.join,
    dash: style.dash,
    clips,
  }
  drawing.painter.add(item)
}

function drawText(drawing: Drawing, object: XmlElement, { matrix, opacity, clips }: Place, style: Style): void {
  const size = Number(attributeOf(object, 'Size'))
  if (!(size > 0 && size < 10_000)) {
    drawing.painter.say('ofd-drawing.text-size', { object: nameOf(object) })
    return
  }
  const font = drawing.resources.fonts.get(attributeOf(object, 'Font') ?? '')
  if (font?.isEmbedded) drawing.painter.say('ofd-drawing.font-replaced', { font: font.name })
  if (!font) drawing.painter.say('ofd-drawing.font-unknown', { object: nameOf(object) })
  const stretch = Number(attributeOf(object, 'HScale') ?? 1)
  const fill = isOn(object, 'Fill', true) ? paintOf(drawing, object, style.fill, opacity, '#000000') : undefined
  const stroke = isOn(object, 'Stroke', false) ? paintOf(drawing, object, style.stroke, opacity, '#000000') : undefined
  const item: TextItem = {
    kind: 'text',
    matrix,
    font: font?.name ?? '',
    size,
    isBold: (font?.isBold ?? false) || Number(attributeOf(object, 'Weight') ?? 400) >= 600,
    isItalic: (font?.isItalic ?? false) || isOn(object, 'Italic', false),
    stretch: stretch > 0 && stretch < 100 ? stretch : 1,
    turn: numbersOf(attributeOf(object, 'CharDirection') ?? '')[0] ?? 0,
    glyphs: glyphsOf(drawing, object),
    ...(fill && { fill }),
    ...(stroke && { stroke }),
    lineWidth: style.lineWidth,
    clips,
  }
  if (item.glyphs.length > 0) drawing.painter.add(item)
}

/** Where each character stands. A code without X or Y begins where the one before it began. */
function glyphsOf({ painter }: Drawing, object: XmlElement): TextItem['glyphs'] {
  const glyphs: TextItem['glyphs'] = []
  let start = { x: 0, y: 0 }
  for (const code of named(object, 'TextCode')) {
    start = { x: numberOf(code, 'X', start.x), y: numberOf(code, 'Y', start.y) }
    const characters = Array.from(textOf(code).replace(/[\r\n]/g, ''))
    const places = placesOf(code, characters.length, start)
    if (places) glyphs.push(...placed(characters, places))
    else painter.say('ofd-drawing.text-places', { object: nameOf(object) })
  }
  return glyphs
}

function numberOf(element: XmlElement, name: string, otherwise: number): number {
  const value = Number(attributeOf(element, name) ?? otherwise)
  return Number.isFinite(value) ? value : otherwise
}

/** Of the characters that have one; `undefined` where the distances are not well written. */
function placesOf(code: XmlElement, count: number, start: { x: number; y: number }) {
  const [right, down] = ['DeltaX', 'DeltaY'].map((name) => deltasOf(attributeOf(code, name), count))
  if (hasText(code, 'DeltaX') && !right) return undefined
  if (hasText(code, 'DeltaY') && !down) return undefined
  const told = Math.max(right?.length ?? 0, down?.length ?? 0)
  const places = [start]
  for (let at = 0; at < Math.min(told, count - 1); at++) {
    const { x, y } = places[at] ?? start
    places.push({ x: x + (right?.[at] ?? 0), y: y + (down?.[at] ?? 0) })
  }
  return places
}

const hasText = (code: XmlElement, name: string) => /\S/.test(attributeOf(code, name) ?? '')

/** Characters beyond the last place follow it as the font spaces them; blanks are nothing to draw. */
function placed(characters: readonly string[], places: readonly { x: number; y: number }[]): TextItem['glyphs'] {
  const last = places.length - 1
  const texts = characters.slice(0, last).map((one) => one)
  const rest = characters.slice(last).join('')
  return [...texts, rest].flatMap((text, index) => {
    const { x = 0, y = 0 } = places[index] ?? {}
    return /\S/.test(text) ? [{ x, y, text }] : []
  })
}

function drawImage(drawing: Drawing, object: XmlElement, place: Place): void {
  const { files, resources, painter, used } = drawing
  const path = resources.media.get(attributeOf(object, 'ResourceID') ?? '')
  if (!path) {
    painter.say('ofd-drawing.image-missing', { object: nameOf(object) })
    return
  }
  used.add(path)
  const content = files.read(path)
  const image = content.ok ? imageOf(content.value) : content
  if (!image.ok) {
    painter.say(image.error.code, { object: nameOf(object), ...image.error.params })
    return
  }
  if (attributeOf(object, 'ImageMask') !== undefined) painter.say('ofd-drawing.image-mask', { object: nameOf(object) })
  const index = painter.image(path, image.value)
  if (index === undefined) return
  const matrix = attributeOf(object, 'CTM') === undefined ? stretched(object, place.matrix) : place.matrix
  painter.add({ kind: 'image', matrix, image: index, opacity: place.opacity, clips: place.clips })
}

/** Without a CTM a picture fills its boundary. */
function stretched(object: XmlElement, matrix: Matrix): Matrix {
  const box = boxOf(attributeOf(object, 'Boundary'))
  return box ? within([box.width, 0, 0, box.height, 0, 0], matrix) : matrix
}

function drawComposite(drawing: Drawing, object: XmlElement, place: Place, style: Style): void {
  const unit = drawing.resources.units.get(attributeOf(object, 'ResourceID') ?? '')
  const [content] = named(unit, 'Content')
  if (content) drawBlock(drawing, content, { ...place, depth: place.depth + 1 }, style)
  else drawing.painter.say('ofd-drawing.unit-missing', { object: nameOf(object) })
}
