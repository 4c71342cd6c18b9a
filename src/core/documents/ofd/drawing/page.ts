// One page of an OFD package as a scene: templates, layers, annotations and the pictures of seals, in the order in which a reader draws
// them (GB/T 33190-2016 ch. 7, 15 and 18, clauses unverified). Drawing decides nothing: the verdict is the judge's.

import type { Primitives } from '../../../primitives.ts'
import { err, ok, type Result } from '../../../verdict.ts'
import { attributeOf, textOf, type XmlElement } from '../../xml/tree.ts'
import { openPackage, type Package } from '../package.ts'
import { named, type OfdPage, walkStructure } from '../structure.ts'
import { boxOf } from './geometry.ts'
import { type Drawing, drawBlock } from './objects.ts'
import { DRAWING_LIMITS, type DrawingLimits, Painter, type Place } from './painter.ts'
import { addResources, noResources } from './resources.ts'
import type { DrawingProblem, PageScene } from './scene.ts'
import { drawStamps, type PageListing } from './stamps.ts'
import { PLAIN_STYLE, styleOf } from './style.ts'

export interface DrawnPage {
  /** Of all documents in the package together. */
  pages: number
  /** Documents in the package; with more than one, programs may show another one first. */
  documents: number
  scene: PageScene
  /** The files this page was drawn from, in order. */
  drawnFrom: string[]
  /** What each signature lists of them. */
  listings: PageListing[]
}

/** The picture of a seal may be a package itself: a small one, without seals of its own. */
const PICTURE_LIMITS: DrawingLimits = { ...DRAWING_LIMITS, maxObjects: 2000, maxImageLength: 4_000_000 }
const MAX_PICTURE_BYTES = 2 * 1024 * 1024

/** @param page from 0, over all documents. NOT checked: any signature, digest or coverage. */
export async function drawOfdPage(
  bytes: Uint8Array,
  page: number,
  primitives: Primitives,
  limits: DrawingLimits = DRAWING_LIMITS,
): Promise<Result<DrawnPage, DrawingProblem>> {
  const opened = openPackage(bytes, primitives)
  if (!opened.ok) return err({ code: 'ofd-drawing.package', params: { problem: opened.error.code } })
  const files = opened.value
  const { bodies } = await walkStructure(files, false)
  const pages = bodies.flatMap((body) => body.pages.map((one) => ({ body, page: one })))
  const wanted = pages[page]
  if (!wanted) return err({ code: 'ofd-drawing.no-such-page', params: { page: page + 1, pages: pages.length } })
  const drawing: Drawing = { files, resources: noResources(), painter: new Painter(limits), used: new Set() }
  const { width, height } = await drawPage(drawing, wanted.body.root, wanted.page)
  const isPicture = limits === PICTURE_LIMITS
  const listings = isPicture
    ? []
    : await drawStamps(drawing, wanted.body, wanted.page, (picture) => drawPicture(picture, primitives))
  const { resources, used, painter } = drawing
  const drawnFrom = [...new Set([...resources.files, ...used])].sort()
  return ok({ pages: pages.length, documents: bodies.length, scene: painter.scene(width, height), drawnFrom, listings })
}

async function drawPicture(bytes: Uint8Array, primitives: Primitives): Promise<Result<PageScene, DrawingProblem>> {
  if (bytes.length > MAX_PICTURE_BYTES) {
    return err({ code: 'ofd-drawing.image-too-large', params: { bytes: bytes.length } })
  }
  const drawn = await drawOfdPage(bytes, 0, primitives, PICTURE_LIMITS)
  return drawn.ok ? ok(drawn.value.scene) : drawn
}

interface PageParts {
  document?: XmlElement
  /** Path of Document.xml. */
  from: string
  root?: XmlElement
}

async function drawPage(drawing: Drawing, documentPath: string | undefined, page: OfdPage) {
  const { files, painter } = drawing
  const document = documentPath === undefined ? undefined : await readXml(drawing, documentPath)
  const root = page.path === undefined ? undefined : await readXml(drawing, page.path)
  const from = documentPath ?? ''
  const parts: PageParts = { from, ...(document && { document }), ...(root && { root }) }
  const common = named(document, 'CommonData')[0]
  for (const one of [...named(common, 'PublicRes'), ...named(common, 'DocumentRes')]) await addFrom(drawing, one, from)
  for (const one of named(root, 'PageRes')) await addFrom(drawing, one, page.path ?? '')
  const size = areaOf(root) ?? areaOf(common, 'PageArea') ?? DEFAULT_AREA
  if (!root) painter.say('ofd-drawing.page-missing', { name: page.path ?? page.id })
  const place: Place = { matrix: [1, 0, 0, 1, -size.x, -size.y], opacity: 1, clips: [], depth: 0 }
  const templates = await templatesOf(drawing, parts)
  for (const { root: template } of templates.filter(({ isOver }) => !isOver)) drawLayers(drawing, template, place)
  if (root) drawLayers(drawing, root, place)
  for (const { root: template } of templates.filter(({ isOver }) => isOver)) drawLayers(drawing, template, place)
  await drawAnnotations(drawing, parts, page.id, place, files)
  return size
}

