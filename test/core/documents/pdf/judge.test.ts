import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Family } from '#adapters/pkijs/declared/declaration.ts'
import { latin1 } from '#core/asn1/values.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { harm, trustIn, userAttributes, userSignature } from '../../../support/judged.ts'
import { opensslWorkshop } from '../../../support/openssl.ts'
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
  type Sign,
  signatureDictionary,
  signatureField,
  signed,
  stream,
  textField,
} from '../../../support/pdf.ts'

const signing =
  (family: Family): Sign =>
  (content) =>
    userSignature(family, {
      signer: { attributes: userAttributes(family, content) },
      data: { content, isDetached: true },
    })
const document = (family: Family = 'rsa', objects: Objects = {}) =>
  signed(pdfOf({ ...DOCUMENT, ...objects }), signing(family))
const judge = (file: Uint8Array, family: Family = 'rsa') => judgePdf({ file, trust: trustIn(family) }, nodePrimitives)
const answer = async (file: Uint8Array) => {
  const report = await judge(file)
  return [report.verdict, harm(report)]
}

const good = await document()
const workshop = opensslWorkshop()
afterAll(() => workshop.close())

describe.each(['rsa', 'ecdsa', 'sm2'] as const)('a PDF signed as a whole (%s)', (family) => {
  it('is VALID, and INVALID with one letter of its text changed', async () => {
    const file = await document(family)
    const whole = await judge(file, family)
    expect([whole.kind, whole.verdict, whole.technical]).toEqual(['pdf', 'VALID', 'intact'])
    const report = await judge(replaced(file, '(signed text)', '(signed tezt)'), family)
    expect([report.verdict, report.technical, report.subIndication]).toEqual(['INVALID', 'broken', 'HASH_FAILURE'])
  })
})

describe('a PDF', () => {
  it('without a signature is INDETERMINATE and says so', async () => {
    const { 5: _, 6: __, ...unsigned } = DOCUMENT
    const file = pdfOf({ ...unsigned, 3: PAGE.replace('5 0 R ', ''), 8: '<< /Fields [7 0 R] >>' })
    expect(await answer(file)).toEqual(['INDETERMINATE', ['pdf.no-signature']])
  })

  it('is judged by the worst of its signatures, or by the one that is asked for', async () => {
    const both = await secondSignature(good, signing('sm2'))
    expect((await judge(both)).verdict).toBe('INDETERMINATE')
    const one = (field: string) => judgePdf({ file: both, field, trust: trustIn('rsa') }, nodePrimitives)
    expect((await one('Sig1')).verdict).toBe('VALID')
    expect((await one('Sig2')).verdict).toBe('INDETERMINATE')
    expect((await one('Sig3')).steps[0]?.findings[0]?.code).toBe('pdf.field-not-signed')
  })

  it('whose cross-reference points to itself is refused in no time', async () => {
    const start = latin1(good).lastIndexOf('\nxref\n') + 1
    const report = await judge(replaced(good, ROOM, `/Prev ${start}`.padEnd(ROOM.length)))
    const [finding] = report.steps[0]?.findings ?? []
    expect([report.verdict, finding?.code, finding?.params?.code]).toEqual([
      'INVALID',
      'pdf.unreadable',
      'pdf.xref-loop',
    ])
  })
})

function secondSignature(file: Uint8Array, sign: Sign): Promise<Uint8Array> {
  const update = {
    3: PAGE.replace('7 0 R', '7 0 R 10 0 R'),
    8: '<< /Fields [5 0 R 7 0 R 10 0 R] /SigFlags 3 >>',
    10: signatureField('/V 11 0 R', 'Sig2'),
    11: signatureDictionary(),
  }
  return signed(appended(file, update), sign)
}

describe('a damaged PDF', () => {
  it('gets a report and no VALID, wherever it ends', async () => {
    const ends = Array.from({ length: 20 }, (_, index) => Math.floor((good.length * index) / 20))
    for (const end of ends) expect((await judge(good.subarray(0, end))).verdict).toBe('INVALID')
  })

  it('gets a report when an object refers to itself as its own length', async () => {
    const self = appended(good, {
      12: '<< /Length 12 0 R >>\nstream\nx\nendstream',
      1: CATALOG.replace('/AcroForm', '/DSS 12 0 R /AcroForm'),
    })
    expect((await judge(self)).verdict).toBe('INVALID')
  })
})

