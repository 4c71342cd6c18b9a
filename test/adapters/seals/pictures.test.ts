import { crc32, inflateSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { sealGlyphs } from '#adapters/seals/glyphs.node.ts'
import { writeInkPng } from '#adapters/seals/png.ts'
import { drawSeal } from '#core/seals/drawing/draw.ts'
import { rasterOf } from '#core/seals/drawing/raster.ts'

/** Read here by hand: type, data, and whether the checksum of the chunk is that of zlib. */
function chunksOf(png: Uint8Array) {
  const view = Buffer.from(png)
  const chunks: { type: string; data: Buffer; isWhole: boolean }[] = []
  for (let at = 8; at < view.length; ) {
    const length = view.readUInt32BE(at)
    const body = view.subarray(at + 4, at + 8 + length)
    const isWhole = crc32(body) === view.readUInt32BE(at + 8 + length)
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4), isWhole })
    at += 12 + length
  }
  return chunks
}

describe('the picture of a drawn seal', () => {
  it('is a PNG that says its size in millimetres, red on nothing', async () => {
    const drawing = drawSeal({ style: 'name-square-20', text: '张伟', ending: '之印' }, await sealGlyphs())
    if (!drawing.ok) throw new Error(drawing.error.code)
    const raster = rasterOf(drawing.value, 300)
    const chunks = chunksOf(writeInkPng(raster, 300))
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'PLTE', 'tRNS', 'pHYs', 'IDAT', 'IEND'])
    expect(chunks.every(({ isWhole }) => isWhole)).toBe(true)
    const [header, palette, opacity, scale, image] = chunks.map(({ data }) => data)
    expect([header?.readUInt32BE(0), header?.readUInt32BE(4)]).toEqual([236, 236])
    // 236 dots at 11,811 dots a metre are 20 mm.
    expect(scale?.readUInt32BE(0)).toBe(11_811)
    expect([...(palette ?? [])].slice(0, 3)).toEqual([0xc8, 0x10, 0x2e])
    expect([opacity?.[0], opacity?.[255]]).toEqual([0, 255])
    const rows = inflateSync(image ?? Buffer.alloc(0))
    expect(rows.length).toBe(237 * 236)
    expect(rows.filter((_, i) => i % 237 !== 0)).toEqual(Buffer.from(raster.ink))
  })

  it.each([
    ['common', '王伟', true],
    ['rare, of names: 㛃 㼆 䶮 昇 喆 璟 赟 翀 彧 堃', '㛃㼆䶮昇喆璟赟翀彧堃', true],
    ['none: a private-use character', '\ue000', false],
    ['none: a space that shows nothing', '\u2003\u200b', false],
  ])('%s characters', async (_, text, isDrawn) => {
    expect(drawSeal({ style: 'name-square-20', text }, await sealGlyphs()).ok).toBe(isDrawn)
  })
})

describe('pictures made on a thread that may be killed', () => {
  const pool = createVerifierPool({ maxWorkers: 1, limitMs: 60_000 })
  afterAll(() => pool.close())

  it('are drawn, with the SVG beside the PNG', async () => {
    const made = await pool.drawSeal({ style: 'special-oval-40x30', text: '上海市某中心', line: '受理专用章' }, 300)
    if (!made.ok) throw new Error(made.error.code)
    expect(made.value).toMatchObject({ widthMm: 40, heightMm: 30 })
    expect(made.value.svg).toMatch(/^<svg /)
  })

  it('and cleaned: our own picture on paper comes back as it was', async () => {
    const made = await pool.drawSeal({ style: 'name-square-20', text: '张伟' }, 300)
    if (!made.ok) throw new Error(made.error.code)
    const clean = await pool.cleanSeal({ bytes: made.value.png, widthMm: 20, dpi: 300 })
    if (!clean.ok) throw new Error(clean.error.code)
    expect(clean.value).toMatchObject({ widthMm: 20, heightMm: 20 })
    expect(clean.value.svg).toBeUndefined()
  })

  it.each([
    ['nothing', (_: Uint8Array) => new Uint8Array()],
    ['a JPEG', (_: Uint8Array) => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['a PNG cut off', (png: Uint8Array) => png.slice(0, png.length / 2)],
  ])('a scan that is %s is refused by name', async (_, change) => {
    const made = await pool.drawSeal({ style: 'name-square-20', text: '张伟' }, 300)
    if (!made.ok) throw new Error(made.error.code)
    const clean = await pool.cleanSeal({ bytes: change(made.value.png), widthMm: 20, dpi: 300 })
    expect(clean.ok ? 'taken' : clean.error.code).toBe('seal-drawing.scan-unreadable')
  })
})
