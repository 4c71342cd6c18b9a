// Pictures of seals made on this thread: drawn from a design, or cleaned from a scan. The pool runs it where it can be killed.

import { readPng } from '#adapters/making/png.ts'
import { type DrawingFault, drawSeal, type SealDesign } from '#core/seals/drawing/draw.ts'
import { rasterOf } from '#core/seals/drawing/raster.ts'
import { cleanScan, type ScanRaster } from '#core/seals/drawing/scan.ts'
import { sealSvg } from '#core/seals/drawing/svg.ts'
import { err, ok, type Result } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { ScanOrder, SealImage } from '#src/ports.ts'
import { sealGlyphs } from './glyphs.node.ts'
import { writeInkPng } from './png.ts'

export type PictureOrder = { design: SealDesign; dpi: number } | { scan: ScanOrder }

/** Never rejects: a failure of ours is a picture that is not made. */
export async function makePicture(order: PictureOrder): Promise<Result<SealImage, DrawingFault>> {
  try {
    return 'scan' in order ? cleaned(order.scan) : await drawn(order.design, order.dpi)
  } catch {
    return err({ code: 'seal-drawing.given-up', params: { reason: 'internal' } })
  }
}

async function drawn(design: SealDesign, dpi: number): Promise<Result<SealImage, DrawingFault>> {
  const drawing = drawSeal(design, await sealGlyphs())
  if (!drawing.ok) return drawing
  const { widthMm, heightMm } = drawing.value
  const png = writeInkPng(rasterOf(drawing.value, dpi), dpi)
  return ok({ png, svg: sealSvg(drawing.value), widthMm, heightMm })
}

function cleaned({ bytes, widthMm, dpi }: ScanOrder): Result<SealImage, DrawingFault> {
  const scan = scanOf(bytes)
  if (!scan.ok) return scan
  const clean = cleanScan(scan.value, widthMm, dpi)
  if (!clean.ok) return clean
  return ok({ png: writeInkPng(clean.value, dpi), widthMm: clean.value.widthMm, heightMm: clean.value.heightMm })
}

function scanOf(bytes: Uint8Array): Result<ScanRaster, DrawingFault> {
  try {
    return ok(readPng(bytes))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return err({ code: 'seal-drawing.scan-unreadable', params: { problem: String(error.params.problem ?? '') } })
  }
}
