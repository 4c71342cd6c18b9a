import { describe, expect, it } from 'vitest'
import { createXmlReader } from '#adapters/xml/reader.node.ts'
import {
  attributeOf,
  type Canonicalisation,
  childOf,
  childrenOf,
  elementsWithin,
  pathOf,
  textOf,
  type XmlDocument,
} from '#core/documents/xml/tree.ts'

const reader = createXmlReader()
const bytes = (text: string) => new TextEncoder().encode(text)

async function tree(text: string | Uint8Array): Promise<XmlDocument> {
  const read = await reader.read(typeof text === 'string' ? bytes(text) : text)
  if (!read.ok) throw new Error(`${read.error.code} in line ${read.error.line}`)
  return read.value
}

async function refusal(text: string | Uint8Array, limits = {}): Promise<string> {
  const read = await reader.read(typeof text === 'string' ? bytes(text) : text, limits)
  return read.ok ? 'read' : read.error.code
}

const C14N: Canonicalisation = { method: 'c14n-1.0', withComments: false }
const EXCLUSIVE: Canonicalisation = { method: 'exclusive', withComments: false }

async function canonical(document: XmlDocument, how = C14N, path?: string): Promise<string> {
  const apex = path && [...elementsWithin(document.root)].find((one) => pathOf(one) === path)
  const result = await reader.canonicalise(document, how, apex ? { apex } : undefined)
  if (!result.ok) throw new Error(result.error.code)
  return new TextDecoder().decode(result.value)
}

describe('the tree of an XML document', () => {
  const TEXT = `<?xml version="1.0"?>
<!-- before --><o:order xmlns:o="urn:o" xmlns="urn:d" id="a&#10;b" o:k="&lt;">
  <item>one<![CDATA[ & ]]>two</item><item/><?target data?></o:order>`

  it('has names in their namespaces, text without entities and CDATA sections, and lines', async () => {
    const { root, children, nodes } = await tree(TEXT)
    expect([root.namespace, root.prefix, root.local, root.line]).toEqual(['urn:o', 'o', 'order', 2])
    expect(attributeOf(root, 'id')).toBe('a\nb')
    expect(attributeOf(root, 'k', 'urn:o')).toBe('<')
    expect(attributeOf(root, 'k')).toBeUndefined()
    expect(root.declarations).toEqual([
      { prefix: 'o', namespace: 'urn:o' },
      { prefix: '', namespace: 'urn:d' },
    ])
    const [first, second] = childrenOf(root, 'urn:d', 'item')
    expect(first && textOf(first)).toBe('one & two')
    expect(first?.line).toBe(3)
    expect(second && pathOf(second)).toBe('/o:order/item[2]')
    expect(childOf(root, '', 'item')).toBeUndefined()
    expect(children.map((one) => one.kind)).toEqual(['comment', 'element'])
    expect(nodes.map((one) => one.order)).toEqual(nodes.map((_, index) => index))
    expect(root.lastOrder).toBe(nodes.length - 1)
  })

  it('is the same from UTF-16 with its byte order mark and from ISO-8859-1 that is declared', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>证é</a>', 'utf16le')])
    expect(textOf((await tree(new Uint8Array(utf16))).root)).toBe('证é')
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'latin1')
    expect(textOf((await tree(new Uint8Array(latin))).root)).toBe('é')
    expect(textOf((await tree(`\ufeff<a>证</a>`)).root)).toBe('证')
  })
})

