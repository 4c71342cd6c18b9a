import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { judgeXml, type XmlRequest } from '#core/documents/xml/judge.ts'
import { harm, trustIn } from '../../../support/judged.ts'
import {
  ALGORITHM,
  HAS_XMLSEC,
  type SignatureOrder,
  signatureTemplate,
  signWithXmlsec,
  verifiesWithXmlsec,
  type XmlsecOptions,
} from '../../../support/xmlsec.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function judge(document: string, changes: Partial<XmlRequest> = {}) {
  return judgeXml({ file: bytes(document), trust: trustIn('rsa'), ...changes }, nodePrimitives)
}

interface Made extends XmlsecOptions {
  document: (signature: string) => string
  order: SignatureOrder
  /** A piece of signed content and what one byte away from it looks like. */
  twin: readonly [string, string]
}

const BODY = '<item n="1">上海市人力资源和社会保障局</item>'
const around = (signature: string) => `<order xmlns="urn:order">${BODY}${signature}</order>`
const whole = { uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive] }
const TWIN = ['n="1"', 'n="2"'] as const

const MADE: Readonly<Record<string, Made>> = {
  'enveloped, exclusive': { document: around, order: { references: [whole] }, twin: TWIN },
  'enveloped, Canonical XML 1.0 by default': {
    document: around,
    order: { references: [{ uri: '', transforms: [ALGORITHM.enveloped] }], canonicalisation: ALGORITHM.c14n },
    twin: TWIN,
  },
  'enveloped, Canonical XML 1.1 with SHA-512': {
    document: around,
    order: {
      references: [{ uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.c14n11], digest: ALGORITHM.sha512 }],
      canonicalisation: ALGORITHM.c14n11,
      method: ALGORITHM.rsaSha512,
    },
    twin: TWIN,
  },
  'with comments that are signed': {
    document: (signature) => `<order><!-- one -->${BODY}${signature}</order>`,
    order: { references: [{ uri: '#xpointer(/)', transforms: [ALGORITHM.enveloped, ALGORITHM.c14nWithComments] }] },
    twin: ['<!-- one -->', '<!-- two -->'],
  },
  'with a list of inclusive prefixes': {
    document: (signature) => `<o:order xmlns:o="urn:o" xmlns:p="urn:p">${BODY}${signature}</o:order>`,
    order: {
      references: [
        {
          uri: '',
          transforms: [
            ALGORITHM.enveloped,
            [
              ALGORITHM.exclusive,
              `<ec:InclusiveNamespaces xmlns:ec="${ALGORITHM.exclusive}" PrefixList="p #default"/>`,
            ],
          ],
        },
      ],
    },
    twin: ['xmlns:p="urn:p"', 'xmlns:p="urn:q"'],
  },
  'by an XPath filter': {
    document: around,
    order: {
      references: [
        { uri: '', transforms: [[ALGORITHM.xpath, '<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>']] },
      ],
    },
    twin: TWIN,
  },
  'by XPath Filter 2': {
    document: around,
    order: {
      references: [
        {
          uri: '',
          transforms: [
            [
              ALGORITHM.filter2,
              `<f:XPath xmlns:f="${ALGORITHM.filter2}" Filter="subtract">/descendant::ds:Signature</f:XPath>`,
            ],
          ],
        },
      ],
    },
    twin: TWIN,
  },
  enveloping: {
    document: (signature) => signature,
    order: { references: [{ uri: '#content' }], objects: `<ds:Object Id="content">${BODY}</ds:Object>` },
    ids: ['Id:http://www.w3.org/2000/09/xmldsig#:Object'],
    twin: TWIN,
  },
  'over the Base64 in an object': {
    document: (signature) => signature,
    order: {
      references: [{ uri: '#content', transforms: [ALGORITHM.base64] }],
      objects: '<ds:Object Id="content">aGVsbG8=</ds:Object>',
    },
    ids: ['Id:http://www.w3.org/2000/09/xmldsig#:Object'],
    twin: ['aGVsbG8=', 'aGVsbG4='],
  },
  'beside the element it names': {
    document: (signature) => `<all><order Id="x">${BODY}</order>${signature}</all>`,
    order: { references: [{ uri: '#x', transforms: [ALGORITHM.exclusive] }] },
    ids: ['Id:order'],
    twin: TWIN,
  },
  'detached from a file': {
    document: (signature) => signature,
    order: { references: [{ uri: 'order.txt' }] },
    files: { 'order.txt': 'one order' },
    twin: ['', ''],
  },
}

