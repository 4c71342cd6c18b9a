// A PDF opened for drawing by PDF.js: its own worker, everything from our own address, no script, no form logic, no links, no WebAssembly.

import {
  AnnotationMode,
  GlobalWorkerOptions,
  getDocument,
  PasswordResponses,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import type { Rectangle } from '#core/documents/marks.ts'

GlobalWorkerOptions.workerSrc = workerUrl

/** A page that takes longer is given up: hostile ones would keep the window busy for ever. */
const DRAWING_LIMIT_MS = 20_000
const OPENING_LIMIT_MS = 20_000
/** Pixels of one drawn page, and of one side of it. */
const MAX_PIXELS = 12_000_000
const MAX_SIDE = 8192
/** Of one picture inside: larger ones are left out. */
const MAX_IMAGE_PIXELS = 64_000_000

/** Why something could not be drawn. */
export type Undrawable = 'password' | 'wrong-password' | 'damaged' | 'too-slow' | 'no-such-page'

export class DrawingError extends Error {
  readonly reason: Undrawable

  constructor(reason: Undrawable) {
    super(reason)
    this.reason = reason
  }
}

/** In CSS pixels at scale 1, from above; the page's own rotation is in it. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface PdfSheet {
  width: number
  height: number
  /** A rectangle in the page's own units as a box on the drawn page. */
  boxOf(rectangle: Rectangle): Box
  /** Draws into the canvas. Rejects with a DrawingError; aborting is silent. @param scale CSS pixels a point; @param density pixels a CSS pixel */
  draw(canvas: HTMLCanvasElement, scale: number, density: number, signal: AbortSignal): Promise<void>
}

export interface OpenPdf {
  pages: number
  /** @param index from 0 */
  sheet(index: number): Promise<PdfSheet>
  close(): void
}

/** Takes the bytes over: they move into the worker. @throws DrawingError */
export async function openPdf(bytes: Uint8Array, password?: string): Promise<OpenPdf> {
  const base = `${location.origin}/pdf`
  const task = getDocument({
    data: bytes,
    ...(password !== undefined && { password }),
    cMapUrl: `${base}/cmaps/`,
    standardFontDataUrl: `${base}/fonts/`,
    wasmUrl: `${base}/decoders/`,
    useWasm: false,
    isEvalSupported: false,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    maxImageSize: MAX_IMAGE_PIXELS,
    canvasMaxAreaInBytes: MAX_PIXELS * 4,
    verbosity: 0,
  })
  try {
    const pdf = await within(OPENING_LIMIT_MS, task.promise)
    return { pages: pdf.numPages, sheet: (index) => sheetOf(pdf, index), close: () => void task.destroy() }
  } catch (error) {
    void task.destroy()
    throw new DrawingError(reasonOf(error))
  }
}

function reasonOf(error: unknown): Undrawable {
  if (error instanceof DrawingError) return error.reason
  const { name, code } = error as { name?: string; code?: number }
  if (name !== 'PasswordException') return 'damaged'
  return code === PasswordResponses.INCORRECT_PASSWORD ? 'wrong-password' : 'password'
}

async function sheetOf(pdf: PDFDocumentProxy, index: number): Promise<PdfSheet> {
  if (index < 0 || index >= pdf.numPages) throw new DrawingError('no-such-page')
  const page = await within(OPENING_LIMIT_MS, pdf.getPage(index + 1)).catch((error: unknown) => {
    throw new DrawingError(reasonOf(error))
  })
  const viewport = page.getViewport({ scale: 1 })
  return {
    width: viewport.width,
    height: viewport.height,
    boxOf: (rectangle) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = viewport.convertToViewportRectangle([...rectangle]) as number[]
      return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
    },
    draw: (canvas, scale, density, signal) => draw(page, canvas, scale * density, signal),
  }
}

async function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, wanted: number, signal: AbortSignal): Promise<void> {
  const { width, height } = page.getViewport({ scale: 1 })
  const scale = Math.min(wanted, MAX_SIDE / width, MAX_SIDE / height, Math.sqrt(MAX_PIXELS / (width * height)))
  const viewport = page.getViewport({ scale })
  canvas.width = Math.max(1, Math.floor(viewport.width))
  canvas.height = Math.max(1, Math.floor(viewport.height))
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
  signal.addEventListener('abort', () => task.cancel())
  try {
    await within(DRAWING_LIMIT_MS, task.promise)
  } catch (error) {
    task.cancel()
    if (!signal.aborted) throw new DrawingError(reasonOf(error))
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DrawingError('too-slow')), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