describe('what is refused', () => {
  it.each([
    ['<!DOCTYPE a><a/>', 'xml.doctype'],
    ['<?xml version="1.0"?><!-- x --><?p d?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'xml.doctype'],
    ['<!doctype a><a/>', 'xml.doctype'],
    ['<a>&b;</a>', 'xml.undeclared-entity'],
    ['<b:a/>', 'xml.undeclared-prefix'],
    ['<a b:c="d"/>', 'xml.undeclared-prefix'],
    ['<a b="1" b="2"/>', 'xml.duplicate-attribute'],
    ['<a xmlns:b="u" xmlns:c="u" b:d="1" c:d="2"/>', 'xml.duplicate-attribute'],
    ['<a><b></a>', 'xml.not-well-formed'],
    ['<a/><b/>', 'xml.not-well-formed'],
    ['<a/>text', 'xml.not-well-formed'],
    ['<1a/>', 'xml.not-well-formed'],
    ['<a>\u0001</a>', 'xml.not-well-formed'],
    ['<a>&#0;</a>', 'xml.not-well-formed'],
    ['<a b=c/>', 'xml.not-well-formed'],
    ['<?xml version="1.1"?><a/>', 'xml.version'],
    ['<?xml version="1.0" encoding="GB2312"?><a/>', 'xml.encoding-not-supported'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', 'xml.encoding-without-mark'],
    ['\ufeff<?xml version="1.0" encoding="UTF-16"?><a/>', 'xml.encoding-contradicted'],
    ['', 'xml.not-well-formed'],
  ])('%j: %s', async (text, code) => {
    expect(await refusal(text)).toBe(code)
  })

  it('is bytes that are not in the encoding', async () => {
    expect(await refusal(Uint8Array.of(0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e))).toBe('xml.encoding-broken')
    expect(await refusal(new Uint8Array(Buffer.from('<a/>', 'utf16le')))).toBe('xml.encoding-without-mark')
  })

  it('is said with its line and offset', async () => {
    const read = await reader.read(bytes('<a>\n<b>\n</c></a>'))
    expect(read).toMatchObject({ ok: false, error: { code: 'xml.not-well-formed', line: 3 } })
    if (!read.ok) expect(read.error.offset).toBeGreaterThanOrEqual(8)
  })

  it('is what goes beyond the limits, while the same within them is read', async () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(await refusal(nested(200))).toBe('read')
    expect(await refusal(nested(201))).toBe('xml.too-deep')
    expect(await refusal(nested(100_000))).toMatch(/too-deep|not-well-formed/)
    expect(await refusal('<a></a>', { maxBytes: 6 })).toBe('xml.too-large')
    expect(await refusal(`<a>${'<b/>'.repeat(20)}</a>`, { maxNodes: 20 })).toBe('xml.too-many-nodes')
    expect(await refusal('<a b="" c="" d=""/>', { maxAttributes: 2 })).toBe('xml.too-many-attributes')
    expect(await refusal(`<a>${'<b/>'.repeat(3_000_000)}</a>`)).toBe('xml.too-many-nodes')
  })
})

describe('canonical XML', () => {
  it('is that of the recommendation: attributes ordered, CDATA resolved, empty elements closed (example 3.3)', async () => {
    const document = await tree(`<doc>
   <e1   />
   <e2   ></e2>
   <e3   name = "elem3"   id="elem3"   />
   <e4   name="elem4"   id="elem4"   ></e4>
   <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
      xmlns:b="http://www.ietf.org"
      xmlns:a="http://www.w3.org"
      xmlns="http://example.org"/>
</doc>`)
    expect(await canonical(document)).toBe(`<doc>
   <e1></e1>
   <e2></e2>
   <e3 id="elem3" name="elem3"></e3>
   <e4 id="elem4" name="elem4"></e4>
   <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" a:attr="out"></e5>
</doc>`)
  })

  it('of a part inherits namespaces and xml attributes, exclusively only what is used (RFC 3741 §2.2)', async () => {
    const document = await tree(
      '<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org" xml:lang="fr"><n1:elem2 xmlns:n1="http://example.net" xml:space="retain"><n3:stuff/></n1:elem2><!-- c --></n0:local>',
    )
    const path = '/n0:local/n1:elem2'
    expect(await canonical(document, C14N, path)).toBe(
      '<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" xml:lang="fr" xml:space="retain"><n3:stuff></n3:stuff></n1:elem2>',
    )
    expect(await canonical(document, EXCLUSIVE, path)).toBe(
      '<n1:elem2 xmlns:n1="http://example.net" xml:space="retain"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>',
    )
    expect(await canonical(document, { ...EXCLUSIVE, inclusivePrefixes: ['n3'] }, path)).toBe(
      '<n1:elem2 xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" xml:space="retain"><n3:stuff></n3:stuff></n1:elem2>',
    )
    expect(await canonical(document, { ...C14N, withComments: true })).toContain('<!-- c -->')
    expect(await canonical(document)).not.toContain('<!--')
  })

  it('in version 1.1 does not inherit xml:id, and joins xml:base (Canonical XML 1.1 §2.4)', async () => {
    const document = await tree('<a xml:base="http://x.org/y/" xml:id="i"><b xml:base="z/"><c/></b></a>')
    expect(await canonical(document, C14N, '/a/b')).toContain('xml:id="i"')
    const newer = await canonical(document, { method: 'c14n-1.1', withComments: false }, '/a/b/c')
    expect(newer).toBe('<c xml:base="http://x.org/y/z/"></c>')
  })

  it('of selected nodes leaves out the others, and leaves the document as it was', async () => {
    const document = await tree('<a xmlns:p="urn:u"><b><c/>x<d/></b><e/></a>')
    const [b] = childrenOf(document.root)
    const part = await reader.canonicalise(document, C14N, {
      ...(b && { apex: b }),
      includes: (node) => node.kind !== 'element' || node.local !== 'c',
    })
    expect(part.ok && new TextDecoder().decode(part.value)).toBe('<b xmlns:p="urn:u">x<d></d></b>')
    expect(await canonical(document)).toBe('<a xmlns:p="urn:u"><b><c></c>x<d></d></b><e></e></a>')
  })

  it('is found again after other documents have been read', async () => {
    const first = await tree('<a><b x="1"/></a>')
    const second = await tree('<c/>')
    expect(await canonical(first, C14N, '/a/b')).toBe('<b x="1"></b>')
    expect(await canonical(second)).toBe('<c></c>')
    const [one, other] = await Promise.all([canonical(first), canonical(second)])
    expect([one, other]).toEqual(['<a><b x="1"></b></a>', '<c></c>'])
  })

  it('is refused for relative namespace names, and for work or output without measure', async () => {
    const codeOf = async (text: string, how: Canonicalisation, times = 1) => {
      const document = await tree(text)
      let code = 'canonical'
      for (let time = 0; time < times; time++) {
        const result = await reader.canonicalise(document, how)
        code = result.ok ? 'canonical' : result.error.code
      }
      return code
    }
    expect(await codeOf('<a xmlns="relative/name"/>', C14N)).toBe('xml.not-canonicalisable')
    const long = `<r xmlns:p="urn:${'x'.repeat(20_000)}">${'<p:a/>'.repeat(2000)}</r>`
    expect(await codeOf(long, C14N)).toBe('canonical')
    expect(await codeOf(long, EXCLUSIVE)).toBe('xml.too-much-canonical')
    const wide = Array.from({ length: 900 }, (_, index) => `xmlns:p${index}="urn:${index}"`).join(' ')
    expect(await codeOf(`<r ${wide}>${'<a/>'.repeat(100_000)}</r>`, C14N)).toBe('xml.too-much-canonical')
    expect(await codeOf(`<r>${'<a/>'.repeat(100_000)}</r>`, C14N, 51)).toBe('xml.too-much-canonical')
  }, 20_000)
})

it('reading many documents keeps no memory', async () => {
  const text = bytes(`<a xmlns="urn:x">${'<b c="d">e</b>'.repeat(200)}</a>`)
  const round = async (count: number) => {
    for (let time = 0; time < count; time++) {
      const read = await reader.read(text)
      if (read.ok && time % 10 === 0) await reader.canonicalise(read.value, EXCLUSIVE)
    }
    return process.memoryUsage().arrayBuffers + process.memoryUsage().external
  }
  const before = await round(200)
  const after = await round(2000)
  expect(after - before).toBeLessThan(20 * 1024 * 1024)
}, 60_000)
