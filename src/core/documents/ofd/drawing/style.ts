// How an object is drawn: what it says itself, else its drawing parameters, else those of its layer (GB/T 33190-2016 §8.2,
// clause unverified).

import { attributeOf, type XmlElement } from '../../xml/tree.ts'
import { named, numbersOf } from '../structure.ts'
import type { Resources } from './resources.ts'
import type { PathItem } from './scene.ts'

export interface Style {
  fill?: XmlElement
  stroke?: XmlElement
  lineWidth: number
  cap: PathItem['cap']
  join: PathItem['join']
  dash: number[]
}

export const PLAIN_STYLE: Style = { lineWidth: 0.353, cap: 'butt', join: 'miter', dash: [] }

/** Parameters refer to parameters; a circle ends here. */
const MAX_CHAIN = 8

/** @param element an object or a layer; @param inherited where neither it nor its parameters say anything */
export function styleOf(element: XmlElement, { parameters }: Resources, inherited: Style): Style {
  const chain: XmlElement[] = []
  for (let id = attributeOf(element, 'DrawParam'); id !== undefined && chain.length < MAX_CHAIN; ) {
    const found = parameters.get(id)
    if (found) chain.push(found)
    id = found && attributeOf(found, 'Relative')
  }
  return [...chain.reverse(), element].reduce(overlaid, inherited)
}

function overlaid(below: Style, element: XmlElement): Style {
  const [fill] = named(element, 'FillColor')
  const [stroke] = named(element, 'StrokeColor')
  const width = Number(attributeOf(element, 'LineWidth') ?? Number.NaN)
  const dash = numbersOf(attributeOf(element, 'DashPattern') ?? '').filter((one) => one >= 0)
  return {
    ...below,
    ...(fill && { fill }),
    ...(stroke && { stroke }),
    ...(width >= 0 && width < 10_000 && { lineWidth: width }),
    ...(dash.length > 0 && dash.some((one) => one > 0) && { dash: dash.slice(0, 16) }),
    cap: CAPS[attributeOf(element, 'Cap') ?? ''] ?? below.cap,
    join: JOINS[attributeOf(element, 'Join') ?? ''] ?? below.join,
  }
}

const CAPS: Readonly<Record<string, Style['cap']>> = { Butt: 'butt', Round: 'round', Square: 'square' }
const JOINS: Readonly<Record<string, Style['join']>> = { Miter: 'miter', Round: 'round', Bevel: 'bevel' }
