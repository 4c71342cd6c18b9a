import { describe, expect, it } from 'vitest'
import { ellipse, star } from '#core/seals/drawing/outline.ts'
import { rasterOf } from '#core/seals/drawing/raster.ts'
import { cleanScan, type ScanRaster } from '#core/seals/drawing/scan.ts'

/** An impression on cream paper with a black line of text and a blue stroke over it, as scanners give it; the same every time. */
function scanOf(options: { red?: readonly [number, number, number]; side?: number } = {}): ScanRaster {
  const { red = [196, 44, 52], side = 400 } = options
  const mm = 40
  const outline = [...ellipse(20, 20, 12, 12), ...ellipse(20, 20, 10.5, 10.5, -1)]
  const seal = rasterOf(
    {
      widthMm: mm,
      heightMm: mm,
      shapes: [
        { isInk: true, outline },
        { isInk: true, outline: star(20, 20, 5) },
      ],
    },
    (side / mm) * 25.4,
  )
  const colours = new Uint8Array(side * side * 3)
  let seed = 7
  for (let i = 0; i < side * side; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    const grain = (seed >> 16) % 12
    const [x, y] = [i % side, Math.floor(i / side)]
    const isText = y > side * 0.88 && y < side * 0.92 && x % 9 < 5
    const isStroke = Math.abs(x - side * 0.1) < 3
    const paper = isText ? [30, 30, 34] : isStroke ? [40, 60, 170] : [246 - grain, 240 - grain, 226 - grain]
    const part = (seal.ink[i] ?? 0) / 255
    for (let c = 0; c < 3; c++) colours[i * 3 + c] = Math.round((paper[c] ?? 0) * (1 - part) + (red[c] ?? 0) * part)
  }
  return { width: side, height: side, colours, alpha: new Uint8Array(side * side).fill(255) }
}

describe('a scanned impression', () => {
  it('is cut to its edges: paper, black text and blue strokes are gone, the red is whole', () => {
    const clean = cleanScan(scanOf(), 42, 300)
    if (!clean.ok) throw new Error(clean.error.code)
    const { width, height, ink, widthMm, heightMm } = clean.value
    expect({ widthMm, heightMm, width, height }).toEqual({ widthMm: 42, heightMm: 42, width: 496, height: 496 })
    // Drawn again to that size by the geometry alone: a ring 1.5 of 24 wide, and the star.
    const k = 42 / 24
    const ideal = rasterOf(
      {
        widthMm: 42,
        heightMm: 42,
        shapes: [
          { isInk: true, outline: [...ellipse(21, 21, 21, 21), ...ellipse(21, 21, 21 - 1.5 * k, 21 - 1.5 * k, -1)] },
          { isInk: true, outline: star(21, 21, 5 * k) },
        ],
      },
      300,
    )
    let [both, either] = [0, 0]
    for (let i = 0; i < ink.length; i++) {
      const [a, b] = [(ink[i] ?? 0) > 127, (ideal.ink[i] ?? 0) > 127]
      if (a && b) both++
      if (a || b) either++
    }
    expect(both / either).toBeGreaterThan(0.93)
    expect(ink[0]).toBe(0)
  })

  it.each([
    ['in black and white', { red: [60, 60, 60] as const }, 42, 'seal-drawing.scan-without-red'],
    ['in blue ink', { red: [40, 60, 190] as const }, 42, 'seal-drawing.scan-without-red'],
    ['too coarse', { side: 120 }, 42, 'seal-drawing.scan-too-small'],
    ['meant to be wider than a seal', {}, 61, 'seal-drawing.scan-out-of-size'],
    ['meant to be smaller than a seal', {}, 7, 'seal-drawing.scan-out-of-size'],
  ])('%s is refused', (_, options, widthMm, code) => {
    const clean = cleanScan(scanOf(options), widthMm, 300)
    expect(clean.ok ? 'taken' : clean.error.code).toBe(code)
  })

  it('that is a red sheet is refused', () => {
    const side = 300
    const colours = Uint8Array.from({ length: side * side * 3 }, (_, i) => [200, 20, 30][i % 3] ?? 0)
    const clean = cleanScan(
      { width: side, height: side, colours, alpha: new Uint8Array(side * side).fill(255) },
      42,
      300,
    )
    expect(clean.ok ? 'taken' : clean.error.code).toBe('seal-drawing.scan-all-red')
  })
})
