// The letters of drawn seals: outlines of Noto Serif SC.

import type { Font, Glyph as FontGlyph } from 'fontkit'
import { loadSealFont } from '#adapters/reports/font.node.ts'
import type { Glyph, GlyphSource } from '#core/seals/drawing/lettering.ts'
import type { Segment } from '#core/seals/drawing/outline.ts'

let opened: Promise<GlyphSource> | undefined

/** Loaded when first needed: most threads that could draw never do. */
export function sealGlyphs(): Promise<GlyphSource> {
  opened ??= Promise.all([import('fontkit'), loadSealFont()]).then(([{ create }, data]) => sourceOf(create(data)))
  return opened
}

function sourceOf(font: Font): GlyphSource {
  return {
    unitsPerEm: font.unitsPerEm,
    glyph(character) {
      const codePoint = character.codePointAt(0)
      if (codePoint === undefined || !font.hasGlyphForCodePoint(codePoint)) return undefined
      const drawn = glyphOf(font.glyphForCodePoint(codePoint))
      // A space, or a mark that shows nothing, is no letter of a seal.
      return drawn.outline.length > 0 ? drawn : undefined
    },
  }
}

const COMMANDS = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' } as const

function glyphOf({ path, advanceWidth, bbox }: FontGlyph): Glyph {
  const outline = path.commands.map(({ command, args }) => [COMMANDS[command], ...args] as unknown as Segment)
  return { outline, advance: advanceWidth, left: bbox.minX, right: bbox.maxX }
}
