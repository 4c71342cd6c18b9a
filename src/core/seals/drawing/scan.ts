// A scanned seal cleaned: paper and other inks taken away, the red kept by how red it is, cut to its edges and brought to its size in
// millimetres. No clause: what counts as red is measured, and a scan without a clear red is refused, not guessed.

import { err, ok, type Result } from '../../verdict.ts'
import type { DrawingFault } from './draw.ts'
import { dotsOf, type InkRaster } from './raster.ts'

export interface ScanRaster {
  width: number
  height: number
  /** Three octets a dot. */
  colours: Uint8Array
  alpha: Uint8Array
}

export interface CleanedScan extends InkRaster {
  /** Whole millimetres, as an SESeal holds them. */
  widthMm: number
  heightMm: number
}

/** Redness below the first is paper, above the second full ink; between them the edge of a stroke. Of 255. */
const PAPER = 36
const FULL = 96
/** A row or column belongs to the seal from so many red dots on, in parts of the scan's side: dust does not stretch the seal. */
const DUST = 0.004
/** Shares of the cut-out that red takes in a seal: less is a smear, more is a red sheet. */
const LEAST_INK = 0.02
const MOST_INK = 0.92
const LEAST_DOTS = 118
export const SCAN_LIMITS = { minMm: 8, maxMm: 60, maxBytes: 8 * 1024 * 1024, maxDots: 16_000_000 } as const

/** @param widthMm of the cut-out seal; its height follows from its shape */
export function cleanScan(scan: ScanRaster, widthMm: number, dpi: number): Result<CleanedScan, DrawingFault> {
  const ink = inkOf(scan)
  const box = boxOf(ink, scan.width, scan.height)
  if (!box) return fault('seal-drawing.scan-without-red')
  const [width, height] = [box.right - box.left, box.bottom - box.top]
  if (Math.min(width, height) < LEAST_DOTS)
    return fault('seal-drawing.scan-too-small', { dots: Math.min(width, height), least: LEAST_DOTS })
  const share = shareOf(ink, scan.width, box)
  if (share < LEAST_INK) return fault('seal-drawing.scan-without-red')
  if (share > MOST_INK) return fault('seal-drawing.scan-all-red')
  const heightMm = Math.round((widthMm * height) / width)
  const { minMm, maxMm } = SCAN_LIMITS
  if (heightMm < minMm || heightMm > maxMm) return fault('seal-drawing.scan-out-of-size', { heightMm, minMm, maxMm })
  const size = { width: dotsOf(widthMm, dpi), height: dotsOf(heightMm, dpi) }
  return ok({ ...size, ink: resampled(ink, scan.width, box, size), widthMm, heightMm })
}

/** How much redder a dot is than it is green or blue: dark red and light red alike, never black, blue or paper. */
function inkOf({ width, height, colours, alpha }: ScanRaster): Uint8Array {
  const ink = new Uint8Array(width * height)
  for (let i = 0; i < ink.length; i++) {
    const opacity = (alpha[i] as number) / 255
    const [red, green, blue] = [0, 1, 2].map((channel) => 255 - (255 - (colours[i * 3 + channel] as number)) * opacity)
    const redness = (red as number) - Math.max(green as number, blue as number)
    ink[i] = Math.round(255 * Math.min(1, Math.max(0, (redness - PAPER) / (FULL - PAPER))))
  }
  return ink
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

function boxOf(ink: Uint8Array, width: number, height: number): Box | undefined {
  const rows = new Uint32Array(height)
  const columns = new Uint32Array(width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((ink[y * width + x] as number) < 128) continue
      rows[y] = (rows[y] as number) + 1
      columns[x] = (columns[x] as number) + 1
    }
  }
  const [top, bottom] = endsOf(rows, Math.max(2, width * DUST))
  const [left, right] = endsOf(columns, Math.max(2, height * DUST))
  return top < 0 || left < 0 ? undefined : { left, top, right: right + 1, bottom: bottom + 1 }
}

function endsOf(counts: Uint32Array, least: number): [number, number] {
  const first = counts.findIndex((one) => one >= least)
  return [first, counts.findLastIndex((one) => one >= least)]
}

function shareOf(ink: Uint8Array, width: number, { left, top, right, bottom }: Box): number {
  let sum = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += ink[y * width + x] as number
  return sum / 255 / ((right - left) * (bottom - top))
}

/** The mean of what lies under each new dot. */
function resampled(
  ink: Uint8Array,
  stride: number,
  box: Box,
  { width, height }: { width: number; height: number },
): Uint8Array {
  const [stepX, stepY] = [(box.right - box.left) / width, (box.bottom - box.top) / height]
  const result = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const rows = between(box.top + y * stepY, stepY, box.bottom)
    for (let x = 0; x < width; x++) {
      const columns = between(box.left + x * stepX, stepX, box.right)
      let sum = 0
      for (let row = rows[0]; row < rows[1]; row++)
        for (let column = columns[0]; column < columns[1]; column++) sum += ink[row * stride + column] as number
      result[y * width + x] = Math.round(sum / ((rows[1] - rows[0]) * (columns[1] - columns[0])))
    }
  }
  return result
}

/** At least one dot, and none behind the end. */
function between(start: number, step: number, end: number): [number, number] {
  const first = Math.min(end - 1, Math.floor(start))
  return [first, Math.min(end, Math.max(first + 1, Math.round(start + step)))]
}

function fault(code: DrawingFault['code'], params: DrawingFault['params'] = {}): Result<never, DrawingFault> {
  return err({ code, params })
}