describe('what the signature covers', () => {
  it.each([
    ['nothing, when the range is gone', '/ByteRange', '/ByteRangf', 'pdf.range-missing'],
    ['nothing that can be told, when a number is none', '/ByteRange [0 ', '/ByteRange [x ', 'pdf.unreadable'],
    ['not the beginning', '/ByteRange [0 ', '/ByteRange [1 ', 'pdf.range-not-from-start'],
    ['nothing, when the data is renamed', '/Contents <', '/Contentz <', 'pdf.range-contents-missing'],
  ])('is %s', async (_, text, by, code) => {
    const report = await judge(replaced(good, text, by))
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain(code)
  })

  it('must be all but the data itself: a wider gap is signature wrapping', async () => {
    const [, gap = ''] = /\[0 (\d{10}) /.exec(latin1(good)) ?? []
    const wider = replaced(good, `[0 ${gap} `, `[0 ${String(Number(gap) - 1).padStart(10, '0')} `)
    expect(harm(await judge(wider))).toContain('pdf.range-gap-not-contents')
  })

  it('cannot be told when a key stands twice', async () => {
    const file = await document('rsa', { 6: signatureDictionary('/Reason (a) /Reason (b)') })
    expect(await answer(file)).toEqual(['INVALID', ['pdf.signature-duplicate-key']])
  })

  it('leaves no room for data behind the message', async () => {
    const end = latin1(good).indexOf('0>', latin1(good).indexOf('/Contents <'))
    const hidden = good.slice()
    hidden.set(ascii('1'), end)
    expect(await answer(hidden)).toEqual(['VALID_WITH_DEFECTS', ['pdf.contents-hidden-data']])
  })

  it('is not known for a message without signed attributes', async () => {
    const bare: Sign = (content) =>
      userSignature('rsa', { signer: { attributes: false }, data: { content, isDetached: true } })
    expect(await answer(await signed(pdfOf(DOCUMENT), bare))).toEqual(['INVALID', ['pdf.signed-attributes-missing']])
  })
})

describe('what was changed after signing', () => {
  const afterwards = (objects: Objects, file = good) => answer(appended(file, objects))
  const certified = (level: number) =>
    document('rsa', {
      1: CATALOG.replace('/AcroForm', '/Perms << /DocMDP 6 0 R >> /AcroForm'),
      6: signatureDictionary(`/Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${level} /V /1.2 >> >>]`),
    })

  it('may be the metadata, a form field, another signature', async () => {
    expect(
      await afterwards({ 1: CATALOG.replace('/AcroForm', '/Metadata 12 0 R /AcroForm'), 12: stream('<x/>') }),
    ).toEqual(['VALID', []])
    expect(await afterwards({ 7: textField('Li Si') })).toEqual(['VALID', []])
    expect((await judge(await secondSignature(good, signing('rsa')))).verdict).toBe('VALID')
  })

  it.each<[string, Objects, string]>([
    ['the text of a page', { 4: stream('BT /F1 12 Tf 20 100 Td (other text) Tj ET') }, 'pdf.later-page-changed'],
    ['the list of pages', { 2: '<< /Type /Pages /Kids [3 0 R 12 0 R] /Count 2 >>', 12: PAGE }, 'pdf.later-page-added'],
    [
      'the whole tree of pages',
      { 1: CATALOG.replace('2 0 R', '12 0 R'), 12: '<< /Type /Pages /Kids [13 0 R] /Count 1 >>', 13: PAGE },
      'pdf.later-page-added',
    ],
    [
      'a note laid over the page',
      { 3: PAGE.replace('7 0 R', '7 0 R 12 0 R'), 12: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 300 200] >>' },
      'pdf.later-annotation-added',
    ],
    [
      'a new field that is no signature',
      {
        3: PAGE.replace('7 0 R', '7 0 R 12 0 R'),
        8: '<< /Fields [5 0 R 7 0 R 12 0 R] >>',
        12: textField('x').replace('Name', 'New'),
      },
      'pdf.later-field-added',
    ],
    ['a field taken away', { 8: '<< /Fields [5 0 R] >>' }, 'pdf.later-field-removed'],
    [
      'a script in the catalogue',
      { 1: CATALOG.replace('/AcroForm', '/OpenAction << /S /JavaScript /JS (x) >> /AcroForm') },
      'pdf.later-action-added',
    ],
  ])('may not be %s', async (_, objects, code) => {
    const [verdict, codes] = await afterwards(objects)
    expect(verdict).toBe('INVALID')
    expect(codes).toContain(code)
  })

  it('may be nothing where the document was certified so, filling where that was allowed, notes where those were', async () => {
    const filled = { 7: textField('Li Si') }
    const noted = { 3: PAGE.replace('7 0 R', '7 0 R 12 0 R'), 12: '<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] >>' }
    const verdicts = async (objects: Objects) =>
      Promise.all([1, 2, 3].map(async (level) => (await afterwards(objects, await certified(level)))[0]))
    expect(await verdicts(filled)).toEqual(['INVALID', 'VALID', 'VALID'])
    expect(await verdicts(noted)).toEqual(['INVALID', 'INVALID', 'VALID_WITH_DEFECTS'])
  })

  it('may not be a field that the signature locks', async () => {
    const lock = (name: string) => `/Lock << /Type /SigFieldLock /Action /Include /Fields [(${name})] >>`
    const file = (name: string) => document('rsa', { 5: signatureField(`/V 6 0 R ${lock(name)}`) })
    const filled = { 7: textField('Li Si') }
    expect(await afterwards(filled, await file('Name'))).toEqual(['INVALID', ['pdf.later-field-filled']])
    expect(await afterwards(filled, await file('Other'))).toEqual(['VALID', []])
  })

  it('leaves no octet to nobody: an object without a table is an incremental saving attack', async () => {
    const body = ascii('4 0 obj\n<< /Length 3 >>\nstream\nxxx\nendstream\nendobj\n')
    expect((await answer(concatBytes(good, body)))[1]).toContain('pdf.octets-unaccounted')
    const emptyTable = appended(concatBytes(good, body), {})
    expect((await answer(emptyTable))[0]).toBe('INVALID')
    expect((await answer(concatBytes(good, ascii('\n \n% a comment\n'))))[0]).toBe('VALID')
  })
})

describe('an independent reader', () => {
  it('finds our test files signed and whole, so that what is refused above is refused for its own reason', async () => {
    const { spawnSync } = await import('node:child_process')
    const report = (file: Uint8Array) => spawnSync('pdfsig', ['-nocert', workshop.put(file)], { encoding: 'utf8' })
    const text = report(good).stdout
    expect(text).toContain('Signature is Valid')
    expect(text).toContain('Total document signed')
    expect(report(replaced(good, '(signed text)', '(signed tezt)')).stdout).toContain('Digest Mismatch')
  })
})