/** A4, when nobody says anything. */
const DEFAULT_AREA = { x: 0, y: 0, width: 210, height: 297 }

function areaOf(element: XmlElement | undefined, local = 'Area') {
  const box = named(named(element, local)[0], 'PhysicalBox')[0]
  const area = box && boxOf(textOf(box))
  return area && area.width > 0 && area.height > 0 ? area : undefined
}

async function readXml({ files, painter, used }: Drawing, path: string): Promise<XmlElement | undefined> {
  used.add(path)
  const root = await files.xml(path)
  if (root.ok) return root.value
  painter.say('ofd-drawing.file', { name: path.slice(0, 200), problem: root.error.code })
  return undefined
}

async function addFrom({ files, resources }: Drawing, element: XmlElement, from: string): Promise<void> {
  const path = files.locate(textOf(element), from)
  if (path !== undefined && files.has(path)) await addResources(resources, files, path)
}

/** The templates the page asks for, before or behind its own layers. */
async function templatesOf(drawing: Drawing, { document, from, root }: PageParts) {
  const offered = named(named(document, 'CommonData')[0], 'TemplatePage')
  const found: { root: XmlElement; isOver: boolean }[] = []
  for (const asked of named(root, 'Template')) {
    const template = offered.find((one) => attributeOf(one, 'ID') === attributeOf(asked, 'TemplateID'))
    const path = template && drawing.files.locate(attributeOf(template, 'BaseLoc') ?? '', from)
    const content = path === undefined ? undefined : await readXml(drawing, path)
    if (!content || path === undefined) {
      drawing.painter.say('ofd-drawing.template-missing', { object: attributeOf(asked, 'TemplateID') ?? '' })
      continue
    }
    for (const one of named(content, 'PageRes')) await addFrom(drawing, one, path)
    const order = attributeOf(asked, 'ZOrder') ?? attributeOf(template ?? asked, 'ZOrder')
    found.push({ root: content, isOver: order === 'Foreground' })
  }
  return found
}

const LAYER_ORDER = ['Background', 'Body', 'Foreground']

function drawLayers(drawing: Drawing, root: XmlElement, place: Place): void {
  const rank = (layer: XmlElement) => LAYER_ORDER.indexOf(attributeOf(layer, 'Type') ?? 'Body')
  const layers = named(root, 'Content').flatMap((content) => named(content, 'Layer'))
  for (const layer of layers.toSorted((one, other) => rank(one) - rank(other))) {
    drawBlock(drawing, layer, place, styleOf(layer, drawing.resources, PLAIN_STYLE))
  }
}

async function drawAnnotations(
  drawing: Drawing,
  { document, from }: PageParts,
  pageId: string,
  place: Place,
  files: Package,
): Promise<void> {
  for (const list of named(document, 'Annotations')) {
    const path = files.locate(textOf(list), from)
    const root = path !== undefined && files.has(path) ? await readXml(drawing, path) : undefined
    for (const one of named(root, 'Page').filter((page) => attributeOf(page, 'PageID') === pageId)) {
      for (const location of named(one, 'FileLoc'))
        await drawAnnotationFile(drawing, textOf(location), path ?? '', place)
    }
  }
}

async function drawAnnotationFile(drawing: Drawing, location: string, from: string, place: Place): Promise<void> {
  const path = drawing.files.locate(location, from)
  const root = path === undefined ? undefined : await readXml(drawing, path)
  for (const annotation of named(root, 'Annot')) {
    if (attributeOf(annotation, 'Visible') === 'false') {
      drawing.painter.say('ofd-drawing.hidden', { object: `Annot ${attributeOf(annotation, 'ID') ?? ''}` })
      continue
    }
    for (const look of named(annotation, 'Appearance')) {
      const box = boxOf(attributeOf(look, 'Boundary'))
      const [a, b, c, d, e, f] = place.matrix
      const matrix = box ? ([a, b, c, d, e + box.x, f + box.y] as const) : place.matrix
      drawBlock(drawing, look, { ...place, matrix }, PLAIN_STYLE)
    }
  }
}
