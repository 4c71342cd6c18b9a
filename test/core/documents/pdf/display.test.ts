import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { latin1 } from '#core/asn1/values.ts'
import { judgePdf } from '#core/documents/pdf/judge.ts'
import { detachedSigner, trustIn } from '../../../support/judged.ts'
import {
  appended,
  DOCUMENT,
  PAGE,
  pdfOf,
  replaced,
  signatureDictionary,
  signatureField,
  signed,
  textField,
} from '../../../support/pdf.ts'

const sign = detachedSigner('rsa')
const shown = (value: string, name?: string) =>
  signatureField(value, name).replace('/Rect [0 0 0 0]', '/Rect [200 20 280 60]')
const good = await signed(pdfOf({ ...DOCUMENT, 5: shown('/V 6 0 R') }), sign)
const marks = async (file: Uint8Array) => (await judgePdf({ file, trust: trustIn('rsa') }, nodePrimitives)).marks

describe('what a preview of a signed PDF draws', () => {
  it('is the place of the signature and the octets it covers, which are all but its own data', async () => {
    const told = await marks(good)
    const contents = latin1(good).indexOf('<3', latin1(good).indexOf('/Contents'))
    const behind = latin1(good).indexOf('>', contents) + 1
    expect(told).toEqual({
      pages: 1,
      revisions: [{ number: 1, bytes: good.length, signedBy: ['Sig1'] }],
      signatures: [
        {
          field: 'Sig1',
          kind: 'signature',
          places: [{ page: 0, rectangle: [200, 20, 280, 60] }],
          covered: [0, contents, behind, good.length - behind],
          revision: 1,
          hasLaterOctets: false,
          changes: [],
        },
      ],
    })
  })

  it('tells each revision by its length, and what came later by its place', async () => {
    const note = '<< /Type /Annot /Subtype /Text /Rect [1 2 3 4] >>'
    const later = appended(good, { 3: PAGE.replace('7 0 R', '7 0 R 12 0 R'), 7: textField('Li Si'), 12: note })
    const told = await marks(later)
    expect(told?.revisions).toEqual([
      { number: 1, bytes: good.length, signedBy: ['Sig1'] },
      { number: 2, bytes: later.length, signedBy: [] },
    ])
    expect(told?.signatures[0]?.hasLaterOctets).toBe(true)
    expect(told?.signatures[0]?.changes).toEqual([
      {
        code: 'pdf.later-annotation-added',
        effect: 'fatal',
        where: '1',
        places: [{ page: 0, rectangle: [1, 2, 3, 4] }],
      },
      {
        code: 'pdf.later-field-filled',
        effect: 'note',
        where: 'Name',
        places: [{ page: 0, rectangle: [10, 10, 90, 30] }],
      },
    ])
  })

  it('is no place for a signature without area, and a revision of its own for a second signature', async () => {
    const update = {
      3: PAGE.replace('7 0 R', '7 0 R 10 0 R'),
      8: '<< /Fields [5 0 R 7 0 R 10 0 R] /SigFlags 3 >>',
      10: signatureField('/V 11 0 R', 'Sig2'),
      11: signatureDictionary(),
    }
    const told = await marks(await signed(appended(good, update), sign))
    expect(told?.revisions.map(({ number, signedBy }) => [number, signedBy])).toEqual([
      [1, ['Sig1']],
      [2, ['Sig2']],
    ])
    expect(told?.signatures.map(({ revision, places }) => [revision, places.length])).toEqual([
      [1, 1],
      [2, 0],
    ])
  })

  it('has no covered octets where the range is gone', async () => {
    const [mark] = (await marks(replaced(good, '/ByteRange', '/ByteRangf')))?.signatures ?? []
    expect(mark).toMatchObject({ field: 'Sig1', hasLaterOctets: false, changes: [] })
    expect(mark).not.toHaveProperty('covered')
  })
})
