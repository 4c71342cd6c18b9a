// Published attacks on signed PDF files and their siblings, each file made here, each beside a twin that is right.

import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { latin1 } from '#core/asn1/values.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { detachedSigner, harm, trustIn } from '../../../support/judged.ts'
import {
  appended,
  ascii,
  CATALOG,
  DOCUMENT,
  type Objects,
  PAGE,
  pdfOf,
  ROOM,
  replaced,
  signatureDictionary,
  signatureField,
  signed,
  stream,
  textField,
} from '../../../support/pdf.ts'

const sign = detachedSigner('rsa')
const document = (objects: Objects = {}) => signed(pdfOf({ ...DOCUMENT, ...objects }), sign)
const answer = async (file: Uint8Array) => {
  const report = await judgePdf({ file, trust: trustIn('rsa') }, nodePrimitives)
  return [report.verdict, harm(report)] as const
}
const later = async (file: Uint8Array, objects: Objects) => answer(appended(file, objects))
const certified = (level: number, objects: Objects = {}) =>
  document({
    1: CATALOG.replace('/AcroForm', '/Perms << /DocMDP 6 0 R >> /AcroForm'),
    6: signatureDictionary(`/Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${level} /V /1.2 >> >>]`),
    ...objects,
  })
const visible = '/Rect [10 10 290 190]'
const good = await document()
const OVERLAY = '<< /Type /Annot /Subtype /Stamp /Rect [0 0 300 200] /F 4 >>'
const WITH_OVERLAY = PAGE.replace('7 0 R', '7 0 R 12 0 R')

