// Outlines in millimetres, the one thing a drawn seal is made of: rings, stars and letters, from which the SVG and the picture are made
// alike. No clause: geometry.

/** `x, y` pairs of the command in millimetres, from the top left corner. Every outline is closed. */
export type Segment =
  | readonly ['M' | 'L', number, number]
  | readonly ['Q', number, number, number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z']

export type Outline = readonly Segment[]

/** `x' = a·x + c·y + e`, `y' = b·x + d·y + f`. */
export type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export function transformed(outline: Outline, [a, b, c, d, e, f]: Transform): Outline {
  return outline.map((segment): Segment => {
    const [command, ...numbers] = segment
    if (command === 'Z') return segment
    const moved: number[] = []
    for (let i = 0; i < numbers.length; i += 2) {
      const [x, y] = [numbers[i] as number, numbers[i + 1] as number]
      moved.push(a * x + c * y + e, b * x + d * y + f)
    }
    return [command, ...moved] as unknown as Segment
  })
}

/** How far the handles of a Bézier curve reach for a quarter of a circle. */
const KAPPA = 0.5522847498

/** @param turn 1 clockwise, -1 against it: the inner edge of a ring runs against the outer one */
export function ellipse(x: number, y: number, a: number, b: number, turn: 1 | -1 = 1): Outline {
  const [h, v] = [a * KAPPA, turn * b * KAPPA]
  const s = turn * b
  return [
    ['M', x + a, y],
    ['C', x + a, y + v, x + h, y + s, x, y + s],
    ['C', x - h, y + s, x - a, y + v, x - a, y],
    ['C', x - a, y - v, x - h, y - s, x, y - s],
    ['C', x + h, y - s, x + a, y - v, x + a, y],
    ['Z'],
  ]
}

/** The band between two ellipses. */
export function ellipticRing(x: number, y: number, a: number, b: number, width: number): Outline {
  return [...ellipse(x, y, a, b), ...ellipse(x, y, a - width, b - width, -1)]
}

/** With rounded corners of radius `r`. */
export function rectangle(x: number, y: number, w: number, h: number, r: number, turn: 1 | -1 = 1): Outline {
  const k = r * (1 - KAPPA)
  const [x2, y2] = [x + w, y + h]
  const clockwise: Segment[] = [
    ['M', x + r, y],
    ['L', x2 - r, y],
    ['C', x2 - k, y, x2, y + k, x2, y + r],
    ['L', x2, y2 - r],
    ['C', x2, y2 - k, x2 - k, y2, x2 - r, y2],
    ['L', x + r, y2],
    ['C', x + k, y2, x, y2 - k, x, y2 - r],
    ['L', x, y + r],
    ['C', x, y + k, x + k, y, x + r, y],
    ['Z'],
  ]
  // Mirrored on its middle, the same figure runs the other way round.
  return turn === 1 ? clockwise : transformed(clockwise, [-1, 0, 0, 1, x + x2, 0])
}

export function rectangularRing(x: number, y: number, w: number, h: number, r: number, width: number): Outline {
  const inner = Math.max(0, r - width)
  return [...rectangle(x, y, w, h, r), ...rectangle(x + width, y + width, w - 2 * width, h - 2 * width, inner, -1)]
}

/** Five points, one upward; `r` from the middle to a point. The notches are those of the regular pentagram. */
export function star(x: number, y: number, r: number): Outline {
  const notch = (r * Math.sin(Math.PI / 10)) / Math.sin((7 * Math.PI) / 10)
  const corners = Array.from({ length: 10 }, (_, i): Segment => {
    const radius = i % 2 === 0 ? r : notch
    const angle = (i * Math.PI) / 5
    return [i === 0 ? 'M' : 'L', x + radius * Math.sin(angle), y - radius * Math.cos(angle)]
  })
  return [...corners, ['Z']]
}