describe.skipIf(!HAS_XMLSEC)('what xmlsec1 signs is VALID, and one byte away it is not', () => {
  it.each(Object.entries(MADE))('%s', async (_, made) => {
    const signed = signWithXmlsec(made.document(signatureTemplate(made.order)), made)
    const detached = Object.entries(made.files ?? {}).map(([name, text]) => ({ name, bytes: bytes(text) }))
    const report = await judge(signed, { detached })
    expect(harm(report)).toEqual([])
    expect([report.verdict, report.technical]).toEqual(['VALID', 'intact'])

    const [before, after] = made.twin
    const twin = signed.replace(before, after)
    const changedFiles = detached.map(({ name, bytes: octets }) => ({
      name,
      bytes: octets.map((one, at) => (at === 0 ? one ^ 1 : one)),
    }))
    const changed = await judge(twin, { detached: changedFiles })
    expect([changed.verdict, changed.technical]).toEqual(['INVALID', 'broken'])
    expect(harm(changed)).toContain('xml.reference-digest')
  })

  it('a changed signature value or SignedInfo verifies nothing', async () => {
    const signed = signWithXmlsec(around(signatureTemplate({ references: [whole] })))
    const value = /<ds:SignatureValue>\s*(\w)/.exec(signed)?.[1] ?? ''
    const other = signed.replace(/(<ds:SignatureValue>\s*)\w/, `$1${value === 'A' ? 'B' : 'A'}`)
    expect(harm(await judge(other))).toContain('xml.signature-value')
    const info = signed.replace('<ds:SignedInfo>', '<ds:SignedInfo Id="x">')
    expect(harm(await judge(info))).toContain('xml.signature-value')
  })

  it('ECDSA travels as r‖s', async () => {
    const order = { references: [whole], method: ALGORITHM.ecdsaSha256 }
    const signed = signWithXmlsec(around(signatureTemplate(order)), { family: 'ecdsa' })
    const report = await judge(signed, { trust: trustIn('ecdsa') })
    expect([report.verdict, harm(report)]).toEqual(['VALID', []])
    const twin = await judge(signed.replace(...TWIN), { trust: trustIn('ecdsa') })
    expect(twin.verdict).toBe('INVALID')
  })

  it('names the element that is covered, with its line, and concludes nothing once a further tag is put around it', async () => {
    const signed = signWithXmlsec(
      `<all>\n<order Id="x">${BODY}</order>\n${signatureTemplate({ references: [{ uri: '#x', transforms: [ALGORITHM.exclusive] }] })}</all>`,
      { ids: ['Id:order'] },
    )
    const report = await judge(signed)
    const note = report.signers[0]?.steps
      .flatMap(({ findings }) => findings)
      .find(({ code }) => code === 'xml.covers-element')
    expect(note?.params).toMatchObject({ path: '/all/order', elementLine: 3, uri: '#x' })
    expect(report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(['xml.whole-by-parts'])
    expect(report.steps.flatMap(({ findings }) => findings.map(({ params }) => params))).toEqual([{ frame: '/all' }])
    expect(report.verdict).toBe('VALID')
    const wrapped = await judge(signed.replace(/<order .*<\/order>/s, '<cancelled>$&</cancelled>'))
    expect(wrapped.verdict).toBe('INDETERMINATE')
    expect(wrapped.steps.flatMap(({ findings }) => findings.map(({ code, params }) => [code, params?.path]))).toEqual([
      ['xml.unsigned-content', '/all/cancelled'],
    ])
  })

  it('concludes nothing of text that stands unsigned in an object beside the signed one', async () => {
    const objects = '<ds:Object Id="o">signed</ds:Object><ds:Object>\n</ds:Object>'
    const template = signatureTemplate({ references: [{ uri: '#o' }], objects })
    const signed = signWithXmlsec(template, { ids: ['Id:http://www.w3.org/2000/09/xmldsig#:Object'] })
    expect((await judge(signed)).verdict).toBe('VALID')
    const report = await judge(signed.replace('<ds:Object>\n<', '<ds:Object>x<'))
    expect(report.verdict).toBe('INDETERMINATE')
    expect(report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(['xml.unsigned-content'])
  })

  it('a manifest is what it lists: each file of it, by its name', async () => {
    const objects = `<ds:Object><ds:Manifest Id="m"><ds:Reference URI="order.txt"><ds:DigestMethod Algorithm="${ALGORITHM.sha256}"/><ds:DigestValue>${Buffer.from(await nodePrimitives.digest('sha256', bytes('one order'))).toString('base64')}</ds:DigestValue></ds:Reference></ds:Manifest></ds:Object>`
    const template = signatureTemplate({
      references: [{ uri: '#m', type: 'http://www.w3.org/2000/09/xmldsig#Manifest' }],
      objects,
    })
    const signed = signWithXmlsec(template, {
      ids: ['Id:http://www.w3.org/2000/09/xmldsig#:Manifest'],
      files: { 'order.txt': 'one order' },
    })
    const given = (text: string, name = 'order.txt') => judge(signed, { detached: [{ name, bytes: bytes(text) }] })
    expect((await given('one order')).verdict).toBe('VALID')
    expect(harm(await given('two order'))).toContain('xml.manifest-digest')
    expect(harm(await given('one order', 'other.txt'))).toContain('xml.reference-file-missing')
    expect((await given('one order', 'other.txt')).verdict).toBe('INDETERMINATE')
  })
})

describe.skipIf(!HAS_XMLSEC)('what is refused by name', () => {
  const signed = () => signWithXmlsec(around(signatureTemplate({ references: [whole] })))

  it('stylesheets, whatever they would do', async () => {
    const sheet =
      '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><a/></xsl:template></xsl:stylesheet>'
    const order = { references: [{ uri: '', transforms: [ALGORITHM.enveloped, [ALGORITHM.xslt, sheet] as const] }] }
    const report = await judge(signWithXmlsec(around(signatureTemplate(order))))
    expect([report.verdict, harm(report)[0]]).toEqual(['INDETERMINATE', 'xml.transform-xslt'])
  })

  it('keyed hashes, which prove no signer', async () => {
    const text = signed().replaceAll(ALGORITHM.rsaSha256, ALGORITHM.hmacSha256)
    const report = await judge(text)
    expect(report.verdict).toBe('INVALID')
    expect(harm(report)).toContain('xml.signature-method-hmac')
  })

  it('a DOCTYPE, before anything is read', async () => {
    const report = await judge(`<!DOCTYPE order [<!ENTITY a "b">]>${signed()}`)
    expect([report.verdict, report.technical, harm(report)]).toEqual(['INVALID', 'unreadable', ['xml.doctype']])
  })

  it('references to the network: nothing is fetched', async () => {
    const text = signed().replace('URI=""', 'URI="http://127.0.0.1:9/order.xml"')
    expect(harm(await judge(text))).toContain('xml.reference-file-missing')
  })

  it('a key without a certificate: the value holds, and nobody is known to have signed', async () => {
    const order = { references: [whole], keyInfo: '<ds:KeyInfo><ds:KeyValue></ds:KeyValue></ds:KeyInfo>' }
    const report = await judge(signWithXmlsec(around(signatureTemplate(order))), {
      trust: trustIn('rsa', { anchors: [], intermediates: [] }),
    })
    expect([report.verdict, report.technical]).toEqual(['INDETERMINATE', 'intact'])
    expect(harm(report)).toEqual(['xml.signer-certificate-missing'])
  })
})

describe.skipIf(!HAS_XMLSEC)('signatures wrapped around something else', () => {
  const ids = ['Id:order']
  const signed = () =>
    signWithXmlsec(
      `<all><order Id="x">${BODY}</order>${signatureTemplate({ references: [{ uri: '#x', transforms: [ALGORITHM.exclusive] }] })}</all>`,
      {
        ids,
      },
    )
  const EVIL = BODY.replace('n="1"', 'n="9"')
  const orderOf = (text: string) => /<order Id="x">.*?<\/order>/s.exec(text)?.[0] ?? ''

  it('xmlsec1 accepts them, because it does not say what is covered; here none is VALID', async () => {
    const text = signed()
    const moved = text
      .replace(orderOf(text), `<order>${EVIL}</order>`)
      .replace('</ds:Signature>', `<ds:Object>${orderOf(text)}</ds:Object></ds:Signature>`)
    expect(verifiesWithXmlsec(moved, { ids })).toBe(true)
    const report = await judge(moved)
    expect(report.verdict).toBe('INDETERMINATE')
    expect(harm(report)).toEqual(['xml.unsigned-twin'])
  })

  it('content beside what is signed is named', async () => {
    const text = signed().replace('<all>', '<all><price>9</price>')
    const report = await judge(text)
    expect([report.verdict, harm(report)]).toEqual(['INDETERMINATE', ['xml.unsigned-content']])
    expect(report.steps[1]?.findings[0]?.params).toMatchObject({ path: '/all/price' })
  })

  it('so are text and attributes around it', async () => {
    expect(harm(await judge(signed().replace('<all>', '<all>pay twice')))).toEqual(['xml.unsigned-content'])
    expect(harm(await judge(signed().replace('<all>', '<all times="2">')))).toEqual(['xml.unsigned-content'])
    expect(harm(await judge(signed().replace('<all>', '<all><!-- a comment says nothing -->')))).toEqual([])
  })

  it.each([
    ['a no-break space', (text: string) => text.replace('<all>', '<all>\u00a0'), '/all'],
    ['a byte order mark', (text: string) => text.replace('<all>', '<all>\ufeff'), '/all'],
    ['an instruction', (text: string) => text.replace('<all>', '<all><?pay twice?>'), '/all'],
    ['a stylesheet before it', (text: string) => text.replace('<all>', '<?xml-stylesheet href="evil.xsl"?><all>'), '/'],
    ['an instruction behind it', (text: string) => text.replace('</all>', '</all><?pay twice?>'), '/'],
  ])('so is %s, where plain white space says nothing', async (_, change, path) => {
    const text = signed()
    const report = await judge(change(text))
    expect([report.verdict, harm(report)]).toEqual(['INDETERMINATE', ['xml.unsigned-content']])
    expect(report.steps[1]?.findings[0]?.params).toMatchObject({ path })
    expect((await judge(text.replace('<all>', ' \t\n<all> \t\n').trimStart())).verdict).toBe('VALID')
  })

  const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

  it.each([
    ['an identifier', 'id="all"'],
    ['a language', 'xml:lang="zh"'],
    ['where the schema is', `${XSI} xsi:schemaLocation="urn:a a.xsd"`],
    ['a declared prefix', 'xmlns:p="urn:p"'],
  ])('around what is signed, %s says nothing', async (_, attribute) => {
    expect((await judge(signed().replace('<all>', `<all ${attribute}>`))).verdict).toBe('VALID')
  })

  it.each([
    ['an attribute of any other namespace', 'xmlns:p="urn:p" p:payee="mallory"', '/all/@p:payee'],
    ['a type that says how to read it', `${XSI} xsi:type="Refund"`, '/all/@xsi:type'],
    ['an identifier of a namespace nobody knows', 'xmlns:p="urn:p" p:id="x1"', '/all/@p:id'],
    ['an amount', 'times="2"', '/all/@times'],
  ])('but %s is content that is not signed, and is named', async (_, attribute, path) => {
    const report = await judge(signed().replace('<all>', `<all ${attribute}>`))
    expect([report.verdict, harm(report)]).toEqual(['INDETERMINATE', ['xml.unsigned-content']])
    expect(report.steps[1]?.findings[0]?.params).toMatchObject({ path })
  })

  it('two elements of one identifier are none, in whatever spelling', async () => {
    for (const spelling of ['Id', 'ID', 'id', 'xml:id']) {
      const report = await judge(signed().replace('</all>', `<other ${spelling}="x"/></all>`))
      expect([report.verdict, report.technical]).toEqual(['INVALID', 'broken'])
      expect(harm(report)).toContain('xml.id-ambiguous')
    }
  })

  it('content left out by a filter is not covered', async () => {
    const filter = [
      ALGORITHM.xpath,
      '<ds:XPath>not(ancestor-or-self::price) and not(ancestor-or-self::ds:Signature)</ds:XPath>',
    ] as const
    const order = { references: [{ uri: '', transforms: [filter] }] }
    const text = signWithXmlsec(`<all><price>1</price>${BODY}${signatureTemplate(order)}</all>`)
    expect(harm(await judge(text))).toEqual(['xml.unsigned-content'])
    expect(harm(await judge(text.replace('<price>1', '<price>9')))).toEqual(['xml.unsigned-content'])
  })

  it('a filter behind a canonicalisation hides nothing either', async () => {
    const filter = [ALGORITHM.xpath, '<ds:XPath>not(ancestor-or-self::price)</ds:XPath>'] as const
    const order = { references: [{ uri: '', transforms: [ALGORITHM.enveloped, ALGORITHM.exclusive, filter] }] }
    const text = signWithXmlsec(`<all><price>1</price>${BODY}${signatureTemplate(order)}</all>`)
    const report = await judge(text.replace('<price>1', '<price>9'))
    expect([report.verdict, harm(report)]).toEqual(['INDETERMINATE', ['xml.unsigned-content']])
  })

  it('an element inside the signature value or a digest is not passed over', async () => {
    const split = signed().replace(/<ds:SignatureValue>\s*(\w\w)/, '<ds:SignatureValue><a/>$1')
    expect(harm(await judge(split))).toContain('xml.signature-value-malformed')
    const text = signed().replace('</ds:SignatureValue>', '</ds:SignatureValue>text')
    expect(harm(await judge(text))).toContain('xml.signature-malformed')
    const extra = signed().replace('</ds:SignedInfo>', '</ds:SignedInfo><ds:SignedInfo/>')
    expect(harm(await judge(extra))).toContain('xml.signature-malformed')
  })
})
