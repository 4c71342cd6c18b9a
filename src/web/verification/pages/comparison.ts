// Two drawings of the same page, pixel by pixel: an aid for the eye, no evidence. Antialiasing differs by a little everywhere.

/** Of 255; less than this is no difference one would see. */
const MIN_DISTANCE = 32
/** Cells of one side of the page: differences are told by cell. */
const CELLS = 48

export interface Difference {
  /** Of the page, 0 to 1. */
  left: number
  top: number
  width: number
  height: number
}

/** Where they differ, as stripes of cells; all of it where the sizes differ. */
export function differencesOf(one: HTMLCanvasElement, other: HTMLCanvasElement): Difference[] {
  if (one.width !== other.width || one.height !== other.height) return [{ left: 0, top: 0, width: 1, height: 1 }]
  const [a, b] = [pixelsOf(one), pixelsOf(other)]
  if (!a || !b) return []
  return stripesOf(differingCells(a, b, one.width, one.height))
}

function pixelsOf(canvas: HTMLCanvasElement): Uint8ClampedArray | undefined {
  return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
}

function differingCells(a: Uint8ClampedArray, b: Uint8ClampedArray, width: number, height: number): Set<number> {
  const cells = new Set<number>()
  for (let at = 0, pixel = 0; at < a.length; at += 4, pixel++) {
    if (distance(a, b, at) < MIN_DISTANCE) continue
    const column = Math.floor(((pixel % width) / width) * CELLS)
    const row = Math.floor((Math.floor(pixel / width) / height) * CELLS)
    cells.add(row * CELLS + column)
  }
  return cells
}

/** The greatest of red, green and blue. */
function distance(a: Uint8ClampedArray, b: Uint8ClampedArray, at: number): number {
  const of = (channel: number) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0))
  return Math.max(of(0), of(1), of(2))
}

/** Neighbours in a row become one box. */
function stripesOf(cells: ReadonlySet<number>): Difference[] {
  const side = 1 / CELLS
  const stripes: Difference[] = []
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      if (!cells.has(row * CELLS + column)) continue
      const from = column
      while (column + 1 < CELLS && cells.has(row * CELLS + column + 1)) column++
      stripes.push({ left: from * side, top: row * side, width: (column - from + 1) * side, height: side })
    }
  }
  return stripes
}
