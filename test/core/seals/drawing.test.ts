import { describe, expect, it } from 'vitest'
import { drawSeal, type SealDesign, type SealDrawing } from '#core/seals/drawing/draw.ts'
import type { GlyphSource } from '#core/seals/drawing/lettering.ts'
import { type Outline, rectangle, transformed } from '#core/seals/drawing/outline.ts'
import { dotsOf, rasterOf } from '#core/seals/drawing/raster.ts'
import { SEAL_STYLES } from '#core/seals/drawing/styles.ts'
import { sealSvg } from '#core/seals/drawing/svg.ts'

/** Every letter a full box, so that where it stands can be read from the drawing; `〇` is what this font does not have. */
const boxes: GlyphSource = {
  unitsPerEm: 1000,
  glyph: (character) => {
    if (character === '〇') return undefined
    const isWide = character > '\u2e80'
    return {
      outline: rectangle(0, -120, isWide ? 1000 : 500, 1000, 0),
      advance: isWide ? 1000 : 500,
      left: 40,
      right: 460,
    }
  },
}

const drawn = (design: SealDesign): SealDrawing => {
  const result = drawSeal(design, boxes)
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

const refusal = (design: SealDesign) => {
  const result = drawSeal(design, boxes)
  return result.ok ? undefined : result.error
}

function boundsOf(outline: Outline) {
  const numbers = outline.flatMap(([, ...at]) => [...at])
  const xs = numbers.filter((_, i) => i % 2 === 0)
  const ys = numbers.filter((_, i) => i % 2 === 1)
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

const middles = (drawing: SealDrawing) =>
  drawing.shapes.slice(1).map(({ outline }) => {
    const { left, right, top, bottom } = boundsOf(outline)
    return [Math.round((left + right) / 2), Math.round((top + bottom) / 2)]
  })

/** Area of one shape in square millimetres as the raster covers it. */
function areaOf(drawing: SealDrawing, shapes: SealDrawing['shapes'], dpi = 600): number {
  const { ink, width, height } = rasterOf({ ...drawing, shapes }, dpi)
  const dot = (drawing.widthMm / width) * (drawing.heightMm / height)
  return (ink.reduce((sum, one) => sum + one, 0) / 255) * dot
}

describe('a drawn seal', () => {
  it.each(SEAL_STYLES.map(({ id }) => id))('%s keeps every outline inside its size', (style) => {
    const { widthMm, heightMm } = SEAL_STYLES.find(({ id }) => id === style) ?? { widthMm: 0, heightMm: 0 }
    const { shapes, ...size } = drawn({ style, text: '上海市某某区局', line: '业务专用章', number: '3101010012345' })
    expect(size).toEqual({ widthMm, heightMm })
    for (const { outline } of shapes) {
      const { left, right, top, bottom } = boundsOf(outline)
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-1e-9)
      expect(right).toBeLessThanOrEqual(widthMm + 1e-9)
      expect(bottom).toBeLessThanOrEqual(heightMm + 1e-9)
    }
  })

  it('is as large in the SVG as on paper, in millimetres', () => {
    const svg = sealSvg(drawn({ style: 'official-round-42', text: '上海市某局' }))
    expect(svg).toMatch(/^<svg [^>]*width="42mm" height="42mm" viewBox="0 0 42 42"/)
    expect(svg).not.toMatch(/<(script|image|text|foreignObject)|href|on\w+=/i)
  })

  it('has a ring and a star of exactly their areas', () => {
    const drawing = drawn({ style: 'official-round-42', text: '局' })
    const [ring, star] = drawing.shapes
    if (!ring || !star) throw new Error('no shapes')
    expect(areaOf(drawing, [ring])).toBeCloseTo(Math.PI * (21 ** 2 - 19.8 ** 2), 0)
    // A pentagram in a circle of radius r: 1.12257 r².
    expect(areaOf(drawing, [star])).toBeCloseTo(1.12257 * 7 ** 2, 1)
  })

  it('stands its letters along the arc from left to right, the same on both sides', () => {
    const places = middles(drawn({ style: 'official-round-42', text: '一二三四五' })).slice(1)
    expect(places.map(([x = 0]) => x)).toEqual([...places.map(([x = 0]) => x)].sort((a, b) => a - b))
    expect(places[0]?.[1]).toBe(places[4]?.[1])
    expect(places[2]?.[0]).toBe(21)
  })
})

describe('a private seal', () => {
  it('is read from the right: the surname stands in the right column, the given name in the left', () => {
    expect(middles(drawn({ style: 'name-square-20', text: '李晓明' }))).toEqual([
      [14, 10],
      [6, 6],
      [6, 14],
    ])
  })

  it('with 之印 has four letters in two columns', () => {
    expect(middles(drawn({ style: 'name-square-20', text: '张伟', ending: '之印' }))).toEqual([
      [14, 6],
      [14, 14],
      [6, 6],
      [6, 14],
    ])
  })

  it('on one line is read from the left', () => {
    const xs = middles(drawn({ style: 'name-line-30x12', text: '赵德全' })).map(([x = 0]) => x)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })

  it('leaves out the dot between the parts of a name', () => {
    expect(drawn({ style: 'name-square-20', text: '买买提·艾力' }).shapes).toHaveLength(1 + 5)
  })

  it('in 白文 is the full square less its letters, in 朱文 a frame and its letters', () => {
    const white = drawn({ style: 'name-square-20', text: '张伟', cut: 'intaglio' })
    const [ground, ...letters] = white.shapes
    if (!ground) throw new Error('no ground')
    const cut = areaOf(
      white,
      letters.map((one) => ({ ...one, isInk: true })),
    )
    expect(areaOf(white, white.shapes)).toBeCloseTo(areaOf(white, [ground]) - cut, 0)
    expect(sealSvg(white)).toContain('<mask')
    const red = drawn({ style: 'name-square-20', text: '张伟', cut: 'relief' })
    expect(red.shapes.every(({ isInk }) => isInk)).toBe(true)
  })
})

describe('what cannot be drawn is refused by name', () => {
  it.each([
    [
      'a character the font does not have',
      { text: '张〇' },
      'seal-drawing.character-missing',
      { character: '〇', codePoint: 'U+3007' },
    ],
    ['a name of thirteen letters', { text: '张'.repeat(13) }, 'seal-drawing.text-too-long', { letters: 13 }],
    ['nothing', { text: ' · ' }, 'seal-drawing.text-missing', {}],
    ['a style nobody knows', { style: 'triangle', text: '张' }, 'seal-drawing.style-unknown', { style: 'triangle' }],
  ])('%s', (_, design, code, params) => {
    const found = refusal({ style: 'name-square-20', ...design })
    expect(found?.code).toBe(code)
    expect(found?.params).toMatchObject(params)
  })

  it('the longest unit that fits, and one letter more', () => {
    const fits = (letters: number) => refusal({ style: 'official-round-42', text: '局'.repeat(letters) }) === undefined
    const longest =
      Array.from({ length: 80 }, (_, i) => i + 1)
        .filter(fits)
        .at(-1) ?? 0
    expect(longest).toBeGreaterThanOrEqual(30)
    expect(refusal({ style: 'official-round-42', text: '局'.repeat(longest + 1) })?.code).toBe(
      'seal-drawing.text-too-long',
    )
  })

  it('a number with other signs than figures and capitals', () => {
    const number = '31010-6'
    expect(refusal({ style: 'official-round-42', text: '局', number })?.code).toBe('seal-drawing.number-not-digits')
  })
})

describe('the raster', () => {
  it('has as many dots as the size asks for', () => {
    expect(rasterOf(drawn({ style: 'name-square-20', text: '张' }), 300)).toMatchObject({ width: 236, height: 236 })
    expect(dotsOf(42, 600)).toBe(992)
  })

  it('covers a rectangle between dots by the share it has of them', () => {
    const half: SealDrawing = {
      widthMm: 2,
      heightMm: 2,
      shapes: [{ isInk: true, outline: rectangle(0.5, 0.5, 1, 1, 0) }],
    }
    expect([...rasterOf(half, 25.4).ink]).toEqual([64, 64, 64, 64])
    const turned = {
      ...half,
      shapes: [{ isInk: true, outline: transformed(rectangle(0, 0, 2, 1, 0), [1, 0, 0, 1, 0, 0]) }],
    }
    expect([...rasterOf(turned, 25.4).ink]).toEqual([255, 255, 0, 0])
  })
})
