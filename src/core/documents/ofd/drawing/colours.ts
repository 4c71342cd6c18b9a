// Colours in the basic spaces (GB/T 33190-2016 §8.3, clause unverified). Gradients and patterns are not drawn: their first colour is.

import { attributeOf, type XmlElement } from '../../xml/tree.ts'
import { named, numbersOf } from '../structure.ts'
import type { Paint } from './scene.ts'

export type ColourSpace = 'GRAY' | 'RGB' | 'CMYK'

const SHADINGS = ['AxialShd', 'RadialShd', 'GouraudShd', 'LaGourandShd', 'Pattern']

export interface Colour extends Paint {
  /** The element that is not drawn as written. */
  simplified?: string
}

/** @param alpha of the object, 0 to 1 */
export function colourOf(
  element: XmlElement,
  spaceOf: (id: string | undefined) => ColourSpace,
  alpha: number,
): Colour | undefined {
  const shading = SHADINGS.flatMap((local) => named(element, local))[0]
  if (shading) {
    const first = firstColour(shading)
    const colour = first && colourOf(first, spaceOf, alpha)
    return colour && { ...colour, simplified: shading.local }
  }
  const own = Number(attributeOf(element, 'Alpha') ?? 255) / 255
  const opacity = clamp((Number.isFinite(own) ? own : 1) * alpha, 1)
  const components = componentsOf(attributeOf(element, 'Value') ?? '0')
  return { color: hexOf(components, spaceOf(attributeOf(element, 'ColorSpace'))), opacity }
}

function firstColour(shading: XmlElement): XmlElement | undefined {
  const [color] = [shading, ...named(shading, 'Segment'), ...named(shading, 'Point')].flatMap((one) =>
    named(one, 'Color'),
  )
  return color
}

/** Decimal, or hexadecimal after `#`. */
function componentsOf(text: string): number[] {
  if (!text.includes('#')) return numbersOf(text)
  return text
    .split(/\s+/)
    .flatMap((word) => (/^#[0-9a-f]{1,2}$/i.test(word) ? [Number.parseInt(word.slice(1), 16)] : []))
}

function hexOf(components: readonly number[], space: ColourSpace): string {
  const [first = 0, second = 0, third = 0, fourth = 0] = components.map((one) => clamp(one, 255))
  if (space === 'GRAY' || components.length === 1) return hex([first, first, first])
  if (space === 'RGB' && components.length <= 3) return hex([first, second, third])
  return hex([first, second, third].map((ink) => ((255 - ink) * (255 - fourth)) / 255))
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
