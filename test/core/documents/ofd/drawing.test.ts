import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { deltasOf, pathOf } from '#core/documents/ofd/drawing/geometry.ts'
import { drawOfdPage } from '#core/documents/ofd/drawing/page.ts'
import { DRAWING_LIMITS } from '#core/documents/ofd/drawing/painter.ts'
import type { PageScene } from '#core/documents/ofd/drawing/scene.ts'
import { element, type OfdOrder, ofdOf } from '../../../support/ofd-pages.ts'

async function drawn(order: OfdOrder, limits = DRAWING_LIMITS): Promise<PageScene> {
  const page = await drawOfdPage(ofdOf(order), 0, nodePrimitives, limits)
  if (!page.ok) throw new Error(page.error.code)
  return page.value.scene
}

const codes = ({ problems }: PageScene) => problems.map(({ code }) => code)
const text = (code: string, more = '') =>
  `<ofd:TextObject ID="9" Boundary="10 20 50 5" Size="4" Font="1" ${more}>${code}</ofd:TextObject>`
const path = (data: string, more = '') =>
  `<ofd:PathObject ID="7" Boundary="10 20 30 5" ${more}><ofd:AbbreviatedData>${data}</ofd:AbbreviatedData></ofd:PathObject>`
const FONT = '<ofd:Fonts><ofd:Font ID="1" FontName="宋体"/></ofd:Fonts>'

