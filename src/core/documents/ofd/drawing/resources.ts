// What pages draw with: fonts, pictures, colour spaces, drawing parameters and composite units, each by its identifier
// (GB/T 33190-2016 §7.9, clause unverified).

import { attributeOf, childrenOf, textOf, type XmlElement } from '../../xml/tree.ts'
import type { Package } from '../package.ts'
import { named } from '../structure.ts'
import type { ColourSpace } from './colours.ts'

export interface FontResource {
  name: string
  isBold: boolean
  isItalic: boolean
  isEmbedded: boolean
}

export interface Resources {
  fonts: Map<string, FontResource>
  /** Path in the package; empty where it names none that is there. */
  media: Map<string, string>
  spaces: Map<string, ColourSpace>
  parameters: Map<string, XmlElement>
  units: Map<string, XmlElement>
  /** The files they were read from. */
  files: string[]
}

export function noResources(): Resources {
  return {
    fonts: new Map(),
    media: new Map(),
    spaces: new Map(),
    parameters: new Map(),
    units: new Map(),
    files: [],
  }
}

/** Adds what a resource file defines; a file that cannot be read defines nothing, which shows where it is missed. */
export async function addResources(to: Resources, files: Package, path: string): Promise<void> {
  const root = await files.xml(path)
  to.files.push(path)
  if (!root.ok) return
  const base = attributeOf(root.value, 'BaseLoc') ?? ''
  const inside = base === '' ? path : (files.locate(`${base}/-`, path) ?? path)
  for (const one of childrenOf(root.value).flatMap((list) => childrenOf(list))) {
    const id = attributeOf(one, 'ID')
    if (id === undefined) continue
    if (one.local === 'Font') to.fonts.set(id, fontOf(one))
    if (one.local === 'ColorSpace') to.spaces.set(id, spaceOf(one))
    if (one.local === 'DrawParam') to.parameters.set(id, one)
    if (one.local === 'CompositeGraphicUnit') to.units.set(id, one)
    if (one.local === 'MultiMedia') to.media.set(id, mediaOf(one, files, [inside, path]))
  }
}

function fontOf(font: XmlElement): FontResource {
  const name = attributeOf(font, 'FontName') ?? ''
  const family = attributeOf(font, 'FamilyName') ?? ''
  return {
    name: `${name} ${family}`.trim().slice(0, 200),
    isBold: attributeOf(font, 'Bold') === 'true',
    isItalic: attributeOf(font, 'Italic') === 'true',
    isEmbedded: named(font, 'FontFile').length > 0,
  }
}

function spaceOf(space: XmlElement): ColourSpace {
  const type = attributeOf(space, 'Type')?.toUpperCase()
  return type === 'GRAY' || type === 'CMYK' ? type : 'RGB'
}

/** Programs write it relative to the BaseLoc of the list, or to the file it stands in. */
function mediaOf(media: XmlElement, files: Package, froms: readonly string[]): string {
  const [file] = named(media, 'MediaFile')
  const places = froms.map((from) => (file ? files.locate(textOf(file), from) : undefined))
  return places.find((place) => place !== undefined && files.has(place)) ?? ''
}