describe('shadow attacks', () => {
  it('hide: what lay over the text is taken away after signing', async () => {
    const file = await document({ 3: WITH_OVERLAY, 12: OVERLAY })
    expect(await answer(file)).toEqual(['VALID', []])
    expect(await later(file, { 3: PAGE })).toEqual(['INVALID', ['pdf.later-annotation-removed']])
  })

  it('hide: two annotations change places, so that the one below comes to lie above', async () => {
    const page = PAGE.replace('7 0 R', '7 0 R 12 0 R 13 0 R')
    const file = await document({ 3: page, 12: OVERLAY, 13: OVERLAY.replace('Stamp', 'FreeText') })
    expect(await later(file, { 3: page })).toEqual(['VALID', []])
    const swapped = { 3: PAGE.replace('7 0 R', '7 0 R 13 0 R 12 0 R') }
    expect(await later(file, swapped)).toEqual(['INVALID', ['pdf.later-annotation-changed']])
  })

  it('replace: a filled field is filled with something else, or only looks different', async () => {
    const file = await document({ 7: textField('100') })
    expect(await later(file, { 7: textField('100') })).toEqual(['VALID', []])
    expect(await later(file, { 7: textField('1000') })).toEqual([
      'VALID_WITH_DEFECTS',
      ['pdf.later-field-value-replaced'],
    ])
    const look = textField('100').replace('/F 4', '/F 4 /AP << /N 12 0 R >>')
    expect(await later(file, { 7: look, 12: stream('(1000) Tj') })).toEqual([
      'VALID_WITH_DEFECTS',
      ['pdf.later-field-appearance-changed'],
    ])
    expect(await later(file, { 8: '<< /Fields [5 0 R 7 0 R] /SigFlags 3 /NeedAppearances true >>' })).toEqual([
      'VALID_WITH_DEFECTS',
      ['pdf.later-appearances-demanded'],
    ])
    expect(await later(file, { 8: '<< /Fields [5 0 R 7 0 R] /SigFlags 3 /NeedAppearances false >>' })).toEqual([
      'VALID',
      [],
    ])
  })

  it('replace: a hidden field is made to show', async () => {
    const file = await document({ 7: textField('100').replace('/F 4', '/F 6') })
    expect(await later(file, { 7: textField('100') })).toEqual(['INVALID', ['pdf.later-field-changed']])
    expect(await later(file, { 7: textField('100').replace('/F 4', '/F 134') })).toEqual(['VALID', []])
  })

  it('replace: another font under the same name shows other letters', async () => {
    const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`
    const page = PAGE.replace('/Contents', '/Resources << /Font << /F1 12 0 R >> >> /Contents')
    const file = await document({ 3: page, 12: font('Helvetica') })
    expect(await later(file, { 12: font('Helvetica') })).toEqual(['VALID', []])
    expect(await later(file, { 12: font('Swapped') })).toEqual(['INVALID', ['pdf.later-page-changed']])
  })

  it('replace: another font for the fields, while adding one is what signing does', async () => {
    const form = (fonts: string) => `<< /Fields [5 0 R 7 0 R] /SigFlags 3 /DR << /Font << ${fonts} >> >> >>`
    const file = await document({ 8: form('/F1 << /BaseFont /Helvetica >>') })
    const more = form('/F1 << /BaseFont /Helvetica >> /F2 << /BaseFont /Courier >>')
    expect(await later(file, { 8: more })).toEqual(['VALID', []])
    expect(await later(file, { 8: form('/F1 << /BaseFont /Swapped >>') })).toEqual([
      'INVALID',
      ['pdf.later-form-changed'],
    ])
  })

  it('hide and replace: a table alone leads to an object that lay hidden in the signed part', async () => {
    const hidden = '4 0 obj\n<< /Length 3 >>\nstream\nxxx\nendstream\nendobj\n'
    const head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
    const file = await signed(appended(ascii(head + hidden), DOCUMENT), sign)
    expect(await answer(file)).toEqual(['VALID', []])
    const table = tableOf(file, [[4, head.length, 'n']])
    expect((await answer(table))[1]).toContain('pdf.later-page-changed')
    const own = latin1(file).lastIndexOf('4 0 obj\n')
    expect(await answer(tableOf(file, [[4, own, 'n']]))).toEqual(['VALID', []])
  })

  it('hide and replace: a stream that is content and form field at once', async () => {
    const dual = (data: string) => stream(data).replace('<<', '<< /FT /Tx /T (Dual)')
    const both = { 4: dual('(signed) Tj'), 8: '<< /Fields [5 0 R 7 0 R 4 0 R] /SigFlags 3 >>' }
    const file = await document(both)
    expect((await later(file, { 4: dual('(forged) Tj') }))[0]).toBe('INVALID')
    expect((await answer(file))[1]).toContain('pdf.field-tree')
  })

  it('a page shown twice', async () => {
    const pages = (kids: string, count: number) => ({ 2: `<< /Type /Pages /Kids [${kids}] /Count ${count} >>` })
    expect(await later(good, pages('3 0 R', 1))).toEqual(['VALID', []])
    expect((await later(good, pages('3 0 R 3 0 R', 2)))[0]).toBe('INVALID')
    expect(await later(good, pages('3 0 R', 0))).toEqual(['INVALID', ['pdf.later-page-tree-changed']])
  })
})

/** A table and nothing else behind the file. */
function tableOf(
  file: Uint8Array,
  rows: readonly (readonly [number: number, offset: number, kind: 'n' | 'f'])[],
  root = '1 0 R',
): Uint8Array {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(latin1(file.subarray(-200)))?.[1]
  const lines = rows.map(
    ([number, offset, kind]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 ${kind} \n`,
  )
  const trailer = `<< /Size 40 /Root ${root} /Prev ${previous} >>`
  return concatBytes(file, ascii(`xref\n${lines.join('')}trailer\n${trailer}\nstartxref\n${file.length}\n%%EOF\n`))
}

describe('attacks on certified documents', () => {
  const note = { 3: WITH_OVERLAY, 12: OVERLAY }
  const signatureAdded = (rectangle: string, subFilter = 'ETSI.CAdES.detached'): Objects => ({
    3: PAGE.replace('7 0 R', '7 0 R 10 0 R'),
    8: '<< /Fields [5 0 R 7 0 R 10 0 R] /SigFlags 3 >>',
    10: signatureField('/V 11 0 R', 'Sig2').replace('/Rect [0 0 0 0]', rectangle),
    11: signatureDictionary().replace('ETSI.CAdES.detached', subFilter),
  })
  const both = async (file: Uint8Array, objects: Objects) => answer(await signed(appended(file, objects), sign))

  it('evil annotation: allowed by nobody but who allowed annotations, and told even then', async () => {
    expect(await later(await certified(2), note)).toEqual(['INVALID', ['pdf.later-annotation-added']])
    expect(await later(await certified(3), note)).toEqual(['VALID_WITH_DEFECTS', ['pdf.later-annotation-added']])
  })

  it('evil annotation with a script or a file: allowed by nobody', async () => {
    const active = [
      OVERLAY.replace('/F 4', '/F 4 /A << /S /JavaScript /JS (x) >>'),
      OVERLAY.replace('/F 4', '/F 4 /AA << /E << /S /Launch /F (x) >> >>'),
      OVERLAY.replace('Stamp', 'RichMedia'),
    ]
    for (const annotation of active)
      expect(await later(await certified(3), { ...note, 12: annotation })).toEqual([
        'INVALID',
        ['pdf.later-action-added'],
      ])
  })

  it('sneaky signature: a signature in a place nobody certified', async () => {
    for (const level of [2, 3])
      expect(await both(await certified(level), signatureAdded(visible))).toEqual([
        'INVALID',
        ['pdf.later-visible-signature-added'],
      ])
    expect(await both(await certified(2), signatureAdded('/Rect [0 0 0 0]'))).toEqual(['VALID', []])
    expect(await both(good, signatureAdded(visible))).toEqual(['VALID', []])
  })

  it('sneaky signature: an empty place for one, or a timestamp that shows something', async () => {
    const empty = { ...signatureAdded(visible), 10: signatureField('', 'Sig2').replace('/Rect [0 0 0 0]', visible) }
    expect((await later(await certified(2), empty))[1]).toContain('pdf.later-visible-signature-added')
    const stamp = signatureAdded(visible, 'ETSI.RFC3161')
    for (const level of [1, 2, 3])
      expect((await both(await certified(level), stamp))[1]).toContain('pdf.later-visible-timestamp-added')
  })

  it('sneaky signature: a signature field with an action, or one that is another annotation', async () => {
    const changed = (text: string, by: string) => {
      const objects = signatureAdded('/Rect [0 0 0 0]')
      return both(good, { ...objects, 10: objects[10]?.replace(text, by) ?? '' })
    }
    expect((await changed('/F 132', '/F 132 /AA << >>'))[1]).toContain('pdf.later-action-added')
    expect((await changed('/Widget', '/Stamp'))[1]).toContain('pdf.later-annotation-added')
    expect(await changed('/F 132', '/F 132')).toEqual(['VALID', []])
  })

  it('permissions taken away or moved are those of the signed revision still', async () => {
    const [verdict, codes] = await later(await certified(1), { 1: CATALOG, 7: textField('x') })
    expect(verdict).toBe('INVALID')
    expect(codes).toContain('pdf.later-catalog-changed')
    expect(codes).toContain('pdf.later-field-filled')
  })

  it('a signature that certifies without being named in the catalogue certifies all the same', async () => {
    const file = await certified(1, { 1: CATALOG })
    expect(await answer(file)).toEqual(['VALID', []])
    expect((await later(file, { 7: textField('x') }))[0]).toBe('INVALID')
  })
})

describe('what a later revision may not bring', () => {
  it.each([
    [
      'a script in the name tree',
      '/Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (x) >>] >> >>',
      'names-changed',
    ],
    ['layers that show or hide', '/OCProperties << /OCGs [] /D << /OFF [] >> >>', 'layers-changed'],
    ['an action of the document', '/AA << /WC << /S /JavaScript /JS (x) >> >>', 'action-added'],
    ['an attachment', '/AF [12 0 R]', 'catalog-changed'],
    ['another form technology', '/Collection << >>', 'catalog-changed'],
  ])('%s', async (_, entry, code) => {
    expect(await later(good, { 1: CATALOG.replace('/AcroForm', `${entry} /AcroForm`) })).toEqual([
      'INVALID',
      [`pdf.later-${code}`],
    ])
    expect(await later(good, { 1: CATALOG })).toEqual(['VALID', []])
  })

  it('a form of another technology beside the fields', async () => {
    const form = '<< /Fields [5 0 R 7 0 R] /SigFlags 3 /XFA (x) >>'
    expect(await later(good, { 8: form })).toEqual(['INVALID', ['pdf.later-form-changed']])
  })

  it('another catalogue altogether', async () => {
    const swapped = appended(good, { 12: CATALOG, 13: '<< /Type /Pages /Kids [14 0 R] /Count 1 >>', 14: PAGE })
    const file = replaced(swapped, `/Root 1 0 R  /Prev`, `/Root 12 0 R /Prev`)
    expect(await answer(swapped)).toEqual(['VALID', []])
    expect(await answer(file)).toEqual(['VALID', []])
    const other = replaced(swapped, CATALOG, CATALOG.replace('2 0 R', '8 0 R'))
    expect((await answer(replaced(other, `/Root 1 0 R  /Prev`, `/Root 12 0 R /Prev`)))[0]).toBe('INVALID')
  })

  it('a key that stands twice', async () => {
    const twice = PAGE.replace('/Contents 4 0 R', '/Contents 12 0 R /Contents 4 0 R')
    expect((await later(good, { 3: twice, 12: stream('x') }))[1]).toContain('pdf.duplicate-key')
    expect(await later(good, { 3: PAGE, 12: stream('x') })).toEqual(['VALID', []])
  })

  it('a second field that borrows the name of the first', async () => {
    const twin = textField('x').replace('[10 10 90 30]', '[0 0 300 200]')
    const objects = { 3: WITH_OVERLAY, 8: '<< /Fields [5 0 R 7 0 R 12 0 R] /SigFlags 3 >>', 12: twin }
    expect((await later(good, objects))[0]).toBe('INVALID')
  })

  it('octets behind the end mark, which a repairing reader would read', async () => {
    const body = ascii('4 0 obj\n<< /Length 3 >>\nstream\nxxx\nendstream\nendobj\n')
    for (const tail of [concatBytes(body, ascii('%%EOF\n')), ascii('trailer\n<< /Root 12 0 R >>\n%%EOF\n'), ascii('x')])
      expect((await answer(concatBytes(good, tail)))[1]).toContain('pdf.octets-unaccounted')
    expect(await answer(concatBytes(good, ascii('%%EOF\n\n')))).toEqual(['VALID', []])
  })
})

describe('two readers, two documents', () => {
  it('an object that one table gives two places', async () => {
    const own = latin1(good).lastIndexOf('4 0 obj\n')
    const other = latin1(good).lastIndexOf('7 0 obj\n')
    expect(
      (
        await answer(
          tableOf(good, [
            [4, own, 'n'],
            [4, other, 'n'],
          ]),
        )
      )[1],
    ).toContain('pdf.xref-duplicate')
    expect(
      await answer(
        tableOf(good, [
          [4, own, 'n'],
          [4, own, 'n'],
        ]),
      ),
    ).toEqual(['VALID', []])
  })

  it('a reference to another generation than the object has', async () => {
    const file = await document({ 3: PAGE.replace('/Contents 4 0 R', '/Contents 4 1 R') })
    expect((await answer(file))[1]).toContain('pdf.reference-generation')
  })

  it.each([
    ['in its place', 0, 'VALID'],
    ['in the place of its namesake', 1, 'INVALID'],
    ['in the place of another', 2, 'INVALID'],
  ] as const)('an object out of an object stream is taken %s', async (_, index, verdict) => {
    const file = await signed(packedFile(index), sign)
    const [is, codes] = await answer(file)
    expect(is).toBe(verdict)
    if (verdict === 'INVALID') expect(codes).toContain('pdf.object-stream-index')
  })

  it('a hybrid file whose two cross-references contradict each other', async () => {
    expect(await answer(await signed(hybridFile(true), sign))).toEqual(['VALID', []])
    expect((await answer(await signed(hybridFile(false), sign)))[1]).toContain('pdf.xref-contradictory')
  })

  it('a page tree or a chain of references without end', async () => {
    const looped = await document({ 2: '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>' })
    expect((await answer(looped))[1]).toContain('pdf.page-tree')
    const chained = await document({ 3: PAGE.replace('4 0 R', '12 0 R'), 12: '13 0 R', 13: '12 0 R' })
    expect((await answer(chained))[1]).toContain('pdf.reference-loop')
  })
})

/** The text field in an object stream: [field, a field of the same number under another's place, something else]. */
function packedFile(index: number): Uint8Array {
  const { 7: field, ...plain } = DOCUMENT
  const bodies = [field as string, '<< /Type /Other >>', '<< /Type /Third >>']
  const numbers = index === 1 ? [7, 9, 10] : [7, 8, 10]
  let at = 0
  const header = bodies.map((body, place) => {
    const entry = `${numbers[place]} ${at}`
    at += body.length + 1
    return entry
  })
  const head = `${header.join(' ')} `
  const data = head + bodies.join(' ')
  const container = `<< /Type /ObjStm /N 3 /First ${head.length} /Length ${data.length} >>\nstream\n${data}\nendstream`
  return streamFile({ ...plain, 20: container }, { 7: [2, 20, index] })
}

type Row = readonly [kind: number, second: number, third: number]

/** A file whose cross-reference is a stream without filters. */
function streamFile(objects: Objects, packed: Readonly<Record<number, Row>>): Uint8Array {
  let body = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const rows: Row[] = Array.from({ length: 31 }, () => [0, 0, 0] as const)
  for (const [number, value] of Object.entries(objects)) {
    rows[Number(number)] = [1, body.length, 0]
    body += `${number} 0 obj\n${value}\nendobj\n`
  }
  for (const [number, row] of Object.entries(packed)) rows[Number(number)] = row
  rows[30] = [1, body.length, 0]
  const data = rows.map(octetsOf).join('')
  const entries = `/Type /XRef /Size 31 /W [1 4 2] /Root 1 0 R /Length ${data.length}`
  return ascii(
    `${body}30 0 obj\n<< ${entries} >>\nstream\n${data}\nendstream\nendobj\nstartxref\n${body.length}\n%%EOF\n`,
  )
}

function octetsOf([kind, second, third]: Row): string {
  const octets = [kind, second >> 24, second >> 16, second >> 8, second, third >> 8, third]
  return String.fromCharCode(...octets.map((one) => one & 0xff))
}

function hybridFile(agrees: boolean): Uint8Array {
  const plain = pdfOf({ ...DOCUMENT, 21: '<< >>' })
  const text = latin1(plain)
  const field = text.lastIndexOf('7 0 obj\n')
  const other = text.lastIndexOf('21 0 obj\n')
  const table = text.lastIndexOf('xref\n0 1\n')
  const data = octetsOf([1, agrees ? field : other, 0])
  const entries = `/Type /XRef /Size 40 /Index [7 1] /W [1 4 2] /Root 1 0 R /Length ${data.length}`
  const hidden = `22 0 obj\n<< ${entries} >>\nstream\n${data}\nendstream\nendobj\n`
  const tail = text
    .slice(table)
    .replace(ROOM, `/XRefStm ${table}`.padEnd(ROOM.length))
    .replace(/startxref\n\d+/, `startxref\n${table + hidden.length}`)
  return ascii(text.slice(0, table) + hidden + tail)
}

describe('what the range leaves out', () => {
  const [, gap = '', behind = '', rest = ''] = /\[0 (\d{10}) (\d{10}) (\d{10})\]/.exec(latin1(good)) ?? []
  const shifted = (text: string, by: number) => String(Number(text) + by).padStart(10, '0')

  it.each([
    ['begins before the data', `${shifted(gap, -1)} ${behind} ${rest}`, 'pdf.range-gap-not-contents'],
    ['begins inside the data', `${shifted(gap, 1)} ${behind} ${rest}`, 'pdf.range-gap-not-contents'],
    ['ends inside the data', `${gap} ${shifted(behind, -2)} ${shifted(rest, 2)}`, 'pdf.range-gap-not-contents'],
    ['ends behind the data', `${gap} ${shifted(behind, 1)} ${shifted(rest, -1)}`, 'pdf.range-gap-not-contents'],
    ['is covered twice', `${behind} ${gap} ${rest}`, 'pdf.range-overlapping'],
    ['lies beyond the file', `${gap} ${behind} ${shifted(rest, 1)}`, 'pdf.range-beyond-end'],
    ['is negative', `${gap} ${behind} -${rest.slice(1)}`, 'pdf.range-malformed'],
  ])('%s', async (_, range, code) => {
    const [verdict, codes] = await answer(replaced(good, `${gap} ${behind} ${rest}`, range))
    expect(verdict).toBe('INVALID')
    expect(codes).toContain(code)
  })

  it('is not a string that stands elsewhere, in an object stream for instance', async () => {
    const file = replaced(good, '/Contents <', '/Contentx <')
    expect((await answer(file))[0]).toBe('INVALID')
  })

  it('holds a signature, not zeros', async () => {
    const wiped = good.slice()
    wiped.fill(0x30, Number(gap) + 1, Number(behind) - 1)
    expect((await answer(wiped))[1]).toContain('pdf.contents-empty')
  })
})

describe('a file whose structure is broken behind a signature', () => {
  it('is never VALID, names the attack, and tells how long the signed revision was', async () => {
    const broken = concatBytes(
      good,
      ascii('4 0 obj\n(x)\nendobj\nxref\n4 1\nxx\ntrailer\n<< >>\nstartxref\n'),
      ascii(`${good.length + 19}\n%%EOF\n`),
    )
    const report = await judgePdf({ file: broken, trust: trustIn('rsa') }, nodePrimitives)
    expect([report.verdict, report.technical]).toEqual(['INVALID', 'unreadable'])
    expect(harm(report)).toEqual(['pdf.unreadable', 'pdf.later-octets-unreadable'])
    expect(report.marks?.revisions).toEqual([
      { number: 1, bytes: good.length, signedBy: ['?'] },
      { number: 2, bytes: broken.length, signedBy: [] },
    ])
    expect((await answer(broken.subarray(0, good.length)))[0]).toBe('VALID')
  })
})
