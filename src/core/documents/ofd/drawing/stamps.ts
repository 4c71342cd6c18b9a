// The pictures of seals on a page: what stands inside each signature, in the box its Signature.xml gives it (GB/T 33190-2016 ch. 18,
// clause unverified). A picture proves nothing: whoever has a file has its picture.

import { parseSeal, parseSealSignature, type SealPicture } from '../../../seals/structure.ts'
import type { Result } from '../../../verdict.ts'
import { attributeOf, type XmlElement } from '../../xml/tree.ts'
import type { Package } from '../package.ts'
import { readSignatureFile, readSignatureList, type SignatureFile } from '../signature-files.ts'
import { type DocumentBody, named, type OfdPage } from '../structure.ts'
import { type Box, boxOf, rectanglePath, within } from './geometry.ts'
import { imageOf } from './images.ts'
import type { Drawing } from './objects.ts'
import type { Painter } from './painter.ts'
import type { DrawingProblem, Matrix, PageScene, SceneItem } from './scene.ts'

/** What one signature lists of the files a page is drawn from: by name only, whether the digests agree is the judge's to say. */
export interface PageListing {
  /** ID of the signature. */
  field: string
  notListed: string[]
}

/** Draws the first page of a package inside the package. */
export type DrawPicture = (bytes: Uint8Array) => Promise<Result<PageScene, DrawingProblem>>

export async function drawStamps(
  drawing: Drawing,
  body: DocumentBody,
  page: OfdPage,
  drawPicture: DrawPicture,
): Promise<PageListing[]> {
  const { files, used, resources } = drawing
  const list = body.signatures === undefined ? undefined : await readSignatureList(files, body.signatures)
  const drawnFrom = [...new Set([...used, ...resources.files])]
  const listings: PageListing[] = []
  for (const { id, path } of list?.listed ?? []) {
    const { file } = path === undefined ? {} : await readSignatureFile(files, path)
    if (!file) continue
    const listed = new Set(file.references.map((one) => one.path))
    listings.push({ field: id, notListed: drawnFrom.filter((one) => !listed.has(one)) })
    await drawSeal(drawing, file, page, drawPicture)
  }
  return listings
}

async function drawSeal(drawing: Drawing, file: SignatureFile, page: OfdPage, drawPicture: DrawPicture): Promise<void> {
  const stamps = await stampsOn(drawing.files, file, page.id)
  if (stamps.length === 0) return
  const picture = pictureOf(drawing.files, file)
  if (!picture) {
    drawing.painter.say('ofd-drawing.seal-unreadable', { object: file.path })
    return
  }
  const drawn = await sceneOf(picture, file.path, drawPicture)
  if (!drawn.ok) {
    drawing.painter.say(drawn.error.code, { ...drawn.error.params, object: `${file.path} (${picture.type})` })
    return
  }
  for (const stamp of stamps) lay(drawing.painter, drawn.value, stamp, file.path)
}

interface StampBox {
  boundary: Box
  /** Which part of the stamp is shown, in its own space: a seal across the edges of several pages. */
  clip?: Box
}

async function stampsOn(files: Package, file: SignatureFile, pageId: string): Promise<StampBox[]> {
  const root = await files.xml(file.path)
  const info: XmlElement | undefined = root.ok ? named(root.value, 'SignedInfo')[0] : undefined
  const here = named(info, 'StampAnnot').filter((one) => attributeOf(one, 'PageRef')?.trim() === pageId)
  return here.flatMap((one) => {
    const boundary = boxOf(attributeOf(one, 'Boundary'))
    const clip = boxOf(attributeOf(one, 'Clip'))
    return boundary && boundary.width > 0 && boundary.height > 0 ? [{ boundary, ...(clip && { clip }) }] : []
  })
}

/** Of the seal inside the signature; of Seal.esl only where there is none inside. */
function pictureOf(files: Package, { value, seal }: SignatureFile): SealPicture | undefined {
  const signature = value === undefined ? undefined : files.read(value)
  const signed = signature?.ok ? parseSealSignature(signature.value) : undefined
  if (signed?.ok) return signed.value.seal.picture
  const file = seal === undefined ? undefined : files.read(seal)
  const read = file?.ok ? parseSeal(file.value) : undefined
  return read?.ok ? read.value.picture : undefined
}

/** A picture as a scene of its own, whatever it is made of. */
async function sceneOf(
  { type, data }: SealPicture,
  name: string,
  drawPicture: DrawPicture,
): Promise<Result<PageScene, DrawingProblem>> {
  if (type.trim().toLowerCase() === 'ofd') return drawPicture(data)
  const image = imageOf(data)
  if (!image.ok) return { ok: false, error: { ...image.error, params: { ...image.error.params, name } } }
  const item: SceneItem = { kind: 'image', matrix: [1, 0, 0, 1, 0, 0], image: 0, opacity: 1, clips: [] }
  return { ok: true, value: { width: 1, height: 1, items: [item], clips: [], images: [image.value], problems: [] } }
}

/** The scene stretched into the box of the stamp. */
function lay(painter: Painter, scene: PageScene, { boundary, clip }: StampBox, key: string): void {
  const { x, y, width, height } = boundary
  const matrix: Matrix = [width / scene.width, 0, 0, height / scene.height, x, y]
  const bounds = clip ? { ...clip, x: clip.x + x, y: clip.y + y } : boundary
  const around = painter.clip({
    shapes: [{ matrix: [1, 0, 0, 1, 0, 0], data: rectanglePath(bounds), isEvenOdd: false }],
  })
  const clips = scene.clips.map((one) =>
    painter.clip({ shapes: one.shapes.map((shape) => ({ ...shape, matrix: within(shape.matrix, matrix) })) }),
  )
  const images = scene.images.map((image, index) => painter.image(`${key} ${index}`, image))
  for (const item of scene.items) {
    const moved = {
      matrix: within(item.matrix, matrix),
      clips: [around, ...item.clips.flatMap((one) => clips[one] ?? [])],
    }
    if (item.kind !== 'image') painter.add({ ...item, ...moved })
    else {
      const image = images[item.image]
      if (image !== undefined) painter.add({ ...item, ...moved, image })
    }
  }
  for (const { code, params } of scene.problems)
    painter.say(code, { ...params, object: `${key}: ${params['object'] ?? ''}` })
}