/** A PNG of the size it says: its header is all that is read. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(40)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}

const picture = (content: Uint8Array): OfdOrder => ({
  objects: '<ofd:ImageObject ID="8" Boundary="5 6 20 10" CTM="20 0 0 10 0 0" ResourceID="4"/>',
  resources:
    '<ofd:MultiMedias><ofd:MultiMedia ID="4" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>',
  files: { 'Doc_0/a.png': content },
})

describe('the places of glyphs (GB/T 33190-2016 ch. 11)', () => {
  it.each([
    ['1 2 3', [1, 2, 3]],
    ['g 3 2.5', [2.5, 2.5, 2.5]],
    ['1 g 2 4 9', [1, 4, 4, 9]],
    ['g 0 7 1', [1]],
  ])('are read from %s', (written, deltas) => {
    expect(deltasOf(written, 100)).toEqual(deltas)
  })

  it.each(['g 3', 'g x 1', 'g -1 2', '1 g', '1,5', 'g 1.5 2', 'NaN', '1 e'])('are not guessed from %s', (written) => {
    expect(deltasOf(written, 100)).toBeUndefined()
  })

  it('are no more than there are characters, however many times are asked for', () => {
    expect(deltasOf('g 4000000000 1', 3)).toEqual([1, 1, 1])
  })

  it('follow each other from X and Y, and blanks are left out', async () => {
    const code =
      '<ofd:TextCode X="1" Y="3" DeltaX="g 2 4">甲 乙</ofd:TextCode><ofd:TextCode Y="8" DeltaY="2">丙丁</ofd:TextCode>'
    const { items } = await drawn({ objects: text(code), resources: FONT })
    expect(items).toMatchObject([
      {
        kind: 'text',
        font: '宋体',
        matrix: [1, 0, 0, 1, 10, 20],
        fill: { color: '#000000', opacity: 1 },
        glyphs: [
          { x: 1, y: 3, text: '甲' },
          { x: 9, y: 3, text: '乙' },
          { x: 1, y: 8, text: '丙' },
          { x: 1, y: 10, text: '丁' },
        ],
      },
    ])
  })

  it('that are not well written leave the text out, and that is said', async () => {
    const scene = await drawn({
      objects: text('<ofd:TextCode X="1" Y="3" DeltaX="g 2">甲乙</ofd:TextCode>'),
      resources: FONT,
    })
    expect(scene.items).toEqual([])
    expect(scene.problems).toEqual([{ code: 'ofd-drawing.text-places', params: { object: 'TextObject 9', times: 1 } }])
  })
})

describe('path data (GB/T 33190-2016 §9.1)', () => {
  it.each([
    ['M 0 0 L 73 0', 'M0 0 L73 0'],
    ['S 1 1 Q 1 2 3 4 C', 'M1 1 Q1 2 3 4 Z'],
    ['M 0 0 B 1 2 3 4 5 6 A 5 5 0 1 0 9 9', 'M0 0 C1 2 3 4 5 6 A5 5 0 1 0 9 9'],
  ])('%s is %s', (written, data) => {
    expect(pathOf(written)).toBe(data)
  })

  it.each(['', 'L 1 1', 'M 0', 'M 0 0 X 1 1', 'M 0 0 L 1 NaN', 'M 0 0 L 1 1e9', 'M 0 0 "/><script>'])(
    '%s is no path',
    (written) => {
      expect(pathOf(written)).toBeUndefined()
    },
  )

  it('that is broken is not drawn in part, and that is said once with how often', async () => {
    const scene = await drawn({ objects: path('M 0 0 L 1') + path('M 0 0 X') + path('M 0 0 L 9 9') })
    expect(scene.items).toHaveLength(1)
    expect(scene.problems).toEqual([{ code: 'ofd-drawing.path', params: { object: 'PathObject 7', times: 2 } }])
  })
})

describe('a page of an OFD', () => {
  it('places an object by its boundary and CTM, and clips it by what it says', async () => {
    const clips =
      '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="1 2 3 4"><ofd:AbbreviatedData>M 0 0 L 3 0 L 3 4 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>'
    const object = path('M 0 0 L 1 1', 'CTM="2 0 0 2 5 6" Fill="true" Stroke="false"').replace(
      '<ofd:Abb',
      `<ofd:FillColor Value="255 128 0" Alpha="51"/>${clips}<ofd:Abb`,
    )
    const scene = await drawn({ objects: object })
    expect(scene.items).toMatchObject([
      { matrix: [2, 0, 0, 2, 15, 26], fill: { color: '#ff8000', opacity: 0.2 }, clips: [0] },
    ])
    expect(scene.items[0]).not.toHaveProperty('stroke')
    expect(scene.clips).toEqual([
      { shapes: [{ matrix: [2, 0, 0, 2, 17, 30], data: 'M0 0 L3 0 L3 4 Z', isEvenOdd: false }] },
    ])
  })

  it('takes colours and widths from parameters that refer to others, and ends in a circle', async () => {
    const resources =
      '<ofd:DrawParams><ofd:DrawParam ID="5" Relative="6" LineWidth="2"/><ofd:DrawParam ID="6" Relative="5" Cap="Round"><ofd:StrokeColor Value="0 0 255"/></ofd:DrawParam></ofd:DrawParams>'
    const { items } = await drawn({ objects: path('M 0 0 L 1 1', 'DrawParam="5"'), resources })
    expect(items).toMatchObject([{ stroke: { color: '#0000ff' }, lineWidth: 2, cap: 'round' }])
  })

  it('draws templates where the page asks for them, and annotations on top', async () => {
    const template = (id: string, data: string) => ({
      [`Doc_0/T${id}.xml`]: element('Page', `<ofd:Content><ofd:Layer ID="1">${path(data)}</ofd:Layer></ofd:Content>`),
    })
    const look = `<ofd:Annot ID="1" Type="Stamp"><ofd:Appearance Boundary="1 1 9 9">${path('M 4 4 L 4 4')}</ofd:Appearance></ofd:Annot>`
    const { items } = await drawn({
      objects: path('M 2 2 L 2 2'),
      common: '<ofd:TemplatePage ID="21" BaseLoc="T1.xml"/><ofd:TemplatePage ID="22" BaseLoc="T2.xml"/>',
      page: '<ofd:Template TemplateID="22" ZOrder="Foreground"/><ofd:Template TemplateID="21"/>',
      behind: '<ofd:Annotations>Annotations.xml</ofd:Annotations>',
      files: {
        ...template('1', 'M 1 1 L 1 1'),
        ...template('2', 'M 3 3 L 3 3'),
        'Doc_0/Annotations.xml': element(
          'Annotations',
          '<ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page>',
        ),
        'Doc_0/A.xml': element('PageAnnot', look),
      },
    })
    expect(items.map((item) => item.kind === 'path' && item.data)).toEqual([
      'M1 1 L1 1',
      'M2 2 L2 2',
      'M3 3 L3 3',
      'M4 4 L4 4',
    ])
    expect(items.at(-1)?.matrix).toEqual([1, 0, 0, 1, 11, 21])
  })

  it('says what it hides, and what it lacks', async () => {
    const scene = await drawn({
      objects: `${path('M 0 0 L 1 1', 'Visible="false"')}${picture(png(1, 1)).objects}${text('<ofd:TextCode X="0" Y="0">字</ofd:TextCode>')}`,
      page: '<ofd:Template TemplateID="404"/>',
    })
    expect(codes(scene)).toEqual([
      'ofd-drawing.template-missing',
      'ofd-drawing.hidden',
      'ofd-drawing.image-missing',
      'ofd-drawing.font-unknown',
    ])
    expect(scene.items).toMatchObject([{ kind: 'text' }])
  })

  it('shows a picture of a known format and a bearable size only', async () => {
    const good = await drawn(picture(png(100, 50)))
    expect(good.items).toMatchObject([{ kind: 'image', image: 0, matrix: [20, 0, 0, 10, 5, 6] }])
    expect(good.images).toMatchObject([{ mediaType: 'image/png' }])
    expect(codes(await drawn(picture(png(100_000, 50_000))))).toEqual(['ofd-drawing.image-too-large'])
    expect(codes(await drawn(picture(Uint8Array.from([0x97, 0x4a, 0x42, 0x32]))))).toEqual(['ofd-drawing.image-format'])
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    expect((await drawn(picture(svg))).images).toEqual([])
  })

  it('shows no more pictures than a browser can hold, however small their files are', async () => {
    const ids = [4, 5, 6, 7]
    const media = ids.map(
      (id) => `<ofd:MultiMedia ID="${id}" Type="Image"><ofd:MediaFile>${id}.png</ofd:MediaFile></ofd:MultiMedia>`,
    )
    const scene = await drawn({
      objects: ids.map((id) => `<ofd:ImageObject ID="1${id}" Boundary="0 0 9 9" ResourceID="${id}"/>`).join(''),
      resources: `<ofd:MultiMedias>${media.join('')}</ofd:MultiMedias>`,
      files: Object.fromEntries(ids.map((id) => [`Doc_0/${id}.png`, png(5000, 6000)])),
    })
    expect(scene.images).toHaveLength(3)
    expect(codes(scene)).toEqual(['ofd-drawing.image-too-large'])
  })

  it('ends at so many objects, so deep, and within measure', async () => {
    const many = await drawn({ objects: path('M 0 0 L 1 1').repeat(30) }, { ...DRAWING_LIMITS, maxObjects: 20 })
    expect(many.items).toHaveLength(20)
    expect(codes(many)).toEqual(['ofd-drawing.too-many-objects'])
    const deep = `${'<ofd:PageBlock>'.repeat(30)}${path('M 0 0 L 1 1')}${'</ofd:PageBlock>'.repeat(30)}`
    expect(codes(await drawn({ objects: deep }))).toEqual(['ofd-drawing.too-deep'])
    const itself = await drawn({
      objects: '<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="5"/>',
      resources:
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content><ofd:CompositeObject ID="2" ResourceID="5"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>',
    })
    expect(codes(itself)).toEqual(['ofd-drawing.too-deep'])
    const wall = await drawn({ objects: path('M 0 0 L 1 1'), size: '0 0 10000000 10000000' })
    expect([wall.width, wall.height]).toEqual([210, 297])
  })

  it('that is not there, and a package that cannot be opened, are told and not thrown', async () => {
    const file = ofdOf({ objects: '' })
    expect(await drawOfdPage(file, 1, nodePrimitives)).toMatchObject({ error: { code: 'ofd-drawing.no-such-page' } })
    expect(await drawOfdPage(file.subarray(0, 99), 0, nodePrimitives)).toMatchObject({
      error: { code: 'ofd-drawing.package' },
    })
  })
})

const SEALED = fileURLToPath(
  new URL('../../../../../shared/corpora/gm/ofd/real/ofdrw_SignScaleError.ofd', import.meta.url),
)

describe.skipIf(!existsSync(SEALED))('a sealed invoice (needs ../shared)', () => {
  it('shows its seal, which is a package inside, in the box of the stamp, and lists what the signature lists', async () => {
    const page = await drawOfdPage(readFileSync(SEALED), 0, nodePrimitives)
    if (!page.ok) throw new Error(page.error.code)
    const { scene, listings } = page.value
    expect(listings).toEqual([{ field: '1', notListed: [] }])
    expect(scene).toMatchObject({ width: 210, height: 140, problems: [] })
    const { matrix } = scene.items.at(-1) ?? {}
    // The stamp stands at 87 4, 34 by 26 mm.
    expect(matrix?.[4]).toBeGreaterThanOrEqual(87)
    expect(matrix?.[5]).toBeGreaterThanOrEqual(4)
    const letters = scene.items.flatMap((item) => (item.kind === 'text' ? item.glyphs.map((one) => one.text) : []))
    expect(letters.join('')).toContain('浙江增值税电子普通发票')
  })
})
