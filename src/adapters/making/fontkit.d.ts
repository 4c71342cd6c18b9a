/** What is used of fontkit, which has no types of its own: outlines of words. */
declare module 'fontkit' {
  export interface PathCommand {
    command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath'
    args: number[]
  }
  export interface Glyph {
    path: { commands: PathCommand[] }
    advanceWidth: number
    bbox: { minX: number; maxX: number }
  }
  export interface GlyphRun {
    glyphs: Glyph[]
    positions: { xAdvance: number }[]
    advanceWidth: number
  }
  export interface Font {
    unitsPerEm: number
    layout(text: string): GlyphRun
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): Glyph
  }
  export function create(file: Uint8Array): Font
}
